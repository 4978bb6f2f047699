"""Why a run has diverged: which array went first, at which step, and the setting behind it.

Everything is measured. The step that failed is gone through in the order of its computation; then
the last good state is taken a step further, and what limits a learning rate is measured there.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.format import number
from core.messages import Message
from core.network import PARAMETERS
from core.optimizers import Optimizer
from core.training.config import TrainingConfig
from core.training.curvature import largest_curvature
from core.training.records import Snapshot, StepResult
from core.training.state import RunState
from core.training.trainer import Trainer

BOLD = 0.1  # an update that changes weights by more than a tenth; about 1e-3 is healthy (CS231n)
WIDE = 10  # a first loss that is so many times that of guessing: the initial weights are too wide


@dataclass(frozen=True)
class Diagnosis:
    """What happened, and why in all likelihood.

    array: the first whose numbers were no longer finite; "" if the loss was just enormous.
    setting: the setting that is the likely cause, a name of `TrainingConfig`.
    good: the step that the run can be taken back to, counted in steps done.
    """

    array: str
    setting: str
    good: int
    what: Message
    why: Message


def diagnose(trainer: Trainer, result: StepResult) -> Diagnosis:
    """Look at a run that has `diverged` with this step. The trainer is not changed."""
    snapshot, good = result.snapshot, trainer.good.last
    assert snapshot is not None and good is not None, "the step and the beginning are always kept"
    with np.errstate(all="ignore"):
        array = next(_broken(snapshot), "")
        setting, why = _cause(trainer, good)
    return Diagnosis(array, setting, good.iteration, _what(trainer, result, array), why)


def _broken(snapshot: Snapshot) -> Iterator[str]:
    """The arrays of a step that are not finite, in the order in which they came to be."""
    for name, value in snapshot.leaves.items():
        if not np.isfinite(value).all():
            yield name
    for name, value in snapshot.trace.values.items():
        if name not in snapshot.leaves and not np.isfinite(value).all():
            yield name


def _what(trainer: Trainer, result: StepResult, array: str) -> Message:
    """Parameters have been broken by the update before, all else in this step's forward pass."""
    step = result.iteration + 1
    if not array:
        times = result.loss / trainer.first_loss
        fields = {"step": step, "loss": _number(result.loss), "times": _number(times)}
        return Message("diagnosis.what.exploded", fields)
    if array in PARAMETERS:
        return Message("diagnosis.what.update", {"step": step - 1, "array": array})
    return Message("diagnosis.what.forward", {"step": step, "array": array})


def _cause(trainer: Trainer, good: RunState) -> tuple[str, Message]:
    """The likely setting and the sentence that says so; the surest sign comes first."""
    config, optimizer = trainer.config, trainer.optimizer
    rate = trainer.optimizer.lr
    guessing = math.log(trainer.network.params["b2"].size)
    decay = rate * config.weight_decay
    if decay > (optimizer.stability or 2.0):
        fields = {"decay": _number(decay), "rate": _number(rate)}
        return "weight_decay", Message("diagnosis.why.weight_decay", fields)
    if trainer.first_loss > WIDE * guessing:
        fields = {"loss": _number(trainer.first_loss), "guess": _number(guessing)}
        return _initial(config), Message("diagnosis.why.initialization", fields)
    return "learning_rate", _about_rate(trainer, good, optimizer, rate)


def _initial(config: TrainingConfig) -> str:
    return "weight_init_std" if config.initialization == "normal" else "initialization"


def _about_rate(trainer: Trainer, good: RunState, optimizer: Optimizer, rate: float) -> Message:
    """What the learning rate met with at the last good state."""
    leaves, ratio = _step_further(trainer, good)
    fields = {"rate": _number(rate), "good": good.iteration}
    limit = optimizer.stability
    if limit is not None:
        product = rate * largest_curvature(trainer.network.graph, leaves, PARAMETERS)
        if product > limit:
            fields |= {"product": _number(product), "limit": _number(limit)}
            return Message("diagnosis.why.curvature", fields | {"rule": optimizer.name})
    if ratio > BOLD:
        return Message("diagnosis.why.ratio", fields | {"ratio": _number(100 * ratio)})
    return Message("diagnosis.why.rate", fields)


def _step_further(trainer: Trainer, good: RunState) -> tuple[dict[str, Array], float]:
    """The leaves of the step after the good state, and the share by which it changes W1."""
    rehearsal = Trainer.resumed(trainer.data, good)
    rehearsal.configure(trainer.config)
    rehearsal.request_snapshot()
    result = next(rehearsal.steps())
    assert result.snapshot is not None
    found = result.observation
    return result.snapshot.leaves, found.update_ratios["W1"] if found else math.inf


def _number(value: float) -> str:
    return number(value, 3)
