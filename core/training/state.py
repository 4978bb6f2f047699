"""The state of a run: everything that its remaining steps depend on, beside the data.

A run that is given its state back goes on as if it had never been interrupted, to the bit. So this
is what is kept for rewinding, and what a checkpoint holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.engine import Array
from core.training.config import TrainingConfig
from core.training.plateau import Plateau


@dataclass(frozen=True)
class Change:
    """A setting that was changed while the run was under way; it counts from `iteration` on."""

    iteration: int
    setting: str
    before: Any
    after: Any


@dataclass(frozen=True, eq=False)
class LastStep:
    """What a run's last step was taken with, so that it can be looked at once more: the parameters
    before its update, the states of the generators before its batch was drawn, how many images
    that had, and by up to how many pixels they were moved."""

    params: Mapping[str, Array]
    generators: Mapping[str, Mapping[str, Any]]
    batch_size: int
    shift: int


@dataclass(frozen=True, eq=False)
class RunState:
    """A run between two steps. All arrays are copies.

    iteration: steps done. drawn: images drawn so far. first_loss: the first, or that of
    guessing if that is larger. memory: the optimizer's, by the name of the
    memory and of the parameter. updates: steps of the optimizer. generators: the states of the
    random generators, by what they are for. last: the step that led here, if it was the run's
    last; nothing that follows depends on it.
    """

    config: TrainingConfig
    iteration: int
    drawn: int
    first_loss: float
    params: Mapping[str, Array]
    memory: Mapping[str, Mapping[str, Array]]
    updates: int
    plateau: Plateau
    generators: Mapping[str, Mapping[str, Any]]
    changes: tuple[Change, ...] = ()
    last: LastStep | None = None


def iterations_when(drawn: Array, batch_size: int, changes: tuple[Change, ...]) -> Array:
    """How many steps had been done when so many images had been drawn. `batch_size` is that of
    today; the changes tell what it was before."""
    sizes = [change for change in changes if change.setting == "batch_size"]
    starts = [0, *(change.iteration for change in sizes)]
    batches = [*(change.before for change in sizes), batch_size]
    images = np.r_[0, np.cumsum(np.diff(starts) * batches[:-1])]
    part = np.searchsorted(images[1:], drawn, side="right")
    found: Array = np.array(starts)[part] + (drawn - images[part]) / np.array(batches)[part]
    return found


def copies(arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in arrays.items()}
