"""Saves the race of the arena: asks where to, and writes."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.dialogs import ask_where, kind_of
from gui.export.exporter import Exporter
from gui.export.job import Job
from gui.guard import late
from gui.i18n import Translator

if TYPE_CHECKING:
    from gui.arena.race_export import Scene


class Race(Protocol):
    """What is saved."""

    @property
    def position(self) -> float: ...  # in the race that is to be seen
    def scene(self) -> "Scene": ...


class RaceSaver(Exporter):
    """`ask` opens the system's dialog, `save` writes; the window stays usable meanwhile. What is
    saved while another file is being written waits for its turn, as it was to be seen when somebody
    asked for it."""

    queued = Signal()

    def __init__(self, race: Race, window: QWidget, translator: Translator) -> None:
        super().__init__(window)
        self._race, self._window = race, window
        self._translator = translator
        self._folder = Path.home()
        self.name = ""  # of the file that is being written, or was written last
        self._queue: list[tuple[str, Job]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)  # when all know how the last ended
        self._soon.timeout.connect(self._next)
        for over in (self.finished, self.failed, self.cancelled):
            over.connect(self._soon.start)

    @property
    def running(self) -> bool:
        return super().running or bool(self._queue)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The names of the files whose turn is yet to come."""
        return tuple(name for name, _ in self._queue)

    @Slot(str)
    def ask(self, kind: str) -> None:
        """Ask where to save the race as a file of that kind."""
        title = self._translator.tr(f"arena.export.{kind}")
        suffix = f".{kind}"
        place = self._folder / f"race{suffix}"
        path = ask_where(self._window, title, place, kind_of(suffix), suffix)
        if path is not None:
            self._folder = path.parent
            self.save(kind, path)

    @late
    def save(self, kind: str, path: Path) -> None:
        """Write the race as it is to be seen now."""
        from gui.arena.race_export import export

        job = Job(export(kind, self._race.scene(), self._race.position, path))
        if self.running:
            self._queue.append((path.name, job))
            self.queued.emit()
        else:
            self._write(path.name, job)

    @Slot()
    def _next(self) -> None:
        if self._queue and not super().running:
            self._write(*self._queue.pop(0))

    def _write(self, name: str, job: Job) -> None:
        self.name = name
        self.start(job)

    def close(self) -> None:
        """Leave what is being written and what waits."""
        self._queue.clear()
        self.cancel()
        self._soon.stop()
