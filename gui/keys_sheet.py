"""F1: every key, in groups, over the window."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gui.actions import SHORTCUTS, Shortcut
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.gestures.double_click import DOUBLE_CLICK
from gui.widgets import SteadyScrollArea, nest
from gui.widgets.spacing import space

_MOST_COLUMNS = 3
_SHARE = 0.94  # of the window that the sheet may take
_SYMBOLS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Escape": "Esc"}


class KeysSheet(QDialog):
    """A sheet that leaves the window usable behind it; F1 or Escape closes it again.

    Its groups stand in as many columns as the window has room for.
    """

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._keys: list[tuple[QLabel, Shortcut]] = []
        self._groups: list[QWidget] = []
        self._heights: list[int] = []  # of the groups, in lines, with the heading
        translator.bind(self.setWindowTitle, "window.keys.title")
        content = QWidget()
        self._row = QHBoxLayout(content)
        self._columns = [QVBoxLayout() for _ in range(_MOST_COLUMNS)]
        for column in self._columns:
            nest(self._row, column)
            space(column, appearance, gap=0)
        space(self._row, appearance, margins=(28, 8, 28, 20), gap=36)
        self._area = SteadyScrollArea()
        self._area.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        translator.changed.connect(self._say_keys)
        appearance.changed.connect(self._fit, Qt.ConnectionType.QueuedConnection)

    def _fill(self) -> None:
        """When it is first seen: until then every change of theme would dress its lines, a tenth
        of what is in the window."""
        groups = [(name, list(rows)) for name, rows in groupby(SHORTCUTS, lambda row: row.group)]
        self._groups = [self._group(name, rows) for name, rows in groups]
        self._groups.append(self._double_clicks())
        self._heights = [len(rows) + 2 for _, rows in groups]
        self._heights.append(len(DOUBLE_CLICK) + 2)
        self._say_keys()

    def _group(self, name: str, rows: list[Shortcut]) -> QWidget:
        """A heading, and under it a line for each key."""
        group, lines = self._headed(name)
        for line, row in enumerate(rows, 1):
            keys, what = QLabel(), QLabel()
            self._keys.append((keys, row))
            keys.setProperty("role", "mono")
            self._translator.bind(what.setText, f"window.action.{row.name}")
            lines.addWidget(keys, line, 0)
            lines.addWidget(what, line, 1)
        return group

    def _double_clicks(self) -> QWidget:
        """What the mouse does that no menu shows."""
        group, lines = self._headed("double_click")
        for line, place in enumerate(DOUBLE_CLICK, 1):
            where, what = QLabel(), QLabel()
            self._translator.bind(where.setText, f"canvas.place.{place}")
            self._translator.bind(what.setText, f"canvas.does.{place}")
            lines.addWidget(where, line, 0)
            lines.addWidget(what, line, 1)
        return group

    def _headed(self, name: str) -> tuple[QWidget, QGridLayout]:
        """A group with its heading in the first line, and the grid for the others."""
        group = QWidget(self)
        lines = QGridLayout(group)
        lines.setColumnStretch(1, 1)
        heading = QLabel()
        heading.setProperty("role", "heading")
        heading.setContentsMargins(0, 14, 0, 2)
        self._translator.bind(heading.setText, f"window.keys.{name}")
        lines.addWidget(heading, 0, 0, 1, 2)
        space(lines, self._appearance, gap=14, row_gap=4)
        return group, lines

    # where the groups stand

    def showEvent(self, event: QShowEvent) -> None:
        if not self._groups:
            self._fill()
        self._arrange()
        super().showEvent(event)

    @Slot()
    def _fit(self) -> None:
        """Whoever opens it later finds it arranged anew anyway."""
        if self.isVisible():
            self._arrange()

    def _arrange(self) -> None:
        """As many columns as fit, as even as the order of the groups allows."""
        window = self.parentWidget()
        assert window is not None
        room = window.size() * _SHARE
        bar = self._area.verticalScrollBar().sizeHint().width()
        columns = self._fitting(room.width() - bar)
        for column in self._columns:
            while column.count():
                column.takeAt(0)
        shares = evenly(self._heights, columns)
        for group, number in zip(self._groups, shares, strict=True):
            self._columns[number].addWidget(group)
            group.show()  # now, since sizes are asked for below
        for column in self._columns[:columns]:
            column.addStretch(1)
        content = self._area.widget()
        assert content is not None
        wanted = content.sizeHint()
        self.resize(min(wanted.width() + bar, room.width()), min(wanted.height(), room.height()))

    def _fitting(self, room: int) -> int:
        """How many columns there is room for."""
        margins, gap = 2 * self._appearance.px(28), self._appearance.px(36)
        wide = [group.sizeHint().width() for group in self._groups]
        for columns in range(_MOST_COLUMNS, 1, -1):
            needed = [0] * columns
            for width, number in zip(wide, evenly(self._heights, columns), strict=True):
                needed[number] = max(needed[number], width)
            if sum(needed) + (columns - 1) * gap + margins <= room:
                return columns
        return 1

    # what they say

    @Slot()
    def _say_keys(self) -> None:
        """Qt names the keys in its own language of the moment."""
        for label, row in self._keys:
            label.setText("  ".join(dict.fromkeys(map(_spoken, row.keys))))
        self._fit()

    def words(self) -> list[str]:
        """Everything that the sheet says."""
        return [label.text() for label in self.findChildren(QLabel)]

    @Slot()
    def toggle(self) -> None:
        self.setVisible(not self.isVisible())


def evenly(heights: Sequence[int], columns: int) -> list[int]:
    """The column of each group: in order, and the highest column as low as it can be."""
    limit = max(max(heights), -(-sum(heights) // columns))
    while True:
        shares, column, used = [], 0, 0
        for height in heights:
            if used + height > limit:
                column, used = column + 1, 0
            used += height
            shares.append(column)
        if column < columns:
            return shares
        limit += 1


def _spoken(key: str) -> str:
    """As keys are labelled; most people call `Return` Enter."""
    known = _SYMBOLS.get(key)
    sequence = QKeySequence("Enter" if key == "Return" else key)
    return known or sequence.toString(QKeySequence.SequenceFormat.NativeText)
