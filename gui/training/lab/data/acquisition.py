"""Gets a data set: downloads it, or reads it from a folder. Until it is complete and read, the one
that is in use stays in use."""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset, load
from core.datasets.download import Progress, download
from core.datasets.shared_files import mapped
from gui.task import Task

Fetch = Callable[[Path], Iterator[Progress]]


class Acquisition(QObject):
    """One attempt at a time."""

    changed = Signal()  # it has begun or ended
    progressed = Signal(object)  # Progress of the download
    got = Signal(object, str)  # the Dataset, and the place it was read from
    failed = Signal(object)  # Message

    def __init__(self, parent: QObject | None = None, fetch: Fetch = download) -> None:
        super().__init__(parent)
        self.fetch = fetch
        self.busy = False
        self._place = ""
        self._task = Task(self)
        self._task.progressed.connect(self._on_progress)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)

    def download(self, folder: Path) -> None:
        """Fetch what is missing in a folder, then read it. What is there and right stays."""
        self._begin(str(folder), partial(_fetched, self.fetch, folder))

    def read(self, place: str) -> None:
        """Read a folder, or "builtin"."""
        self._begin(place, partial(reader, place))

    @Slot()
    def cancel(self) -> None:
        """Leave it; nothing half-written is left behind. A mirror that does not answer may hold the
        thread for seconds more, but nobody has to wait for it."""
        if self.busy:
            self.busy = False
            self._task.stop()
            self.changed.emit()

    def close(self) -> bool:
        """End the thread; False if it did not end within a second."""
        self.busy = False
        return self._task.close()

    def _begin(self, place: str, work: Callable[[], Iterator[object]]) -> None:
        self._place, self.busy = place, True
        self._task.start(work)
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self.busy:
            self.progressed.emit(progress)

    @Slot(object)
    def _on_finished(self, data: Dataset) -> None:
        if self._end():
            self.got.emit(data, self._place)

    @Slot(object)
    def _on_failed(self, message: object) -> None:
        if self._end():
            self.failed.emit(message)

    def _end(self) -> bool:
        """Whether anybody still waits for it."""
        waited, self.busy = self.busy, False
        if waited:
            self.changed.emit()
        return waited


def _fetched(fetch: Fetch, folder: Path) -> Generator[Progress, None, Dataset]:
    yield from fetch(folder)
    return _loaded(folder)


def reader(place: str) -> Generator[Progress, None, Dataset]:
    """Reads a folder, or "builtin"; there is no progress to tell of."""
    yield from ()
    return _loaded(place)


def _loaded(place: str | Path) -> Dataset:
    data = mapped(load(place))
    _ = data.fingerprint  # computed here, in the worker, so that the window need not
    return data
