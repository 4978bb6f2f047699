"""Labelled fields in two columns: what it is, and the control that sets it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.spacing import space


class Form(QWidget):
    """Rows added one by one with `add`; the labels are bound to the translator."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
        *,
        narrow: bool = False,
        words: int = 4,
        stacked: int = 0,
    ) -> None:
        """A `narrow` form wraps its labels, and its fields make do with any width: 5 parts of it
        for so many of the `words`, or what the longest of these needs. In one that is narrower than
        `stacked` unscaled pixels the fields stand below their labels."""
        super().__init__(parent)
        self._translator = translator
        self._narrow = narrow
        self._appearance, self._stacked = appearance, stacked
        self._rows: list[tuple[int, QLabel, QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0, words if narrow else 0)
        self._grid.setColumnStretch(1, 5 if narrow else 1)
        space(self._grid, appearance, gap=12, row_gap=7)

    def add(self, key: str, field: QWidget, *, tip: str = "", **fields: object) -> QLabel:
        """A row of the label `key` and its field; `tip` is the key of a tooltip for both."""
        label = QLabel()
        label.setProperty("role", "muted")
        label.setBuddy(field)
        label.setWordWrap(self._narrow)
        self._translator.bind(label.setText, key, **fields)
        self._translator.bind(field.setAccessibleName, key, **fields)
        if tip:
            self._translator.bind(label.setToolTip, tip)
            self._translator.bind(field.setToolTip, tip)
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row + 1, 0)  # which makes it: there the field may stand
        self._rows.append((row, label, field))
        self._place(row, label, field)
        if self._narrow and not isinstance(field, QLabel):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if isinstance(field, QCheckBox):  # only the box and its words are to be clicked
            self._grid.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        return label

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self._rows if self._stacked else ():
            self._place(*row)

    def _place(self, row: int, label: QLabel, field: QWidget) -> None:
        below = self.width() < self._appearance.px(self._stacked)
        across = 2 if below else 1
        self._grid.addWidget(label, row, 0, 1, across, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, row + int(below), 0 if below else 1, 1, across)

    def add_wide(self, widget: QWidget) -> None:
        """A row of one widget across both columns: a heading, a line of buttons."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)
