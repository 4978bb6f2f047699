"""One sitting with the landscape: what is recorded, how it is looked at, and what is known of it.

There are no widgets in here. Long work runs in a worker of its own, one piece at a time: recording,
finding the plane, filling in the losses. The window hears of it by signals in its own thread.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.landscape import SEEDS, Kind, LossGrid, Plan, Recorded, filling
from core.messages import Message
from core.surfaces.functions.surface import Range
from gui.arena.landscape.work import (
    Loader,
    Mailbox,
    Progress,
    Recordings,
    Seen,
    looking,
    recording,
)
from gui.task import Task

_MARGIN = 0.04  # of the view, beyond each edge: the picture is drawn a little further


class Phase(StrEnum):
    """What the session is at."""

    EMPTY = "empty"
    RECORDING = "recording"
    LOOKING = "looking"  # for the plane
    READY = "ready"  # there is something to see; losses may still be filled in
    FAILED = "failed"


class LandscapeSession(QObject):
    """`plan` is what will be recorded next; `seen` what there is to see."""

    changed = Signal()  # another phase, another plan, another plane
    progressed = Signal()  # more points recorded, or nearer to the plane
    grown = Signal()  # a finer picture

    def __init__(self, load: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase = Phase.EMPTY
        self.plan = Plan.usual()
        self.kind, self.seed = Kind.PRINCIPAL, 0
        self.failure: Message | None = None
        self.found: Recordings | None = None
        self.seen: Seen | None = None
        self.loss_grid: LossGrid | None = None
        self.recorded: list[Recorded] = []  # so far, of the run under way
        self.share = 0.0  # of the way to the plane
        self._load = load
        self._data: Dataset | None = None  # what `load` gives since it was last told of others
        self._wanted: tuple[Range, Range] | None = None  # what is being filled in, or has been
        self._task = Task(self)
        self._task.progressed.connect(self._on_progress)
        self._task.finished.connect(self._on_finished)
        self._task.stopped.connect(self._on_stopped)
        self._task.failed.connect(self._on_failed)

    # what is asked for

    @property
    def busy(self) -> bool:
        return self.phase in (Phase.RECORDING, Phase.LOOKING)

    @property
    def can_save(self) -> bool:
        """Is there a picture?"""
        return self.phase is Phase.READY and self.loss_grid is not None

    @property
    def filled(self) -> bool:
        """Has the picture of what is in view been computed to its end?"""
        grid = self.loss_grid
        return grid is not None and grid.done == 1.0 and not self._task.running

    @property
    def stale(self) -> bool:
        """Would another recording be another one than that which is seen?"""
        if self.found is None:
            return False
        of = self.found.recording
        if self._data is not None and self._data.fingerprint != self.found.fingerprint:
            return True
        same = (self.plan.steps, self.plan.seed) == (of.plan.steps, of.plan.seed)
        rates = all(
            e.id in of.ids and self.plan.rate(e.id) == of.plan.rate(e.id)
            for e in self.plan.taking_part
        )
        return not (same and rates)

    @Slot(object)
    def use_data(self, data: Dataset) -> None:
        """The next recording will be of these images."""
        self._data = data
        self.changed.emit()

    def change(self, plan: Plan) -> None:
        """Another plan, for the next recording."""
        if plan != self.plan:
            self.plan = plan
            self.changed.emit()

    @Slot()
    def record(self) -> None:
        """Train anew, with the plan as it is now."""
        self.recorded = []
        self._run(Phase.RECORDING, partial(recording, self._load, self.plan))

    def choose(self, kind: Kind, seed: int) -> None:
        """Look along other directions."""
        seed = min(max(seed, SEEDS[0]), SEEDS[1])
        if (kind, seed) == (self.kind, self.seed):
            return
        self.kind, self.seed = kind, seed
        if self.found is not None and self.phase is not Phase.RECORDING:
            self._find_plane()
        else:
            self.changed.emit()

    def fill(self, x_range: Range, y_range: Range) -> None:
        """Compute the losses of what is in view; what was begun for another view is left."""
        view = _widened(x_range), _widened(y_range)
        if self.seen is None or self.phase is not Phase.READY or view == self._wanted:
            return
        self._wanted = view
        self._start(partial(filling, self.seen.losses, *view))

    @Slot()
    def cancel(self) -> None:
        """Leave what is under way; what there was before stays."""
        if self.busy:
            self._task.stop()

    def close(self) -> bool:
        """End the thread, in the middle of anything; False if it did not end within a second."""
        return self._task.close()

    # the worker

    def _find_plane(self) -> None:
        assert self.found is not None
        self.share = 0.0
        self._run(Phase.LOOKING, partial(looking, self.found, self.kind, self.seed))

    def _run(self, phase: Phase, factory: Any) -> None:
        self.failure, self._wanted = None, None
        self._start(factory)
        self._enter(phase)

    def _start(self, factory: Any) -> None:
        self._task.start(factory, Mailbox())

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        recorded, share, loss_grid = progress
        self.recorded += recorded
        if share is not None:
            self.share = share
        if recorded or share is not None:
            self.progressed.emit()
        if loss_grid is not None:
            self.loss_grid = loss_grid
            self.grown.emit()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        if isinstance(result, Recordings):
            self.found = result
            self._find_plane()
        elif isinstance(result, Seen):
            self.seen, self.loss_grid = result, None
            self._enter(Phase.READY)
        elif isinstance(result, LossGrid):
            self.loss_grid = result
            self.grown.emit()

    @Slot()
    def _on_stopped(self) -> None:
        if not self.busy:
            return
        if self.seen is not None:  # as it was before
            self.found = self.seen.found
            self.kind, self.seed = self.seen.plane.kind, self.seen.seed
            self._wanted = None
        else:  # a recording that nobody can see would be taken for one that is seen
            self.found = None
        self._enter(Phase.READY if self.seen is not None else Phase.EMPTY)

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        self.failure = failure
        self._enter(Phase.FAILED)

    # memory

    def as_json(self) -> dict[str, Any]:
        """What `restore` understands, in JSON's own types."""
        return {"plan": self.plan.as_json(), "kind": str(self.kind), "seed": self.seed}

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take up what was saved; what makes no sense is left out."""
        self.plan = Plan.from_json(saved.get("plan"))
        kind, seed = saved.get("kind"), saved.get("seed")
        if kind in [str(each) for each in Kind]:
            self.kind = Kind(kind)
        if isinstance(seed, int) and not isinstance(seed, bool):
            self.seed = min(max(seed, SEEDS[0]), SEEDS[1])
        self.changed.emit()


def _widened(ends: Range) -> Range:
    room = _MARGIN * (ends[1] - ends[0])
    return ends[0] - room, ends[1] + room
