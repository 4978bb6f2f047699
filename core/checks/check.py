"""What a sanity check is, what it tells while it runs, and what it has found."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from core.datasets import Dataset
from core.messages import Message
from core.training import TrainingConfig


@dataclass(frozen=True)
class Curve:
    """A short training, step by step: the loss, and the share of images read correctly."""

    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()

    def with_step(self, loss: float, accuracy: float) -> "Curve":
        return Curve((*self.losses, loss), (*self.accuracies, accuracy))


@dataclass(frozen=True)
class State:
    """`done` of `total`, which may turn out to be fewer; and the curve so far, if there is one."""

    done: int
    total: int
    curve: Curve = field(default_factory=Curve)


@dataclass(frozen=True)
class Verdict:
    """What was found, with its numbers, and whether it is as expected."""

    passed: bool
    found: Message
    curve: Curve = field(default_factory=Curve)


Run = Callable[[Dataset, TrainingConfig], Generator[State, None, Verdict]]


@dataclass(frozen=True)
class Check:
    """`expects` is what it expects, with its numbers. `run` checks the settings on a data set."""

    key: str
    expects: Message
    run: Run

    @property
    def title(self) -> str:
        """Message key of its name."""
        return f"lab_checks.{self.key}.title"

    @property
    def meaning(self) -> str:
        """Message key of what a failure would mean."""
        return f"lab_checks.{self.key}.meaning"
