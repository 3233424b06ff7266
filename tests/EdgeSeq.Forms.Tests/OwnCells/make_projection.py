"""Writes what torch.nn.LSTM with a projection computes from numbers that a formula gives: the expectation of ProjectionTests.cs.

    python3 make_projection.py
"""
import math
import torch

HIDDEN, PROJECTION, INPUTS, STEPS = 6, 4, 3, 5


def numbers(seed, count):
    return torch.tensor([0.5 * math.sin(1.3 * seed + 0.7 * i) for i in range(count)], dtype=torch.float32)


lstm = torch.nn.LSTM(INPUTS, HIDDEN, proj_size=PROJECTION)
with torch.no_grad():
    for seed, name in enumerate(["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_hr_l0"]):
        parameter = getattr(lstm, name)
        parameter.copy_(numbers(seed, parameter.numel()).reshape(parameter.shape))
    outputs, _ = lstm(2 * numbers(9, STEPS * INPUTS).reshape(STEPS, 1, INPUTS))
print(", ".join(f"{value:.8g}f" for value in outputs.flatten().tolist()))
