"""Says in place what went wrong in a run, why, and offers to do what helps.

diverged     the loss has exploded or is no longer a number; the run has ended
collapsed    all ReLUs are dead; the run goes on, but cannot learn any more
failed       no data set, or a fault of ours
"""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from core.format import number, whole
from core.messages import Message
from core.training.collapse import said_dead
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.phase import Phase
from gui.training.session import TrainingSession
from gui.widgets import WordsAndButtons, nest, space


class Notice(QFrame):
    """Hidden while there is nothing to complain of."""

    appeared = Signal(bool)  # or disappeared
    images_wanted = Signal()  # others than those that cannot be read

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
        self._changes: dict[str, Any] = {}  # the settings that the remedy starts over with
        self._told: Message | None = None
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "caption")
        self.words.setProperty("tone", "ink")
        self.remedy, self.rewind, self.images = QPushButton(), QPushButton(), QPushButton()
        self.images.clicked.connect(self.images_wanted)
        translator.bind(self.images.setText, "training.notice.images")
        translator.bind(self.images.setToolTip, "training.notice.images_tip")
        self.remedy.clicked.connect(self._help)
        self.rewind.clicked.connect(self._go_back)
        translator.bind(self.rewind.setToolTip, "training.notice.rewind_tip")
        told = WordsAndButtons(self.words, self.rewind, self.remedy, self.images)
        space(told, appearance, gap=8)
        frame = QVBoxLayout(self)
        nest(frame, told)
        space(frame, appearance, margins=(10, 6, 8, 7))
        session.state_changed.connect(self.refresh)
        session.refreshed.connect(self.refresh)
        self.hide()
        self.refresh()

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
        found = session.recording.diagnosis
        if session.phase is Phase.DIVERGED and found is not None:
            return Message("training.notice.diverged", {"what": found.what, "why": found.why})
        if newest is not None and not newest.diverged and session.recording.has_collapsed:
            at_once = session.recording.began_dead
            return said_dead(session.recording.config, newest.learning_rate, at_once=at_once)
        return None

    def _tell(self, complaint: Message) -> None:
        bind, found = self._translator.bind, self._session.recording.diagnosis
        bind(self.words.setText, complaint)
        self.rewind.setVisible(found is not None)
        lacking = self._session.phase is Phase.FAILED and self._session.data is None
        self.images.setVisible(lacking)
        if found is not None:
            bind(self.rewind.setText, self._way_back(found.good))
            self._changes = {found.setting: found.remedy}
        elif self._session.phase is Phase.FAILED:
            self._changes = {}
        elif self._session.recording.began_dead:
            self._changes = {"initialization": "he"}
        else:
            self._changes = {"learning_rate": self._session.recording.cure}
        bind(self.remedy.setText, self._promise())

    def _promise(self) -> Message:
        """What the remedy will do."""
        for setting, value in self._changes.items():
            name = f"training.initialization.{value}"
            shown = Message(name) if setting == "initialization" else number(value)
            return Message(f"training.notice.remedy_{setting}", {"value": shown})
        return Message("training.notice.retry")

    def _way_back(self, step: int) -> Message:
        """Where to, and what is made smaller there so that the run does not take the same steps."""
        fields: dict[str, object] = {"step": whole(step)}
        for setting, value in self._session.repeats_unless.items():
            name = Message(f"network.setting.{setting}")
            return Message(
                "training.notice.rewind_with", fields | {"setting": name, "value": number(value)}
            )
        return Message("training.notice.rewind", fields)

    @Slot()
    def _go_back(self) -> None:
        self._session.rewind(**self._session.repeats_unless)

    @Slot()
    def _help(self) -> None:
        self._session.start_over(**self._changes)
