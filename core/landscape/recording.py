"""The training runs themselves: points of every path, and the true loss at each of them.

The runs advance together, a few steps of each at a time, so that a window can show how they race.
Memory is bounded by the plan: a path keeps `POINTS` points, however long the run.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from core.datasets import Dataset
from core.engine import Array
from core.landscape.plan import Plan
from core.landscape.vectors import Layout
from core.messages import StudioError
from core.network import TwoLayerNet
from core.training import Trainer, scaled

SAMPLE = 1000  # images on which every loss is measured
THROWN = 2.0  # times the loss at the start: whoever was higher does not decide the plane
_SAMPLE_SEED = 0  # the sample is the same whatever is recorded
Result = TypeVar("Result")


@dataclass(frozen=True)
class Recorded:
    """A point has been kept: whose, after how many steps, how high it lies; `done` of `total`
    points so far."""

    id: str
    step: int
    loss: float
    done: int
    total: int


@dataclass(frozen=True, eq=False)
class Recording:
    """points: (racers, kept, P) float32, NaN from where a run had come to an end. losses: the true
    loss at each, (racers, kept). images (N, 784) float32 and labels (N,): the fixed sample."""

    plan: Plan
    ids: tuple[str, ...]
    points: Array
    losses: Array
    ended_at: tuple[int | None, ...]  # the step at which a run diverged
    layout: Layout
    network: TwoLayerNet
    images: Array
    labels: Array

    def length(self, racer: int) -> int:
        """How many points there are of a path."""
        ended = self.ended_at[racer]
        steps = self.plan.kept
        return len(steps) if ended is None else sum(step <= ended for step in steps)

    @property
    def lost(self) -> tuple[bool, ...]:
        """Who diverged, or was thrown far above the start: it is far from where the others are."""
        return tuple(
            ended is not None or self.highest(i) > THROWN * self.losses[i, 0]
            for i, ended in enumerate(self.ended_at)
        )

    def highest(self, racer: int) -> float:
        """The highest true loss on a path."""
        return float(np.max(self.losses[racer, : self.length(racer)], initial=0.0))

    @cached_property
    def sound(self) -> Array:
        """(racers, kept): the points of the paths that are not lost; if all are, of all."""
        lost = self.lost
        rows = np.zeros(self.losses.shape, bool)
        for i in range(len(self.ids)):
            rows[i, : self.length(i)] = all(lost) or not lost[i]
        return rows


def record(data: Dataset, plan: Plan) -> Generator[Recorded, None, Recording]:
    """Train with every optimizer that takes part, and keep points of the paths.

    Raises:
        StudioError: nobody takes part, or there is too little memory.
    """
    plan.check()
    ids = tuple(entrant.id for entrant in plan.taking_part)
    trainers = [Trainer(data, plan.config(id), measured=False) for id in ids]
    layout = Layout.of(trainers[0].network.params)
    images, labels = sample(data)
    points, losses = _room(len(ids), len(plan.kept), layout)
    ended_at: list[int | None] = [None] * len(ids)
    runs = [trainer.steps() for trainer in trainers]
    for k, step in enumerate(plan.kept):
        for i, trainer in enumerate(trainers):
            if ended_at[i] is None and _train(runs[i], trainer, step):
                ended_at[i] = trainer.iteration - 1
            if ended_at[i] is None:
                layout.pack(trainer.network.params, points[i, k])
                losses[i, k] = trainer.network.loss(images, labels)
            done = k * len(ids) + i + 1
            yield Recorded(ids[i], step, float(losses[i, k]), done, len(ids) * len(plan.kept))
    return Recording(
        plan, ids, points, losses, tuple(ended_at), layout, trainers[0].network, images, labels
    )


def sample(data: Dataset) -> tuple[Array, Array]:
    """The images and labels on which the losses are measured: drawn once from the training set."""
    count = min(SAMPLE, len(data.x_train))
    picks = np.random.default_rng(_SAMPLE_SEED).choice(len(data.x_train), count, replace=False)
    return scaled(data.x_train[np.sort(picks)]), data.t_train[np.sort(picks)]


def _room(racers: int, kept: int, layout: Layout) -> tuple[Array, Array]:
    try:
        points = np.full((racers, kept, layout.size), np.nan, np.float32)
    except MemoryError as error:
        megabytes = racers * kept * layout.size * 4 // 2**20
        raise StudioError("landscape.error.memory", megabytes=megabytes) from error
    return points, np.full((racers, kept), np.nan)


def _train(run: Iterator[object], trainer: Trainer, until: int) -> bool:
    """Train up to a step; True if the run diverged on the way."""
    while trainer.iteration < until:
        result = next(run, None)
        if result is None or getattr(result, "diverged", False):
            return True
    return False
