"""One training session: the settings, the run they lead to, and the commands of the panel.

    session = TrainingSession(load)     # `load` reads a data set; it is called in the worker
    session.prepare()                   # data and net; then the `snapshot` of step 0 arrives
    session.start(); session.pause(); session.step(); session.freeze(); session.reset()

No widgets here. The worker writes each step into a `Recording`; thirty times a second, and only
while it runs, the session tells the window to look (`refreshed`). Whenever it is paused, `current`
is the very step that the figures are about.
"""

from dataclasses import replace
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.datasets import Dataset
from core.messages import Message
from core.training import Snapshot, TrainingConfig
from core.training.checkpoint import Checkpoint
from gui.training.driver import Driver
from gui.training.pace import Pace
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.seeds import other_than
from gui.training.source import Loader, once

TICK_MS = 33
SNAPSHOT_TICKS = 2  # so the stage's cards are redrawn 15 times a second


class TrainingSession(QObject):
    """Trains in a thread, and tells the window what happens in signals of its own thread."""

    state_changed = Signal(object)  # the Phase
    data_changed = Signal(object)  # another Dataset is learned from
    settings_changed = Signal()  # what is wanted, or what runs, is not what it was
    refreshed = Signal()  # there are new figures in `recording`
    snapshot = Signal(object)  # a Snapshot, some 15 times a second while training
    frozen = Signal(object)  # the Snapshot of the very step that the run has halted at

    def __init__(self, data_loader: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase, self.pace = Phase.EMPTY, Pace()
        self.settings = TrainingConfig()  # what the controls show; `recording.config` is what runs
        self.current: Snapshot | None = None
        self.failure: Message | None = None
        self._load: Loader = once(data_loader)
        self.data_place = ""  # what was chosen in the window; empty: what the program was given
        self._goal: Phase | None = None  # what to go on to once the run has been prepared
        self._freezing, self._ticks = False, 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._driver = Driver(self)
        self._driver.prepared.connect(self._on_prepared)
        self._driver.rested.connect(self._on_rested)
        self._driver.ended.connect(self._on_ended)
        self._driver.stopped.connect(self._on_stopped)
        self._driver.failed.connect(self._on_failed)

    def load(self) -> Dataset:
        """The images that runs learn from; read now, if they have not been, in any thread."""
        return self._load()

    @property
    def recording(self) -> Recording:
        """What the present run has left so far."""
        return self._driver.recording

    @property
    def data(self) -> Dataset | None:
        """The data set of the present run, once it is loaded."""
        return self.recording.trainer.data if self.recording.trainer is not None else None

    @property
    def wants_to_run(self) -> bool:
        """Whether it trains, or will as soon as the data set is loaded."""
        return self.phase is Phase.RUNNING or self._goal is Phase.RUNNING

    @property
    def is_stepping(self) -> bool:
        """Whether a single step is under way, so that the run is not at rest."""
        return self._driver.is_stepping

    @property
    def can_freeze(self) -> bool:
        """Whether `freeze` will hand over the step that the run is at."""
        newest = self.recording.newest
        if newest is None or self.phase is Phase.RUNNING:
            return self.phase.can_step
        return bool(self.current and self.current.iteration == newest.iteration)

    @property
    def awaits_reset(self) -> tuple[str, ...]:
        """The settings whose change counts from the next run on."""
        wanted, running = vars(self.settings), vars(self.recording.config)
        return tuple(name for name in wanted if wanted[name] != running[name])

    @Slot()
    def prepare(self) -> None:
        """Load the data and show the net at its initial weights, unless that has been done."""
        if self.phase is Phase.EMPTY:
            self._begin()

    @Slot()
    def start(self) -> None:
        """Train: go on, or begin anew if the last run is over."""
        self._freezing = False
        if self.phase is Phase.LOADING:
            self._goal = Phase.RUNNING
        elif self.phase in (Phase.READY, Phase.PAUSED):
            self._enter(Phase.RUNNING)
            self._driver.resume()
        elif self.phase is not Phase.RUNNING:
            self._begin(Phase.RUNNING)

    @Slot()
    def pause(self) -> None:
        """Rest after the present step or the one after it; `state_changed` tells when."""
        self._goal = None
        if self.phase is Phase.RUNNING:
            self._driver.pause()

    @Slot()
    def toggle(self) -> None:
        """Start or pause: the one button, and the one key."""
        if self.wants_to_run:
            self.pause()
        else:
            self.start()

    @Slot()
    def step(self) -> None:
        """Exactly one step more, then rest; while it runs, rest."""
        if self.phase is Phase.RUNNING:
            self.pause()
        elif self.phase is Phase.LOADING:
            self._goal = Phase.PAUSED
        elif self.phase is Phase.EMPTY:
            self._begin(Phase.PAUSED)
        elif self.phase.can_step:
            self._driver.step()

    @Slot()
    def freeze(self) -> None:
        """Halt, and hand over the step that was halted at."""
        if not self.can_freeze:
            return
        self._freezing = True
        if self.phase is Phase.RUNNING or self.recording.newest is None:
            self.step()
        elif not self._driver.is_stepping:
            self._hand_over()

    @Slot()
    def stop(self) -> None:
        """Give the run up; its curves stay until the next one."""
        if self.phase.can_stop:
            self._goal = None
            self._driver.stop()

    @Slot()
    def reset(self) -> None:
        """Back to the initial weights, with the same seed and the settings of now."""
        self._begin()

    def use_data(self, data: Dataset, place: str) -> None:
        """Learn from another data set, read from `place`; the present run is given up."""
        self.data_place = place
        self._load = lambda: data
        self._begin()
        self.data_changed.emit(data)

    @Slot()
    def reseed(self) -> None:
        """Back to other initial weights, and then other batches."""
        self.settings = replace(self.settings, seed=other_than(self.settings.seed))
        self._begin()

    def open(self, begun: Checkpoint) -> None:
        """Take up a run where it was left; it rests until it is told to go on.

        Raises:
            StudioError: it has learned from other data. The present run goes on.
        """
        if self.data is not None:
            begun.check(self.data)
        self.settings = begun.state.config
        self._begin(None, begun)

    def configure(self, **changes: Any) -> None:
        """Change settings by name, as in `TrainingConfig`.

        A net that has not learned anything yet is made anew at once. In a run what is `LIVE`
        changes with the next step; everything else waits for a reset (see `awaits_reset`).

        Raises:
            StudioError: a number is out of its range; nothing has changed.
        """
        wanted = replace(self.settings, **changes)
        if wanted == self.settings:
            return
        self.settings = wanted
        if self.phase in (Phase.READY, Phase.LOADING) and not self.recording.steps:
            self._begin(self._goal)
        elif self.phase.is_under_way:
            self._driver.configure(wanted)
        self.settings_changed.emit()

    def close(self) -> bool:
        """End the thread, in the middle of anything; False if it did not end within a second."""
        self._timer.stop()
        return self._driver.close()

    # From one phase to the next.

    def _begin(self, goal: Phase | None = None, begun: Checkpoint | None = None) -> None:
        self._goal, self._freezing = goal, False
        self.pace, self.failure = Pace(), None
        self._driver.begin(self._load, self.settings, begun)
        self._enter(Phase.LOADING)
        self.settings_changed.emit()

    def _enter(self, phase: Phase) -> None:
        if phase is Phase.RUNNING:
            self._timer.start()
        else:
            self._timer.stop()
            self.pace.rest()
        if phase is not self.phase:
            self.phase = phase
            self.state_changed.emit(phase)

    def _hand_over(self) -> None:
        self._freezing = False
        self.frozen.emit(self.current)

    # What the driver reports, and the clock.

    @Slot()
    def _on_prepared(self) -> None:
        if self.recording.is_complete:
            self._driver.resume()  # it was opened, and nothing is left to do: let it end
            return
        self._driver.configure(self.settings)  # they may have changed while it was loaded
        self._arrive(Phase.PAUSED if self.recording.steps else Phase.READY)
        goal, self._goal = self._goal, None
        if goal is Phase.RUNNING:
            self.start()
        elif goal is Phase.PAUSED or self._freezing:
            self.step()

    @Slot()
    def _on_rested(self) -> None:
        self._arrive(Phase.PAUSED)
        if self._freezing:
            self._hand_over()

    @Slot()
    def _on_ended(self) -> None:
        newest = self.recording.newest
        diverged = newest is not None and newest.diverged
        self._arrive(Phase.DIVERGED if diverged else Phase.FINISHED)
        if self._freezing and self.can_freeze:
            self._hand_over()

    @Slot()
    def _on_stopped(self) -> None:
        self._arrive(Phase.STOPPED if self.recording.steps else Phase.EMPTY)

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        self.failure = failure
        self._enter(Phase.FAILED)

    @Slot()
    def _tick(self) -> None:
        self._look()
        self.refreshed.emit()
        self._ticks += 1
        if self._ticks % SNAPSHOT_TICKS == 0:
            self._driver.request_snapshot()

    def _arrive(self, phase: Phase) -> None:
        """In this order: the step that a run halts at is the last one of its being under way."""
        recording = self.recording
        self._look()
        if self.recording is recording:  # nobody has begun another run at the sight of it
            self._enter(phase)
            self.refreshed.emit()

    def _look(self) -> None:
        """Hand on what has come in since the last look."""
        if self.phase is Phase.RUNNING:
            self.pace.note(perf_counter(), self.recording.steps)
        snapshot = self.recording.take_snapshot()
        if snapshot is not None:
            self.current = snapshot
            self.snapshot.emit(snapshot)
