"""What lies on the map of the arena and is painted in pixels: lines and markers keep their size."""

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.appearance import Appearance


class MapItem(pg.GraphicsObject):
    """Covers what is in view; a subclass paints in `paint_pixels`."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        """Paint in pixels: `to_pixels` takes points of the plane there, `area` is the view."""
        raise NotImplementedError

    def dress(self) -> None:
        """Take the colours and sizes of the moment."""
        self.update()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        return self.viewRect() or QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        to_pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_pixels(painter, to_pixels, to_pixels.mapRect(self.viewRect()))
        painter.restore()
