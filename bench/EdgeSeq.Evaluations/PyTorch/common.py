"""What the evaluations in PyTorch share with those of EdgeSeq: one core, the rate of Running/Schedules.cs, and how several seeds are reported."""
import math
import statistics
import time

import torch

torch.set_num_threads(1)


def rate(step, steps, peak):
    """A short warm-up, then down a cosine to a fiftieth."""
    warm = steps // 50
    if step < warm:
        return peak * (step + 1) / (warm + 1)
    progress = min(1, (step - warm) / (steps - 1 - warm))
    return peak * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * progress)))


def report(name, seeds, learn):
    """Prints what `learn` reaches with each seed as it comes, then mean and deviation of one."""
    started, reached = time.process_time(), []
    for seed in range(1, seeds + 1):
        torch.manual_seed(seed)
        reached.append(learn(seed))
        print(f"{name}: seed {seed}, {reached[-1]:.4f}, {time.process_time() - started:.0f} s so far", flush=True)
    spread = statistics.stdev(reached) if seeds > 1 else 0
    print(f"{name}: {statistics.mean(reached):.4f}, {seeds} seeds, each ± {spread:.4f}, {time.process_time() - started:.1f} s", flush=True)
