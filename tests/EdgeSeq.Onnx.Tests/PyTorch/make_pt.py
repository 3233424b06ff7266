"""Makes the .pt files beside this script with PyTorch itself, and what their modules answer in double precision.

    apt-get install python3-torch && /usr/bin/python3 make_pt.py
"""
import collections
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(1)


class Scaled(nn.Module):
    """Buffers that scale, and a second layer, as in models of actuators."""

    def __init__(self):
        super().__init__()
        self.register_buffer("in_mean", torch.tensor([0.25, -0.5]))
        self.register_buffer("in_scale", torch.tensor([[[2.0, 0.5]]]))
        self.register_buffer("out_scale", torch.tensor([3.0]))
        self.rnn = nn.GRU(2, 3, num_layers=2, batch_first=True)
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        return self.out_scale * self.out(self.rnn((x - self.in_mean) * self.in_scale)[0])


class Projected(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 3, proj_size=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


def save(name, x, module):
    x.numpy().astype("<f4").tofile(f"{HERE}/{name}.x.f32")
    with torch.no_grad():
        module.double()(x.double()).numpy().astype("<f8").tofile(f"{HERE}/{name}.y.f64")


def checkpoint():
    """A checkpoint of a training run, its numbers as bfloat16, the matrices as views: transposed ones, and one storage for several tensors."""
    module = Projected().bfloat16()
    optimizer = torch.optim.Adam(module.parameters())
    state = collections.OrderedDict((f"module.{name}", tensor.t().contiguous().t() if tensor.dim() == 2 else tensor) for name, tensor in module.state_dict().items())
    both = torch.cat([state["module.head.weight"].flatten(), state["module.head.bias"]])
    state["module.head.weight"], state["module.head.bias"] = both[:8].view(2, 4), both[8:]
    torch.save({"epoch": 9, "model_state_dict": state, "optimizer_state_dict": optimizer.state_dict(), "loss": 0.5}, f"{HERE}/checkpoint.pt")
    save("checkpoint", torch.rand(1, 9, 1), module)


def script():
    """A TorchScript archive."""
    module = Scaled()
    torch.jit.script(module).save(f"{HERE}/script.pt")
    save("script", torch.rand(1, 9, 2), module)


def whole():
    """A module that was pickled whole, which names classes of its author's own; of half precision."""
    module = nn.Sequential(collections.OrderedDict(lin=nn.Linear(2, 3), act=nn.Tanh(), out=nn.Linear(3, 1))).half()
    torch.save(module, f"{HERE}/whole.pt")
    save("whole", torch.rand(1, 9, 2), module)


def other():
    """What no state dictionary holds."""
    torch.save({"weight": torch.zeros(1, 1), "config": collections.Counter()}, f"{HERE}/other.pt")


checkpoint()
script()
whole()
other()
