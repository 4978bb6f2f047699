"""Frames around a cell and around what it was made from."""

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsView

from core.explain.provenance import Cell, Origin, Part, Source
from gui.appearance import Appearance
from gui.stage.scene import StageScene

_SMALLEST = 5  # pixels of the frame around a tiny cell
_CROWD = 3000  # frames that are drawn one by one


class CellFrames:
    """Where cells are, and the frames that are painted there."""

    def __init__(self, view: QGraphicsView, scene: StageScene, appearance: Appearance) -> None:
        self._view, self._scene, self._appearance = view, scene, appearance

    def room(self, cell: Cell) -> QRectF:
        """Where a cell is in the scene; the whole node, where its cells are not drawn."""
        item = self._scene.nodes.get(cell.node)
        if item is None:
            return QRectF()
        painter = item.painter_of(cell.part)
        grid = painter.grid
        place = grid.room(cell.index) if grid is not None and item.style.picture else None
        return item.mapRectToScene(item.body if place is None else painter.room(place))

    def source_rooms(self, source: Source) -> list[QRectF]:
        """Where the cells of a source are in the scene."""
        item = self._scene.nodes.get(source.node)
        if item is None:
            return []
        painter = item.painter_of(source.part)
        if item.style.picture is None or painter.grid is None:
            return [item.mapRectToScene(item.body)]
        rooms = painter.grid.rooms(source.box)[:_CROWD]
        return [item.mapRectToScene(painter.room(room)) for room in rooms]

    def seen(self, room: QRectF) -> QRect:
        """The same in the viewport."""
        return self._view.mapFromScene(room).boundingRect()

    def sources_seen(self, origin: Origin) -> list[QRect]:
        """Where what a cell was made from is in the viewport, each source as a whole."""
        found = []
        for source in origin.sources:
            rooms = self.source_rooms(source)
            whole = QRectF()
            for room in rooms:
                whole |= room
            if rooms:
                found.append(self.seen(whole))
        return found

    def paint(self, painter: QPainter, cell: Cell, origin: Origin) -> None:
        """The cell in ink, what it was made from in the colours of values and gradients."""
        theme = self._appearance.theme
        for source in origin.sources:
            colour = theme.forward if source.part is Part.VALUE else theme.backward
            for room in self.source_rooms(source):
                self._frame(painter, room, colour, filled=True)
        self._frame(painter, self.room(cell), theme.ink)

    def _frame(
        self, painter: QPainter, room: QRectF, colour: QColor, *, filled: bool = False
    ) -> None:
        """A frame that can be seen even around the tiniest cell."""
        px, scale = self._appearance.px, max(self._view.transform().m11(), 1e-9)
        least = px(_SMALLEST) / scale
        wider = max(least - room.width(), 0) / 2, max(least - room.height(), 0) / 2
        room = room.adjusted(-wider[0], -wider[1], wider[0], wider[1])
        ground = QColor(colour)
        ground.setAlphaF(0.16)
        tiny = math.hypot(room.width(), room.height()) * scale < px(14)
        painter.setBrush(ground if filled and not tiny else Qt.BrushStyle.NoBrush)
        for pen, width in ((self._appearance.theme.panel, 4), (colour, 2)):
            outline = QPen(pen, px(width if not tiny else width / 2))
            outline.setCosmetic(True)
            painter.setPen(outline)
            painter.drawRect(room)
            painter.setBrush(Qt.BrushStyle.NoBrush)
