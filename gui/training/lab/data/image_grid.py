"""Thousands of images to scroll through; only those in sight are painted."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from core.datasets.selection import Images
from core.format import whole
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.digit_image import mosaic

_CELL = 32  # pixels across an image on the screen
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ImageGrid(QAbstractScrollArea):
    """Shows some images of a half of a data set; one of them is selected."""

    selected = Signal(int)  # the position of the image in its half of the data set
    activated = Signal(int)  # a double click, or Enter

    own_keys = frozenset(_STEPS) | frozenset(_ROWS)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self._images: Images = np.zeros((0, 1), np.uint8)
        self._labels: Images = np.zeros(0, np.uint8)
        self._shown: NDArray[np.intp] = np.zeros(0, np.intp)
        self.selection = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        translator.bind(self.setAccessibleName, "lab_data.grid.name")
        appearance.changed.connect(self._fit)

    def show_images(self, images: Images, labels: Images, shown: NDArray[np.intp]) -> None:
        """Other images, of which those at the positions `shown` are to be seen."""
        self._images, self._labels, self._shown = images, labels, shown
        self.selection = -1
        self.verticalScrollBar().setValue(0)
        self._fit()

    def select(self, position: int) -> bool:
        """Select an image and scroll to it; False if it is not among those that are shown."""
        place = int(np.searchsorted(self._shown, position))
        if place >= len(self._shown) or self._shown[place] != position:
            return False
        self.selection = position
        self._scroll_to(place)
        self.viewport().update()
        self.selected.emit(position)
        return True

    def sizeHint(self) -> QSize:
        """Few rows: where there is room for more, the layout gives it."""
        cell = self._appearance.px(_CELL)
        return QSize(8 * cell, 3 * cell)

    def minimumSizeHint(self) -> QSize:
        cell = self._appearance.px(_CELL)
        return QSize(4 * cell, 2 * cell)

    def resizeEvent(self, event: object) -> None:
        """The image that is looked at stays whole."""
        self._fit()
        if self.selection >= 0:
            self._scroll_to(int(np.searchsorted(self._shown, self.selection)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, cell, columns = QPainter(self.viewport()), self._cell, self._columns
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = self.verticalScrollBar().value()
        first, rows = offset // cell, self.viewport().height() // cell + 2
        shown = self._shown[first * columns : (first + rows) * columns]
        if not len(shown):
            return
        picture = mosaic(self._images[shown], columns, self._appearance.theme)
        height = -(-len(shown) // columns) * cell
        painter.drawImage(QRect(0, first * cell - offset, columns * cell, height), picture)
        self._paint_selection(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self.select(int(self._shown[place]))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._place_at(event.position().toPoint()) is not None:
            self.activated.emit(self.selection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = _STEPS.get(key, 0) + _ROWS.get(key, 0) * self._columns
        if step and len(self._shown):
            place = int(np.searchsorted(self._shown, self.selection)) if self.selection >= 0 else 0
            place = min(max(place + step, 0), len(self._shown) - 1)
            self.select(int(self._shown[place]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selection >= 0:
            self.activated.emit(self.selection)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The tooltip says which image is under the mouse."""
        if isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            if place is not None:
                position = int(self._shown[place])
                label = int(self._labels[position])
                fields = {"position": whole(position), "label": label}
                words = self._translator.say(Message("lab_data.grid.image", fields))
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    @property
    def _columns(self) -> int:
        return max(self.viewport().width() // self._appearance.px(_CELL), 1)

    @property
    def _cell(self) -> int:
        """The side of an image: the columns fill the width."""
        return max(self.viewport().width() // self._columns, 1)

    def _fit(self) -> None:
        rows = -(-len(self._shown) // self._columns)
        bar = self.verticalScrollBar()
        bar.setSingleStep(self._cell)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(rows * self._cell - self.viewport().height(), 0))
        self.viewport().update()

    def _scroll_to(self, place: int) -> None:
        top, bar = place // self._columns * self._cell, self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), top + self._cell - self.viewport().height()), top))

    def _place_at(self, point: QPoint) -> int | None:
        row = (point.y() + self.verticalScrollBar().value()) // self._cell
        column = point.x() // self._cell
        place = row * self._columns + column
        inside = 0 <= column < self._columns and 0 <= place < len(self._shown)
        return place if inside else None

    def _paint_selection(self, painter: QPainter) -> None:
        if self.selection < 0:
            return
        place = int(np.searchsorted(self._shown, self.selection))
        row, column = divmod(place, self._columns)
        top = row * self._cell - self.verticalScrollBar().value()
        frame = QRect(column * self._cell, top, self._cell, self._cell)
        width = self._appearance.px(2)
        painter.setPen(QPen(self._appearance.theme.forward, width))
        painter.drawRect(frame.adjusted(width // 2, width // 2, -width, -width))
