"""What somebody has chosen for the race: surface, start, length, learning rates.

A setup is all that a race depends on, so it can be saved, restored and compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from core.optimizers import OPTIMIZERS
from core.surfaces.descent import Path, Racer, race
from core.surfaces.registry import SURFACES
from core.surfaces.surface import Point, Surface

STEPS_RANGE = (5, 500)
RATE_RANGE = (1e-6, 100.0)


@dataclass(frozen=True)
class Setup:
    """The chosen race on one surface; `rates` are learning rates that differ from the tuned."""

    surface_name: str
    start: Point
    steps: int
    rates: Mapping[str, float] = field(default_factory=dict)

    @staticmethod
    def of(name: str) -> "Setup":
        """The race as the surface's author meant it."""
        surface = SURFACES[name]
        return Setup(name, surface.start, surface.steps)

    @property
    def surface(self) -> Surface:
        return SURFACES[self.surface_name]

    def rate(self, optimizer: str) -> float:
        """The learning rate with which an optimizer races."""
        tuned = self.surface.tuned.get(optimizer, {}).get("lr", OPTIMIZERS[optimizer].lr)
        return self.rates.get(optimizer, tuned)

    def with_rate(self, optimizer: str, rate: float) -> "Setup":
        return replace(self, rates={**self.rates, optimizer: rate})

    def with_start(self, x: float, y: float) -> "Setup":
        return replace(self, start=(float(x), float(y)))

    def with_steps(self, steps: int) -> "Setup":
        low, high = STEPS_RANGE
        return replace(self, steps=min(max(int(steps), low), high))

    def racers(self) -> dict[str, Racer]:
        tuned = self.surface.tuned
        return {
            name: Racer(name, {**tuned.get(name, {}), "lr": self.rate(name)}) for name in OPTIMIZERS
        }

    def run(self) -> dict[str, Path]:
        """Record the race: a path for every optimizer."""
        racers = self.racers()
        paths = race(self.surface, racers.values(), self.start, self.steps)
        return dict(zip(racers, paths, strict=True))

    def as_json(self) -> dict[str, Any]:
        """What `from_json` understands, in JSON's own types."""
        return {"start": list(self.start), "steps": self.steps, "rates": dict(self.rates)}

    @staticmethod
    def from_json(name: str, saved: object) -> "Setup":
        """A saved setup. What is missing or makes no sense is as the surface's author meant it."""
        setup = Setup.of(name)
        if not isinstance(saved, Mapping):
            return setup
        start = saved.get("start")
        if isinstance(start, list | tuple) and len(start) == 2 and all(map(_is_number, start)):
            setup = setup.with_start(*start)
        if _is_number(saved.get("steps")):
            setup = setup.with_steps(saved["steps"])
        rates = saved.get("rates")
        for optimizer, rate in rates.items() if isinstance(rates, Mapping) else ():
            if optimizer in OPTIMIZERS and _is_number(rate):
                low, high = RATE_RANGE
                setup = setup.with_rate(optimizer, min(max(float(rate), low), high))
        return setup


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
