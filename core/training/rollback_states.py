"""The last states of a run in which all was well: where it can be taken back to."""

import math
from collections import deque
from collections.abc import Callable

from core.training.state import RunState

EVERY = 50  # steps between two states
PROBATION = 10  # steps after which a state is known to have been good
MOST = 5  # are kept
RISE = 1.0  # a mean loss that is higher than the best by more than this is not well any more


class RollbackStates:
    """A ring of states. One is taken now and then, and let in if the steps after it went well:
    the parameters that ruin a run look like any others until they have been used."""

    def __init__(self) -> None:
        self._ring: deque[RunState] = deque(maxlen=MOST)
        self._candidate: RunState | None = None
        self._losses: list[float] = []
        self._best = math.inf

    @property
    def last(self) -> RunState | None:
        """The newest state that is known to have been good."""
        return self._ring[-1] if self._ring else None

    def begin(self, state: RunState) -> None:
        """Where a run sets out from is good: there is nothing better to go back to."""
        self._ring.append(state)

    def note(self, iteration: int, loss: float, take: Callable[[], RunState]) -> None:
        """So many steps are done, the last had this loss; `take` gives the state after it."""
        if self._candidate is not None:
            self._losses.append(loss)
            if len(self._losses) == PROBATION:
                self._judge()
        if iteration % EVERY == 0:
            self._candidate, self._losses = take(), []

    def _judge(self) -> None:
        assert self._candidate is not None
        mean = sum(self._losses) / len(self._losses)
        if mean < self._best + RISE:  # never so for nan
            self._ring.append(self._candidate)
        self._best = min(self._best, mean)
        self._candidate = None
