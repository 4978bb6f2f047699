"""The state of a run: everything that its remaining steps depend on, beside the data.

A run that is given its state back goes on as if it had never been interrupted, to the bit. So this
is what is kept for rewinding, and what a checkpoint holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
class RunState:
    """A run between two steps. All arrays are copies.

    iteration: steps done. drawn: images drawn so far. first_loss: the first, or that of
    guessing if that is larger. memory: the optimizer's, by the name of the
    memory and of the parameter. updates: steps of the optimizer. generators: the states of the
    random generators, by what they are for.
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


def copies(arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in arrays.items()}
