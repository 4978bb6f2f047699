"""One core generator at a time, worked through in a thread, looked at thirty times a second.

    task = Task(self)
    task.progressed.connect(self._on_progress)      # the newest item, in the window's thread
    task.start(lambda: check(graph, leaves, names))

Only the newest item is kept, so a fast generator never floods the window. What must not be lost is
in the generator's value, in a guarded history that the generator fills, or in a mailbox of one's
own that is handed to `start`.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.log import explain
from gui.worker import Worker

_TICK_MS = 33


class TaskState(Enum):
    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()


class Mailbox(Protocol):
    """Written in the worker's thread, emptied in the window's."""

    def put(self, item: object) -> None: ...
    def take(self) -> Sequence[object]:
        """What is to be told of that has come since it was asked last."""
        ...


class Task(QObject):
    """The thread is made with the first work and ends with `close`."""

    state_changed = Signal(object)  # TaskState
    progressed = Signal(object)  # the newest item, or what the mailbox makes of them
    finished = Signal(object)  # what the generator returned
    stopped = Signal()
    failed = Signal(object)  # Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = TaskState.IDLE
        self._given_up = self._closed = False
        self._worker: Worker | None = None
        self._mailbox: Mailbox = _Newest()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether there is work, be it at rest or not."""
        return self.state is not TaskState.IDLE

    def start(self, work: Callable[[], Iterator[object]], mailbox: Mailbox | None = None) -> None:
        """Begin; work that is under way is stopped and forgotten. Once it is closed nothing begins:
        a window that closes may still move."""
        if self._closed:
            return
        self._mailbox, self._given_up = mailbox or _Newest(), False  # what was begun has its own
        self._ready().run(work, self._mailbox.put)
        self._enter(TaskState.RUNNING)

    @Slot()
    def pause(self) -> None:
        """Rest after the present item."""
        if self._worker is not None and self.state is TaskState.RUNNING:
            self._worker.pause()
            self._enter(TaskState.PAUSED)

    @Slot()
    def resume(self) -> None:
        if self._worker is not None and self.state is TaskState.PAUSED:
            self._worker.resume()
            self._enter(TaskState.RUNNING)

    @Slot()
    def stop(self) -> None:
        """End after the present item; `stopped` tells when, even if that was the last one."""
        if self._worker is not None and self.running:
            self._given_up = True
            self._worker.stop()

    @Slot()
    def forget(self) -> None:
        """End after the present item, and tell nothing more of what it found."""
        self._mailbox = _Newest()
        self.stop()

    def close(self) -> bool:
        """End the thread; False if it did not end within a second."""
        self._closed = True
        self._timer.stop()
        return self._worker.close() if self._worker is not None else True

    def _ready(self) -> Worker:
        if self._worker is None:
            self._worker = Worker(self)
            self._worker.finished.connect(self._on_finished)
            self._worker.stopped.connect(self._on_stopped)
            self._worker.failed.connect(self._on_failed)
        return self._worker

    def _enter(self, state: TaskState) -> None:
        if state is TaskState.IDLE:
            self._timer.stop()
        else:
            self._timer.start()
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    @Slot()
    def _look(self) -> None:
        for item in self._mailbox.take():
            self.progressed.emit(item)

    def _end(self) -> None:
        self._look()
        self._enter(TaskState.IDLE)

    @Slot(object)
    def _on_finished(self, value: object) -> None:
        self._end()
        if self._given_up:
            self.stopped.emit()  # nobody waits for the value any more
        else:
            self.finished.emit(value)

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self.stopped.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(explain(error))


class _Newest:
    """One place, for the newest item; written by one thread and emptied by another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._items: list[object] = []

    def put(self, item: object) -> None:
        with self._lock:
            self._items[:] = [item]

    def take(self) -> list[object]:
        """The item, if there is one that has not been taken."""
        with self._lock:
            taken, self._items = self._items, []
        return taken
