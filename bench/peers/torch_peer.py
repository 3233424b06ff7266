"""PyTorch as a peer of `compare`; RemotePeer.cs has the protocol, WorkloadFile.cs the file.

As PyTorch's performance tuning guide says: inference mode, gradients set to none, no copies in the loop, one thread on one
core (or as many threads as the second argument says), denormals flushed. A token is a vector with a one, a row of the identity; a step is a cell module, a window a layer module.
"""
import os
import sys
import time

if sys.argv[1] != "-" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {int(sys.argv[1])})
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 1
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(THREADS)

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(THREADS)
torch.set_num_interop_threads(1)
torch.set_flush_denormal(True)

LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
GATES = {"rnn": 1, "gru": 3, "lstm": 4}
BATCHES, PROBE_STEPS, PROBE_LOSSES, RATE, CLIP = 32, 48, 4, 0.001, 1.0


class Reader:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data, self.at = bytearray(file.read()), 0

    def take(self, *shape, kind=torch.float32):
        count = 1
        for size in shape:
            count *= size
        if count == 0:
            return torch.empty(shape)
        values = torch.frombuffer(self.data, dtype=kind, count=count, offset=self.at).clone().view(*shape)
        self.at += 4 * count
        return values


class Workload:
    """Weights and inputs of the file, and the modules that hold them."""

    def __init__(self, name, cell, rows, hidden, outputs, batch, window, path):
        file = Reader(path)
        self.cell, self.rows, self.hidden, self.batch, self.window = cell, rows, hidden, batch, window
        width = GATES[cell] * hidden
        w, u, b, c = file.take(rows, width), file.take(hidden, width), file.take(width), file.take(hidden)
        wy, by = file.take(hidden, outputs), file.take(outputs)
        recurrent_bias = torch.zeros(width)
        if cell == "gru":
            recurrent_bias[2 * hidden:] = c
        layer = name == "sequence" or name.startswith("train")
        self.module = (LAYERS if layer else CELLS)[cell](rows, hidden)
        with torch.no_grad():
            for parameter, value in zip(self.module.parameters(), (w.T, u.T, b, recurrent_bias)):
                parameter.copy_(value)
        if outputs:
            self.head = nn.Linear(hidden, outputs)
            with torch.no_grad():
                self.head.weight.copy_(wy.T)
                self.head.bias.copy_(by)
        self.read_inputs(file)

    def state(self, *shape):
        zeros = torch.zeros(*shape)
        return (zeros, zeros.clone()) if self.cell == "lstm" else zeros

    def h(self, state):
        return state[0] if self.cell == "lstm" else state


class Steps(Workload):
    def __init__(self, name, *rest):
        self.output, self.dense = name == "step-output", name.startswith("step-dense")
        super().__init__(name, *rest)
        self.now = self.state(1, self.hidden)

    def read_inputs(self, file):
        if self.dense:
            self.inputs = list(file.take(16, self.rows).split(1))
        else:
            ones = list(torch.eye(self.rows).split(1))
            self.inputs = [ones[token] for token in file.take(1024, kind=torch.int32).tolist()]

    @torch.inference_mode()
    def run(self, iterations):
        cell, inputs, now, mask = self.module, self.inputs, self.now, len(self.inputs) - 1
        for i in range(iterations):
            now = cell(inputs[i & mask], now)
            if self.output:
                self.probabilities = F.softmax(self.head(self.h(now)), -1)
        self.now = now

    def probe(self):
        self.run(PROBE_STEPS)
        return (self.probabilities if self.output else self.h(self.now)).view(-1).tolist()


class Sequence(Workload):
    def read_inputs(self, file):
        self.x = file.take(self.window, 1, self.rows)

    @torch.inference_mode()
    def run(self, iterations):
        for _ in range(iterations):
            self.states, _ = self.module(self.x)

    def probe(self):
        self.run(1)
        return self.states[-1].view(-1).tolist()


class Training(Workload):
    def __init__(self, *rest):
        super().__init__(*rest)
        self.now = self.state(1, self.batch, self.hidden)
        # The other peers have one bias where PyTorch adds two; only the second one of the GRU's candidate is a parameter.
        second = self.module.bias_hh_l0
        if self.cell == "gru":
            mask = torch.zeros_like(second)
            mask[2 * self.hidden:] = 1
            second.register_hook(lambda gradient: gradient * mask)
        else:
            second.requires_grad_(False)
        self.trained = [p for p in [*self.module.parameters(), *self.head.parameters()] if p.requires_grad]
        self.adam = torch.optim.Adam(self.trained, RATE)

    def read_inputs(self, file):
        shape = (BATCHES, self.batch, self.window)
        tokens, targets = file.take(*shape, kind=torch.int32), file.take(*shape, kind=torch.int32)
        self.ones = torch.eye(self.rows)
        self.tokens = [block.T.contiguous().long() for block in tokens]
        self.targets = [block.T.reshape(-1).long() for block in targets]

    def step(self, i):
        self.adam.zero_grad(set_to_none=True)
        y, state = self.module(self.ones[self.tokens[i % BATCHES]], self.now)
        self.now = tuple(s.detach() for s in state) if self.cell == "lstm" else state.detach()
        loss = F.cross_entropy(self.head(y.view(-1, self.hidden)), self.targets[i % BATCHES])
        loss.backward()
        nn.utils.clip_grad_norm_(self.trained, CLIP)
        self.adam.step()
        return loss

    def run(self, iterations):
        for i in range(iterations):
            self.step(i)

    def probe(self):
        return [self.step(0).item() for _ in range(PROBE_LOSSES)]


def answer(line):
    global workload
    verb, *words = line.split()
    if verb == "open":
        name, cell, *sizes, path = words
        kind = Training if name.startswith("train") else Sequence if name == "sequence" else Steps
        workload = kind(name, cell, *map(int, sizes), path)
        return "ok"
    if verb == "probe":
        return " ".join(map(repr, workload.probe()))
    if verb == "run":
        start = time.perf_counter()
        workload.run(int(words[0]))
        return repr(time.perf_counter() - start)
    workload = None
    return "ok"


print(f"PyTorch: {torch.__version__}, CPU, {'one thread' if THREADS == 1 else f'{THREADS} threads'}", flush=True)
for request in sys.stdin:
    print(answer(request), flush=True)
