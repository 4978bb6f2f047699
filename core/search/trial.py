"""What a worker does: train a net on the training part, and measure it on the validation part."""

import time
from typing import Protocol

import numpy as np

from core.datasets import Dataset
from core.history import MEAN_OF
from core.search.outcome import Measured
from core.training import Trainer, TrainingConfig, accuracy


class Source(Protocol):
    """Something small that finds the images where the worker is."""

    def load(self) -> Dataset:
        """The images; the second time they are there already."""
        ...


def run_trial(source: Source | Dataset, config: TrainingConfig) -> Measured:
    """Train to the end, or until it diverges.

    `source` leads to a data set whose test images are the validation images (see `validation`).
    """
    data = source if isinstance(source, Dataset) else source.load()
    start = time.perf_counter()
    trainer = Trainer(data, config, measured=False)
    losses, diverged = list[float](), False
    for step in trainer.steps():
        losses.append(step.loss)
        diverged = step.diverged
    share = accuracy(trainer.network, data.x_test, data.t_test)
    mean = None if diverged else float(np.mean(losses[-MEAN_OF:]))
    return Measured(share, mean, time.perf_counter() - start)
