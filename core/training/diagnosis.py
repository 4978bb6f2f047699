"""Why a run has diverged: which array went first, at which step, and the setting behind it.

Everything is measured. The step that failed is gone through in the order of its computation; then
the last good state is taken a step further, and what limits a learning rate is measured there.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.format import number, whole
from core.messages import Message
from core.network import PARAMETERS
from core.training.collapse import round_down, trainable_rate
from core.training.config import TrainingConfig
from core.training.curvature import largest_curvature
from core.training.learning_rate import SCHEDULE_LABELS
from core.training.records import Snapshot, StepResult
from core.training.state import RunState
from core.training.trainer import Trainer

BOLD = 0.1  # an update that changes weights by more than a tenth; about 1e-3 is healthy (CS231n)
_SAFE = 0.5  # of what is just stable
WIDE = 10  # a first loss that is so many times that of guessing: the initial weights are too wide


@dataclass(frozen=True)
class Diagnosis:
    """What happened, and why in all likelihood.

    array: the first whose numbers were no longer finite; "" if the loss was just enormous.
    setting: the setting that is the likely cause, a name of `TrainingConfig`.
    remedy: a value of that setting with which it would not have happened, as far as was measured.
    good: the step that the run can be taken back to, counted in steps done.
    """

    array: str
    setting: str
    remedy: Any
    good: int
    what: Message
    why: Message


def diagnose(trainer: Trainer, result: StepResult) -> Diagnosis:
    """Look at a run that has `diverged` with this step. The trainer is not changed."""
    snapshot, good = result.snapshot, trainer.good.last
    assert snapshot is not None and good is not None, "the step and the beginning are always kept"
    with np.errstate(all="ignore"):
        array = next(_broken(snapshot), "")
        setting, remedy, why = _cause(trainer, good)
    return Diagnosis(array, setting, remedy, good.iteration, _what(trainer, result, array), why)


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
        fields = {
            "step": whole(step),
            "loss": number(result.loss),
            "times": _number(times),
        }
        return Message("diagnosis.what.exploded", fields)
    if array in PARAMETERS:
        return Message("diagnosis.what.update", {"step": whole(step - 1), "array": array})
    return Message("diagnosis.what.forward", {"step": whole(step), "array": array})


_Cause = tuple[str, Any, Message]  # setting, remedy, why


def _cause(trainer: Trainer, good: RunState) -> _Cause:
    """The likely setting; the surest sign comes first."""
    config, optimizer = trainer.config, trainer.optimizer
    rate = optimizer.lr
    guessing = math.log(trainer.network.params["b2"].size)
    decay = rate * config.weight_decay
    if decay > (optimizer.stability or 2.0):
        fields = {"decay": _number(decay), "rate": _said(rate, config)}
        lower = round_down(_SAFE * config.weight_decay / decay)
        return "weight_decay", lower, Message("diagnosis.why.weight_decay", fields)
    further = _step_further(trainer, good)
    untouched = not any(change.setting == "learning_rate" for change in trainer.changes)
    if min(trainer.first_loss, further.loss) > WIDE * guessing and untouched:
        fields = {"loss": _number(trainer.first_loss), "guess": _number(guessing)}
        remedy = "he" if config.activation == "relu" else "xavier"
        return "initialization", remedy, Message("diagnosis.why.initialization", fields)
    return _about_rate(trainer, good, further)


def _about_rate(trainer: Trainer, good: RunState, further: StepResult) -> _Cause:
    """What the learning rate met with at the last good state."""
    optimizer, rate = trainer.optimizer, trainer.optimizer.lr
    snapshot, found = further.snapshot, further.observation
    assert snapshot is not None, "it was asked for"
    ratio = found.update_ratios["W1"] if found else math.inf
    fields: dict[str, object] = {"rate": _said(rate, trainer.config), "good": whole(good.iteration)}
    key, share = "rate", 0.1
    limit = optimizer.stability
    if limit is not None:
        product = rate * largest_curvature(trainer.config.activation, snapshot.leaves)
        if product > limit:
            fields |= {"product": _number(product), "limit": _number(limit)}
            fields["rule"] = optimizer.name
            key, share = "curvature", _SAFE * limit / product
    if key == "rate" and ratio > BOLD:
        fields["ratio"] = _number(100 * ratio)
        key, share = "ratio", _SAFE * BOLD / ratio
    lowest = optimizer.hyperparameter("lr").low
    enough = round_down(min(share, 0.5) * rate)
    remedy = max(min(enough, trainable_rate(trainer.data, trainer.config)), lowest)
    return "learning_rate", remedy, Message(f"diagnosis.why.{key}", fields)


def _step_further(trainer: Trainer, good: RunState) -> StepResult:
    """The step after the good state, with the settings of now."""
    rehearsal = Trainer.resumed(trainer.data, good, measured=False)
    rehearsal.configure(trainer.config)
    rehearsal.request_snapshot()
    return next(rehearsal.steps())


def _said(rate: float, config: TrainingConfig) -> object:
    """The learning rate of the step, and, where a schedule made it, what was asked for."""
    if _number(rate) == _number(config.learning_rate):  # else one number would be said twice
        return _number(rate)
    chosen = "warmup" if config.schedule == "constant" else "scheduled"
    fields = {"rate": _number(rate), "set": number(config.learning_rate)}
    schedule = Message(SCHEDULE_LABELS[config.schedule])
    return Message(f"diagnosis.rate.{chosen}", fields | {"schedule": schedule})


def _number(value: float) -> str:
    return number(value, 3)
