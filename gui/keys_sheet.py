"""F1: every key, in groups, over the window."""

from itertools import groupby

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from gui.actions import SHORTCUTS, Shortcut
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.spacing import space

_COLUMNS = 2


class KeysSheet(QDialog):
    """A sheet that leaves the window usable behind it; F1 or Escape closes it again."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._translator = translator
        self._keys: list[tuple[QLabel, Shortcut]] = []
        translator.changed.connect(self._say_keys)
        translator.bind(self.setWindowTitle, "window.keys.title")
        columns = [QGridLayout() for _ in range(_COLUMNS)]
        groups = [(name, list(rows)) for name, rows in groupby(SHORTCUTS, lambda row: row.group)]
        for i, (name, rows) in enumerate(groups):
            self._add_group(columns[_COLUMNS * i // len(groups)], name, rows)
        layout = QHBoxLayout(self)
        for column in columns:
            column.setColumnStretch(1, 1)
            column.setRowStretch(column.rowCount(), 1)
            space(column, appearance, gap=18, row_gap=7)
            layout.addLayout(column)
        space(layout, appearance, margins=(28, 16, 28, 24), gap=48)
        self._say_keys()

    def _add_group(self, column: QGridLayout, name: str, rows: list[Shortcut]) -> None:
        """A heading, and under it a line for each key."""
        heading = QLabel()
        heading.setProperty("role", "heading")
        heading.setContentsMargins(0, 14, 0, 2)
        self._translator.bind(heading.setText, f"window.keys.{name}")
        column.addWidget(heading, column.rowCount(), 0, 1, 2)
        for row in rows:
            keys, what = QLabel(), QLabel()
            self._keys.append((keys, row))
            keys.setProperty("role", "mono")
            self._translator.bind(what.setText, f"window.action.{row.name}")
            line = column.rowCount()
            column.addWidget(keys, line, 0)
            column.addWidget(what, line, 1)

    @Slot()
    def _say_keys(self) -> None:
        """Qt names the keys in its own language of the moment."""
        for label, row in self._keys:
            label.setText("  ".join(_spoken(key) for key in row.keys))

    def words(self) -> list[str]:
        """Everything that the sheet says."""
        return [label.text() for label in self.findChildren(QLabel)]

    @Slot()
    def toggle(self) -> None:
        self.setVisible(not self.isVisible())


def _spoken(key: str) -> str:
    symbols = {"Left": "←", "Right": "→", "Escape": "Esc"}
    return symbols.get(key, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
