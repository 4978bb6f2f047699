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
        paired: int = 0,
    ) -> None:
        """A `narrow` form wraps its labels, and its fields make do with any width: 5 parts of it
        for so many of the `words`, or what the longest of these needs. In one that is narrower than
        `stacked` unscaled pixels the fields stand below their labels; in one that is as wide as
        `paired` two rows stand beside each other."""
        super().__init__(parent)
        self._translator = translator
        self._narrow = narrow
        self._appearance, self._stacked, self._paired = appearance, stacked, paired
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
        self._place(len(self._rows) - 1)
        if self._narrow and not isinstance(field, QLabel):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if isinstance(field, QCheckBox):  # only the box and its words are to be clicked
            self._grid.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        return label

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._stacked or self._paired:
            for number in range(len(self._rows)):
                self._place(number)

    def _place(self, number: int) -> None:
        px, width = self._appearance.px, self.width()
        below, beside = width < px(self._stacked), 0 < px(self._paired) <= width
        row, label, field = self._rows[number]
        left = 2 if beside and number % 2 else 0
        if left:
            row = self._rows[number - 1][0]
        across = 2 if below else 1
        self._grid.addWidget(label, row, left, 1, across, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, row + below, left if below else left + 1, 1, across)
        if self._paired:
            self._grid.setColumnStretch(3, int(beside))

    def add_wide(self, widget: QWidget) -> None:
        """A row of one widget across both columns: a heading, a line of buttons."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)
