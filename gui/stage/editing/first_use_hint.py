"""One line for whoever sees the stage for the first time. It goes after the first use, for good."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import ElidedLabel, IconButton, space


class FirstUseHint(QFrame):
    """Stands at the foot of the stage, where it covers nothing."""

    dismissed = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.seen = False
        self._words = words = ElidedLabel()
        words.setProperty("role", "muted")
        translator.bind(words.setText, "canvas.hint.newcomer")
        translator.bind(self.setAccessibleName, "canvas.hint.newcomer")
        close = IconButton("close", appearance, translator, key="canvas.hint.close", side=12)
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.addWidget(words)
        row.addWidget(close)
        space(row, appearance, margins=(10, 1, 2, 1), gap=4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it cannot be read it is not there."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._give_way)  # not in the middle of a layout

    @Slot()
    def _give_way(self) -> None:
        if self.isVisible() and self._words.shown_text() != self._words.text():
            self.hide()

    def dismiss(self) -> None:
        """It is known now."""
        self.hide()
        if not self.seen:
            self.seen = True
            self.dismissed.emit()

    def remember(self, seen: bool) -> None:
        """Was it dismissed on another day?"""
        self.seen = seen
        self.setVisible(not seen)
