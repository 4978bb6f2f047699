"""The process beside a run that may lead it (see `core/training/led_run.py`)."""

from contextlib import ExitStack

from core.datasets import Dataset
from core.datasets.shared_files import shared
from core.processes import Child
from core.training.run_process import Answer, Order, serve
from core.training.standing import Standing


class Companion:
    """One process, for one run after the other. Its methods are called by one thread at a time.

    Whoever sends and receives meets an EOFError or an OSError if it has died.
    """

    def __init__(self) -> None:
        self._child: Child | None = None
        self._data: Dataset | None = None
        self._images = ExitStack()  # in files, as long as it needs them
        self._awake = self._answer_due = self._ended = False

    def start(self, data: Dataset) -> None:
        """Begin to start, if it is not there; `is_ready_for` tells when it is. One that has ended
        does not come again: what killed it would do so once more."""
        if self._ended or self._data is data:
            return
        self._close()
        self._data = data
        try:
            self._child = Child(serve, self._images.enter_context(shared(data)))
        except OSError:  # no room for the images, or for a process: the run stays here
            self.end()

    def is_ready_for(self, data: Dataset) -> bool:
        """Whether it is there, with these images, and at rest: an answer that it owes to a run
        which nobody watches any more is dropped when it comes."""
        if self._child is None or self._data is not data:
            return False
        try:
            if not (self._awake and not self._answer_due) and self._child.pipe.poll():
                self._child.pipe.recv()  # its first word, or that answer
                self._awake, self._answer_due = True, False
        except (EOFError, OSError):
            self.end()
        return self._awake and not self._answer_due

    def send(self, message: Standing | Order) -> None:
        if self._child is None:
            raise EOFError
        self._child.pipe.send(message)
        self._answer_due = isinstance(message, Order)

    def receive(self) -> Answer:
        """The answer to the last order; waited for."""
        if self._child is None:
            raise EOFError
        answer: Answer = self._child.pipe.recv()
        self._answer_due = False
        return answer

    @property
    def answer_is_due(self) -> bool:
        return self._answer_due

    def end(self) -> None:
        """For good, when no other method is under way."""
        self._ended = True
        self._close()

    def _close(self) -> None:
        child, self._child, self._data = self._child, None, None
        self._awake = self._answer_due = False
        if child is not None:
            child.end()
        self._images.close()
