"""Random search, coarse to fine, as a generator.

Each stage draws its trials, hands them to the pool, and notes down what comes back; the next one
draws around the best. Pausing submits nothing more and lets the trials that run come to their end.
Closing the generator ends everything at once; what had been noted down is not done again.

Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 2012; CS231n,
"Hyperparameter optimization".
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass
from threading import Event

from core.datasets import Dataset
from core.messages import Message, StudioError
from core.search.door import Door
from core.search.journal import Journal
from core.search.outcome import DIED, ERROR, Measured, Outcome, Trial
from core.search.plan import SearchPlan
from core.search.ranges import LogRange
from core.search.reason import reason_for
from core.search.trial import run_trial
from core.search.validation import split
from core.search.worker_pool import PoolFactory, WorkerPool

_LETTERS = 16  # of the images' fingerprint that a journal keeps
LOOK_EVERY = 1.0  # seconds between two looks, if nothing happens
Loader = Callable[[], Dataset]
MAX_CONSECUTIVE_FAILURES = 3  # failures in a row after which it is not the trials' fault


@dataclass(frozen=True)
class SearchProgress:
    """Yielded when the journal is open, whenever a trial has come to its end, when somebody pauses
    or resumes, and once a second. `ranges` are those of each stage that has begun."""

    plan: SearchPlan
    ranges: Sequence[Mapping[str, LogRange]]
    outcomes: tuple[Outcome, ...]
    running: tuple[Trial, ...] = ()
    paused: bool = False

    @property
    def stage(self) -> int:
        """The one that is under way."""
        return max(len(self.ranges) - 1, 0)

    @property
    def total(self) -> int:
        """Trials of all stages."""
        return self.plan.total


class Search:
    """One search. `pause`, `resume` and `interrupt` may be called from any thread."""

    def __init__(
        self, load: Loader, open_journal: Callable[[str], Journal], make_pool: PoolFactory
    ) -> None:
        """`open_journal` is given the fingerprint of the images that `load` brings."""
        self._load, self._open_journal, self._make_pool = load, open_journal, make_pool
        self._paused, self._wake = Event(), Event()

    def pause(self) -> None:
        """Submit nothing more."""
        self._paused.set()
        self._wake.set()

    def resume(self) -> None:
        self._paused.clear()
        self._wake.set()

    def interrupt(self) -> None:
        """Let `steps` yield now, so that whoever is to close it need not wait."""
        self._wake.set()

    def steps(self) -> Generator[SearchProgress, None, tuple[Outcome, ...]]:
        """Search to the end; all outcomes.

        Raises:
            StudioError: the journal cannot be written, or was begun with other images; every
                trial fails.
        """
        data = self._load()
        images = data.fingerprint[:_LETTERS]
        journal = self._open_journal(images)
        if journal.data != images:
            raise StudioError("lab_search.error.other_data")
        yield _progress(journal)
        if not journal.complete:
            yield from self._work(journal, split(data, journal.plan.base.seed))
        return tuple(journal.outcomes)

    def _work(self, journal: Journal, part: Dataset) -> Iterator[SearchProgress]:
        """Do what is left, as soon as there is a pool."""
        door = Door(self._make_pool(part), self._wake.set)
        try:
            while not door.open:
                yield _progress(journal, paused=self._paused.is_set())
                _rest(self._wake)
            work = _Work(journal, door.value, len(part.x_train), self._paused, self._wake)
            for stage in _order(journal):
                yield from work.steps(stage)
        finally:
            door.close()


def _order(journal: Journal) -> list[int]:
    """The stages that are left, and then those that are over: what was lost in one of them decides
    nothing any more, and if it kills its worker again, nothing is held up."""
    present = max(len(journal.ranges) - 1, 0)
    return [*range(present, len(journal.plan.stages)), *range(present)]


class _Work:
    """What a pool does for a journal."""

    def __init__(
        self, journal: Journal, pool: WorkerPool, images: int, paused: Event, wake: Event
    ) -> None:
        self.journal, self._pool, self._images = journal, pool, images
        self._paused, self._wake = paused, wake
        self._failures = 0  # in a row

    def steps(self, stage: int) -> Iterator[SearchProgress]:
        """A stage from its ranges to its last trial."""
        self._enter(stage)
        waiting = deque(self._open_trials(stage))
        running: dict[Future[Measured], Trial] = {}
        while waiting or running:
            while waiting and len(running) < self._pool.size and not self._paused.is_set():
                trial = waiting.popleft()
                running[self._submit(trial)] = trial
            yield self._progress(running)
            _rest(self._wake)
            done = (future for future in running if future.done())
            for future in sorted(done, key=lambda each: running[each].number):
                self._note(future, running.pop(future))
        yield self._progress(running)

    def _enter(self, stage: int) -> None:
        """Settle the ranges of a stage, unless that was done on another day."""
        journal = self.journal
        if stage < len(journal.ranges):
            return
        if stage == 0:
            journal.enter(journal.plan.ranges)
        else:
            before = [each for each in journal.outcomes if each.trial.stage == stage - 1]
            journal.enter(journal.plan.finer(journal.ranges[stage - 1], before))

    def _open_trials(self, stage: int) -> list[Trial]:
        """Those of a stage that nothing is known of."""
        journal = self.journal
        known = {each.trial.number for each in journal.outcomes if each.trial.stage == stage}
        numbers = (n for n in range(journal.plan.stages[stage].trials) if n not in known)
        return [journal.plan.trial(stage, n, journal.ranges[stage]) for n in numbers]

    def _submit(self, trial: Trial) -> Future[Measured]:
        config = self.journal.plan.config(trial, self._images)
        future = self._pool.executor.submit(run_trial, self._pool.images, config)
        future.add_done_callback(lambda _: self._wake.set())
        return future

    def _note(self, future: Future[Measured], trial: Trial) -> None:
        try:
            outcome = Outcome(trial, future.result())
        except Exception as error:
            died = isinstance(error, BrokenExecutor | CancelledError)
            reason = Message("lab_search.error.worker") if died else reason_for(error)
            outcome = Outcome(trial, None, DIED if died else ERROR, reason)
        self._failures = self._failures + 1 if outcome.failure else 0
        self.journal.add(outcome)
        if self._failures >= MAX_CONSECUTIVE_FAILURES:
            raise StudioError("lab_search.error.hopeless", n=self._failures, reason=outcome.reason)

    def _progress(self, running: Mapping[Future[Measured], Trial]) -> SearchProgress:
        return _progress(self.journal, tuple(running.values()), self._paused.is_set())


def _progress(
    journal: Journal, running: tuple[Trial, ...] = (), paused: bool = False
) -> SearchProgress:
    outcomes = tuple(journal.outcomes)
    return SearchProgress(journal.plan, tuple(journal.ranges), outcomes, running, paused)


def _rest(wake: Event) -> None:
    """Until something happens: what happens from now on wakes the next rest."""
    wake.wait(LOOK_EVERY)
    wake.clear()
