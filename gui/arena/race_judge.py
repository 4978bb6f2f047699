"""Minima, which a worker searches for, and what is measured by them, between two events.

To search is a few large steps of NumPy's, which leave Python's lock to the window; to judge is
many small ones, which do not. Until the minima of what is in view are known nobody is judged: then
there is nothing to say but that they are searched for. Whatever is asked for takes the place of
what was asked for before.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.following import follow
from core.messages import Message
from core.surfaces import Minima, Path, RaceSetup, Range, Surface, known_minima, searching
from core.surfaces.race.judging import Judged, Judgement, judging
from gui.arena.idle_work import IdleWork
from gui.task import Task

_SOON = 40  # ms until a search begins: the map of a new function is painted first
_REST = 120  # ms: verdicts ask for the curvature along the way, and wait until the hand rests

View = tuple[Surface, Range, Range]


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
        self._judging = IdleWork(self)
        self._judging.found.connect(self._on_judged)
        self._task = Task(self)
        self._task.progressed.connect(self._on_sighted)
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
            self._task.resume()
            return
        another = self._view is None or self._view[0] is not surface
        self._view = view
        known = known_minima(*view)
        if known is None:
            self._take_up(self._first() if another else self._still())
            self._soon.start()
        else:
            self._take_up(known)

    @Slot()
    def wait(self) -> None:
        """The view moves: rest, until `look_at` is told where it rests."""
        self._task.pause()

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
        self._judging.stop()  # it judges racers that are gone, or as they were
        if distances:
            self._begin(verdicts=False)
        self._rest.start()

    def hold(self) -> None:
        """The paths are about to be recorded anew: what is found of these is of no use, and to
        look for it takes the time that recording needs."""
        self._rest.stop()
        self._judging.stop()

    def finish(self) -> None:
        """Find all of it now, for a picture."""
        self._rest.stop()
        self._stop()
        if self._view is not None and self.minima is None:
            self._know(follow(searching(*self._view), lambda _: None))
        self._begin(verdicts=True)
        self._judging.finish()

    def close(self) -> bool:
        """End the thread, in the middle of anything; False if it did not end within a second."""
        self._rest.stop()
        self._stop()
        self._judging.pause()  # for good: a window that closes may still move
        return self._task.close()

    def _know(self, minima: Minima) -> None:
        self._stop()
        self.sighted, self.judged = minima, {}
        self.minima_changed.emit()

    def _take_up(self, minima: Minima) -> None:
        self._know(minima)
        if minima.final and self._paths:
            self._begin(verdicts=True)

    def _begin(self, *, verdicts: bool) -> None:
        if self._setup is None or self._view is None or self.minima is None or not self._paths:
            return
        if self._setup.surface is not self._view[0]:  # the view is about to follow
            return
        minima, known = self.minima.found, self.judged
        self._judging.start(judging(self._setup, self._paths, minima, known, verdicts=verdicts))

    @Slot()
    def _give_verdicts(self) -> None:
        self._begin(verdicts=True)

    @Slot(list)
    def _on_judged(self, found: list[tuple[str, Judgement]]) -> None:
        self.judged = {**self.judged, **dict(found)}
        self.judged_changed.emit()

    # the worker

    @Slot()
    def _search(self) -> None:
        if self._view is not None:
            self._task.start(partial(searching, *self._view))

    def _stop(self) -> None:
        self._soon.stop()
        self._judging.stop()
        self._task.forget()

    @Slot(object)
    def _on_sighted(self, minima: Minima) -> None:
        self.sighted = minima
        self.minima_changed.emit()

    @Slot(object)
    def _on_finished(self, minima: Minima) -> None:
        self._take_up(minima)

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        """Go on with the minima that were found before a search broke off."""
        if self.minima is None:
            self._take_up(replace(self.sighted, final=True, complete=False, broken_off=True))
        self.failed.emit(failure)
