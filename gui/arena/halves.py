"""A chart, and what is told of it: one above the other, or side by side where that is wide."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.widgets import VisibleRoom, nest, space

_SHARE = 0.5  # of what is seen of the page, at least, for a chart above its words
_UNLIMITED = (1 << 24) - 1  # Qt's own QWIDGETSIZE_MAX


class Halves(QBoxLayout):
    """The layout of a page that scrolls. The chart has half of what is seen of the page, at least;
    side by side it is never higher than that, however much is told beside it."""

    def __init__(self, page: QWidget, chart: QWidget, appearance: Appearance) -> None:
        super().__init__(QBoxLayout.Direction.TopToBottom, page)
        self._chart = chart
        self.beside = False
        self.told = QVBoxLayout()
        self.drawn = QVBoxLayout()
        self.drawn.addWidget(chart, 1)
        self.drawn.addStretch(0)
        nest(self, self.drawn, 1)
        nest(self, self.told)
        for column in (self.drawn, self.told):
            space(column, appearance, gap=6)
        space(self, appearance, margins=(0, 0, 2, 4), gap=6)
        self._room = VisibleRoom(chart)
        self._room.changed.connect(self._limit)

    def put_beside(self, *, beside: bool) -> None:
        """Side by side, or one above the other."""
        if beside is self.beside:
            return
        self.beside = beside
        direction = QBoxLayout.Direction
        self.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self.setStretch(1, 1 if beside else 0)
        if beside:
            self.told.addStretch(1)
        else:
            self.told.takeAt(self.told.count() - 1)
        self._limit()

    @Slot()
    def _limit(self) -> None:
        seen = max(self._room.height - self.contentsMargins().bottom(), 1)
        least = self._chart.minimumSizeHint().height()
        self._chart.setMinimumHeight(least if self.beside else max(round(_SHARE * seen), least))
        self._chart.setMaximumHeight(max(seen, least) if self.beside else _UNLIMITED)
