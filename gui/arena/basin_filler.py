"""Computes basins in the background."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal, Slot

from core.surfaces.race.basins import Basins
from gui.arena.idle_work import IdleWork


class BasinFiller(QObject):
    """`fill` starts anew, `stop` forgets; `grown` tells of every finer picture."""

    grown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.basins: Basins | None = None
        self.subject: tuple[object, ...] = ()  # what the basins are of
        self._work = IdleWork(self)
        self._work.found.connect(self._on_found)

    @property
    def busy(self) -> bool:
        return self._work.busy

    def fill(self, work: Iterator[Basins | None], subject: tuple[object, ...]) -> None:
        """Take up other work; the picture of the old one stays until there is a new one."""
        self.subject = subject
        self._work.start(work)

    def stop(self) -> None:
        self.basins, self.subject = None, ()
        self._work.stop()

    def pause(self) -> None:
        """Nobody looks."""
        self._work.pause()

    def resume(self) -> None:
        self._work.resume()

    def finish(self) -> None:
        """Do all of it now, for a picture."""
        self._work.finish()

    @Slot(list)
    def _on_found(self, pictures: list[Basins]) -> None:
        self.basins = pictures[-1]
        self.grown.emit()
