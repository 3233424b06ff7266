#!/usr/bin/env python3
"""A language model in PyTorch that reads and writes the files of EdgeSeq; run by RoundTripTests.

    python3 run_model.py CELL VOCABULARY HIDDEN IN OUT TOKENS        (Debian: apt-get install python3-torch)

Loads IN with load_state_dict, strictly, or starts from PyTorch's own initialisation if IN is "-"; saves its state_dict to OUT;
prints the logits after each of the tokens (comma-separated) as JSON. Files are read and written here, since the format is
a JSON header and raw numbers, and Debian has no package of safetensors.
"""

import json
import struct
import sys

import torch
from torch import nn

KINDS = {
    "ElmanTanh": (nn.RNN, {}),
    "ElmanRelu": (nn.RNN, {"nonlinearity": "relu"}),
    "GruResetAfter": (nn.GRU, {}),
    "Lstm": (nn.LSTM, {}),
}


class LanguageModel(nn.Module):
    def __init__(self, cell, vocabulary, hidden):
        super().__init__()
        kind, options = KINDS[cell]
        self.rnn = kind(vocabulary, hidden, batch_first=True, **options)
        self.head = nn.Linear(hidden, vocabulary)


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


def save(tensors, path):
    header, data = {}, b""
    for name, tensor in sorted(tensors.items()):
        numbers = tensor.flatten().tolist()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + 4 * len(numbers)]}
        data += struct.pack(f"<{len(numbers)}f", *numbers)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main(cell, vocabulary, hidden, source, target, tokens):
    torch.manual_seed(1)
    model = LanguageModel(cell, int(vocabulary), int(hidden))
    if source != "-":
        model.load_state_dict(load(source))
    save(model.state_dict(), target)
    inputs = nn.functional.one_hot(torch.tensor([int(token) for token in tokens.split(",")]), int(vocabulary)).float()
    with torch.no_grad():
        outputs, _ = model.rnn(inputs[None])
        print(json.dumps(model.head(outputs)[0].tolist()))


main(*sys.argv[1:])
