"""From one phase of a training session to the next, as the worker reports and the clock ticks.

No widgets here. The worker writes each step into a `Recording`; thirty times a second, and only
while it runs, the session tells the window to look (`refreshed`). Whenever it is paused, `current`
is the very step that the figures are about, or the one that comes next.
"""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.messages import Message
from core.throughput import Throughput
from core.training import Snapshot, TrainingConfig
from core.training.checkpoint import Checkpoint
from core.training.reset import in_effect
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.run_aside import RunAside, is_worth_keeping
from gui.training.run_controller import RunController
from gui.training.source import Loader, once

TICK_MS = 33
SNAPSHOT_TICKS = 2  # so the stage's cards are redrawn 15 times a second


class Lifecycle(QObject):
    """Trains in a thread, and tells the window what happens in signals of its own thread."""

    state_changed = Signal(object)  # the Phase
    data_changed = Signal(object)  # another Dataset is learned from
    settings_changed = Signal()  # what is wanted, or what runs, is not what it was
    refreshed = Signal()  # there are new figures in `recording`
    snapshot = Signal(object)  # a Snapshot, some 15 times a second while training
    frozen = Signal(object)  # the Snapshot of the very step that the run has halted at
    gave_way = Signal(object)  # a RunAside: it can be brought back; None: it has been
    left_out = Signal()  # another run was begun than that of the other day

    def __init__(self, data_loader: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase, self.throughput = Phase.EMPTY, Throughput()
        self.settings = TrainingConfig()  # what the controls show; see `running`
        self.current: Snapshot | None = None
        self.failure: Message | None = None
        self._load: Loader = once(data_loader)
        self.data_place = ""  # what was chosen in the window; empty: what the program was given
        self.aside: RunAside | None = None
        self._left: Checkpoint | None = None  # on another day, and not taken up yet
        self._begun: Checkpoint | None = None  # what the present run began with
        self._origin: tuple[Loader, str] = self._load, ""  # of its images
        self._goal: Phase | None = None  # what to go on to once the run has been prepared
        self._freezing, self._stopping, self._ticks = False, False, 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._controller = RunController(self)
        self._controller.prepared.connect(self._on_prepared)
        self._controller.rested.connect(self._on_rested)
        self._controller.ended.connect(self._on_ended)
        self._controller.stopped.connect(self._on_stopped)
        self._controller.failed.connect(self._on_failed)

    @property
    def recording(self) -> Recording:
        """What the present run has left so far."""
        return self._controller.recording

    @property
    def running(self) -> TrainingConfig:
        """The settings of the present run, or of the one of another day that is not taken up yet;
        `settings` are those of the next one."""
        if self.phase is not Phase.EMPTY:
            return self.recording.config
        return self._left.state.config if self._left is not None else self.settings

    @property
    def can_freeze(self) -> bool:
        """Whether `freeze` will hand over the step that the run is at."""
        return self.phase.can_step or self._stands_at_newest

    @Slot()
    def start(self) -> None:
        """Train: go on, or begin anew if the last run is over."""
        self._freezing = False
        if self.phase is Phase.LOADING:
            self._goal = Phase.RUNNING
        elif self.phase.can_step and self.phase is not Phase.RUNNING:
            self._enter(Phase.RUNNING)
            self._controller.resume()
        elif self.phase is not Phase.RUNNING:
            self._begin(Phase.RUNNING, self._left)

    @Slot()
    def pause(self) -> None:
        """Rest after the present step or the one after it; `state_changed` tells when."""
        self._goal = None
        if self.phase is Phase.RUNNING:
            self._controller.pause()

    @Slot()
    def step(self) -> None:
        """Exactly one step more, then rest; while it runs, rest."""
        if self.phase is Phase.RUNNING:
            self.pause()
        elif self.phase is Phase.LOADING:
            self._goal = Phase.PAUSED
        elif self.phase is Phase.EMPTY:
            self._begin(Phase.PAUSED, self._left)
        elif self.phase.can_step:
            self._controller.step()

    @Slot()
    def freeze(self) -> None:
        """Halt, and hand over the step that was halted at."""
        if not self.can_freeze:
            return
        self._freezing = True
        if self.phase is Phase.RUNNING or not self._stands_at_newest:
            self.step()
        elif not self._controller.is_stepping:
            self._hand_over()

    # From one phase to the next.

    def _begin(
        self, goal: Phase | None = None, begun: Checkpoint | None = None, *, anew: bool = True
    ) -> None:
        """Another run; the present one is put aside, unless it is the same that goes on."""
        if anew:
            self._give_way()
        self._origin = self._load, self.data_place
        self._begun = begun
        self.throughput = Throughput(begun.state.iteration if begun is not None else 0)
        config = self.settings
        if begun is not None:
            config = in_effect(begun.state.config, config, config)
        self._controller.begin(self._load, config, begun)
        self._await(goal)

    def _await(self, goal: Phase | None) -> None:
        """Until the run is prepared."""
        self._goal, self._freezing, self._stopping, self.failure = goal, False, False, None
        self._enter(Phase.LOADING)
        self.settings_changed.emit()

    def _give_way(self) -> None:
        """Put the present run aside, if it is worth it."""
        if is_worth_keeping(self.recording) and self.phase is not Phase.FAILED:
            at_rest = self.phase is not Phase.RUNNING and self._stands_at_newest
            halted = self.current if at_rest else None
            self.throughput.rest()
            self.aside = RunAside(self.recording, self.throughput, self._origin, halted)
            self.gave_way.emit(self.aside)

    @property
    def _stands_at_newest(self) -> bool:
        """Whether what is shown is the newest step, and not one that is to come."""
        newest, shown = self.recording.newest, self.current
        return bool(newest and shown and shown.iteration == newest.iteration)

    def _enter(self, phase: Phase) -> None:
        if phase is Phase.RUNNING:
            self.throughput.note(perf_counter(), self.recording.steps)  # it may end before a tick
            self._timer.start()
        else:
            self._timer.stop()
            self.throughput.rest()
        if phase is not self.phase:
            self.phase = phase
            self.state_changed.emit(phase)

    def _hand_over(self) -> None:
        self._freezing = False
        self.frozen.emit(self.current)

    # What the run controller reports, and the clock.

    @Slot()
    def _on_prepared(self) -> None:
        if self._left not in (None, self._begun):
            self.left_out.emit()
        self._left = None
        if self.recording.is_complete:
            self._controller.resume()  # it was opened, and nothing is left to do: let it end
            return
        self._controller.configure(self.recording.config)  # changed while it was loaded, perhaps
        self._arrive(Phase.PAUSED if self.recording.steps else Phase.READY)
        goal, self._goal = self._goal, None
        if goal is Phase.RUNNING:
            self.start()
        elif goal is Phase.PAUSED or self._freezing:
            self.step()

    @Slot()
    def _on_rested(self) -> None:
        stopping, self._stopping = self._stopping, False
        self._arrive(Phase.STOPPED if stopping else Phase.PAUSED)
        if self._freezing:
            self._hand_over()

    @Slot()
    def _on_ended(self) -> None:
        self._arrive(Phase.DIVERGED if self.recording.has_diverged else Phase.FINISHED)
        if self._freezing and self.can_freeze:
            self._hand_over()

    @Slot()
    def _on_stopped(self) -> None:
        self._arrive(Phase.EMPTY)

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        of_another_day = self._left is not None and self._begun is self._left
        if of_another_day and failure.key == "checkpoint.error.data":
            self._begin(self._goal)
        else:
            self.failure, self._goal, self._freezing = failure, None, False
            self._enter(Phase.FAILED)

    @Slot()
    def _tick(self) -> None:
        self._look()
        self.refreshed.emit()
        self._ticks += 1
        if self._ticks % SNAPSHOT_TICKS == 0:
            self._controller.request_snapshot()

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
            self.throughput.note(perf_counter(), self.recording.steps)
        snapshot = self.recording.take_snapshot()
        if snapshot is not None:
            self.current = snapshot
            self.snapshot.emit(snapshot)
