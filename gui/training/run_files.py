"""Runs in files: saved while they go on, opened to be taken up again."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.format import whole
from core.messages import Message, StudioError
from core.training.checkpoint import SUFFIX, Checkpoint, load, save
from gui.dialogs import ask_where
from gui.i18n import Translator
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.session import TrainingSession


class RunFiles(QObject):
    """Asks where, and tells how it went. A run that is under way is written as it is after its
    next step, and goes on."""

    told = Signal(object, bool)  # a Message, and whether it is good news

    def __init__(
        self, session: TrainingSession, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._translator = translator
        self._window = parent
        self._pending: tuple[Path, Recording] | None = None
        self._folder = Path.home()
        session.refreshed.connect(self._look)
        session.state_changed.connect(self._look)

    @property
    def can_save(self) -> bool:
        """Whether there is a run that could go on another day."""
        phase = self._session.phase
        able = phase.is_under_way or phase is Phase.FINISHED
        return able and bool(self._session.recording.steps)

    @Slot()
    def ask_save(self) -> None:
        recording = self._session.recording
        name = f"{recording.config.optimizer}-{recording.config.hidden}{SUFFIX}"
        title = self._translator.tr("training.run.save_title")
        path = ask_where(self._window, title, self._folder / name, self._kinds(), SUFFIX)
        if path is not None:
            self.save(path)

    @Slot()
    def ask_open(self) -> None:
        title = self._translator.tr("training.run.open_title")
        found, _ = QFileDialog.getOpenFileName(
            self._window, title, str(self._folder), self._kinds()
        )
        if found:
            self.open(Path(found))

    def save(self, path: Path) -> None:
        """Write the run; `told` says when it is done."""
        self._folder = path.parent
        recording = self._session.recording
        if self.can_save and recording.trainer is not None:
            recording.take_state()  # one that nobody waited for is of the past
            recording.trainer.request_state()
            self._pending = path, recording
            self._look()

    def open(self, path: Path) -> None:
        """Take up the run in a file, in place of the present one."""
        self._folder = path.parent
        try:
            begun = load(path)
            self._session.open(begun)
        except StudioError as error:
            self.told.emit(error.message, False)
        else:
            state = begun.state
            fields = {"name": path.name, "step": whole(state.iteration)}
            complete = state.iteration >= state.config.iterations
            key = "opened_complete" if complete else "opened"
            self.told.emit(Message(f"training.run.{key}", fields), True)

    @Slot()
    def _look(self) -> None:
        """Whether what was waited for has come; a run at rest is asked itself, and of one that is
        over there is what was good."""
        if self._pending is None:
            return
        session, (path, recording) = self._session, self._pending
        present = recording is session.recording
        state = recording.take_state()
        if state is None and present and session.at_rest:
            state = recording.state_at_rest
        if state is not None:
            self._write(path, recording.checkpoint(state))
        elif not present or session.phase is Phase.FAILED:
            good = recording.last_good
            assert good is not None, "a run that has taken a step began with a state"
            self._write(path, good)

    def _write(self, path: Path, run: Checkpoint) -> None:
        self._pending = None
        try:
            save(path, run)
        except StudioError as error:
            self.told.emit(error.message, False)
        else:
            fields = {"name": path.name, "step": whole(run.state.iteration)}
            self.told.emit(Message("training.run.saved", fields), True)

    def _kinds(self) -> str:
        run, everything = (
            self._translator.tr(key) for key in ("training.run.kind", "export.file.all")
        )
        return f"{run} (*{SUFFIX});;{everything} (*)"
