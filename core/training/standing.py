"""Where a run stands, for whoever is to go on as it would have."""

from dataclasses import dataclass

from core.training.rollback import RollbackPoint
from core.training.state import RunState


@dataclass(frozen=True, eq=False)
class Standing:
    """A run between two steps, and what it could be taken back to."""

    state: RunState
    good: RollbackPoint
