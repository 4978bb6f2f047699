"""What is to be searched: ranges, stages, and everything that all trials have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from core.documents import strict_json
from core.format import number
from core.messages import Message, StudioError
from core.search.outcome import Outcome, Trial, ranked
from core.search.ranges import LogRange
from core.training import TrainingConfig
from core.training.config_io import plain_config, read_config

SEARCH_SPACE: Mapping[str, bool] = {"learning_rate": False, "weight_decay": False, "hidden": True}
"""The settings that are searched for, and whether they are whole numbers."""

MOST_TRIALS = 1000  # of a stage
MOST_EPOCHS = 50
BEST = 0.2  # the share of the coarse trials that the fine ones gather around …
LEAST_BEST = 3  # … and at least so many
DEFAULT_RANGES: Mapping[str, LogRange] = {
    "learning_rate": LogRange(1e-4, 1.0),
    "weight_decay": LogRange(1e-8, 1e-3),
    "hidden": LogRange(20, 200, whole=True),
}


@dataclass(frozen=True)
class Stage:
    """So many trials of so many epochs."""

    trials: int
    epochs: int

    def __post_init__(self) -> None:
        for name, high in (("trials", MOST_TRIALS), ("epochs", MOST_EPOCHS)):
            value = getattr(self, name)
            if type(value) is not int or not 1 <= value <= high:
                raise StudioError(f"lab_search.error.{name}", given=value, low=1, high=high)


@dataclass(frozen=True)
class SearchPlan:
    """The same plan finds the same trials. `base` holds what is not searched for: optimizer, batch,
    initial weights, and the seed, which all trials share, with their batches."""

    base: TrainingConfig = field(default_factory=TrainingConfig)
    ranges: Mapping[str, LogRange] = field(default_factory=lambda: DEFAULT_RANGES)
    stages: Sequence[Stage] = (Stage(20, 1), Stage(10, 5))

    def __post_init__(self) -> None:
        if set(self.ranges) != set(SEARCH_SPACE) or not self.stages:
            raise StudioError("lab_search.error.plan")
        for name, span in self.ranges.items():
            low, high = self.base.limits_of(name)
            if span.whole is not SEARCH_SPACE[name]:
                raise StudioError("lab_search.error.plan")
            if not low <= span.low <= span.high <= high:
                label = Message(f"network.setting.{name}")
                fields = {"setting": label, "low": number(low), "high": number(high)}
                raise StudioError("lab_search.error.limits", **fields)

    @property
    def total(self) -> int:
        """Trials of all stages."""
        return sum(stage.trials for stage in self.stages)

    def trial(self, stage: int, number: int, ranges: Mapping[str, LogRange]) -> Trial:
        """A trial, drawn from the ranges of its stage; independent of all others, so that trials
        may be drawn in any order and on another day."""
        seed = np.random.SeedSequence(self.base.seed, spawn_key=(stage, number))
        rng = np.random.default_rng(seed)
        drawn = {name: ranges[name].draw(rng) for name in SEARCH_SPACE}
        hidden = int(drawn.pop("hidden"))
        return Trial(stage, number, hidden=hidden, **drawn)

    def finer(
        self, ranges: Mapping[str, LogRange], outcomes: Sequence[Outcome]
    ) -> dict[str, LogRange]:
        """The ranges of the next stage: around the best of this one."""
        good = [each for each in ranked(outcomes) if not each.failure]
        best = good[: max(LEAST_BEST, round(BEST * len(good)))]
        if not best:
            return dict(ranges)
        return {
            name: span.around([float(getattr(each.trial, name)) for each in best])
            for name, span in ranges.items()
        }

    def config(self, trial: Trial, images: int) -> TrainingConfig:
        """The run of a trial on so many training images."""
        turn = max(images // self.base.batch_size, 1)
        epochs = self.stages[trial.stage].epochs
        return replace(self.base, **trial.settings, iterations=epochs * turn)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "base": plain_config(self.base),
            "ranges": plain_ranges(self.ranges),
            "stages": [[stage.trials, stage.epochs] for stage in self.stages],
        }

    @staticmethod
    def read(given: Any) -> "SearchPlan":
        """The plan that plain data stand for.

        Raises:
            StudioError: they stand for none.
        """
        try:
            stages = tuple(Stage(trials, epochs) for trials, epochs in given["stages"])
            return SearchPlan(read_config(given["base"]), read_ranges(given["ranges"]), stages)
        except (KeyError, TypeError, ValueError):
            raise StudioError("lab_search.error.plan") from None

    def read_ranges(self, given: Any) -> dict[str, LogRange]:
        """The ranges of one of its stages from plain data.

        Raises:
            StudioError: they are none, or reach beyond its own.
        """
        try:
            found = read_ranges(given)
        except (TypeError, ValueError):
            raise StudioError("lab_search.error.plan") from None
        if not all(span.within(self.ranges[name]) for name, span in found.items()):
            raise StudioError("lab_search.error.plan")
        return found


def plain_ranges(ranges: Mapping[str, LogRange]) -> dict[str, list[float]]:
    return {name: [span.low, span.high] for name, span in ranges.items()}


def read_ranges(given: Any) -> dict[str, LogRange]:
    """Ranges from plain data.

    Raises:
        StudioError, TypeError, ValueError: they are none.
    """
    if not isinstance(given, dict) or set(given) != set(SEARCH_SPACE):
        raise ValueError(given)
    return {
        name: LogRange(strict_json.number(low), strict_json.number(high), SEARCH_SPACE[name])
        for name, (low, high) in given.items()
    }
