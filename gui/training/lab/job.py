"""Work of a page on the images of the session: it waits for them, and then runs in a thread.

job = LabJob(session, self)
job.progressed.connect(self._on_progress)
job.start(lambda data: ensemble(data, config, nets))
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from gui.task import Task, TaskState
from gui.training.lab.dataset_request import DatasetRequest
from gui.training.session import TrainingSession

Work = Callable[[Dataset], Iterator[object]]


class LabJob(QObject):
    """One at a time; the signals are those of a `Task`."""

    changed = Signal()  # it waits, runs, rests, or has ended
    progressed = Signal(object)  # the newest item
    finished = Signal(object)  # what the generator returned
    stopped = Signal()  # also if it had not begun yet
    failed = Signal(object)  # Message

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request = DatasetRequest(session, self)
        self._request.failed.connect(self.failed)
        self.task = Task(self)
        self.task.progressed.connect(self.progressed)
        self.task.finished.connect(self.finished)
        self.task.stopped.connect(self.stopped)
        self.task.failed.connect(self.failed)
        self.task.state_changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        """Whether there is work, be it at rest, or waiting for the images."""
        return self.task.running or self._request.awaited

    @property
    def paused(self) -> bool:
        return self.task.state is TaskState.PAUSED

    def start(self, work: Work) -> None:
        """Make a generator of the images, in this thread, and work through it in another. What is
        asked for while there is work (a double click, a key held down) is not begun."""
        if self.busy:
            return

        def begin(data: Dataset) -> None:
            items = work(data)
            self.task.start(lambda: items)

        self._request.ask(begin)
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """End after the present item; `stopped` tells when."""
        awaited = self._request.awaited
        self._request.forget()
        if self.task.running:  # it was begun before what is awaited
            self.task.stop()
        elif awaited:
            self.changed.emit()
            self.stopped.emit()

    @Slot()
    def toggle(self) -> None:
        """Rest, or go on."""
        if self.paused:
            self.task.resume()
        else:
            self.task.pause()

    def close(self) -> bool:
        """The window closes; False if the thread did not end within a second."""
        self._request.forget()
        return self.task.close()
