"""The last state of a run in which all was well: where it can be taken back to."""

import math
from collections.abc import Callable
from typing import Self

from core.training.state import RunState

EVERY = 50  # steps between two states
PROBATION = 10  # steps after which a state is known to have been good
RISE = 1.0  # a mean loss that is higher than the best by more than this is not well any more


class RollbackPoint:
    """A state is taken now and then, and is good if the steps after it went well: the parameters
    that ruin a run look like any others until they have been used."""

    def __init__(self) -> None:
        self.last: RunState | None = None  # the newest that is known to have been good
        self._candidate: RunState | None = None
        self._losses: list[float] = []
        self._best = math.inf

    def begin(self, state: RunState) -> None:
        """Where a run sets out from is good: there is nothing better to go back to."""
        self.last = state

    def copy(self) -> Self:
        """One that knows the same, and does not learn what this one learns. States are shared:
        they never change."""
        twin = type(self)()
        twin.last, twin._candidate, twin._best = self.last, self._candidate, self._best
        twin._losses = list(self._losses)
        return twin

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
            self.last = self._candidate
        self._best = min(self._best, mean)
        self._candidate = None
