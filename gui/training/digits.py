"""The first images of a data set, side by side: dark strokes on the panel's own ground."""

import numpy as np
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets import Dataset
from core.datasets.dataset import SIDE
from gui.appearance import Appearance
from gui.training.shades import mixed

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
        picture = self._mosaic(self._data, columns, rows)
        place = QRect(0, 0, columns * cell, rows * cell)
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture)

    def _mosaic(self, data: Dataset, columns: int, rows: int) -> QImage:
        images = np.zeros((rows * columns, SIDE * SIDE), np.uint8)
        first = data.x_train[: rows * columns]
        images[: len(first), : first.shape[1]] = first[:, : SIDE * SIDE]
        grid = images.reshape(rows, columns, SIDE, SIDE).swapaxes(1, 2)
        pixels = np.ascontiguousarray(grid.reshape(rows * SIDE, columns * SIDE))
        height, width = pixels.shape
        picture = QImage(pixels.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
        theme = self._appearance.theme
        picture.setColorTable([mixed(theme.panel, theme.ink, g / 255).rgb() for g in range(256)])
        return picture.convertToFormat(QImage.Format.Format_RGB32)
