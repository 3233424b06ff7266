#!/usr/bin/env python3
"""ONNX files as PyTorch's exporter writes them, beside this script: what PyTorchTests reads without PyTorch.

    python3 make_onnx.py        (Debian: apt-get install python3-torch; made with PyTorch 1.13)

All have random weights, rows of the batch first unless said otherwise, and free numbers of rows and steps.
"""

import pathlib

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, rnn, head, take, embedding=None):
        super().__init__()
        self.embedding, self.rnn, self.head, self.take = embedding, rnn, head, take

    def forward(self, x):
        outputs, states = self.rnn(x if self.embedding is None else self.embedding(x))
        return self.head(self.take(outputs, states))


NETWORKS = {
    # Every step: MatMul and Add between Transposes.
    "tokens-every-step": lambda: Network(nn.GRU(3, 4, batch_first=True), nn.Linear(4, 5), lambda y, h: y, nn.Embedding(7, 3)),
    # The last step of the outputs: Gather and Gemm.
    "last-output": lambda: Network(nn.LSTM(2, 4, 2, batch_first=True), nn.Linear(4, 3), lambda y, h: y[:, -1]),
    # The last states of both directions of the last of two layers: Concat, two Gathers, Concat, Gemm.
    "both-last-states": lambda: Network(
        nn.GRU(2, 3, 2, batch_first=True, bidirectional=True), nn.Linear(6, 4), lambda y, h: torch.cat([h[-2], h[-1]], 1)),
    # The last state, time first: Gather and Gemm.
    "last-state-time-first": lambda: Network(nn.RNN(2, 4, nonlinearity="relu"), nn.Linear(4, 2), lambda y, h: h[-1]),
}


def main():
    for seed, (name, create) in enumerate(NETWORKS.items()):
        torch.manual_seed(seed)
        network = create().eval()
        x = torch.zeros(2, 3, dtype=torch.int64) if network.embedding is not None else torch.zeros(2, 3, 2)
        path = pathlib.Path(__file__).with_name(name + ".onnx")
        torch.onnx.export(network, (x,), str(path), opset_version=14, input_names=["x"], output_names=["y"], dynamic_axes={"x": [0, 1]})


if __name__ == "__main__":
    main()
