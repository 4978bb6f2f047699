"""How learning rate and momentum change in the course of a run, as its settings want it.

The decays share two settings, so that they can be compared: the learning rate comes down to
`decay_factor` times itself within `decay_epochs` epochs. "step" does it at once at the end of
them, "exponential" evenly, again and again; "1/t" takes ever longer for the next such share;
"plateau" waits until so many epochs have brought nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from core.hyperparameter import look_up
from core.schedules import SCHEDULES, Constant, MomentumAnnealing, Schedule, decaying

PLATEAU = "plateau"
SCHEDULE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        name: schedule.label.replace(".schedule.", ".schedule_short.")
        for name, schedule in SCHEDULES.items()
    }
    | {PLATEAU: "optimizers.schedule_short.plateau"}
)
"""The schedules that a run can follow, with the message key of each one's short name."""

_ANNEALING = MomentumAnnealing(momentum_max=0.9999)


class Paced(Protocol):
    """The settings that are read here; a `TrainingConfig` has them."""

    @property
    def learning_rate(self) -> float: ...
    @property
    def schedule(self) -> str: ...
    @property
    def decay_factor(self) -> float: ...
    @property
    def decay_epochs(self) -> float: ...
    @property
    def iterations(self) -> int: ...
    @property
    def momentum(self) -> float: ...
    @property
    def momentum_annealing(self) -> bool: ...


def make_schedule(settings: Paced, iterations_per_epoch: int) -> Schedule:
    """The learning rate as a formula of the iteration; for "plateau", before any drop.

    Raises:
        StudioError: there is no such schedule.
    """
    look_up(SCHEDULE_LABELS, settings.schedule, "schedule")
    span = settings.decay_epochs * iterations_per_epoch  # in iterations
    paced = decaying(settings.schedule, settings.decay_factor, span, settings.iterations)
    formula = SCHEDULES.get(settings.schedule, Constant)
    return formula(base_lr=settings.learning_rate, **paced)


def warmed_up(iteration: int, warmup: int) -> float:
    """The share of the learning rate that an iteration may use: it rises evenly to 1.

    Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017, section 2.2.
    """
    return min((iteration + 1) / warmup, 1.0) if warmup else 1.0


def momentum_at(settings: Paced, iteration: int) -> float:
    """μ of an iteration: `momentum`, or on the way to it from 0.5 (see `MomentumAnnealing`)."""
    if not settings.momentum_annealing:
        return settings.momentum
    return min(_ANNEALING(iteration), settings.momentum)
