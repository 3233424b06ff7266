"""Makes network.onnx beside this script with PyTorch's exporter, and what the module answers in double precision: a graph that is no stack of
layers.

    apt-get install python3-torch && /usr/bin/python3 make_graph.py
"""
import os

import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(1)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv1d(2, 3, 3, dilation=2), nn.BatchNorm1d(3)
        self.lstm = nn.LSTM(3, 2, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(5, 3, num_layers=2, batch_first=True)
        self.mix, self.out, self.voice = nn.Linear(7, 2), nn.Linear(2, 1), nn.Linear(3, 1)

    def forward(self, x):
        c = torch.relu(self.norm(self.conv(F.pad(x.transpose(1, 2), (4, 0))))).transpose(1, 2)
        a = self.lstm(c)[0]
        b, state = self.gru(torch.cat([c, x], 2))
        mixed = F.elu(self.mix(torch.cat([a, b], 2))) + 0.5 * x
        return self.out(mixed), torch.sigmoid(self.voice(b)), state


network = Network().eval()
network.norm.running_mean.uniform_(-1, 1)
network.norm.running_var.uniform_(0.5, 2)
x = torch.rand(1, 9, 2)
torch.onnx.export(network, x, f"{HERE}/network.onnx", input_names=["x"], output_names=["y", "voice", "state"], dynamic_axes={"x": {0: "rows", 1: "steps"}}, opset_version=13)
x.numpy().astype("<f4").tofile(f"{HERE}/network.x.f32")
with torch.no_grad():
    y, voice, _ = network.double()(x.double())
    torch.cat([y, voice], 2).numpy().astype("<f8").tofile(f"{HERE}/network.y.f64")
