"""Runs a search in a thread, and remembers where its journal lies."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.messages import Message, StudioError
from core.search import (
    Journal,
    Outcome,
    PoolFactory,
    Search,
    SearchPlan,
    SearchProgress,
    archive,
    settled,
)
from gui.training.lab.job import LabJob
from gui.training.session import TrainingSession

Opener = Callable[[str], Journal]


class SearchRunner(QObject):
    """One search at a time; what it has found is in `outcomes`, from another day too."""

    changed = Signal()
    begun = Signal()  # there is a new search, and its journal
    finished = Signal()  # every trial has come to its end
    failed = Signal(object)  # Message

    def __init__(self, session: TrainingSession, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.known: SearchProgress | None = None  # what the journal says
        self.progress: SearchProgress | None = None  # while it is being added to
        self._search: Search | None = None
        self._paused = False
        self.job = LabJob(session, self)
        self.job.progressed.connect(self._on_progress)
        self.job.finished.connect(self._on_finished)
        self.job.stopped.connect(self._rest)
        self.job.failed.connect(self._on_failed)
        self.job.changed.connect(self.changed)

    @property
    def plan(self) -> SearchPlan | None:
        """Of what has been found."""
        return self.known.plan if self.known is not None else None

    @property
    def outcomes(self) -> Sequence[Outcome]:
        return self.known.outcomes if self.known is not None else ()

    @property
    def busy(self) -> bool:
        return self.job.busy

    @property
    def paused(self) -> bool:
        return self.busy and self._paused

    @property
    def unfinished(self) -> bool:
        """Whether there is a search to go on with: something is left of it, or failed."""
        if self.busy or self.known is None:
            return False
        return len(settled(self.outcomes, self.known.stage)) < self.known.total

    def recall(self) -> Message | None:
        """Take up the search of another day; why that cannot be, if there is one."""
        if not self.path.exists():
            return None
        self.known = None
        try:
            journal = Journal.open(self.path)
        except StudioError as error:
            self.changed.emit()
            return error.message
        self.known = SearchProgress(journal.plan, journal.ranges, tuple(journal.outcomes))
        self.changed.emit()
        return None

    @property
    def earlier(self) -> list[Path]:
        """Journals of searches before this one, the newest first."""
        return [] if self.busy else archive.earlier(self.path)

    def take_up(self, journal: Path) -> Message | None:
        """Show an earlier search in place of this one; why that cannot be, if it cannot."""
        try:
            archive.take_up(self.path, journal)
        except StudioError as error:
            return error.message
        return self.recall()

    def begin(self, plan: SearchPlan, pool: PoolFactory) -> None:
        """A new search. What is known of the one before stays until the new one has begun."""
        if not self.busy:
            self._run(partial(Journal.begin, self.path, plan), pool)

    def go_on(self, pool: PoolFactory) -> None:
        """The rest of the search that was interrupted."""
        if self.unfinished:
            path = self.path
            self._run(lambda _: Journal.open(path), pool)

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
        self.job.stop()
        if self._search is not None:
            self._search.interrupt()

    def close(self) -> bool:
        """The window closes: end at once; False if the thread did not end in time."""
        self.stop()
        return self.job.close()

    def _run(self, opener: Opener, pool: PoolFactory) -> None:
        self._paused, self.progress = False, None
        self.job.start(lambda data: self._start(data, opener, pool))

    def _start(self, data: Dataset, opener: Opener, pool: PoolFactory) -> Iterator[SearchProgress]:
        search = self._search = Search(lambda: data, opener, pool)
        if self._paused:
            search.pause()
        return search.steps()

    @Slot(object)
    def _on_progress(self, progress: SearchProgress) -> None:
        self.progress = progress
        begun = progress.ranges and (self.known is None or self.known.plan is not progress.plan)
        if progress.ranges:  # it has begun, and its journal is the one in the file
            self.known = progress
        self.changed.emit()
        if begun:
            self.begun.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._rest()
        self.finished.emit()

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._rest()
        self.failed.emit(message)

    @Slot()
    def _rest(self) -> None:
        self.progress, self._search, self._paused = None, None, False
        self.changed.emit()
