"""Minima and what is measured by them, found in a worker while the window lives on.

Until the minima of what is in view are known nobody is judged: then there is nothing to say but
that they are searched for. Whatever is asked for takes the place of what was asked for before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.following import follow
from core.messages import Message
from core.surfaces import Minima, Path, RaceSetup, Range, Surface, known_minima, searching
from core.surfaces.race.judging import Judged, Judgement, judging
from gui.task import Task

_SOON = 40  # ms until a search begins: the map of a new function is painted first
_REST = 120  # ms: verdicts ask for the curvature along the way, and wait until the hand rests

View = tuple[Surface, Range, Range]
Found = tuple[Minima | None, dict[str, Judgement]]  # more of the minima, and of the judgements


class Findings:
    """Written in the worker's thread, emptied in the window's."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minima: Minima | None = None
        self._judged: dict[str, Judgement] = {}

    def put(self, item: object) -> None:
        with self._lock:
            if isinstance(item, Minima):
                self._minima = item
            elif isinstance(item, tuple):
                id, judgement = item
                self._judged[id] = judgement

    def take(self) -> list[Found]:
        with self._lock:
            found = self._minima, self._judged
            self._minima, self._judged = None, {}
        return [found] if any(found) else []


class RaceJudge(QObject):
    """`minima` are those of what is in view, None while they are searched for; `sighted` are those
    that are known so far; `judged` are the racers' judgements."""

    minima_changed = Signal()
    judged_changed = Signal()
    failed = Signal(object)  # Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sighted = Minima()
        self.judged: Judged = {}
        self._view: View | None = None
        self._setup: RaceSetup | None = None
        self._paths: Mapping[str, Path] = {}
        self._task = Task(self)
        self._task.progressed.connect(self._on_found)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._search)
        self._rest.timeout.connect(self._give_verdicts)

    @property
    def minima(self) -> Minima | None:
        return self.sighted if self.sighted.final else None

    def look_at(self, surface: Surface, x_range: Range, y_range: Range) -> None:
        """Search for the minima in this part of the plane, unless they are known."""
        view = surface, x_range, y_range
        if view == self._view:
            return
        another = self._view is None or self._view[0] is not surface
        self._view = view
        known = known_minima(*view)
        if known is None:
            self._take_up(self._first() if another else self._still())
            self._soon.start()
        else:
            self._take_up(known)

    @property
    def home(self) -> Minima | None:
        """Those of the surface's own picture, if they are known."""
        if self._view is None:
            return None
        surface, *_ = self._view
        return known_minima(surface, surface.x_range, surface.y_range)

    def _first(self) -> Minima:
        return Minima(self.home.found if self.home is not None else (), final=False)

    def _still(self) -> Minima:
        """The marks stay while more of the same surface are searched for."""
        return Minima(self.sighted.found, final=False)

    def judge(self, setup: RaceSetup, paths: Mapping[str, Path], *, distances: bool = True) -> None:
        """Distances at once if they are wanted, verdicts when this has not been asked again for a
        moment."""
        self._setup, self._paths = setup, paths
        self.judged = {id: each for id, each in self.judged.items() if id in paths}
        if not paths and self.minima is not None:
            self._task.forget()  # it judges racers that are gone
        if distances:
            self._begin(verdicts=False)
        self._rest.start()

    def hold(self) -> None:
        """The paths are about to be recorded anew: what is found of these is of no use, and to
        look for it takes the time that recording needs."""
        self._rest.stop()
        if self.minima is not None:
            self._task.forget()

    def finish(self) -> None:
        """Find all of it now, for a picture."""
        self._rest.stop()
        self._stop()
        if self._view is not None and self.minima is None:
            self._know(follow(searching(*self._view), lambda _: None))
        self.judged = {**self.judged, **dict(self._judging(verdicts=True))}
        self.judged_changed.emit()

    def close(self) -> bool:
        """End the thread, in the middle of anything; False if it did not end within a second."""
        self._soon.stop()
        self._rest.stop()
        return self._task.close()

    def _know(self, minima: Minima) -> None:
        self._stop()
        self.sighted, self.judged = minima, {}
        self.minima_changed.emit()

    def _take_up(self, minima: Minima) -> None:
        self._know(minima)
        if minima.final and self._paths:
            self._begin(verdicts=True)

    def _judging(self, *, verdicts: bool) -> Iterator[tuple[str, Judgement]]:
        if self._setup is None or self.minima is None or self._view is None:
            return iter(())
        if self._setup.surface is not self._view[0]:  # the view is about to follow
            return iter(())
        minima, known = self.minima.found, self.judged
        return judging(self._setup, self._paths, minima, known, verdicts=verdicts)

    def _begin(self, *, verdicts: bool) -> None:
        if self.minima is not None and self._paths:
            work = self._judging(verdicts=verdicts)
            self._task.start(lambda: work, Findings())

    @Slot()
    def _give_verdicts(self) -> None:
        self._begin(verdicts=True)

    # the worker

    @Slot()
    def _search(self) -> None:
        if self._view is not None:
            self._task.start(partial(searching, *self._view), Findings())

    def _stop(self) -> None:
        self._soon.stop()
        self._task.forget()

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        minima, judged = found
        if minima is not None:
            self.sighted = minima
            self.minima_changed.emit()
        if judged:
            self.judged = {**self.judged, **judged}
            self.judged_changed.emit()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        if isinstance(result, Minima):
            self._take_up(result)

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        """Go on with the minima that were found before a search broke off."""
        if self.minima is None:
            self._take_up(replace(self.sighted, final=True, complete=False, broken_off=True))
        self.failed.emit(failure)
