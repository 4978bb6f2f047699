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
        self.named: tuple[str, int] = ("", 0)  # whose they are, and in how many steps
        self.subject: tuple[object, ...] = ()  # what basins are wanted of: may come later
        self._next = self.named
        self._work = IdleWork(self)
        self._work.found.connect(self._on_found)

    @property
    def busy(self) -> bool:
        return self._work.busy

    def fill(
        self, work: Iterator[Basins | None], subject: tuple[object, ...], name: str, steps: int
    ) -> None:
        """Take up work on another subject; the picture of the old one, and its name, stay until
        there is a new one."""
        if (*subject, name) == self.subject:
            return
        self.subject, self._next = (*subject, name), (name, steps)
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
        self.basins, self.named = pictures[-1], self._next
        self.grown.emit()
