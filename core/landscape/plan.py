"""What is recorded: which optimizers train the tutorials' net, how long, from which weights.

All of them start from the same weights and see the same batches, so that whatever differs between
their paths is the work of the rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, TypeGuard

from core.datasets.dataset import CLASSES, PIXELS
from core.messages import StudioError
from core.optimizers import OPTIMIZERS
from core.surfaces.race.racer import LEARNING_RATE, Racer
from core.surfaces.race.setup import Entrant
from core.training import TrainingConfig
from core.training.optimizer_defaults import defaults_of

STEPS = (20, 5000)
SEEDS = (0, 9999)
POINTS = 60  # of each path, beside its start: 6 paths of the 784-50-10 net take 58 MB in float32
RATES: Mapping[str, float] = {
    "sgd": 0.1,
    "momentum": 0.03,
    "nesterov": 0.03,
    "adagrad": 0.02,
    "rmsprop": 0.001,
    "adam": 0.002,
    "adamw": 0.002,
}
LEFT_OUT = frozenset({"adamw"})
"""Not recorded unless somebody wants it: with its usual decay it ends about a hundredth of the way
from where Adam ends, so in the picture one path lies on the other."""


@dataclass(frozen=True)
class Plan:
    """`entrants` that are shown take part; the others only keep their learning rate."""

    entrants: tuple[Entrant, ...]
    steps: int = 300
    seed: int = 0

    @staticmethod
    def usual() -> "Plan":
        """Every optimizer, with a learning rate that suits the net and MNIST."""
        racers = (Racer(name, {LEARNING_RATE: RATES[name]}) for name in OPTIMIZERS)
        return Plan(tuple(Entrant(r.optimizer, r, r.optimizer not in LEFT_OUT) for r in racers))

    def __iter__(self) -> Iterator[Entrant]:
        return iter(self.entrants)

    def __getitem__(self, id: str) -> Entrant:
        return next(entrant for entrant in self.entrants if entrant.id == id)

    @property
    def taking_part(self) -> tuple[Entrant, ...]:
        return tuple(entrant for entrant in self.entrants if entrant.shown)

    def rate(self, id: str) -> float:
        return float(self[id].racer.value(LEARNING_RATE))

    def decay(self, id: str) -> float:
        """The weight decay of somebody: AdamW's usual one, without which it would be Adam."""
        return float(defaults_of(self[id].racer.optimizer)["weight_decay"])

    def with_rate(self, id: str, rate: float) -> "Plan":
        """
        Raises:
            StudioError: the learning rate is outside its range.
        """
        return self._with(replace(self[id], racer=self[id].racer.with_setting("lr", rate)))

    def with_part(self, id: str, on: bool) -> "Plan":
        """Somebody takes part, or does not."""
        return self._with(replace(self[id], shown=on))

    def with_steps(self, steps: int) -> "Plan":
        return replace(self, steps=min(max(int(steps), STEPS[0]), STEPS[1]))

    def with_seed(self, seed: int) -> "Plan":
        return replace(self, seed=min(max(int(seed), SEEDS[0]), SEEDS[1]))

    def _with(self, changed: Entrant) -> "Plan":
        entrants = tuple(changed if e.id == changed.id else e for e in self.entrants)
        return replace(self, entrants=entrants)

    # the runs

    @property
    def kept(self) -> tuple[int, ...]:
        """The steps after which a point is kept, from 0 to the last, evenly: so few that the
        memory is bounded, however long the run."""
        count = min(self.steps, POINTS)
        return tuple(round(i * self.steps / count) for i in range(count + 1))

    @property
    def parameters(self) -> int:
        """How many parameters the net has: P."""
        hidden = TrainingConfig().hidden
        return (PIXELS + 1) * hidden + (hidden + 1) * CLASSES

    def config(self, id: str) -> TrainingConfig:
        """The run of one optimizer: the tutorials' net and batches."""
        return TrainingConfig(
            optimizer=self[id].racer.optimizer,
            learning_rate=self.rate(id),
            weight_decay=self.decay(id),
            iterations=self.steps,
            seed=self.seed,
        )

    def check(self) -> None:
        """
        Raises:
            StudioError: nobody takes part.
        """
        if not self.taking_part:
            raise StudioError("landscape.error.nobody")

    # memory

    def as_json(self) -> dict[str, Any]:
        """What `from_json` understands, in JSON's own types."""
        rates = {entrant.id: self.rate(entrant.id) for entrant in self}
        part = [entrant.id for entrant in self.taking_part]
        return {"steps": self.steps, "seed": self.seed, "rates": rates, "part": part}

    @staticmethod
    def from_json(saved: object) -> "Plan":
        """A saved plan; what is missing or makes no sense is as usual."""
        known = saved if isinstance(saved, Mapping) else {}
        plan = Plan.usual()
        if _is_number(known.get("steps")):
            plan = plan.with_steps(int(known["steps"]))
        if _is_number(known.get("seed")):
            plan = plan.with_seed(int(known["seed"]))
        rates, part = known.get("rates"), known.get("part")
        for entrant in plan.entrants:
            rate = rates.get(entrant.id) if isinstance(rates, Mapping) else None
            if _is_number(rate):
                plan = plan.with_rate(entrant.id, min(max(rate, 1e-7), 100.0))
            if isinstance(part, Iterable) and not isinstance(part, str):
                plan = plan.with_part(entrant.id, entrant.id in list(part))
        return plan


def _is_number(value: Any) -> TypeGuard[float]:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    except OverflowError:
        return False
