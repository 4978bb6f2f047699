"""Computes basins in the background: a few milliseconds of work whenever nothing else happens."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.surfaces.race.basins import Basins

_BUDGET = 0.008  # seconds between two looks at what the user does


class BasinFiller(QObject):
    """`fill` starts anew, `stop` forgets; `grown` tells of every finer picture."""

    grown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.basins: Basins | None = None
        self._work: Iterator[Basins | None] | None = None
        self.subject: tuple[object, ...] = ()  # what the basins are of
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        return self._work is not None

    def fill(self, work: Iterator[Basins | None], subject: tuple[object, ...]) -> None:
        """Take up other work; the picture of the old one stays until there is a new one."""
        self._work, self.subject = work, subject
        self._timer.start()

    def stop(self) -> None:
        self.basins, self._work, self.subject = None, None, ()
        self._timer.stop()

    def finish(self) -> None:
        """Do all of it now, for a picture."""
        for found in self._work or ():
            self.basins = found or self.basins
        self._work = None
        self._timer.stop()
        self.grown.emit()

    def pause(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def resume(self) -> None:
        if self._work is not None:
            self._timer.start()

    @Slot()
    def _go_on(self) -> None:
        deadline = perf_counter() + _BUDGET
        while self._work is not None and perf_counter() < deadline:
            try:
                found = next(self._work)
            except StopIteration:
                self._work = None
                self._timer.stop()
                return
            if found is not None:
                self.basins = found
                self.grown.emit()
                return
