#!/usr/bin/env python3
"""Trains a model in PyTorch in several ways; run by TorchTests.

    python3 train_model.py FILE RUNS        (Debian: apt-get install python3-torch)

FILE is the model as EdgeSeq saves it: a GRU of one layer and a linear head over tokens. RUNS is JSON, a list of
{"optimizer": "Adam", "arguments": {...}, "groups": [{"pattern": "head.*", "lr": 0.1}], "frozen": ["rnn.weight_hh_l0"], "batches": [[inputs, targets], ...],
"accumulated": 1, "clip": 1.0, "average": null}. Prints for each run the tensors afterwards, those of the average if there is one, as JSON.
"""

import fnmatch
import json
import struct
import sys

import torch
from torch import nn


def load(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(data[entry["data_offsets"][0]:entry["data_offsets"][1]], dtype=torch.float32).reshape(entry["shape"]).double()
        for name, entry in header.items()
    }


class Gru(nn.Module):
    def __init__(self, vocabulary, hidden):
        super().__init__()
        self.vocabulary = vocabulary
        self.rnn = nn.GRU(vocabulary, hidden, batch_first=True)
        self.head = nn.Linear(hidden, vocabulary)

    def forward(self, tokens):
        return self.head(self.rnn(nn.functional.one_hot(tokens, self.vocabulary).double())[0])


def train(tensors, run):
    hidden, vocabulary = tensors["rnn.weight_hh_l0"].shape[1], tensors["head.weight"].shape[0]
    model = Gru(vocabulary, hidden).double()
    model.load_state_dict(tensors)

    # The cell has one bias where PyTorch has two that do the same: the second of r and z stays zero.
    own = torch.cat([torch.zeros(2 * hidden), torch.ones(hidden)]).double()
    model.rnn.bias_hh_l0.register_hook(lambda gradient: gradient * own)

    settings = {}
    for name, parameter in model.named_parameters():
        if name in run["frozen"]:
            parameter.requires_grad_(False)
            continue
        options = {}
        for group in run["groups"]:
            if fnmatch.fnmatchcase(name, group["pattern"]):
                options.update({key: value for key, value in group.items() if key != "pattern"})
        settings.setdefault(json.dumps(options, sort_keys=True), []).append(parameter)
    groups = [dict(json.loads(options), params=parameters) for options, parameters in settings.items()]
    optimizer = getattr(torch.optim, run["optimizer"])(groups, **run["arguments"])

    average, count = None, 0
    for first in range(0, len(run["batches"]), run["accumulated"]):
        batches = run["batches"][first:first + run["accumulated"]]
        inputs = torch.tensor([row for batch in batches for row in batch[0]])
        targets = torch.tensor([row for batch in batches for row in batch[1]])
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten(), ignore_index=-1)
        loss.backward()
        if run["clip"]:
            nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], run["clip"])
        optimizer.step()
        count += 1
        if run["average"]:
            if "decay" in run["average"]:
                decay = run["average"]["decay"]
                average = average or torch.optim.swa_utils.AveragedModel(model, avg_fn=lambda mean, new, _: decay * mean + (1 - decay) * new)
                average.update_parameters(model)
            elif count >= run["average"]["start"] and (count - run["average"]["start"]) % run["average"]["every"] == 0:
                average = average or torch.optim.swa_utils.AveragedModel(model)
                average.update_parameters(model)
    result = average.module if average else model
    return {name: tensor.flatten().tolist() for name, tensor in result.state_dict().items()}


def main(path, runs):
    tensors = load(path)
    print(json.dumps([train(tensors, run) for run in json.loads(runs)]))


main(*sys.argv[1:])
