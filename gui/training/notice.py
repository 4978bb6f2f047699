"""Says in place what went wrong in a run, and offers to do what helps."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.format import number
from core.messages import Message
from core.training import StepResult
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.figures import grouped
from gui.training.phase import Phase
from gui.training.session import TrainingSession
from gui.widgets import space
from gui.widgets.log_spin_box import rung

_DECADE = 3  # rungs of the ladder 1, 2, 5, 10


class Notice(QFrame):
    """Hidden until the session has diverged or failed; gone with the next run."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setProperty("tone", "error")
        self._translator = translator
        self._session = session
        self._rate: float | None = None  # the learning rate to start over with
        self.words = QLabel(wordWrap=True)
        self.remedy = QPushButton()
        self.remedy.clicked.connect(self._help)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.remedy)
        rows = QVBoxLayout(self)
        rows.addWidget(self.words)
        rows.addLayout(buttons)
        space(rows, appearance, margins=(10, 8, 10, 8), gap=6)
        session.state_changed.connect(self._on_state)
        self._on_state(session.phase)

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        newest = self._session.recording.newest
        if phase is Phase.DIVERGED and newest is not None:
            self._tell_divergence(newest)
        elif phase is Phase.FAILED and self._session.failure is not None:
            self._rate = None
            self._translator.bind(self.words.setText, self._session.failure)
            self._translator.bind(self.remedy.setText, "training.notice.retry")
        self.setVisible(phase in (Phase.DIVERGED, Phase.FAILED))

    def _tell_divergence(self, result: StepResult) -> None:
        self._rate = rung(result.learning_rate, -_DECADE)
        told = {"step": grouped(result.iteration + 1), "rate": number(result.learning_rate)}
        self._translator.bind(self.words.setText, Message("training.notice.diverged", told))
        rate = number(self._rate)
        self._translator.bind(self.remedy.setText, "training.notice.remedy", rate=rate)

    @Slot()
    def _help(self) -> None:
        if self._rate is not None:
            self._session.configure(learning_rate=self._rate)
        self._session.start()
