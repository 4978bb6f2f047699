"""A trial of a search, and what came of it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from core.messages import StudioError

DIED, ERROR = "died", "error"  # the worker was gone; the training raised


@dataclass(frozen=True)
class Trial:
    """Settings that were drawn, and which draw that was."""

    stage: int
    number: int
    learning_rate: float
    weight_decay: float
    hidden: int

    @property
    def settings(self) -> dict[str, Any]:
        """The names and values of `TrainingConfig` that it chose."""
        return {
            "learning_rate": self.learning_rate,
            "weight_decay": self.weight_decay,
            "hidden": self.hidden,
        }


@dataclass(frozen=True)
class Measured:
    """What a worker brings back. `accuracy` is that on the validation images; `loss` the mean of
    the last batches, None where the training diverged."""

    accuracy: float
    loss: float | None
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """A trial with what came of it: measured, or failed with a reason in the words of the error."""

    trial: Trial
    measured: Measured | None
    failure: str = ""
    reason: str = ""

    @property
    def accuracy(self) -> float | None:
        return self.measured.accuracy if self.measured else None

    @property
    def diverged(self) -> bool:
        return self.measured is not None and self.measured.loss is None

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @staticmethod
    def read(given: Any) -> "Outcome":
        """The outcome that plain data stand for.

        Raises:
            StudioError: they stand for none.
        """
        try:
            trial, measured = Trial(**given["trial"]), given["measured"]
            found = Outcome(
                trial,
                Measured(**measured) if measured is not None else None,
                given["failure"],
                given["reason"],
            )
        except (KeyError, TypeError):
            raise StudioError("lab_search.error.outcome") from None
        if not _sound(found):
            raise StudioError("lab_search.error.outcome")
        return found


def ranked(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The most accurate first, those of a longer training before those of a shorter one that read
    as many; failures last."""
    return sorted(
        outcomes,
        key=lambda each: (
            each.accuracy is None,
            -(each.accuracy or 0.0),
            -each.trial.stage,
            each.trial.number,
        ),
    )


def _sound(outcome: Outcome) -> bool:
    """Whether every part is of its kind and in its range."""
    trial, measured = outcome.trial, outcome.measured
    wholes = (trial.stage, trial.number, trial.hidden)
    numbers = [trial.learning_rate, trial.weight_decay]
    if measured is not None:
        numbers += [measured.accuracy, measured.seconds, measured.loss or 0.0]
    return (
        all(type(each) is int and each >= 0 for each in wholes)
        and all(type(each) in (int, float) and each >= 0 for each in numbers)
        and (measured is None or measured.accuracy <= 1)
        and (outcome.failure in (DIED, ERROR)) is (measured is None)
        and isinstance(outcome.reason, str)
    )
