"""A racer: an optimizer with all that somebody has chosen for it.

    Racer("momentum", {"lr": 0.1}, schedule="step", schedule_settings={"every": 10})

It is data only; `make` gives an optimizer that remembers nothing, `pace` tells its learning rate
and its momentum before each step.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from core.hyperparameter import Hyperparameter, look_up
from core.optimizers import RULES, Optimizer
from core.schedules import SCHEDULES, MomentumAnnealing

LEARNING_RATE = "lr"
# A race is a few dozen steps long, a training run many thousands.
USUAL: Mapping[str, Mapping[str, Any]] = {
    "step": {"every": 10},
    "exponential": {"k": 0.03},
    "1/t": {"k": 0.1},
    "cosine": {"over": 50},
    "annealing": {"every": 5},
}


@dataclass(frozen=True)
class Racer:
    """`optimizer` is a key of `RULES`, `schedule` one of `SCHEDULES`; the mappings hold what
    differs from default. `annealing` is None for a momentum that stays as it is."""

    optimizer: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    schedule: str = "constant"
    schedule_settings: Mapping[str, Any] = field(default_factory=dict)
    annealing: Mapping[str, Any] | None = None

    @property
    def rule(self) -> type[Optimizer]:
        return look_up(RULES, self.optimizer, "optimizer")

    @property
    def can_anneal(self) -> bool:
        return any(each.name == "momentum" for each in self.rule.hyperparameters)

    def make(self) -> Optimizer:
        """A new optimizer that remembers nothing.

        Raises:
            StudioError: no such optimizer or setting, or a number outside its range.
        """
        rule = self.rule
        return rule(**rule.choose(self.optimizer, self.settings))

    def value(self, name: str) -> Any:
        """The value of a hyperparameter of the rule."""
        return self.settings.get(name, getattr(self.rule, name))

    def with_setting(self, name: str, value: Any) -> "Racer":
        """The same with another value of one hyperparameter.

        Raises:
            StudioError: the rule has no such setting, or the value is outside its range.
        """
        given = self.rule.choose(self.optimizer, {name: value})
        return replace(self, settings={**self.settings, **given})

    def with_schedule(self, name: str, **settings: Any) -> "Racer":
        """The same with another schedule of the learning rate; settings that are not given are
        those that suit a race."""
        formula = look_up(SCHEDULES, name, "schedule")
        given = formula.choose(name, {**USUAL.get(name, {}), **settings})
        return replace(self, schedule=name, schedule_settings=given)

    def with_annealing(self, on: bool, **settings: Any) -> "Racer":
        """The same with a momentum that rises, or that stays."""
        if not on:
            return replace(self, annealing=None)
        given = MomentumAnnealing.choose("annealing", {**USUAL["annealing"], **settings})
        return replace(self, annealing=given)

    def pace(self, step: int) -> dict[str, float]:
        """What the optimizer is set to before step number `step` (from 0); only what changes."""
        return {name: formula(step) for name, formula in self._formulas.items()}

    @cached_property
    def _formulas(self) -> Mapping[str, Callable[[int], float]]:
        """Of what changes on the way."""
        found: dict[str, Callable[[int], float]] = {}
        if self.schedule != "constant":
            formula = SCHEDULES[self.schedule]
            found["lr"] = formula(base_lr=self.value(LEARNING_RATE), **self.schedule_settings)
        if self.annealing is not None and self.can_anneal:
            found["momentum"] = MomentumAnnealing(**self.annealing)
        return found

    @property
    def paced(self) -> str:
        """By what its settings change on the way: "scheduled", or else "annealed"; "" if by
        nothing."""
        if self.schedule != "constant":
            return "scheduled"
        return "annealed" if self.annealing is not None and self.can_anneal else ""

    def at(self, step: int) -> Optimizer:
        """The optimizer as it is set at this step; it remembers nothing."""
        optimizer = self.make()
        for name, value in self.pace(step).items():
            setattr(optimizer, name, value)
        return optimizer

    def along(self, steps: range) -> Iterator[tuple[int, Optimizer]]:
        """Each of these steps with the optimizer as `at` it: the same object, set anew."""
        optimizer = self.make()
        for step in steps:
            for name, value in self.pace(step).items():
                setattr(optimizer, name, value)
            yield step, optimizer

    def as_json(self) -> dict[str, Any]:
        """What `from_json` understands, in JSON's own types."""
        return {
            "optimizer": self.optimizer,
            "settings": dict(self.settings),
            "schedule": self.schedule,
            "schedule_settings": dict(self.schedule_settings),
            "annealing": None if self.annealing is None else dict(self.annealing),
        }

    @staticmethod
    def from_json(saved: object) -> "Racer | None":
        """A saved racer; numbers that make no sense are left out. None if it is no racer."""
        if not isinstance(saved, Mapping) or saved.get("optimizer") not in list(RULES):
            return None
        rule = RULES[saved["optimizer"]]
        racer = Racer(saved["optimizer"], _sound(rule.hyperparameters, saved.get("settings")))
        schedule = saved.get("schedule")
        if isinstance(schedule, str) and schedule in SCHEDULES:
            known = SCHEDULES[schedule].hyperparameters
            racer = racer.with_schedule(schedule, **_sound(known, saved.get("schedule_settings")))
        if isinstance(saved.get("annealing"), Mapping):
            known = MomentumAnnealing.hyperparameters
            racer = racer.with_annealing(True, **_sound(known, saved["annealing"]))
        return racer


def _sound(known: tuple[Hyperparameter[Any], ...], saved: object) -> dict[str, Any]:
    """Of saved settings, those that exist, brought into their range."""
    found: dict[str, Any] = {}
    for each in known:
        value = saved.get(each.name) if isinstance(saved, Mapping) else None
        if isinstance(each.default, bool):
            if isinstance(value, bool):
                found[each.name] = value
        elif isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            found[each.name] = type(each.default)(min(max(value, each.low), each.high))
    return found
