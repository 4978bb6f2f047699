"""Views side by side and one above the other, as many as there is room for. The rest is found by
scrolling."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.appearance import Appearance
from gui.widgets import SteadyScrollArea, space

_NARROW = 280  # pixels across that a view needs
_SQUEEZED = 0.75  # of the height that it should have, if nothing needs to be scrolled then


class Gallery(SteadyScrollArea):
    """In as many columns as its width allows."""

    moved = Signal()  # other views are to be seen

    def __init__(self, appearance: Appearance, low: int, parent: QWidget | None = None) -> None:
        """No view is lower than `low` unscaled pixels, unless the whole gallery is."""
        super().__init__(parent)
        self._appearance = appearance
        self._low = low
        self.views: list[QWidget] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self._inner.setProperty("role", "bare")
        self._grid = QGridLayout(self._inner)
        space(self._grid, appearance, gap=20, row_gap=8)
        self.setWidget(self._inner)
        self.viewport().setAutoFillBackground(False)
        self._inner.setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self.moved)

    def set_views(self, views: Sequence[QWidget]) -> None:
        """Show these, in this order."""
        if self.views != list(views):
            self.views = list(views)
            for view in views:
                self._grid.addWidget(view)
                view.show()
            self.arrange()

    def arrange(self) -> None:
        """Into columns of equal width and rows of equal height, none lower than can be read."""
        if not self.views:
            return
        px, room = self._appearance.px, self.viewport().size()
        most = max((room.width() + px(20)) // px(_NARROW + 20), 1)
        rows = ceil(len(self.views) / most)
        columns = ceil(len(self.views) / rows)
        low = min(px(self._low), room.height())
        if rows * (_SQUEEZED * low + px(8)) <= room.height():
            low = round(_SQUEEZED * low)
        for place in range(max(self._grid.rowCount(), rows)):
            self._grid.setRowStretch(place, 1 if place < rows else 0)
            self._grid.setRowMinimumHeight(place, low if place < rows else 0)
        for place in range(max(self._grid.columnCount(), columns)):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        for index, view in enumerate(self.views):
            row, column = divmod(index, columns)
            last = index == len(self.views) - 1
            self._grid.addWidget(view, row, column, 1, columns - column if last else 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self._appearance.px(60))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
        self.moved.emit()
