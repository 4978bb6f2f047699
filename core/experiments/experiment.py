"""An experiment: a name, the settings of a run, and the curves that it left."""

import secrets
import time
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.history import MEAN_OF, Floats, decimate
from core.messages import Message
from core.training import Change, TrainingConfig

MOST_POINTS = 20_000  # of a curve that is kept; the tutorials' run is kept whole


@dataclass(frozen=True, eq=False)
class Curves:
    """What a run was seen to do; steps are counted from 1.

    steps, losses: (n,), the loss of each batch. measured, train, test: (m,), the accuracies after
    so many steps.
    """

    steps: Floats
    losses: Floats
    measured: Floats
    train: Floats
    test: Floats

    def __post_init__(self) -> None:
        for name in ("steps", "losses", "measured", "train", "test"):
            getattr(self, name).setflags(write=False)

    def same_as(self, other: "Curves") -> bool:
        """Whether both are equal to the bit."""
        return all(
            np.array_equal(mine, theirs, equal_nan=True)
            for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)
        )

    def thinned(self) -> "Curves":
        """At most `MOST_POINTS` losses, and neither peak nor dip of them lost; as many accuracies,
        evenly spread."""
        if max(len(self.steps), len(self.measured)) <= MOST_POINTS:
            return self
        count = len(self.measured)
        kept = np.unique(np.linspace(0, max(count - 1, 0), MOST_POINTS).round().astype(int))[:count]
        return Curves(
            *decimate(self.steps, self.losses, MOST_POINTS),
            *(each[kept] for each in (self.measured, self.train, self.test)),
        )


@dataclass(frozen=True)
class Result:
    """What came of a run. `loss` is the mean of the last batches; None where a run diverged or
    nothing was measured. The accuracies are those after `accuracy_step` steps, where they were
    measured last: before the last step of a run that was kept on its way. The training accuracy is
    that of the first 10 000 images. What was measured after the very first step is none of a run
    that has gone on since."""

    iterations: int
    loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    accuracy_step: int | None
    diverged: bool


@dataclass(frozen=True, eq=False)
class Experiment:
    """A run that is kept. `colour` numbers its look among those of the same optimizer; `data` names
    the images that it learned from; `altered` says that settings were changed while it ran, so that
    these settings alone do not lead to it again, `changes` which and when; `diverged` that its loss
    left what can be learned from."""

    name: str
    config: TrainingConfig
    data: Message | str
    curves: Curves
    colour: int = 0
    altered: bool = False
    diverged: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    created: float = field(default_factory=time.time)  # seconds since 1970
    changes: tuple[Change, ...] = ()

    @cached_property
    def result(self) -> Result:
        curves = self.curves
        known = len(curves.losses) > 0 and not self.diverged
        iterations = int(curves.steps[-1]) if len(curves.steps) else 0
        measured = len(curves.measured) > 0 and (curves.measured[-1] > 1 or iterations == 1)
        return Result(
            iterations=iterations,
            loss=float(curves.losses[-MEAN_OF:].mean()) if known else None,
            train_accuracy=float(curves.train[-1]) if measured else None,
            test_accuracy=float(curves.test[-1]) if measured else None,
            accuracy_step=round(curves.measured[-1]) if measured else None,
            diverged=self.diverged,
        )
