"""Paints one array of a card, and remembers the image until the array is another one."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from core.engine import Array
from core.format import number
from gui.appearance import Appearance
from gui.stage.brush import fitted, write
from gui.stage.pictures import Picture, as_table, colour_of, image, limit_of
from gui.theme import Theme, contrast


class PicturePainter:
    """The limit of the colours follows the finished array, so partial sums do not flicker."""

    def __init__(self) -> None:
        self._limit = 0.0
        self._finished: Array | None = None
        self._made: tuple[Array, Theme, QImage] | None = None

    def adopt(self, finished: Array | None) -> None:
        """The array as it will be at the end. The limit moves only when this no longer fits."""
        self._finished = finished
        if finished is not None:
            self._limit = limit_of(finished, self._limit)

    def paint(
        self,
        painter: QPainter,
        room: QRectF,
        array: Array | None,
        picture: Picture,
        look: Appearance,
        opacity: float = 1.0,
    ) -> None:
        """Paint `array` into `room`; an empty frame while there is none."""
        painter.setPen(QPen(look.theme.grid, look.px(1)))
        painter.setBrush(look.theme.sunken)
        painter.drawRect(room)
        if array is None:
            return
        around = painter.opacity()
        painter.setOpacity(around * opacity)
        if picture is Picture.CELLS:
            self._cells(painter, room, array, look)
        else:
            self._image(painter, room, array, picture, look)
        painter.setOpacity(around)

    def _image(
        self, painter: QPainter, room: QRectF, array: Array, picture: Picture, look: Appearance
    ) -> None:
        made = self._made
        if made is None or made[0] is not array or made[1] is not look.theme:
            self._settle(array)
            size = (round(room.width()), round(room.height()))
            made = (array, look.theme, image(array, picture, self._limit, look.theme, size))
            self._made = made
        shown = made[2]
        if not np.isfinite(array).all():
            self._cells(painter, room, np.array([[np.nan]]), look)
            return
        scale = abs(painter.worldTransform().m11())
        smaller = shown.width() > room.width() * scale or shown.height() > room.height() * scale
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
        painter.drawImage(room, shown)
        painter.setPen(QPen(look.theme.grid, look.px(1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room)

    def _settle(self, array: Array) -> None:
        """The limit for these colours: it moves only when it no longer fits at all."""
        if self._finished is None or limit_of(array) > self._limit:
            self._limit = limit_of(array, self._limit)

    def _cells(self, painter: QPainter, room: QRectF, array: Array, look: Appearance) -> None:
        """Every number in its own cell."""
        table, theme = as_table(array), look.theme
        self._settle(array)
        rows, columns = table.shape
        wide, high = room.width() / columns, room.height() / rows
        digits = 3 if columns <= 2 else 2  # a cell is small; the tooltip has them all
        texts = {place: number(value, digits) for place, value in np.ndenumerate(table)}
        font = fitted(texts.values(), look.font("small"), wide - look.px(4))
        for (row, column), value in np.ndenumerate(table):
            cell = QRectF(room.left() + column * wide, room.top() + row * high, wide, high)
            colour = colour_of(float(value), self._limit, theme)
            painter.setPen(QPen(theme.grid, look.px(1)))
            painter.setBrush(colour)
            painter.drawRect(cell)
            ink = max((theme.ink, theme.panel), key=lambda c: contrast(c, colour))
            inner = cell.adjusted(look.px(2), 0, -look.px(2), 0)
            write(painter, inner, texts[row, column], font, ink)
