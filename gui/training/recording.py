"""Everything that one run has left so far: written by the worker, read by the window.

Each run has a recording of its own. A run that was abandoned goes on writing into a recording
that nobody reads any more, so it can never spoil the curves of the run after it.
"""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

import numpy as np

from core.engine import Array
from core.history import AccuracyHistory, History
from core.training import (
    Accuracy,
    Change,
    RunState,
    Snapshot,
    StepMetrics,
    StepResult,
    Trainer,
    TrainingConfig,
    checkpoint,
)
from core.training.checkpoint import Checkpoint
from core.training.collapse import cure, is_dead
from core.training.diagnosis import Diagnosis
from core.training.state import iterations_when
from core.training.watched import Watched
from gui.training.source import Prepared


class Recording:
    """The curves, the newest figures, and a one-place mailbox for snapshots.

    A snapshot waits there because only some of the steps carry one: `newest` has mostly none. The
    same goes for the state of the run. Of a run that has `begun` elsewhere, the curves come along,
    and all that was watched beside them.
    """

    def __init__(self, config: TrainingConfig, begun: Checkpoint | None = None) -> None:
        self.config = config  # as it is now: see `LIVE`
        self.losses = History()
        self.accuracies = AccuracyHistory()
        self._watched = watched = Watched(begun)
        self.rates, self.observations = watched.rates, watched.observations
        self.histograms = watched.histograms
        self.trainer: Trainer | None = None
        self.newest: StepResult | None = None
        self.accuracy: Accuracy | None = None
        self.observation: StepMetrics | None = None
        self.first_observation: StepMetrics | None = None
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._state: RunState | None = None
        self._awaiting: list[Callable[[RunState], object]] = []
        self.diagnosis: Diagnosis | None = None
        self.cure: float | None = None  # a learning rate to start over with, if all units are dead
        if begun is not None:
            self._take_over(begun)

    def write(self, item: object) -> None:
        """Note down one item of the run. Called in the worker's thread."""
        if isinstance(item, Prepared):
            self.trainer = item.trainer
            self._look_for_cure(self.observation)
            self._post(item.snapshot)
        elif isinstance(item, tuple):
            for result in item:
                self._write_step(result)
        elif isinstance(item, Diagnosis):
            self.diagnosis = item

    def take_snapshot(self) -> Snapshot | None:
        """The newest snapshot, if nobody has taken it yet."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
        return snapshot

    def when_done(self, take: Callable[[RunState], object]) -> None:
        """Have `take` called, in the worker's thread, with the state after the next step."""
        with self._lock:
            self._awaiting.append(take)
        if self.trainer is not None:
            self.trainer.request_state()

    def take_state(self) -> RunState | None:
        """The state that a step has carried, if nobody has taken it yet."""
        with self._lock:
            state, self._state = self._state, None
        return state

    def checkpoint(self, state: RunState) -> Checkpoint:
        """The run as it was in this state, with its curves and what was watched up to there."""
        assert self.trainer is not None
        curves = self.losses, self.accuracies
        return checkpoint.of(state, self.trainer.data, *curves, self._watched.tables)

    @property
    def state_at_rest(self) -> RunState | None:
        """Where a run at rest stands; if it has diverged, the last state in which all was well."""
        if self.trainer is None:
            return None
        return self.trainer.good.last if self.has_diverged else self.trainer.state()

    @property
    def last_good(self) -> Checkpoint | None:
        """The last state in which all was well, of a run that has come to rest."""
        good = self.trainer.good.last if self.trainer is not None else None
        return self.checkpoint(good) if good is not None else None

    def steps_at(self, epochs: Array) -> Array:
        """How many steps were done after so many epochs, though the batch size may have changed."""
        if self.trainer is None:
            return np.zeros_like(epochs)
        drawn = np.rint(epochs * len(self.trainer.data.x_train))
        return iterations_when(drawn, self.trainer.config.batch_size, self.changes)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The settings that were changed while it ran."""
        return self.trainer.changes if self.trainer is not None else ()

    @property
    def so_far(self) -> tuple[TrainingConfig, tuple[Change, ...]]:
        """The settings of its last step, and how they came to be. What was changed since then has
        had no say in what there is."""
        config = self.trainer.config if self.trainer is not None else self.config
        done = [change for change in self.changes if change.iteration < self.steps]
        for change in reversed(self.changes[len(done) :]):
            config = replace(config, **{change.setting: change.before})
        return config, tuple(done)

    @property
    def steps(self) -> int:
        """Steps done so far."""
        return len(self.losses)

    @property
    def has_diverged(self) -> bool:
        return self.newest is not None and self.newest.diverged

    @property
    def is_complete(self) -> bool:
        """Whether no step can follow."""
        return self.has_diverged or self.steps >= self.config.iterations

    @property
    def has_collapsed(self) -> bool:
        """Whether every ReLU is dead: no gradient reaches the first layer any more."""
        return is_dead(self.config, self.observation)

    @property
    def began_dead(self) -> bool:
        """Whether every ReLU was dead before the first update."""
        known, *_ = self.observations.since()
        return known[:1] == [0] and is_dead(self.config, self.first_observation)

    def _write_step(self, result: StepResult) -> None:
        self.losses.append(result.iteration, result.loss)
        self._watched.note(result)
        if result.accuracy is not None:
            self.accuracies.append(result.epoch, result.accuracy.train, result.accuracy.test)
            self.accuracy = result.accuracy
        if result.observation is not None:
            self._look_for_cure(result.observation)  # before anybody is told
            self.first_observation = self.first_observation or result.observation
            self.observation = result.observation
        if result.snapshot is not None:
            self._post(result.snapshot)
        self.newest = result
        if result.state is not None:
            with self._lock:
                self._state, awaiting = result.state, self._awaiting
                self._awaiting = []
            for take in awaiting:
                take(result.state)

    def _look_for_cure(self, found: StepMetrics | None) -> None:
        """It takes a moment; so in the worker, and once."""
        if self.cure is None and self.trainer is not None and is_dead(self.config, found):
            self.cure = cure(self.trainer.data, self.trainer.config)

    def _take_over(self, begun: Checkpoint) -> None:
        begun.unroll(self.losses, self.accuracies)
        for _, train, test in begun.accuracies[-1:]:
            self.accuracy = Accuracy(float(train), float(test))
        self.first_observation, self.observation = self._watched.seen(0), self._watched.seen(-1)

    def _post(self, snapshot: Snapshot) -> None:
        _ = snapshot.trace  # recorded here, in the worker, so that the window need not
        with self._lock:
            self._snapshot = snapshot
