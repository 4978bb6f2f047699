"""Looking at single numbers: the one under the pointer, and the rows and columns that made it.

Hovering a cell of a picture lights it and its sources, and says the arithmetic beside it; with
Shift, the largest terms of a long sum one by one. Alt + Shift + arrows move from cell to cell; a
double click comes nearer, to the picture and then to its numbers; Esc goes back.
"""

import math

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from core.explain.provenance import Cell, Origin, Part, Source, origin
from core.playback import Frame
from core.trace import Trace
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.arrays.cell_panel import CellPanel
from gui.stage.arrays.cell_words import words
from gui.stage.arrays.picture_painter import READABLE
from gui.stage.arrays.pictures import Picture
from gui.stage.hands.gestures.gesture import Gesture, Pointer
from gui.stage.items.faces import Shape
from gui.stage.items.node_item import NodeItem
from gui.stage.scene import StageScene
from gui.stage.view import StageView

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_MODIFIERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_FILLS = 0.6  # of the view's width or height: a picture that has been come near to
_NEAR = 1.7  # times as large as a cell must be for its number, after coming near
_SMALLEST = 5  # pixels of the frame around a tiny cell
_CROWD = 3000  # frames that are drawn one by one


class CellInspector(QObject, Gesture):
    """Lights a cell with its sources, and says where it comes from."""

    def __init__(
        self,
        view: StageView,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
    ) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self._appearance, self._translator = appearance, translator
        self.panel = CellPanel(appearance, view.viewport())
        self.cell: Cell | None = None
        self._origin: Origin | None = None
        self._at: QPointF | None = None  # the pointer; None when keys have moved the cell
        self._closely = False  # Shift: the terms of a sum one by one
        self._moment: tuple[Trace, int] | None = None
        self._came_near = False  # by a double click, and has not seen the whole graph since
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._look_again)
        view.key_pressed.connect(self.on_key)
        view.key_released.connect(self.on_key_released)
        view.camera.shown_whole.connect(self._on_whole)
        translator.changed.connect(self.refresh)
        appearance.changed.connect(self.refresh)

    # which cell

    def cell_under(self, point: QPointF) -> Cell | None:
        """The number at a point of the viewport."""
        item = self._view.node_at(point)
        if item is None:
            return None
        inside = item.mapFromScene(self._view.mapToScene(point.toPoint()))
        found = item.cell_at(inside)
        if found is not None:
            return Cell(item.node, *found)
        shown = item.array_of(Part.VALUE)
        if item.face.shape is Shape.FIGURE and shown is not None and item.body.contains(inside):
            return Cell(item.node, Part.VALUE, (0,) * shown.ndim)
        return None

    def point(self, cell: Cell | None, at: QPointF | None = None) -> None:
        """Look at a cell, or (None) at none."""
        changed = cell != self.cell
        self.cell, self._at = cell, at
        if changed:
            self.refresh()
        elif cell is not None:
            self._place_panel()

    @Slot()
    def refresh(self) -> None:
        """The numbers, the language or the look have changed: say it anew."""
        item = self._item()
        if self.cell is None or item is None or not self._exists(item):
            self.cell = self._origin = None
            self.panel.hide()
        else:
            assert self._scene.scenery is not None
            trace = self._scene.scenery.trace
            self._origin = origin(trace, self.cell)
            grid = item.painter_of(self.cell.part).grid if item.face.picture else None
            said = words(trace, self.cell, self._origin, grid, closely=self._closely)
            remarks = [self._translator.say(remark) for remark in said.remarks]
            self.panel.say(said.title, said.formulas, remarks)
            self._place_panel()
        self._view.viewport().update()

    def follow(self, frame: Frame) -> None:
        """Another moment is shown. What is said changes only with an event."""
        moment = (frame.trace, frame.index)
        if self.cell is not None and moment != self._moment:
            self.refresh()
        self._moment = moment

    def _item(self) -> NodeItem | None:
        return self._scene.nodes.get(self.cell.node) if self.cell is not None else None

    def _exists(self, item: NodeItem) -> bool:
        """Is the number there at this moment? A gradient that is still to come is not."""
        assert self.cell is not None and self._scene.scenery is not None
        shown = item.array_of(self.cell.part)
        if shown is None or len(self.cell.index) != shown.ndim:
            return False
        if any(i >= n for i, n in zip(self.cell.index, shown.shape, strict=True)):
            return False
        state = self._scene.scenery.frame.gradient(self.cell.node)
        return self.cell.part is Part.VALUE or (state is not None and state.total is not None)

    def _place_panel(self) -> None:
        """Not over the cell, or, where that is large, not over the pointer; nor, if that can be,
        over what made it."""
        about = self._view.mapFromScene(self._cell_room()).boundingRect()
        if about.height() >= self._view.height() / 3 and self._at is not None:
            about = QRect(self._at.toPoint(), QSize(1, 1))
        sources = self._origin.sources if self._origin is not None else ()
        rooms = (self._source_rooms(source) for source in sources)
        spare = [self._view.mapFromScene(_around(each)).boundingRect() for each in rooms if each]
        self.panel.show_beside(about, spare)

    # the pointer

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        if self._at is None and self.cell is not None and pointer.at == self._ignored:
            return None
        self._look(closely=pointer.fine)
        self.point(self.cell_under(pointer.at), pointer.at)
        return None

    _ignored = QPointF(-1, -1)

    def leave(self) -> None:
        self.point(None)

    def press(self, pointer: Pointer) -> bool:
        self.point(None)
        return False

    def wheel(self, pointer: Pointer, notches: float) -> bool:
        self._at = pointer.at
        self._later.start()
        return False

    @Slot()
    def _look_again(self) -> None:
        """After the view has moved under the pointer."""
        if self._at is not None:
            self.point(self.cell_under(self._at), self._at)

    @property
    def speaks(self) -> bool:
        return self.cell is not None

    # coming nearer

    def double_click(self, pointer: Pointer) -> bool:
        return self.come_near(pointer.at)

    def come_near(self, at: QPointF) -> bool:
        """The picture fills the view; then its numbers are large enough to be read; then back.
        False if there is no picture, or one whose numbers are typed over."""
        item, cell = self._view.node_at(at), self.cell_under(at)
        if item is None or cell is None or item.face.picture is None:
            return False
        typed = item.editable and cell.part is Part.VALUE
        if typed and item.face.picture is Picture.CELLS:
            return False
        room = item.mapRectToScene(item.picture_room(cell.part))
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        large = max(room.width() / seen.width(), room.height() / seen.height()) > _FILLS
        if not large:
            self._show(room)
        elif self._readable(item, cell) < 1:
            self._show(self._surroundings(item, cell))
        else:
            self.go_back()
        return True

    def _show(self, room: QRectF) -> None:
        self._came_near = True
        self.point(None)
        self._view.frame(room)

    def _readable(self, item: NodeItem, cell: Cell) -> float:
        """How many times as large as it must be for its number the cell is on the screen."""
        room, px = self._room_of(item, cell), self._appearance.px
        scale = self._view.zoom_factor
        return scale * min(room.width() / px(READABLE[0]), room.height() / px(READABLE[1]))

    def _surroundings(self, item: NodeItem, cell: Cell) -> QRectF:
        """Around a cell, as many cells as can be read with ease."""
        port = self._view.viewport()
        scale = _NEAR * self._view.zoom_factor / self._readable(item, cell)
        around = QRectF(0, 0, port.width() / scale, port.height() / scale)
        around.moveCenter(self._room_of(item, cell).center())
        return around

    def go_back(self) -> None:
        """See the whole graph again."""
        self.point(None)
        self._view.fit()

    @Slot()
    def _on_whole(self) -> None:
        """Somebody has asked for the whole graph, in whichever way; or another one is there."""
        self._came_near = False

    @property
    def near(self) -> bool:
        """Is the view where somebody has come near to a picture?"""
        return self._came_near and not self._view.camera.fitted

    def escape(self) -> bool:
        if self.cell is not None and self._at is None:
            self.point(None)
        elif self.near:
            self.go_back()
        else:
            return False
        return True

    @property
    def busy(self) -> bool:
        return self.near or (self.cell is not None and self._at is None)

    # keys

    @Slot(object)
    def on_key(self, event: QKeyEvent) -> None:
        """Alt + Shift + arrows: the next cell; from a selected card its first one."""
        if event.key() == Qt.Key.Key_Shift and self.cell is not None:
            self._look(closely=True)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is None or held != _MODIFIERS:
            return
        cell = self._next(*step) if self.cell is not None else self._first()
        if cell is not None:
            self._ignored = self._at or self._ignored
            self.point(cell)
            event.accept()

    @Slot(object)
    def on_key_released(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Shift:
            self._look(closely=False)

    def _look(self, *, closely: bool) -> None:
        if closely != self._closely:
            self._closely = closely
            self.refresh()

    def _first(self) -> Cell | None:
        item = self._scene.nodes.get(self._view.selection)
        shown = item.array_of(Part.VALUE) if item is not None and item.face.picture else None
        if item is None or shown is None:
            return None
        return Cell(item.node, Part.VALUE, (0,) * shown.ndim)

    def _next(self, across: int, down: int) -> Cell | None:
        item = self._item()
        if item is None or self.cell is None:
            return None
        grid = item.painter_of(self.cell.part).grid
        place = grid.room(self.cell.index) if grid is not None else None
        if grid is None or place is None:
            return None
        at = place.center() + QPointF(across * place.width(), down * place.height())
        index = grid.index_at(at.x(), at.y())
        if index is not None:
            return Cell(self.cell.node, self.cell.part, index)
        return self._over_the_edge(item, at, down)

    def _over_the_edge(self, item: NodeItem, at: QPointF, down: int) -> Cell | None:
        """Down from the values to the gradients, and up again."""
        assert self.cell is not None
        other = Part.GRADIENT if self.cell.part is Part.VALUE else Part.VALUE
        grid = item.painter_of(other).grid
        if not down or grid is None or (down > 0) is not (other is Part.GRADIENT):
            return None
        index = grid.index_at(at.x(), 0.5 if down > 0 else grid.height - 0.5)
        return None if index is None else Cell(self.cell.node, other, index)

    # painting

    def paint(self, painter: QPainter) -> None:
        """The cell in ink, what it was made from in the colours of values and gradients."""
        item, theme = self._item(), self._appearance.theme
        if item is None or self.cell is None or self._origin is None:
            return
        for source in self._origin.sources:
            colour = theme.forward if source.part is Part.VALUE else theme.backward
            for room in self._source_rooms(source):
                self._frame(painter, room, colour, filled=True)
        self._frame(painter, self._cell_room(), theme.ink)

    def _cell_room(self) -> QRectF:
        item = self._item()
        return self._room_of(item, self.cell) if item is not None and self.cell else QRectF()

    def _room_of(self, item: NodeItem, cell: Cell) -> QRectF:
        """Where a cell is in the scene."""
        painter = item.painter_of(cell.part)
        grid = painter.grid
        place = grid.room(cell.index) if grid is not None and item.face.picture else None
        return item.mapRectToScene(item.body if place is None else painter.room(place))

    def _source_rooms(self, source: Source) -> list[QRectF]:
        item = self._scene.nodes.get(source.node)
        if item is None:
            return []
        painter = item.painter_of(source.part)
        if item.face.picture is None or painter.grid is None:
            return [item.mapRectToScene(item.body)]
        rooms = painter.grid.rooms(source.box)[:_CROWD]
        return [item.mapRectToScene(painter.room(room)) for room in rooms]

    def _frame(
        self, painter: QPainter, room: QRectF, colour: QColor, *, filled: bool = False
    ) -> None:
        """A frame that can be seen even around the tiniest cell."""
        px, scale = self._appearance.px, max(self._view.zoom_factor, 1e-9)
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


def _around(rooms: list[QRectF]) -> QRectF:
    found = rooms[0]
    for room in rooms[1:]:
        found = found.united(room)
    return found
