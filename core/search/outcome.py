"""A trial of a search, and what came of it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from core.documents.strict_json import number, whole
from core.messages import StudioError
from core.search.reason import Reason, plain_reason, read_reason

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
    """A trial with what came of it: measured, or failed for a reason."""

    trial: Trial
    measured: Measured | None
    failure: str = ""
    reason: Reason = ""

    @property
    def accuracy(self) -> float | None:
        return self.measured.accuracy if self.measured else None

    @property
    def diverged(self) -> bool:
        return self.measured is not None and self.measured.loss is None

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self) | {"reason": plain_reason(self.reason)}

    @staticmethod
    def read(given: Any) -> "Outcome":
        """The outcome that plain data stand for.

        Raises:
            StudioError: they stand for none.
        """
        try:
            trial, measured = _read_trial(given["trial"]), _read_measured(given["measured"])
            failure, reason = given["failure"], read_reason(given["reason"])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise StudioError("lab_search.error.outcome") from None
        known = failure == "" if measured else failure in (DIED, ERROR)
        if not known:
            raise StudioError("lab_search.error.outcome")
        return Outcome(trial, measured, failure, reason)


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


def settled(outcomes: Iterable[Outcome], stage: int) -> list[Outcome]:
    """Those that stay when a search that stopped in `stage` goes on: what failed in it gets another
    chance, and so does what was lost with its worker in an earlier one. The ranges that were drawn
    around that one stay as they are."""
    return [
        each
        for each in outcomes
        if not each.failure or (each.trial.stage < stage and each.failure != DIED)
    ]


def _read_trial(given: Any) -> Trial:
    return Trial(
        stage=whole(given["stage"]),
        number=whole(given["number"]),
        learning_rate=number(given["learning_rate"], 0),
        weight_decay=number(given["weight_decay"], 0),
        hidden=whole(given["hidden"]),
    )


def _read_measured(given: Any) -> Measured | None:
    if given is None:
        return None
    loss = None if given["loss"] is None else number(given["loss"], 0)
    return Measured(number(given["accuracy"], 0, 1), loss, number(given["seconds"], 0))
