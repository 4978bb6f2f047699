"""A label on the stage that says which tool is at work on it, with the way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import IconButton, space


class ModeChip(QFrame):
    """Without it, nobody would know why half of the stage is grey after a change of tabs."""

    left = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self.setProperty("role", "notice")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.title = QLabel()
        self.close_button = IconButton(
            "close", appearance, translator, key="window.explore.done", keys="Esc", side=12
        )
        self.close_button.clicked.connect(self.leave)
        row = QHBoxLayout(self)
        row.addWidget(self.title)
        row.addWidget(self.close_button)
        space(row, appearance, margins=(10, 0, 2, 0), gap=2)
        self.hide()

    def leave(self) -> bool:
        """Leave the tool; is there one?"""
        if self.isHidden():
            return False
        self.left.emit()
        return True

    def show_mode(self, tool: str) -> None:
        """The key of the tool; empty for none."""
        self.setVisible(bool(tool))
        if tool:
            self._translator.bind(self.title.setText, f"explore.{tool}.title")
            self._translator.bind(self.title.setToolTip, f"explore.{tool}.about")
