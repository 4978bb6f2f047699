"""The run, kept in a file as it goes on: it is there the next day, also after a crash.

Each window has a place of its own in the folder, and holds a lock on it while it lives; so whoever
starts the program again finds what was left at the first place that is free. Files are written
whole or not at all, in a thread of their own.
"""

from collections.abc import Generator
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from core.files import read_whole, tidy
from core.messages import Message, StudioError
from core.training import RunState
from core.training.checkpoint import MOST_BYTES, SUFFIX, save, unpack
from gui.log import LOG
from gui.owned_file import lock_of, make_place
from gui.task import Task
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.session import TrainingSession

PAUSE = 10_000  # ms after something has changed
_WINDOWS = 16  # that may be open at once and keep their runs
_Version = tuple[Recording, int, int]  # which run, its steps, the changes of its settings


class KeptRun(QObject):
    """`start` takes up what was left and begins to watch; `close` writes the last step down."""

    told = Signal(object)  # a Message
    _came = Signal(object)  # a RunState, from the worker's thread

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._file: Path | None = None
        self._lock: QLockFile | None = None
        self._kept: _Version | None = None  # what is in the file
        self._asked: Recording | None = None  # it was asked for its state
        self._said = False  # that it cannot be kept
        self._task = Task(self)
        self._task.finished.connect(self._on_kept)
        self._task.failed.connect(self._on_failed)
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
            file = folder / f"run-{number}{SUFFIX}"
            lock = lock_of(file)
            if lock.tryLock(0):
                self._file, self._lock = file, lock
                tidy(file)
                self._take_up(file)
                return

    def close(self) -> bool:
        """The session has been closed: write down where it was. False if a thread still writes."""
        self._timer.stop()
        ended = self._task.close()
        if self._file is not None and self._lock is not None:
            if ended and self._session.close():  # else a step is still being taken
                self._keep_last(self._file, self._lock)
            self._lock.unlock()
        self._file = self._lock = None
        return ended

    def _keep_last(self, file: Path, lock: QLockFile) -> None:
        recording, phase = self._session.recording, self._session.phase
        if phase in (Phase.EMPTY, Phase.LOADING, Phase.FAILED):
            return
        if not recording.steps:
            file.unlink(missing_ok=True)
            return
        state = recording.state_at_rest
        if state is None or _version(recording, state) == self._kept:
            return
        make_place(file, lock)
        try:
            save(file, recording.checkpoint(state))
        except StudioError as error:
            LOG.warning("The run could not be kept: %s", error)

    @Slot()
    def keep(self) -> None:
        """Write the run down as it is, or as it will be after the step that is being taken."""
        session, recording = self._session, self._session.recording
        if self._file is None or not recording.steps:
            return
        if session.at_rest:
            self._begin(recording, recording.state_at_rest)
        elif session.phase.can_step:  # a step is under way
            self._asked = recording
            recording.when_done(self._came.emit)

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
        if self._file is None or self._lock is None or state is None:
            return
        if _version(recording, state) != self._kept:
            make_place(self._file, self._lock)
            self._task.start(partial(_writing, self._file, recording, state))

    @Slot(object)
    def _on_kept(self, version: _Version) -> None:
        self._kept = version

    @Slot(object)
    def _on_failed(self, reason: Message) -> None:
        """Say so once, and try again for as long as the window is open."""
        self._timer.start()
        if not self._said:
            self._said = True
            self.told.emit(Message("training.kept.failed", {"reason": reason}))

    def _take_up(self, file: Path) -> None:
        if not file.exists():
            return
        try:
            begun = unpack(read_whole(file, MOST_BYTES))
        except StudioError as error:
            LOG.warning("The run that was left cannot be taken up: %s", error)
            self._set_aside("unusable", reason=error.message)
        else:
            self._session.take_up(begun)

    def _set_aside(self, why: str, **fields: object) -> None:
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
            self.told.emit(Message(f"training.kept.{why}", fields | {"path": str(aside)}))


def _version(recording: Recording, state: RunState) -> _Version:
    return recording, state.iteration, len(state.changes)


def _writing(file: Path, recording: Recording, state: RunState) -> Generator[None, None, _Version]:
    save(file, recording.checkpoint(state))
    yield
    return _version(recording, state)
