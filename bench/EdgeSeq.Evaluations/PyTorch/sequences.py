"""PyTorch on japanese-vowels and permuted-digits at the settings of the evaluations of those names, several seeds:

    python3 bench/EdgeSeq.Evaluations/PyTorch/sequences.py japanese-vowels FOLDER       # with JapaneseVowels_TRAIN.ts and _TEST.ts
    python3 bench/EdgeSeq.Evaluations/PyTorch/sequences.py permuted-digits digits.csv.gz

The same batches, rates, clipping and optimiser; PyTorch's own first weights and order of examples, and a permutation of its own.
"""
import gzip
import math
import sys

import torch
from torch import nn

from common import rate, report


class Reader(nn.Module):
    def __init__(self, cell, inputs, hidden, outputs, both):
        super().__init__()
        self.rnn = cell(inputs, hidden, batch_first=True, bidirectional=both)
        self.head = nn.Linear(hidden * (2 if both else 1), outputs)

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        _, last = self.rnn(packed)
        last = last[0] if isinstance(last, tuple) else last
        return self.head(torch.cat(list(last), dim=1))


def vowels(path):
    for line in open(path):
        if line[0] in "-.0123456789":
            *dimensions, label = line.strip().split(":")
            yield torch.tensor([[float(v) for v in d.split(",")] for d in dimensions]).T, int(label) - 1


def digits(path):
    order = torch.randperm(64, generator=torch.Generator().manual_seed(1))
    for line in gzip.open(path, "rt"):
        numbers = torch.tensor([float(v) for v in line.split(",")])
        yield (numbers[:64] / 16)[order].unsqueeze(1), int(numbers[64])


def batch_of(examples):
    lengths = torch.tensor([len(x) for x, _ in examples])
    return nn.utils.rnn.pad_sequence([x for x, _ in examples], batch_first=True), lengths, torch.tensor([y for _, y in examples])


def learn(cell, training, test, hidden, outputs, both, batch, epochs, peak, optimizer):
    model = Reader(cell, training[0][0].shape[1], hidden, outputs, both)
    update = optimizer(model.parameters())
    steps, step = epochs * math.ceil(len(training) / batch), 0
    for _ in range(epochs):
        order = torch.randperm(len(training)).tolist()
        for first in range(0, len(order), batch):
            x, lengths, y = batch_of([training[i] for i in order[first:first + batch]])
            for group in update.param_groups:
                group["lr"] = rate(step, steps, peak)
            update.zero_grad()
            nn.functional.cross_entropy(model(x, lengths), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            update.step()
            step += 1
    with torch.no_grad():
        x, lengths, y = batch_of(test)
        return (model(x, lengths).argmax(1) == y).double().mean().item()


task, path = sys.argv[1:3]
if task == "japanese-vowels":
    training, test = (list(vowels(f"{path}/JapaneseVowels_{part}.ts")) for part in ("TRAIN", "TEST"))
    report("GRU, H = 32, both directions", 5, lambda _: learn(
        nn.GRU, training, test, hidden=32, outputs=9, both=True, batch=30, epochs=60, peak=0.01, optimizer=lambda weights: torch.optim.AdamW(weights, weight_decay=0.1)))
else:
    examples = list(digits(path))
    for cell in (nn.GRU, nn.LSTM):
        report(f"{cell.__name__}, H = 64", 3, lambda _: learn(
            cell, examples[:-360], examples[-360:], hidden=64, outputs=10, both=False, batch=32, epochs=30, peak=0.005, optimizer=torch.optim.Adam))
