"""Drives one run after the other through the worker, and lets it halt only where one can look.

A run comes to rest only after a step that carried a snapshot: wherever it halts, the very step
that it has halted at can be replayed. So a pause takes the step that is being computed and, if
that was not photographed, one more. In a long run, whose steps are taken by another process, that
is all the steps that are under way.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from core.training import LIVE, Snapshot, TrainingConfig
from core.training.checkpoint import Checkpoint
from core.training.companion import Companion
from gui.log import explain
from gui.training.recording import Recording
from gui.training.source import Item, Loader, going_on, training
from gui.worker import Worker


class RunController(QObject):
    """The worker, as a training session needs it. Signals speak of the newest run only."""

    prepared = Signal()  # the data set is loaded, the net is made; it waits for its next step
    rested = Signal()  # halted between two steps; after every single step too
    ended = Signal()  # after the last step, or by divergence
    stopped = Signal()
    failed = Signal(object)  # a Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording = Recording(TrainingConfig())
        self._preparing = self._stepping = False
        self._owed = 0  # further single steps, asked for while one is under way
        self._companion = Companion()
        self._worker = Worker(self)
        self._worker.paused.connect(self._on_paused)
        self._worker.finished.connect(self._on_finished)
        self._worker.stopped.connect(self._on_stopped)
        self._worker.failed.connect(self._on_failed)

    def begin(self, load: Loader, config: TrainingConfig, begun: Checkpoint | None = None) -> None:
        """A new run in place of the present one, or one that has `begun`, as far as `prepared`."""
        self.recording = Recording(config, begun)
        self._run(partial(training, load, config, begun, self._companion))

    def take_back(self, recording: Recording, halted: Snapshot | None) -> None:
        """A run that gave way to another one, in place of the present one."""
        assert recording.trainer is not None, "it has taken steps"
        self.recording = recording
        over = recording.has_diverged
        self._run(partial(going_on, recording.trainer, halted, self._companion, over=over))

    @property
    def is_stepping(self) -> bool:
        """Whether a single step is under way."""
        return self._stepping

    def resume(self) -> None:
        self._stepping, self._owed = False, 0
        self._worker.resume()

    def pause(self) -> None:
        self._worker.pause()

    def step(self) -> None:
        """Exactly one step; called twice, two steps, however quickly."""
        if self._stepping:
            self._owed += 1
        else:
            self._take_step()

    def stop(self) -> None:
        self._worker.stop()

    def close(self) -> bool:
        """End the thread, and its companion; False if the thread did not end within a second."""
        ended = self._worker.close()
        if ended:  # else it has it in use; it is gone when this process is
            self._companion.end()
        return ended

    def request_snapshot(self) -> None:
        """Have the next step photographed."""
        if self.recording.trainer is not None:
            self.recording.trainer.request_snapshot()

    def configure(self, config: TrainingConfig) -> None:
        """Go on with these settings, as far as they are `LIVE`, from the next step on."""
        recording = self.recording
        live = {name: getattr(config, name) for name in LIVE}
        recording.config = replace(recording.config, **live)
        if recording.trainer is not None:
            recording.trainer.configure(recording.config)

    def _run(self, items: Callable[[], Iterator[Item]]) -> None:
        self._preparing, self._stepping, self._owed = True, False, 0
        self._worker.run(items, self.recording.write, paused=True)
        self._worker.step()

    def _take_step(self) -> None:
        self._stepping = True
        self.request_snapshot()
        self._worker.step()

    @Slot()
    def _on_paused(self) -> None:
        newest = self.recording.newest
        if self._preparing or newest is None:
            self._preparing = False
            self.prepared.emit()
        elif self.recording.is_complete:
            self._worker.resume()  # nothing is left to do: let the run end
        elif self._owed:
            self._owed -= 1
            self._take_step()
        elif newest.snapshot is None:
            self._take_step()
        else:
            self._stepping = False
            self.rested.emit()

    @Slot(object)
    def _on_finished(self, _: object) -> None:
        self._stepping = False
        if self.recording.trainer is not None:  # a run that was shortened took one step more
            self.recording.config = self.recording.trainer.config
        self.ended.emit()

    @Slot()
    def _on_stopped(self) -> None:
        self._stepping = False
        self.stopped.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._stepping = False
        self.failed.emit(explain(error))
