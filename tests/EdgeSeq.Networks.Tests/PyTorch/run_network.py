#!/usr/bin/env python3
"""Networks in PyTorch that read the files of EdgeSeq; run by PyTorchTests.

    python3 run_network.py        (Debian: apt-get install python3-torch)

Each line of its input is a list in JSON, of NAME, FILE and NUMBERS, and is answered with one. Loads FILE into the network NAME with
load_state_dict, strictly; prints the outputs before softmax and sigmoid, of the inputs in the JSON file NUMBERS ([steps][inputs]), as JSON. Files are read here, since Debian has no package of safetensors.
"""

import json
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F


def causal(conv, x):
    """A convolution over time, [steps][channels], that sees the present and the past."""
    return conv(F.pad(x.T[None], (conv.dilation[0] * (conv.kernel_size[0] - 1), 0)))[0].T


class NoiseSuppressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.d = nn.Linear(42, 24)
        self.v, self.n, self.g = nn.GRU(24, 24), nn.GRU(90, 48), nn.GRU(114, 96)
        self.vad, self.gain = nn.Linear(24, 1), nn.Linear(96, 22)

    def forward(self, x):
        d = torch.tanh(self.d(x))
        v = self.v(d)[0]
        n = self.n(torch.cat([d, v, x], -1))[0]
        g = self.g(torch.cat([v, n, x], -1))[0]
        return torch.cat([self.vad(v), self.gain(g)], -1)


class Keyword(nn.Module):
    stride = 1

    def __init__(self):
        super().__init__()
        self.c = nn.Conv1d(10, 18, 5, stride=self.stride)
        self.h, self.k = nn.GRU(18, 20), nn.GRU(20, 17)
        self.k_x = nn.LayerNorm(20)
        self.word = nn.Linear(17, 12)

    def forward(self, x):
        k = self.k(self.k_x(self.h(F.relu(causal(self.c, x)))[0]))[0]
        return self.word(k.mean(0, keepdim=True))


class StridedKeyword(Keyword):
    stride = 2


class Amplifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.h, self.y = nn.LSTM(1, 20), nn.Linear(20, 1)

    def forward(self, x):
        return x + self.y(self.h(x)[0])


class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv1d(2, 8, 3), nn.Conv1d(8, 8, 3, dilation=2)
        self.c_x, self.c = nn.Conv1d(8, 8, 3, dilation=4), nn.Conv1d(8, 8, 3, dilation=4)
        self.y = nn.Linear(8, 1)

    def forward(self, x):
        a = F.relu(causal(self.a, x))
        b = F.relu(a + causal(self.b, a))
        c = F.relu(b + causal(self.c, F.relu(causal(self.c_x, b))))
        return self.y(c[-1:])


class Depthwise(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Conv1d(5, 5, 4, dilation=3, groups=5)
        self.q, self.q_conv = nn.Conv1d(10, 18, 1), nn.Conv1d(5, 18, 2, dilation=2)
        self.y_x, self.y_dense_x = nn.Conv1d(18, 18, 3, groups=18), nn.Conv1d(18, 18, 1, groups=18)
        self.y, self.y_dense = nn.Linear(18, 2), nn.Linear(18, 2)

    def forward(self, x):
        p = causal(self.p, x)
        q = F.relu(causal(self.q, torch.cat([p, x], -1)) + causal(self.q_conv, p))
        return self.y(causal(self.y_x, q)) + self.y_dense(causal(self.y_dense_x, q))


class Same(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.h, self.k = nn.Embedding(9, 9), nn.LSTM(9, 9), nn.GRU(9, 20)
        self.y, self.y_x, self.next = nn.Linear(9, 9), nn.Linear(20, 9), nn.Linear(9, 9)
        self.y.weight = self.next.weight = self.e.weight

    def forward(self, x):
        h = self.h(self.e(x))[0]
        return torch.cat([self.y(self.y_x(self.k(h)[0])), 2 * h + self.next(h)], -1)


def load(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry["shape"])
    return tensors


def main(name, path, numbers):
    model = {kind.__name__: kind for kind in (NoiseSuppressor, Keyword, StridedKeyword, Amplifier, Convolutions, Depthwise, Same)}[name]()
    model.load_state_dict(load(path))
    with open(numbers) as file:
        x = torch.tensor(json.load(file))
    with torch.no_grad():
        print(json.dumps(model(x).tolist()), flush=True)


for line in sys.stdin:
    main(*json.loads(line))
