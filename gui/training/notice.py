"""Says in place what went wrong in a run, why, and offers to do what helps.

diverged     the loss is no longer a number; the run has ended
collapsed    all ReLUs are dead; the run goes on, but cannot learn any more
failed       no data set, or a fault of ours
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QWidget

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

_ROOMY = 520  # pixels across
_DECADE = 3  # rungs of the ladder 1, 2, 5, 10


class Notice(QFrame):
    """Hidden while there is nothing to complain of."""

    appeared = Signal(bool)  # or disappeared

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
        self._appearance = appearance
        self._translator = translator
        self._session = session
        self._rate: float | None = None  # the learning rate that the remedy starts over with
        self._told: Message | None = None
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "caption")
        self.words.setProperty("tone", "ink")
        self.remedy = QPushButton()
        self.remedy.clicked.connect(self._help)
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._rows.addWidget(self.words, 1)
        self._rows.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignRight)
        space(self._rows, appearance, margins=(10, 6, 8, 7), gap=4)
        session.state_changed.connect(self.refresh)
        session.refreshed.connect(self.refresh)
        self.hide()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stands beside the words where there is room for both."""
        super().resizeEvent(event)
        beside = self.width() >= self._appearance.px(_ROOMY)
        direction = QBoxLayout.Direction
        self._rows.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    @Slot()
    def refresh(self) -> None:
        """Look at the session, and say what is wrong with it, if anything is."""
        complaint = self._complaint()
        if complaint != self._told:
            self._told = complaint
            if complaint is not None:
                self._tell(complaint)
            self.setVisible(complaint is not None)
            self.appeared.emit(complaint is not None)

    def _complaint(self) -> Message | None:
        session, newest = self._session, self._session.recording.newest
        if session.phase is Phase.FAILED:
            return session.failure
        if newest is None:
            return None
        if newest.diverged:
            return _about("diverged", newest, step=grouped(newest.iteration + 1))
        if session.recording.has_collapsed:
            return _about("collapsed", newest, n=session.recording.config.hidden)
        return None

    def _tell(self, complaint: Message) -> None:
        newest = self._session.recording.newest
        self._rate = self._smaller_rate() if newest else None
        self._translator.bind(self.words.setText, complaint)
        if self._rate is None:
            self._translator.bind(self.remedy.setText, "training.notice.retry")
        else:
            rate = number(self._rate)
            self._translator.bind(self.remedy.setText, "training.notice.remedy", rate=rate)

    def _smaller_rate(self) -> float:
        """A tenth of the rate that the run set out with, within what may be chosen."""
        trainer = self._session.recording.trainer
        assert trainer is not None
        limits = next(each for each in trainer.optimizer.hyperparameters if each.name == "lr")
        return min(max(rung(trainer.schedule.lr0, -_DECADE), limits.low), limits.high)

    @Slot()
    def _help(self) -> None:
        if self._rate is not None:
            self._session.configure(learning_rate=self._rate)
        self._session.reset()
        self._session.start()


def _about(fault: str, result: StepResult, **fields: object) -> Message:
    fields["rate"] = number(result.learning_rate)
    return Message(f"training.notice.{fault}", fields)
