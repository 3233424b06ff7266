#!/usr/bin/env python3
"""Golden values of small models of tokens from PyTorch, one JSON file a case, written beside this script.

    python3 make_golden.py        (Debian: apt-get install python3-torch; made with PyTorch 1.13)

A case is a batch of windows through nn.RNN (tanh or relu), nn.GRU or nn.LSTM and a linear head: one-hot tokens (-1 is the zero vector), an
initial state other than zero unless the layers read in both directions, mean cross-entropy over the targets that count (-1 does not). Everything is computed in
float64. Weights and initial states are float32 numbers, so that the reader starts from exactly the same ones.
PyTorch has two biases for each gate. Where both enter the same sum (everywhere but in n of nn.GRU) the second is zero; its
gradient equals that of the first and is the reader's to ignore.
"""

import json
import pathlib

import torch
from torch import nn

CASES = [  # file, cell, V, H, B, T, layers, both directions
    ("elman-v5-h7", "ElmanTanh", 5, 7, 3, 8),
    ("elman-v11-h16", "ElmanTanh", 11, 16, 2, 8),
    ("relu-v5-h7", "ElmanRelu", 5, 7, 3, 8),
    ("gru-v5-h7", "GruResetAfter", 5, 7, 3, 8),
    ("gru-v11-h16", "GruResetAfter", 11, 16, 2, 8),
    ("lstm-v5-h7", "Lstm", 5, 7, 3, 8),
    ("lstm-v11-h16", "Lstm", 11, 16, 2, 8),
    ("gru-v5-h7-l2", "GruResetAfter", 5, 7, 3, 8, 2),
    ("lstm-v5-h7-l2", "Lstm", 5, 7, 3, 8, 2),
    ("gru-v5-h4-l2-both", "GruResetAfter", 5, 4, 3, 8, 2, True),
    ("lstm-v5-h4-l2-both", "Lstm", 5, 4, 3, 8, 2, True),
]


KINDS = {
    "ElmanTanh": (nn.RNN, {}),
    "ElmanRelu": (nn.RNN, {"nonlinearity": "relu"}),
    "GruResetAfter": (nn.GRU, {}),
    "Lstm": (nn.LSTM, {}),
}


class LanguageModel(nn.Module):
    def __init__(self, cell, vocabulary, hidden, layers, both):
        super().__init__()
        kind, options = KINDS[cell]
        self.rnn = kind(vocabulary, hidden, layers, batch_first=True, bidirectional=both, **options)
        self.head = nn.Linear(2 * hidden if both else hidden, vocabulary)


def as_float32(tensor):
    return tensor.to(torch.float32).to(torch.float64)


def make(cell, vocabulary, hidden, batch, window, layers=1, both=False, *, seed):
    torch.manual_seed(seed)
    model = LanguageModel(cell, vocabulary, hidden, layers, both).to(torch.float64)
    with torch.no_grad():
        for parameter in model.parameters():  # large enough that gates saturate here and there
            parameter.copy_(as_float32(torch.randn_like(parameter) * 0.7))
        single = slice(0, 2 * hidden) if cell == "GruResetAfter" else slice(None)
        for name, bias in model.rnn.named_parameters():
            if name.startswith("bias_hh"):
                bias[single] = 0

    tokens = torch.randint(0, vocabulary, (batch, window))
    targets = torch.randint(0, vocabulary, (batch, window))
    tokens[0, 0] = tokens[1, 3] = -1
    targets[0, 2] = targets[1, window - 1] = targets[batch - 1, 0] = -1
    count = 2 if cell == "Lstm" else 1  # h, then c
    shape = (count, layers * (2 if both else 1), batch, hidden)
    initial = torch.zeros(shape, dtype=torch.float64) if both else as_float32(torch.rand(shape, dtype=torch.float64) * 1.6 - 0.8)

    inputs = nn.functional.one_hot(tokens.clamp(min=0), vocabulary).to(torch.float64) * (tokens >= 0).unsqueeze(-1)
    states, final = model.rnn(inputs, tuple(initial) if count == 2 else initial[0])
    final = torch.cat(final) if count == 2 else final
    logits = model.head(states)
    loss = nn.functional.cross_entropy(logits.reshape(-1, vocabulary), targets.reshape(-1), ignore_index=-1)
    loss.backward()

    return {
        "cell": cell, "vocabulary": vocabulary, "hidden": hidden, "batch": batch, "window": window,
        **({"layers": layers, "bothDirections": both} if layers > 1 or both else {}),
        "tokens": tokens.flatten().tolist(),
        "targets": targets.flatten().tolist(),
        "initialState": numbers(initial, 9),
        "finalState": numbers(final, 10),
        "logits": numbers(logits, 10),
        "loss": float(f"{loss.item():.12g}"),
        "weights": {name: numbers(p, 9) for name, p in model.named_parameters()},
        "gradients": {name: numbers(p.grad, 10) for name, p in model.named_parameters()},
    }


def numbers(tensor, digits):
    """Row-major; 9 digits give a float32 back exactly, 10 are far below the tests' tolerance."""
    return [float(f"{x:.{digits}g}") for x in tensor.detach().flatten().tolist()]


def main():
    folder = pathlib.Path(__file__).resolve().parent
    for name, *sizes in CASES:
        case = make(*sizes, seed=sum(name.encode()))
        text = json.dumps(case, separators=(",", ":"))
        text = text.replace('],"', '],\n"').replace('},"', '},\n"').replace(':{"', ':{\n"')
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


main()
