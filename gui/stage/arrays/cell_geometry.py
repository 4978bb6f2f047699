"""From the cells of a picture to the card, and to the screen: what is seen, and how large."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTransform

from core.engine import Array
from gui.heat import grey, signed
from gui.stage.arrays.grid import Grid
from gui.stage.arrays.pictures import Picture
from gui.theme import Theme, contrast


@contextmanager
def on_screen(painter: QPainter) -> Iterator[None]:
    """Paint in pixels of the screen for a while, where text is sharp at any zoom."""
    painter.save()
    try:
        painter.resetTransform()
        yield
    finally:
        painter.restore()


def area_of(grid: Grid, room: QRectF) -> QRectF:
    """A table fills the room; images keep their shape, in the middle of it."""
    if not grid.tiled:
        return QRectF(room)
    side = min(room.width() / grid.across, room.height() / grid.down)
    area = QRectF(0, 0, side * grid.across, side * grid.down)
    area.moveCenter(room.center())
    return area


def to_room(grid: Grid, area: QRectF) -> QTransform:
    """From cells to the item."""
    scale = QTransform.fromScale(area.width() / grid.width, area.height() / grid.height)
    return scale * QTransform.fromTranslate(area.left(), area.top())


def visible(painter: QPainter, grid: Grid, area: QRectF) -> QRect:
    """The cells on the screen."""
    to_screen = to_room(grid, area) * painter.worldTransform()
    inverse, ok = to_screen.inverted()
    if not ok:
        return QRect()
    seen = inverse.mapRect(QRectF(painter.viewport())).toAlignedRect()
    return seen.intersected(QRect(0, 0, grid.width, grid.height))


def screen_size(painter: QPainter, place: QRectF) -> tuple[float, float]:
    """Height and width in pixels of the screen."""
    scale = abs(painter.worldTransform().m11())
    return place.height() * scale, place.width() * scale


def size_of(window: QRect) -> tuple[int, int]:
    return window.height(), window.width()


def coloured(table: Array, picture: Picture, limit: float, theme: Theme) -> QImage:
    """A table as an image, one pixel each."""
    if picture is Picture.DIGITS:
        return grey(table, 255.0 if table.dtype == np.uint8 else 1.0)
    return grey(table) if picture is Picture.LABELS else signed(table, limit, theme)


def pooled(table: Array, steps: tuple[int, ...]) -> Array:
    """One number for each block of cells: the one farthest from 0, so that nothing that stands
    out is lost from afar."""
    most_first = sorted(enumerate(steps), key=lambda pair: -pair[1])  # leaves least to go through
    for axis, step in most_first:
        if step > 1:
            starts = np.arange(0, table.shape[axis], step)
            high = np.maximum.reduceat(table, starts, axis=axis)
            low = np.minimum.reduceat(table, starts, axis=axis)
            table = np.where(high >= -low, high, low) if table.dtype.kind == "f" else high
    return table


def stretch(painter: QPainter, place: QRectF, drawn: QImage, visible: QRectF) -> None:
    """Draw the part of an image that is on the screen."""
    across, down = drawn.width() / place.width(), drawn.height() / place.height()
    source = QRectF(
        (visible.left() - place.left()) * across,
        (visible.top() - place.top()) * down,
        visible.width() * across,
        visible.height() * down,
    )
    painter.drawImage(visible, drawn, source)


def tiles_in(grid: Grid, window: QRect) -> Iterable[int]:
    """The tiles that are on the screen."""
    for down in range(window.top() // grid.rows, window.bottom() // grid.rows + 1):
        for across in range(window.left() // grid.columns, window.right() // grid.columns + 1):
            tile = down * grid.across + across
            if tile < grid.tiles:
                yield tile


def corner_badge(painter: QPainter, room: QRectF, text: str, font: QFont, theme: Theme) -> None:
    """A small number in the upper left corner."""
    painter.setFont(font)
    place = painter.boundingRect(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)
    ground = place.adjusted(1, 1, 7, 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.panel)
    painter.drawRect(ground)
    painter.setPen(theme.muted)
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)


def ink_on(ground: QColor, theme: Theme) -> QColor:
    return max((theme.ink, theme.panel), key=lambda colour: contrast(colour, ground))
