"""The first images of a data set, side by side: dark strokes on the panel's own ground."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets import Dataset
from core.datasets.dataset import SIDE
from gui.appearance import Appearance
from gui.training.digit_image import mosaic

_CELL = 30  # pixels across an image on the screen
_MOST_ROWS = 4


class Digits(QWidget):
    """As many images as there is room for, in at most four rows."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._data: Dataset | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance.changed.connect(self._make_room)
        self._make_room()

    def show_data(self, data: Dataset | None) -> None:
        if data is not self._data:
            self._data = data
            self.update()

    def _make_room(self) -> None:
        self.setMaximumHeight(self._appearance.px(_CELL) * _MOST_ROWS)

    def sizeHint(self) -> QSize:
        cell = self._appearance.px(_CELL)
        return QSize(8 * cell, 2 * cell)

    def minimumSizeHint(self) -> QSize:
        cell = self._appearance.px(_CELL)
        return QSize(4 * cell, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        cell = self._appearance.px(_CELL)
        columns, rows = self.width() // cell, min(self.height() // cell, _MOST_ROWS)
        if self._data is None or not columns or not rows:
            return
        first = self._data.x_train[: rows * columns]
        picture = mosaic(first, columns, self._appearance.theme)
        place = QRect(0, 0, columns * cell, picture.height() // SIDE * cell)
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture)
