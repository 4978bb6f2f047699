"""F1: every key, in groups, over the window."""

from itertools import groupby

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.actions import SHORTCUTS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.spacing import space

_COLUMNS = 2


class KeysSheet(QDialog):
    """A sheet that leaves the window usable behind it; F1 or Escape closes it again."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        translator.bind(self.setWindowTitle, "window.keys.title")
        columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        groups = [(name, list(rows)) for name, rows in groupby(SHORTCUTS, lambda row: row.group)]
        for i, (name, rows) in enumerate(groups):
            column = columns[0 if i < len(groups) / 2 - 1 else 1]
            heading = QLabel()
            heading.setProperty("role", "heading")
            translator.bind(heading.setText, f"window.keys.{name}")
            column.addWidget(heading)
            grid = QGridLayout()
            for line, row in enumerate(rows):
                keys = QLabel(" / ".join(_spoken(key) for key in row.keys))
                keys.setProperty("role", "keys")
                what = QLabel()
                translator.bind(what.setText, f"window.action.{row.name}")
                grid.addWidget(keys, line, 0)
                grid.addWidget(what, line, 1)
            grid.setColumnStretch(1, 1)
            space(grid, appearance, margins=(0, 0, 0, 10), gap=6)
            column.addLayout(grid)
        layout = QHBoxLayout(self)
        for column in columns:
            column.addStretch(1)
            layout.addLayout(column)
        space(layout, appearance, margins=(24, 18, 24, 12), gap=36)
        self.setSizeGripEnabled(False)

    def words(self) -> list[str]:
        """Everything that the sheet says."""
        return [label.text() for label in self.findChildren(QLabel)]

    @Slot()
    def toggle(self) -> None:
        self.setVisible(not self.isVisible())


def _spoken(key: str) -> str:
    symbols = {"Left": "←", "Right": "→", "Escape": "Esc"}
    return symbols.get(key, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
