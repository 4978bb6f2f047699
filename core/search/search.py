"""Random search, coarse to fine, as a generator.

Each stage draws its trials, hands them to the crew, and notes down what comes back; the next one
draws around the best. Pausing submits nothing more and lets the trials that run come to their end.
Closing the generator ends everything at once; what had been noted down is not done again.

Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 2012; CS231n,
"Hyperparameter optimization".
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass
from threading import Event

from core.datasets import Dataset
from core.messages import StudioError
from core.search.crew import Crew, CrewMaker
from core.search.journal import Journal
from core.search.outcome import DIED, ERROR, Measured, Outcome, Trial
from core.search.trial import run_trial
from core.search.validation import fingerprint, split

LOOK_EVERY = 0.1  # seconds between two looks at the workers
Loader = Callable[[], Dataset]
HOPELESS = 3  # failures in a row after which it is not the trials' fault


@dataclass(frozen=True)
class SearchProgress:
    """Yielded ten times a second, and whenever a trial has come to its end."""

    stage: int
    outcomes: tuple[Outcome, ...]
    running: tuple[Trial, ...]
    total: int
    paused: bool


class Search:
    """One search. `pause` and `resume` may be called from any thread."""

    def __init__(
        self, load: Loader, open_journal: Callable[[str], Journal], make_crew: CrewMaker
    ) -> None:
        """`open_journal` is given the fingerprint of the images that `load` brings."""
        self._load, self._open_journal, self._make_crew = load, open_journal, make_crew
        self._paused = Event()

    def pause(self) -> None:
        """Submit nothing more."""
        self._paused.set()

    def resume(self) -> None:
        self._paused.clear()

    def steps(self) -> Generator[SearchProgress, None, tuple[Outcome, ...]]:
        """Search to the end; all outcomes.

        Raises:
            StudioError: the journal cannot be written, or was begun with other images; every
                trial fails.
        """
        data = self._load()
        images = fingerprint(data)
        journal = self._open_journal(images)
        if journal.data != images:
            raise StudioError("lab_search.error.other_data")
        if not journal.complete:
            part = split(data, journal.plan.base.seed)
            with self._make_crew(part) as crew:
                work = _Work(journal, crew, len(part.x_train), self._paused)
                for stage in range(len(journal.plan.stages)):
                    yield from work.steps(stage)
        return tuple(journal.outcomes)


class _Work:
    """What a crew does for a journal."""

    def __init__(self, journal: Journal, crew: Crew, images: int, paused: Event) -> None:
        self.journal, self._crew, self._images, self._paused = journal, crew, images, paused
        self._failures = 0  # in a row

    def steps(self, stage: int) -> Iterator[SearchProgress]:
        """A stage from its ranges to its last trial."""
        self._enter(stage)
        waiting = deque(self._open_trials(stage))
        running: dict[Future[Measured], Trial] = {}
        while waiting or running:
            while waiting and len(running) < self._crew.size and not self._paused.is_set():
                trial = waiting.popleft()
                running[self._submit(trial)] = trial
            yield self._progress(stage, running)
            for future in sorted(self._finished(running), key=lambda done: running[done].number):
                self._note(future, running.pop(future))
        yield self._progress(stage, running)

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
        return self._crew.executor.submit(run_trial, self._crew.images, config)

    def _finished(self, running: dict[Future[Measured], Trial]) -> set[Future[Measured]]:
        if not running:  # everybody rests
            time.sleep(LOOK_EVERY)
            return set()
        return wait(running, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED).done

    def _note(self, future: Future[Measured], trial: Trial) -> None:
        try:
            outcome = Outcome(trial, future.result())
        except Exception as error:
            died = isinstance(error, BrokenExecutor | CancelledError)
            reason = str(error) or type(error).__name__
            outcome = Outcome(trial, None, DIED if died else ERROR, reason)
        self._failures = self._failures + 1 if outcome.failure else 0
        self.journal.add(outcome)
        if self._failures >= HOPELESS:
            raise StudioError("lab_search.error.hopeless", n=self._failures, reason=outcome.reason)

    def _progress(self, stage: int, running: dict[Future[Measured], Trial]) -> SearchProgress:
        return SearchProgress(
            stage,
            tuple(self.journal.outcomes),
            tuple(running.values()),
            self.journal.plan.total,
            self._paused.is_set(),
        )
