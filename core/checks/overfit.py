"""Overfitting: a net that can learn at all can learn twenty images by heart."""

import math
from collections.abc import Generator
from dataclasses import replace

import numpy as np

from core.checks.check import Check, Curve, State, Verdict
from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.format import number, whole
from core.messages import Message
from core.training import Trainer, TrainingConfig, accuracy

IMAGES = 20
STEPS = 3000  # after which it is given up


def run(data: Dataset, config: TrainingConfig) -> Generator[State, None, Verdict]:
    """Train on a few images until all are read correctly, with these settings as far as they do
    not hinder just that."""
    few = handful(data)
    trainer = Trainer(few, plain(config), measured=False)
    curve, share, diverged = Curve(), 0.0, False
    for result in trainer.steps():
        share = accuracy(trainer.network, few.x_train, few.t_train)
        curve, diverged = curve.with_step(result.loss, share), result.diverged
        yield State(trainer.iteration, STEPS, curve)
        if share == 1.0:
            break
    fields = {
        "steps": whole(trainer.iteration),
        "n": len(few.t_train),
        "right": round(share * len(few.t_train)),
        "loss": number(curve.losses[-1], 3),
    }
    ruin = "exploded" if math.isfinite(curve.losses[-1]) else "diverged"
    kind = "found" if share == 1.0 else ruin if diverged else "short"
    return Verdict(share == 1.0, Message(f"lab_checks.overfit.{kind}", fields), curve)


def plain(config: TrainingConfig) -> TrainingConfig:
    """These settings with a constant learning rate, and without what is there to keep a net from
    learning by heart: weight decay and shifted images."""
    return replace(
        config,
        batch_size=IMAGES,
        iterations=STEPS,
        schedule="constant",
        warmup=0,
        weight_decay=0.0,
        shift=0,
    )


def handful(data: Dataset) -> Dataset:
    """The first images of each digit, as many of each as make `IMAGES` together."""
    each = IMAGES // CLASSES
    places = [np.flatnonzero(data.t_train == digit)[:each] for digit in range(CLASSES)]
    some = np.concatenate(places)
    x, t = data.x_train[some], data.t_train[some]
    return Dataset(data.name, x, t, x, t)


CHECK = Check("overfit", Message("lab_checks.overfit.expects", {"n": IMAGES}), run)
