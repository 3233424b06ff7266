#!/usr/bin/env python3
"""A model of tokens in PyTorch that reads and writes the files of EdgeSeq; run by RoundTripTests.

    python3 run_model.py        (Debian: apt-get install python3-torch)

Each line of its input is a list in JSON, of SHAPE, IN, OUT and TOKENS, and is answered with one. SHAPE is JSON: {"cell": "Lstm", "vocabulary": 9, "embedding": 0, "hidden": 17, "layers": 3, "both": false, "outputs": 9}.
Loads IN with load_state_dict, strictly, or starts from PyTorch's own initialisation if IN is "-"; saves its state_dict to OUT;
prints the outputs after each of the tokens (comma-separated) as JSON. Files are read and written here, since the format is
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


class TokenModel(nn.Module):
    def __init__(self, shape):
        super().__init__()
        kind, options = KINDS[shape["cell"]]
        self.vocabulary = shape["vocabulary"]
        self.embedding = nn.Embedding(self.vocabulary, shape["embedding"]) if shape["embedding"] else None
        self.rnn = kind(
            shape["embedding"] or self.vocabulary, shape["hidden"], num_layers=shape["layers"], bidirectional=shape["both"],
            batch_first=True, **options)
        self.head = nn.Linear(shape["hidden"] * (2 if shape["both"] else 1), shape["outputs"])

    def forward(self, tokens):
        inputs = self.embedding(tokens) if self.embedding else nn.functional.one_hot(tokens, self.vocabulary).float()
        return self.head(self.rnn(inputs)[0])


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


def main(shape, source, target, tokens):
    torch.manual_seed(1)
    model = TokenModel(json.loads(shape))
    if source != "-":
        model.load_state_dict(load(source))
    save(model.state_dict(), target)
    with torch.no_grad():
        print(json.dumps(model(torch.tensor([[int(token) for token in tokens.split(",")]]))[0].tolist()), flush=True)


for line in sys.stdin:
    main(*json.loads(line))
