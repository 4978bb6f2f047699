"""Reads the images with the net as it is now, again and again while it learns, in a thread.

While it trains, the parameters are the copies that a snapshot holds: those before its step. Between
two readings training has the machine to itself for ten times as long as one takes. At rest they are
those after the last step, which the figures of the run are about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.engine import Array
from core.messages import Message
from core.network import PARAMETERS
from core.training import Snapshot
from core.training.predictions import Predictions, read
from core.training.state import copies
from gui.task import Task
from gui.training.phase import Phase
from gui.training.session import TrainingSession
from gui.training.throttle import Throttle

SETS = ("test", "train")
_SHARE = 1 / 11  # of the time, at most, is spent on reading while it trains


@dataclass(frozen=True, eq=False)
class Job:
    """What is read, and with which parameters: those after so many steps."""

    snapshot: Snapshot
    steps: int
    params: Mapping[str, Array]
    set: str
    images: Array  # (N, D) bytes
    labels: Array


class Reader(QObject):
    """`look` whenever something may have changed; it finds out itself whether there is work."""

    done = Signal()  # there is another `reading`
    emptied = Signal()  # there is nothing to read, or nothing to read with
    progressed = Signal(object)  # core.training.predictions.Progress
    failed = Signal(object)  # Message

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: Job | None = None
        self._throttle = Throttle(share=_SHARE)
        self.set = SETS[0]
        self.job: Job | None = None  # what `reading` is of
        self.reading: Predictions | None = None
        self.task = Task(self)
        self.task.progressed.connect(self.progressed)
        self.task.finished.connect(self._on_finished)
        self.task.failed.connect(self._on_failed)

    @property
    def waited_for(self) -> bool:
        """Whether somebody is waiting: there is no reading yet, or one of another set."""
        return self.job is None or self.job.set != self.set

    def look(self) -> None:
        """Begin to read, if the newest parameters have not been read with and it is time."""
        snapshot, data = self._session.current, self._session.data
        if snapshot is None or data is None:
            self._forget()
            return
        steps = self._steps(snapshot)
        if self._is(self._asked or self.job, snapshot, steps):
            return
        if self._session.phase is Phase.RUNNING and not self.waited_for:
            if self.task.running or not self._throttle.is_due:
                return
        elif self._session.phase is Phase.RUNNING and self._is_of_set(self._asked):
            return  # it is being read for whoever waits
        params = self._params(snapshot, steps)
        self._begin(Job(snapshot, steps, params, self.set, *_images(data, self.set)))

    def _steps(self, snapshot: Snapshot) -> int:
        """How many steps had been done with the parameters of the moment."""
        trainer = self._session.recording.trainer
        if trainer is None or not self._session.at_rest:
            return snapshot.iteration
        return trainer.optimizer.iteration

    def _params(self, snapshot: Snapshot, steps: int) -> Mapping[str, Array]:
        trainer = self._session.recording.trainer
        if steps == snapshot.iteration or trainer is None:
            return {name: snapshot.leaves[name] for name in PARAMETERS}
        return copies(trainer.network.params)

    def _is(self, job: Job | None, snapshot: Snapshot, steps: int) -> bool:
        known = job is not None and job.snapshot is snapshot and job.steps == steps
        return known and self._is_of_set(job)

    def _is_of_set(self, job: Job | None) -> bool:
        return job is not None and job.set == self.set

    def _begin(self, job: Job) -> None:
        self._asked = job
        self._throttle.begin()
        self.task.start(partial(read, job.snapshot.graph, job.params, job.images, job.labels))

    def _forget(self) -> None:
        self.task.stop()
        self.reading = self.job = self._asked = None
        self.emptied.emit()

    @Slot(object)
    def _on_finished(self, reading: Predictions) -> None:
        self._throttle.end()
        self.job, self._asked = self._asked, None
        if self.job is not None:
            self.reading = reading
            self.done.emit()

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        """The next look may try again."""
        self._asked = None
        self.failed.emit(failure)


def _images(data: Dataset, chosen: str) -> tuple[Array, Array]:
    """Images and labels of one of `SETS`."""
    return (data.x_test, data.t_test) if chosen == "test" else (data.x_train, data.t_train)
