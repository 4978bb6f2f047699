"""A net whose ReLUs are all dead: what is said of it, and a learning rate that leads elsewhere."""

import math

from core.datasets import Dataset
from core.format import number
from core.messages import Message
from core.training.config import TrainingConfig
from core.training.curvature import largest_curvature
from core.training.optimizer_defaults import defaults_of
from core.training.step_metrics import StepMetrics
from core.training.trainer import Trainer

_SHARE = 0.5  # of 1 / λ, where the loss falls fastest: λ grows in the first steps
_LESS = 0.1  # of the rate that has failed, at most


def is_dead(config: TrainingConfig, found: StepMetrics | None) -> bool:
    """Whether every hidden unit was 0 for the whole batch: no gradient reaches W₁ any more."""
    relu = config.activation == "relu"
    return relu and found is not None and found.dead_units == config.hidden


def said_dead(config: TrainingConfig, rate: float, *, at_once: bool) -> Message:
    """What is said of it; `at_once`: it was so before the first update."""
    key = "collapsed_at_once" if at_once else "collapsed"
    return Message(f"training.notice.{key}", {"n": config.hidden, "rate": number(rate)})


def trainable_rate(data: Dataset, config: TrainingConfig) -> float:
    """A learning rate with which a run of these settings sets out well, in steps of 1, 2, 5: from
    the curvature at its beginning. Inertia makes a step 1 / (1 − μ) times as long in the end. A
    rule that divides the slope out of its steps gets its usual rate."""
    usual = float(defaults_of(config.optimizer)["learning_rate"])
    if config.make_optimizer().stability is None:
        return usual
    trainer = Trainer(data, config, measured=False)
    trainer.request_snapshot()
    snapshot = next(trainer.steps()).snapshot
    assert snapshot is not None, "it was asked for"
    curvature = largest_curvature(config.activation, snapshot.leaves)
    if not 0 < curvature < math.inf:
        return usual
    inertia = config.momentum if config.has_momentum else 0.0
    return round_down(_SHARE * (1 - inertia) / curvature)


def cure(data: Dataset, config: TrainingConfig) -> float:
    """The rate to start over with after one has killed all units, within what may be chosen."""
    low, high = config.limits_of("learning_rate")
    less = round_down(_LESS * config.learning_rate)
    return min(max(min(less, trainable_rate(data, config)), low), high)


def round_down(value: float) -> float:
    """The next lower of … 0.1, 0.2, 0.5, 1, 2, 5 …, or 0."""
    if not 0 < value < math.inf:
        return 0.0
    decade = math.floor(math.log10(value))
    mantissa = max((m for m in (1, 2, 5) if m * 10.0**decade <= value * (1 + 1e-9)), default=1)
    return float(f"{mantissa}e{decade}")
