"""What a double click does, by what is there: one table, read aloud by tooltips and the F1 sheet.

Coming nearer to a picture is done by those who know its cells; everything else is a command. A
picture that is still to come is left to the command too, which says so.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPathStroker

from core.graph import Edge
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.arrays.nearest_cell import under_name
from gui.stage.editing.gestures.gesture import Gesture, Pointer
from gui.stage.items.node_item import NodeItem
from gui.stage.items.node_style import Shape
from gui.stage.scene import StageScene
from gui.stage.view import StageView

_REACH = 6  # pixels on the screen between a wire and a pointer that means it


class Place(StrEnum):
    """What may be under the pointer. The words are `canvas.place.…` and `canvas.double.…`."""

    NUMBER = "number"
    OPERATION = "operation"
    NAME = "name"
    PICTURE = "picture"
    WIRE = "wire"
    CANVAS = "canvas"


DOUBLE_CLICK: Mapping[Place, str] = {
    Place.NUMBER: "edit_value",
    Place.OPERATION: "replace",
    Place.NAME: "rename",
    Place.PICTURE: "come_near",
    Place.WIRE: "put_into",
    Place.CANVAS: "add_node",
}
"""The name of what it does."""


class DoubleClick(Gesture):
    """Asked last: takes every double click that nobody has taken."""

    def __init__(
        self,
        view: StageView,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
        *,
        run: Callable[[str, str, QPointF], object],
        put_into: Callable[[Edge, QPointF], object],
    ) -> None:
        self._view, self._scene = view, scene
        self._look, self._translator = appearance, translator
        self._run, self._put_into = run, put_into

    def place(self, at: QPointF) -> Place:
        """What is at a point of the viewport."""
        item = self._view.node_at(at)
        if item is None:
            return Place.CANVAS if self.wire_at(at) is None else Place.WIRE
        inside = item.mapFromScene(self._view.mapToScene(at.toPoint()))
        if not self._view.far and _names(item, inside):
            return Place.NAME
        if not item.editable and _pictures(item, inside):
            return Place.PICTURE
        return Place.NUMBER if item.editable else Place.OPERATION

    def command(self, at: QPointF) -> str:
        """What a double click would do there."""
        return DOUBLE_CLICK[self.place(at)]

    def wire_at(self, at: QPointF) -> Edge | None:
        """The wire at a point of the viewport, or close to it."""
        index, point = self._scene.index, self._view.mapToScene(at.toPoint())
        if index is None or self._view.far:
            return None
        reach = self._look.px(_REACH) / self._view.zoom_factor
        around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        broad = QPainterPathStroker()
        broad.setWidth(2 * reach)
        box = (around.left(), around.top(), around.right(), around.bottom())
        for edge in index.edges_in(box):
            if broad.createStroke(self._scene.wires[edge].path).contains(point):
                return edge
        return None

    def double_click(self, pointer: Pointer) -> bool:
        item, edge = self._view.node_at(pointer.at), self.wire_at(pointer.at)
        if item is None and edge is not None:
            self._put_into(edge, pointer.at)
        else:
            self._run(self.command(pointer.at), item.node if item is not None else "", pointer.at)
        return True

    def tip(self, pointer: Pointer) -> str:
        """Nothing where there is nothing: who looks at the graph is not to be disturbed."""
        place = self.place(pointer.at)
        return "" if place is Place.CANVAS else self._translator.tr(f"canvas.double.{place}")


def _pictures(item: NodeItem, inside: QPointF) -> bool:
    """Is a point of a node at the picture of its values or gradients, arrived or still to come?"""
    return item.style.picture is not None and under_name(item, inside)


def _names(item: NodeItem, inside: QPointF) -> bool:
    """Does the name of the node stand at a point of it? A number by itself is so small that all
    of it is the number."""
    match item.style.shape:
        case Shape.LEAF:
            return False
        case Shape.GATE:
            return inside.y() > item.body.bottom()
        case Shape.FIGURE:
            return item.title_room.contains(inside) or inside.y() > item.body.bottom()
        case Shape.CARD:
            return item.title_room.contains(inside)
