"""The list of paths: as much of each as there is room for, and always what tells them apart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.widgets.sheet import Row, Sheet


class PathList(Sheet):
    """A sheet whose rows can be written in several ways, from the longest to the shortest."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, 2, parent, elide=Qt.TextElideMode.ElideLeft)
        self._ways: Sequence[Sequence[Row]] = ()

    def show_ways(self, ways: Sequence[Sequence[Row]]) -> None:
        """Show the same rows in the first of these ways that fits; the last, if none does."""
        self._ways = ways
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        fitting = next((rows for rows in self._ways if self._fits(rows)), None)
        self.show_rows((), fitting if fitting is not None else self._ways[-1] if self._ways else ())

    def _fits(self, rows: Sequence[Row]) -> bool:
        written = QFontMetricsF(self._appearance.font("body", bold=True))
        columns = zip(*(row.cells for row in rows), strict=True)
        needed = sum(max(map(written.horizontalAdvance, cells)) for cells in columns)
        return needed + self._grid.horizontalSpacing() <= self.width()
