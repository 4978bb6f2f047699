"""Undo and redo: every version of something immutable, in the order in which it was made.

Versions are kept whole. They share whatever did not change, so a step costs little, and going
back can never differ from what was there.
"""

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from core.messages import Message

T = TypeVar("T")


@dataclass(frozen=True)
class _Step(Generic[T]):
    """What was there before and after a change, and what the change is called."""

    before: T
    after: T
    label: Message
    merge: str


@dataclass
class Versions(Generic[T]):
    """The present version, the steps that led to it, and those that were taken back.

    limit: how many steps are remembered; the oldest is forgotten first.
    """

    present: T
    limit: int = 200
    _done: list[_Step[T]] = field(default_factory=list)
    _undone: list[_Step[T]] = field(default_factory=list)
    _displaced: list[_Step[T]] = field(default_factory=list)  # what the last step left no redo for
    _settled: bool = True

    def push(self, version: T, label: Message, merge: str = "") -> None:
        """Go on to `version`. Steps in a row with the same `merge` (a drag) are one step,
        until `settle` is called or something else happens."""
        before = self.present
        last = self._done[-1] if self._done else None
        if last is not None and merge and merge == last.merge and not self._settled:
            before = self._done.pop().before
        else:
            self._displaced, self._undone = self._undone, []
        self._done.append(_Step(before, version, label, merge))
        del self._done[: -self.limit]
        self.present = version
        self._settled = False

    def before(self, merge: str) -> T:
        """What was there before the gesture with that `merge` began; the present, if none is
        going on."""
        if self._done and not self._settled and self._done[-1].merge == merge:
            return self._done[-1].before
        return self.present

    def settle(self) -> None:
        """The gesture is over: what follows is a new step, whatever its merge key."""
        self._settled = True

    def withdraw(self, merge: str) -> T:
        """Take back the step of a gesture that was given up, as if it had never been. Where the
        gesture has made none, nothing happens: the last step is somebody else's."""
        if self._done and not self._settled and self._done[-1].merge == merge:
            self.present = self._done.pop().before
            self._undone, self._displaced = self._displaced, []
            self._settled = True
        return self.present

    def replace(self, version: T) -> None:
        """Another present by itself, not by an edit. It takes the place of the present one among
        all versions: what undo and redo lead to stays, and both lead back to it."""
        if self._done:
            self._done[-1] = replace(self._done[-1], after=version)
        if self._undone:
            self._undone[-1] = replace(self._undone[-1], before=version)
        self.present = version
        self._settled = True

    @property
    def undo_label(self) -> Message | None:
        """What `undo` would take back; None if there is nothing."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> Message | None:
        return self._undone[-1].label if self._undone else None

    def undo(self) -> T:
        """One step back; the present, where there is none."""
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            self.present = step.before
        self._settled = True
        return self.present

    def redo(self) -> T:
        """Do again what was taken back last."""
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self.present = step.after
        self._settled = True
        return self.present
