"""The run, kept in a file as it goes on: it is there the next day, also after a crash.

Each window has a place of its own in the folder, and holds a lock on it while it lives; so whoever
starts the program again finds what was left at the first place that is free. Files are written
whole or not at all, in a thread of their own.
"""

from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from core.messages import Message, StudioError
from core.training import RunState
from core.training.checkpoint import SUFFIX, load, save
from gui.log import LOG
from gui.task import Task
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.session import TrainingSession

PAUSE = 10_000  # ms after something has changed
_WINDOWS = 16  # that may be open at once and keep their runs
_NOTHING_NEW = (Phase.EMPTY, Phase.LOADING, Phase.FAILED)
_Mark = tuple[Recording, int, int]  # which run, its steps, the changes of its settings


class KeptRun(QObject):
    """`start` takes up what was left and begins to watch; `close` writes the last step down."""

    told = Signal(object)  # a Message
    _came = Signal(object)  # a RunState, from the worker's thread

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._file: Path | None = None
        self._lock: QLockFile | None = None
        self._kept: _Mark | None = None
        self._asked: Recording | None = None  # it was asked for its state
        self._task = Task(self)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.keep)
        self._came.connect(self._on_state)
        session.refreshed.connect(self._touch)
        session.left_out.connect(partial(self._set_aside, "other_data"))

    def start(self, folder: Path) -> None:
        """Use this folder from now on."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            LOG.warning("The run is not kept: %s", error)
            return
        for number in range(_WINDOWS):
            lock = QLockFile(str(folder / f"run-{number}.lock"))
            lock.setStaleLockTime(0)  # a window may be open for weeks; only its end counts
            if lock.tryLock(0):
                self._file, self._lock = folder / f"run-{number}{SUFFIX}", lock
                self._take_up(self._file)
                return

    def close(self) -> bool:
        """The session has been closed: write down where it was. False if a thread still writes."""
        self._timer.stop()
        ended = self._task.close()
        recording, phase = self._session.recording, self._session.phase
        if self._file is not None and ended and phase not in _NOTHING_NEW:
            if not recording.steps:
                self._file.unlink(missing_ok=True)
            elif self._mark() != self._kept:
                _write(self._file, recording, _state_of(recording))
        if self._lock is not None:
            self._lock.unlock()
        self._file = self._lock = None
        return ended

    @Slot()
    def keep(self) -> None:
        """Write the run down as it is, or as it will be after the step that is being taken."""
        recording, phase = self._session.recording, self._session.phase
        if self._file is None or phase in _NOTHING_NEW or not recording.steps:
            return
        if self._mark() == self._kept:
            return
        if phase is Phase.RUNNING:
            self._asked = recording
            recording.when_done(self._came.emit)
        else:
            self._begin(recording, _state_of(recording))

    @Slot()
    def _touch(self) -> None:
        if self._file is not None and not self._timer.isActive():
            self._timer.start()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if self._asked is not None and self._asked is self._session.recording:
            self._begin(self._asked, state)
        self._asked = None

    def _begin(self, recording: Recording, state: RunState | None) -> None:
        assert self._file is not None
        self._kept = recording, recording.steps, len(recording.changes)
        self._task.start(partial(_writing, self._file, recording, state))

    def _mark(self) -> _Mark:
        recording = self._session.recording
        return recording, recording.steps, len(recording.changes)

    def _take_up(self, file: Path) -> None:
        if not file.exists():
            return
        try:
            begun = load(file)
        except StudioError as error:
            LOG.warning("The run that was left cannot be taken up: %s", error)
            self._set_aside("damaged")
        else:
            self._session.take_up(begun)

    def _set_aside(self, why: str) -> None:
        """Another run will be kept here; this one stays under a name of its own."""
        if self._file is None:
            return
        names = (self._file.with_name(f"left-{number}{SUFFIX}") for number in count(1))
        aside = next(name for name in names if not name.exists())
        try:
            self._file.replace(aside)
        except OSError as error:
            LOG.warning("%s", error)
        else:
            self.told.emit(Message(f"training.kept.{why}", {"path": str(aside)}))


def _state_of(recording: Recording) -> RunState | None:
    """Of a run at rest: where it stands, or, if it has diverged, where all was well."""
    assert recording.trainer is not None, "it has taken steps"
    return recording.trainer.good.last if recording.has_diverged else recording.trainer.state()


def _writing(file: Path, recording: Recording, state: RunState | None) -> Iterator[None]:
    _write(file, recording, state)
    yield


def _write(file: Path, recording: Recording, state: RunState | None) -> None:
    try:
        if state is not None:
            save(file, recording.checkpoint(state))
    except StudioError as error:
        LOG.warning("The run could not be kept: %s", error)
