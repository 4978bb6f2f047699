"""The settings that were changed while the run went on, as lines of text."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.format import whole
from core.training import Change
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.change_words import change_sentence
from gui.training.session import TrainingSession
from gui.widgets import space

MOST = 5  # the last ones; all of them are in the saved run


class Changes(QWidget):
    """Hidden while there are none."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._session = session
        self._shown: tuple[Change, ...] = ()
        heading = QLabel()
        heading.setProperty("role", "muted")
        translator.bind(heading.setText, "training.changes.title")
        self.lines = [QLabel(wordWrap=True) for _ in range(MOST)]
        self.earlier = QLabel()
        rows = QVBoxLayout(self)
        rows.addWidget(heading)
        for line in (*self.lines, self.earlier):
            line.setProperty("role", "caption")
            rows.addWidget(line)
        space(rows, appearance, gap=2)
        session.refreshed.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        self.hide()

    @Slot()
    def refresh(self) -> None:
        changes = self._session.recording.changes
        if changes == self._shown:
            return
        self._shown = changes
        self.setVisible(bool(changes))
        latest = changes[-MOST:]
        for line, change in zip(self.lines, latest, strict=False):
            self._translator.bind(line.setText, change_sentence(change))
        for number_of_line, line in enumerate(self.lines):
            line.setVisible(number_of_line < len(latest))
        left_out = len(changes) - len(latest)
        self._translator.bind(self.earlier.setText, "training.changes.earlier", n=whole(left_out))
        self.earlier.setVisible(left_out > 0)
