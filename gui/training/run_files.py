"""Runs in files: saved while they go on, opened to be taken up again."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.messages import Message, StudioError
from core.training import RunState
from core.training.checkpoint import SUFFIX, load, save
from gui.i18n import Translator
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.session import TrainingSession

_AT_REST = (Phase.PAUSED, Phase.STOPPED, Phase.FINISHED)


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

    @property
    def can_save(self) -> bool:
        """Whether there is a run that could go on another day."""
        session = self._session
        return bool(session.recording.steps) and session.phase in (Phase.RUNNING, *_AT_REST)

    @Slot()
    def ask_save(self) -> None:
        recording = self._session.recording
        name = f"{recording.config.optimizer}-{recording.config.hidden}{SUFFIX}"
        place = str(self._folder / name)
        title = self._translator.tr("training.run.save_title")
        found, _ = QFileDialog.getSaveFileName(self._window, title, place, self._kinds())
        if found:
            path = Path(found)
            self.save(path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX))

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
        if self.can_save:
            self._pending = path, self._session.recording
            if self._session.phase is not Phase.RUNNING:
                self._look()
            elif self._session.recording.trainer is not None:
                self._session.recording.trainer.request_state()

    def open(self, path: Path) -> None:
        """Take up the run in a file, in place of the present one."""
        self._folder = path.parent
        try:
            begun = load(path)
            self._session.open(begun)
        except StudioError as error:
            self.told.emit(error.message, False)
        else:
            fields = {"name": path.name, "step": begun.state.iteration}
            self.told.emit(Message("training.run.opened", fields), True)

    @Slot()
    def _look(self) -> None:
        """Whether what was waited for has come; a run at rest is asked itself."""
        if self._pending is None:
            return
        path, recording = self._pending
        if recording is not self._session.recording:
            self._pending = None
            return
        state = recording.take_state()
        if self._session.phase in _AT_REST and recording.trainer is not None:
            state = recording.trainer.state()
        if state is not None:
            self._pending = None
            self._write(path, recording, state)

    def _write(self, path: Path, recording: Recording, state: RunState) -> None:
        try:
            save(path, recording.checkpoint(state))
        except StudioError as error:
            self.told.emit(error.message, False)
        else:
            fields = {"name": path.name, "step": state.iteration}
            self.told.emit(Message("training.run.saved", fields), True)

    def _kinds(self) -> str:
        run, everything = (
            self._translator.tr(key) for key in ("training.run.kind", "export.file.all")
        )
        return f"{run} (*{SUFFIX});;{everything} (*)"
