"""Labelled fields in two columns: what it is, and the control that sets it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.spacing import space


class Form(QWidget):
    """Rows added one by one with `add`; the labels are bound to the translator."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        space(self._grid, appearance, gap=12, row_gap=7)

    def add(self, key: str, field: QWidget, *, tip: str = "", **fields: object) -> QLabel:
        """A row of the label `key` and its field; `tip` is the key of a tooltip for both."""
        label = QLabel()
        label.setProperty("role", "muted")
        label.setBuddy(field)
        self._translator.bind(label.setText, key, **fields)
        self._translator.bind(field.setAccessibleName, key, **fields)
        if tip:
            self._translator.bind(label.setToolTip, tip)
            self._translator.bind(field.setToolTip, tip)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, row, 1)
        return label
