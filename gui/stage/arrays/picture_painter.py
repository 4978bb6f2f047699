"""Paints one array of a card, and remembers the image until the array is another one.

The closer one looks, the more there is to see: from afar the whole array in colours, or as many
of its images as can be told apart; nearer, every image; at last the numbers in their cells. Only
what is on the screen is painted.
"""

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from core.engine import Array
from core.format import number, shape
from gui.appearance import Appearance
from gui.heat import all_finite, colour_of, limit_of
from gui.stage.arrays.cell_digits import CELL_PAD, digits_for, in_cells
from gui.stage.arrays.cell_geometry import (
    area_of,
    coloured,
    corner_badge,
    ink_on,
    on_screen,
    pooled,
    screen_size,
    size_of,
    stretch,
    tiles_in,
    to_room,
    visible,
)
from gui.stage.arrays.grid import Grid, Index, grid_of
from gui.stage.arrays.pictures import Picture
from gui.stage.text_painting import barely, least, write
from gui.theme import Theme

READABLE = (30, 15)  # width and height on the screen, in unscaled pixels, of a cell with its number
_AT_ONCE = 400_000  # cells up to which a picture is painted as a whole
_CAPTIONED = 70  # the side on the screen, in unscaled pixels, of a tile that is given its number


class PicturePainter:
    """The limit of the colours follows the finished array, so partial sums do not flicker."""

    def __init__(self) -> None:
        self._limit = 0.0
        self._finished: Array | None = None
        self._made: tuple[Array, tuple[object, ...], QImage] | None = None
        self._placed: tuple[Grid, QRectF] | None = None
        self._written: Callable[[Array], Array] | None = None
        self._judged: tuple[Array, bool] | None = None  # the last array: is all of it finite?

    def adopt(self, finished: Array | None) -> None:
        """The array as it will be at the end. The limit moves only when this no longer fits."""
        self._finished = finished
        if finished is not None:
            self._limit = limit_of(finished, self._limit)

    # where the cells are

    def index_at(
        self, point: QPointF, room: QRectF, array: Array, picture: Picture
    ) -> Index | None:
        """The number at a point of the room, as it was last painted."""
        if self._placed is None or self._placed[0].shape != array.shape:
            self.place(room, array, picture)
        assert self._placed is not None
        grid, area = self._placed
        x = (point.x() - area.left()) / area.width() * grid.width
        y = (point.y() - area.top()) / area.height() * grid.height
        return grid.index_at(x, y)

    def room(self, rooms: QRectF) -> QRectF:
        """A rectangle of cells in the coordinates of the item."""
        if self._placed is None:
            return QRectF()
        grid, area = self._placed
        return to_room(grid, area).mapRect(rooms)

    @property
    def area(self) -> QRectF:
        """Where the mosaic was last painted, in the coordinates of the item."""
        return self._placed[1] if self._placed else QRectF()

    @property
    def grid(self) -> Grid | None:
        """The mosaic as it was last painted."""
        return self._placed[0] if self._placed else None

    @property
    def cell_size(self) -> float:
        """The smaller side of a cell in the coordinates of the item; 0 if nothing is painted."""
        if self._placed is None:
            return 0.0
        grid, area = self._placed
        return min(area.width() / grid.width, area.height() / grid.height)

    def place(self, room: QRectF, array: Array, picture: Picture, zoom: float = 1.0) -> None:
        """Arrange the cells of `array` in `room`, which is seen enlarged so many times."""
        level = 2.0 ** math.floor(math.log2(max(zoom, 1.0)) + 0.25)  # in steps, or tiles would flow
        grid = grid_of(array, picture, room.width() * level, room.height() * level)
        self._placed = (grid, area_of(grid, room))

    # painting

    def paint(
        self,
        painter: QPainter,
        room: QRectF,
        array: Array | None,
        picture: Picture,
        look: Appearance,
        opacity: float = 1.0,
        written: Callable[[Array], Array] | None = None,
    ) -> None:
        """Paint `array` into `room`; an empty frame while there is none. `written` gives the
        numbers as they are to be written, if that is ever asked."""
        self._written = written
        painter.setPen(QPen(look.theme.grid, look.px(1)))
        painter.setBrush(look.theme.sunken)
        painter.drawRect(room)
        if array is None or not array.size:
            self._placed = None
            return
        zoom = abs(painter.worldTransform().m11())
        self.place(room, array, picture, zoom)
        assert self._placed is not None
        grid, area = self._placed
        around = painter.opacity()
        painter.setOpacity(around * opacity)
        if picture is Picture.CELLS:
            self._cells(painter, area, grid, array, look)
        elif not self._finite(array):
            self._no_number(painter, room, look, number(np.nan))
        else:
            try:
                self._image(painter, grid, area, array, look)
            except MemoryError:  # too large to show: then how large it is
                self._no_number(painter, room, look, shape(array))
        painter.setOpacity(around)

    def _finite(self, array: Array) -> bool:
        """Is every number of it one? Looked at once for each array."""
        if self._judged is None or self._judged[0] is not array:
            self._judged = array, all_finite(array)
        return self._judged[1]

    def _image(
        self, painter: QPainter, grid: Grid, area: QRectF, array: Array, look: Appearance
    ) -> None:
        window = visible(painter, grid, area)
        if window.isEmpty():
            return
        to_item = to_room(grid, area)
        if grid.width * grid.height <= _AT_ONCE:
            shown = QRect(0, 0, grid.width, grid.height)
        else:
            shown = window
        place = to_item.mapRect(QRectF(shown))
        drawn = self._drawn(grid, array, shown, screen_size(painter, place), look.theme)
        smaller = drawn.width() > place.width() * abs(painter.worldTransform().m11())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
        stretch(painter, place, drawn, to_item.mapRect(QRectF(window)))
        painter.setPen(QPen(look.theme.grid, 0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        self._captions(painter, grid, to_item, window, look)
        self._numbers(painter, grid, to_item, window, array, look)

    def _drawn(
        self, grid: Grid, array: Array, window: QRect, size: tuple[float, float], theme: Theme
    ) -> QImage:
        """The window as an image with at most as many pixels as the screen has there."""
        steps = tuple(
            max(1, int(n // max(have, 1))) for n, have in zip(size_of(window), size, strict=True)
        )
        key = (grid, window.getRect(), steps, theme.name)
        if self._made is None or self._made[0] is not array or self._made[1] != key:
            self._settle(array)
            table = pooled(grid.numbers(array, window), steps)
            drawn = coloured(table, grid.picture, self._limit, theme)
            self._made = (array, key, drawn)
        return self._made[2]

    def _settle(self, array: Array) -> None:
        """The limit for these colours: it moves only when it no longer fits at all."""
        if self._finished is None or limit_of(array) > self._limit:
            self._limit = limit_of(array, self._limit)

    # numbers

    def _cells(
        self, painter: QPainter, area: QRectF, grid: Grid, array: Array, look: Appearance
    ) -> None:
        """Every number in its own cell."""
        theme, to_item = look.theme, to_room(grid, area)
        self._settle(array)
        everything = QRect(0, 0, grid.width, grid.height)
        table = grid.numbers(array, everything)
        written = grid.numbers(self._as_written(array), everything)
        cell = QSizeF(area.width() / grid.columns, area.height() / grid.rows)
        found = in_cells(written, cell, abs(painter.worldTransform().m11()), look)
        for (row, column), value in np.ndenumerate(table):
            place = to_item.mapRect(QRectF(column, row, 1, 1))
            colour = colour_of(float(value), self._limit, theme)
            painter.setPen(QPen(theme.grid, look.px(1)))
            painter.setBrush(colour)
            painter.drawRect(place)
            if found is not None:
                texts, font = found
                write(painter, place, texts[row, column], font, ink_on(colour, theme))

    def _as_written(self, array: Array) -> Array:
        return array if self._written is None else self._written(array)

    def _no_number(self, painter: QPainter, room: QRectF, look: Appearance, text: str) -> None:
        """Where there is inf or nan, colours say nothing."""
        painter.setPen(QPen(look.theme.grid, look.px(1)))
        painter.setBrush(look.theme.heat_zero)
        painter.drawRect(room)
        write(
            painter,
            room,
            text,
            look.font("small"),
            ink_on(look.theme.heat_zero, look.theme),
        )

    def _numbers(
        self,
        painter: QPainter,
        grid: Grid,
        to_item: QTransform,
        window: QRect,
        array: Array,
        look: Appearance,
    ) -> None:
        """The numbers of the cells on the screen, once they are large enough to be read."""
        to_screen = to_item * painter.worldTransform()
        wide, high = abs(to_screen.m11()), abs(to_screen.m22())
        if wide < look.px(READABLE[0]) or high < look.px(READABLE[1]):
            return
        table = grid.numbers(array, window)
        most = min(int(wide / look.px(14)), 16)
        written = grid.numbers(self._as_written(array), window)
        width = wide - 2 * look.px(CELL_PAD)
        sizes = least(look), barely(look)
        found = digits_for(written, most, width, look.font("small"), *sizes)
        if found is None:
            return
        texts, font = found
        seen = QRectF(painter.viewport())  # of a cell that is cut off: in what is left of it
        with on_screen(painter):
            painter.setFont(font)
            for (row, column), value in np.ndenumerate(table):
                cell = QRectF(window.left() + column, window.top() + row, 1, 1)
                colour = self._ground(grid, float(value), array, look.theme)
                painter.setPen(ink_on(colour, look.theme))
                place = to_screen.mapRect(cell).intersected(seen)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, texts[row, column])

    def _ground(self, grid: Grid, value: float, array: Array, theme: Theme) -> QColor:
        """The colour of a cell."""
        if grid.picture in (Picture.DIGITS, Picture.LABELS):
            brightest = 255 if array.dtype == np.uint8 else 1
            level = round(min(max(value / brightest, 0.0), 1.0) * 255)
            return QColor(level, level, level)
        return colour_of(value, self._limit, theme)

    def _captions(
        self, painter: QPainter, grid: Grid, to_item: QTransform, window: QRect, look: Appearance
    ) -> None:
        """The number of each image or hidden unit, where the tiles are large enough; a line
        between the tiles from nearer."""
        to_screen = to_item * painter.worldTransform()
        side = abs(to_screen.m11()) * grid.columns
        if grid.tiles == 1 or side < look.px(_CAPTIONED) / 2:
            return
        font, theme = look.font("small", bold=True), look.theme
        with on_screen(painter):
            rooms = {
                tile: to_screen.mapRect(QRectF(*grid.corner(tile), grid.columns, grid.rows))
                for tile in tiles_in(grid, window)
            }
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((theme.panel, look.px(3)), (theme.muted, 1)):
                painter.setPen(QPen(colour, width))  # on a ground of its own: seen between noise
                painter.drawRects(list(rooms.values()))
            if side >= look.px(_CAPTIONED):
                for tile, room in rooms.items():
                    corner_badge(painter, room, str(tile), font, theme)
