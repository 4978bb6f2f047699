"""The settings that were changed while the run went on, as lines of text."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.format import number
from core.messages import Message
from core.training import Change
from core.training.pacing import SCHEDULE_LABELS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.figures import grouped
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
        rows = QVBoxLayout(self)
        rows.addWidget(heading)
        for line in self.lines:
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
            self._translator.bind(line.setText, sentence(change))
        for number_of_line, line in enumerate(self.lines):
            line.setVisible(number_of_line < len(latest))


def sentence(change: Change) -> Message:
    """From step 4 278 on: learning rate 0.2 → 0.01, or however it is worded."""
    fields = {
        "step": grouped(change.iteration + 1),
        "setting": Message(f"network.setting.{change.setting}"),
        "before": _shown(change.before),
        "after": _shown(change.after),
    }
    return Message("training.changes.line", fields)


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return Message("training.changes.on" if value else "training.changes.off")
    if isinstance(value, str):
        return Message(SCHEDULE_LABELS[value])
    return number(float(str(value)), 6)
