"""PyTorch on dna-promoters, the network of the evaluation of that name, leave-one-out:

    python3 bench/EdgeSeq.Evaluations/PyTorch/promoters.py promoters.data

The same model, batches, rates, decay, dropout and clipping; PyTorch's own first weights. The 106 models of a seed are independent, and learn side by side in products of stacked matrices, which takes a tenth
of the time of one after the other.
"""
import sys

import torch
from torch import nn

from common import rate, report

WINDOW, BATCH, EPOCHS, PEAK, MOTIFS, KERNEL, HIDDEN = 57, 15, 60, 0.01, 24, 9, 8


def first_weights():
    """One model's, as PyTorch draws them."""
    embed, conv, gru, head = nn.Embedding(4, 4), nn.Conv1d(4, MOTIFS, KERNEL), nn.GRU(MOTIFS, HIDDEN, bidirectional=True), nn.Linear(MOTIFS + 4 * HIDDEN, 2)
    return [embed.weight, conv.weight.flatten(1), conv.bias, *gru.parameters(), head.weight, head.bias]


def gru(x, w, u, b_w, b_u):
    """[models x rows x steps x numbers] to the states of all steps."""
    models, rows, steps, size = x.shape
    projected = (x.reshape(models, -1, size) @ w.transpose(1, 2) + b_w.unsqueeze(1)).view(models, rows, steps, -1)
    h, states = x.new_zeros(models, rows, HIDDEN), []
    for i in projected.unbind(2):
        i_r, i_z, i_n = i.chunk(3, 2)
        h_r, h_z, h_n = (h @ u.transpose(1, 2) + b_u.unsqueeze(1)).chunk(3, 2)
        r, z = torch.sigmoid(i_r + h_r), torch.sigmoid(i_z + h_z)
        n = torch.tanh(i_n + r * h_n)
        h = n + z * (h - n)
        states.append(h)
    return torch.stack(states, 2)


def forward(weights, tokens, trains):
    """[models x rows x steps] tokens to [models x rows x 2] logits."""
    embed, kernels, bias, w, u, b_w, b_u, back_w, back_u, back_b_w, back_b_u, head, head_bias = weights
    models, rows, steps = tokens.shape
    x = (nn.functional.one_hot(tokens, 4).float().view(models, -1, 4) @ embed).view(models, rows, steps, 4)
    pieces = nn.functional.pad(x, (0, 0, KERNEL - 1, 0)).unfold(2, KERNEL, 1).reshape(models, rows * steps, 4 * KERNEL)
    m = torch.relu(pieces @ kernels.transpose(1, 2) + bias.unsqueeze(1)).view(models, rows, steps, MOTIFS)
    h = torch.cat([gru(m, w, u, b_w, b_u), gru(m.flip(2), back_w, back_u, back_b_w, back_b_u).flip(2)], 3)
    pooled = nn.functional.dropout(torch.cat([m.amax(2), h.amax(2), h.mean(2)], 2), 0.3, trains)
    return pooled @ head.transpose(1, 2) + head_bias.unsqueeze(1)


def learn(tokens, labels):
    count = len(labels)
    weights = [nn.Parameter(torch.stack(tensors).detach()) for tensors in zip(*(first_weights() for _ in range(count)))]
    others = torch.stack([torch.cat([torch.arange(left), torch.arange(left + 1, count)]) for left in range(count)])
    update, steps, step = torch.optim.AdamW(weights, weight_decay=0.1), EPOCHS * (count - 1) // BATCH, 0
    for _ in range(EPOCHS):
        order = torch.stack([row[torch.randperm(count - 1)] for row in others])
        for first in range(0, count - 1, BATCH):
            rows = order[:, first:first + BATCH]
            update.param_groups[0]["lr"] = rate(step, steps, PEAK)
            update.zero_grad()
            loss = nn.functional.cross_entropy(forward(weights, tokens[rows], True).flatten(0, 1), labels[rows].flatten(), reduction="sum") / rows.shape[1]
            loss.backward()
            norms = sum(weight.grad.flatten(1).square().sum(1) for weight in weights).sqrt()
            for weight in weights:
                weight.grad /= norms.clamp(min=1).view(-1, *[1] * (weight.dim() - 1))
            update.step()
            step += 1
    with torch.no_grad():
        right = (forward(weights, tokens.unsqueeze(1), False).squeeze(1).argmax(1) == labels).sum().item()
    print(f"{right} of {count} right")
    return right / count


lines = [[part.strip() for part in line.split(",")] for line in open(sys.argv[1]) if line.strip()]
bases = torch.tensor([["acgt".index(letter) for letter in line[1:-1]] for line in lines])
classes = torch.tensor([int(line[-1] == "+") for line in lines])
report("24 motifs of 9 bases, GRU of 8 in both directions", 3, lambda _: learn(bases, classes))
