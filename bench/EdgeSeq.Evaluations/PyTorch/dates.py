"""PyTorch on dates-attention, the pair with attention of the evaluation of that name:

    python3 bench/EdgeSeq.Evaluations/PyTorch/dates.py

The same notes, models, batches, rates and clipping; PyTorch's own first weights and draws. Also at notes twice as long as any in training.
"""
import datetime
import random

import torch
from torch import nn

from common import rate, report

LETTERS, DIGITS, STOP, TARGET, BATCH, STEPS, LENGTH, TESTS, PEAK = " ,./-'0123456789abcdefghijklmnopqrstuvwxyz", "0123456789-", 11, 11, 64, 4000, 60, 500, 0.002
WORDS = ("ask about the rent by or leave it please call before we go to town with paper and keys from old house near "
         "river when shop opens bring both letters for clerk if rain stops wait at gate until noon").split()
MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
FIRST, COUNT = datetime.date(1950, 1, 1), (datetime.date(2050, 1, 1) - datetime.date(1950, 1, 1)).days


def spell(date, way):
    """Generated/DateSpellings.cs."""
    d, m, y, month, weekday = date.day, date.month, date.year, MONTHS[date.month - 1], DAYS[date.weekday()]
    ordinal = f"{d}{'th' if d // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(d % 10, 'th')}"
    return [f"{d} {month} {y}", f"{d} {month[:3]} {y}", f"{d:02}-{month[:3]}-{y}", f"{month} {d}, {y}", f"{month[:3]} {d} {y}", f"{ordinal} of {month} {y}", f"{month} {ordinal}, {y}",
            f"{weekday}, {d} {month} {y}", f"{weekday[:3]}, {month[:3]} {ordinal} {y}", f"{d}.{m}.{y}", f"{d:02}/{m:02}/{y}", f"{d}.{m}.{y % 100:02}", f"{d} {month[:3]} '{y % 100:02}",
            f"{y} {month} {d}", f"{y}/{m:02}/{d:02}"][way]


def draw(unseen, length):
    """A note, last letter first, and its date: Generated/DatedNotes.cs."""
    day = random.randrange(COUNT)
    while (day % 10 == 7) != unseen:
        day = random.randrange(COUNT)
    date = FIRST + datetime.timedelta(day)
    note, word = spell(date, random.randrange(15)), random.choice(WORDS)
    while len(note) + 1 + len(word) <= length:
        note, word = (f"{word} {note}" if random.random() < 0.5 else f"{note} {word}"), random.choice(WORDS)
    return torch.tensor([LETTERS.index(letter) for letter in reversed(note)]), torch.tensor([*(DIGITS.index(letter) for letter in date.isoformat()), STOP])


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.reader, self.writer = nn.Embedding(42, 32), nn.GRU(32, 64, batch_first=True, bidirectional=True), nn.GRU(12, 128, batch_first=True)
        self.both, self.head = nn.Linear(256, 64), nn.Linear(64, 12)

    def read(self, notes):
        lengths = torch.tensor([len(note) for note in notes])
        packed = nn.utils.rnn.pack_padded_sequence(self.embed(nn.utils.rnn.pad_sequence(notes, batch_first=True)), lengths, batch_first=True, enforce_sorted=False)
        memory, _ = nn.utils.rnn.pad_packed_sequence(self.reader(packed)[0], batch_first=True)
        return memory, torch.arange(memory.shape[1]) >= lengths.unsqueeze(1)

    def write(self, memory, padding, inputs, state=None):
        """Logits behind [rows x steps x 12] of what was written; dot attention of Luong et al. 2015."""
        h, state = self.writer(inputs, state)
        weights = (h @ memory.transpose(1, 2)).masked_fill(padding.unsqueeze(1), -torch.inf).softmax(2)
        return self.head(torch.tanh(self.both(torch.cat([weights @ memory, h], 2)))), state


def one_hot(tokens):
    return nn.functional.one_hot(tokens, 12).float()


def exact(model, length):
    """Greedy, of dates that were kept from training."""
    right = 0
    with torch.no_grad():
        for _ in range(TESTS // 100):
            notes, dates = zip(*(draw(True, length) for _ in range(100)))
            memory, padding = model.read(notes)
            said, state, inputs = [], None, torch.zeros(100, 1, 12)
            for _ in range(TARGET):
                logits, state = model.write(memory, padding, inputs, state)
                said.append(logits.argmax(2))
                inputs = one_hot(said[-1])
            right += (torch.cat(said, 1) == torch.stack(dates)).all(1).sum().item()
    return right / TESTS


def learn(seed):
    random.seed(seed)
    model = Pair()
    update = torch.optim.Adam(model.parameters())
    for step in range(STEPS):
        notes, dates = zip(*(draw(False, random.randrange(LENGTH + 1)) for _ in range(BATCH)))
        targets = torch.stack(dates)
        inputs = torch.cat([torch.zeros(BATCH, 1, 12), one_hot(targets[:, :-1])], 1)
        update.param_groups[0]["lr"] = rate(step, STEPS, PEAK)
        update.zero_grad()
        loss = nn.functional.cross_entropy(model.write(*model.read(notes), inputs)[0].flatten(0, 1), targets.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        update.step()
        if step % 500 == 0:
            print(f"step {step}, loss {loss.item():.4f}", flush=True)
    print(f"notes of {2 * LENGTH} letters: {exact(model, 2 * LENGTH):.4f}")
    return exact(model, LENGTH)


report(f"dates in notes of {LENGTH} letters", 3, learn)
