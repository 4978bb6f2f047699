"""Runs a search in a thread, and remembers where its journal lies."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.messages import Message, StudioError
from core.search import CrewMaker, Journal, Outcome, Search, SearchPlan, SearchProgress
from gui.training.lab.images import Images
from gui.training.lab.task import Task
from gui.training.session import TrainingSession

Opener = Callable[[str], Journal]


class SearchRunner(QObject):
    """One search at a time; what it has found is in `outcomes`, from another day too."""

    changed = Signal()
    failed = Signal(object)  # Message

    def __init__(self, session: TrainingSession, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.plan: SearchPlan | None = None  # of what has been found
        self.outcomes: Sequence[Outcome] = ()
        self.progress: SearchProgress | None = None
        self._search: Search | None = None
        self._paused = False
        self.images = Images(session, self)
        self.images.failed.connect(self._on_failed)
        self.task = Task(self)
        self.task.progressed.connect(self._on_progress)
        self.task.finished.connect(self._on_finished)
        self.task.stopped.connect(self._on_stopped)
        self.task.failed.connect(self._on_failed)
        self.task.state_changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        return self.task.running or self.images.awaited

    @property
    def paused(self) -> bool:
        return self.busy and self._paused

    @property
    def unfinished(self) -> bool:
        """Whether there is a search to go on with."""
        return not self.busy and self.plan is not None and len(self.outcomes) < self.plan.total

    def recall(self) -> Message | None:
        """Take up the search of another day; why that cannot be, if there is one."""
        if not self.path.exists():
            return None
        try:
            journal = Journal.open(self.path)
        except StudioError as error:
            return error.message
        self.plan, self.outcomes = journal.plan, tuple(journal.outcomes)
        self.changed.emit()
        return None

    def begin(self, plan: SearchPlan, crew: CrewMaker) -> None:
        """A new search in place of the one before."""
        if not self.busy:
            self.plan, self.outcomes = plan, ()
            self._run(partial(Journal.begin, self.path, plan), crew)

    def go_on(self, crew: CrewMaker) -> None:
        """The rest of the search that was interrupted."""
        if self.unfinished:
            path = self.path
            self._run(lambda _: Journal.open(path), crew)

    @Slot()
    def toggle(self) -> None:
        """Submit nothing more, or go on."""
        self._paused = not self._paused
        if self._search is not None:
            (self._search.pause if self._paused else self._search.resume)()
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """End at once; what has been measured is kept."""
        self.images.forget()
        self.task.stop()
        self.changed.emit()

    def _run(self, opener: Opener, crew: CrewMaker) -> None:
        self._paused, self.progress = False, None
        self.images.ask(lambda data: self._start(data, opener, crew))
        self.changed.emit()

    def _start(self, data: Dataset, opener: Opener, crew: CrewMaker) -> None:
        search = self._search = Search(lambda: data, opener, crew)
        if self._paused:
            search.pause()
        self.task.start(search.steps)
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progress: SearchProgress) -> None:
        self.progress, self.outcomes = progress, progress.outcomes
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = outcomes
        self._rest()

    @Slot()
    def _on_stopped(self) -> None:
        self._rest()

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._rest()
        self.failed.emit(message)

    def _rest(self) -> None:
        self.progress, self._search, self._paused = None, None, False
        self.changed.emit()
