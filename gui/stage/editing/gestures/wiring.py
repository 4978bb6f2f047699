"""Wires by hand: drag from a port to a port, or into the void to put something new there.

From an output, the wire looks for an input that reads it; from an input, for a node that it
reads. What would close a cycle is marked with a cross, and refused with a sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QToolTip

from core import editing
from core.editing import Edit
from core.graph import Edge, Graph
from core.messages import Message, StudioError
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.gestures.gesture import Gesture, Pointer
from gui.stage.editing.gestures.ports import Port, nearest, ports_of
from gui.stage.scene import StageScene
from gui.stage.text_painting import cross
from gui.stage.view import StageView

_NEAR = 16  # pixels around a node in which its ports show
_GRAB = 9  # pixels around a port in which it is taken
_CATCH = 26  # pixels around a port in which a wire snaps to it
_MOST_MARKED = 80  # nodes of a graph whose ports are all marked while a wire is led


@dataclass(frozen=True)
class Dropped:
    """A wire that was let go of in the void: a new node is to read `source`, or, if there is an
    `edge`, to take its place."""

    pointer: Pointer
    source: str
    edge: Edge | None = None


class Wiring(Gesture):
    """Takes presses on ports. What comes of it is told to those who know the document."""

    def __init__(
        self,
        view: StageView,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
        *,
        graph: Callable[[], Graph | None],
        wired: Callable[[Edge], None],
        dropped: Callable[[Dropped], None],
    ) -> None:
        self._view, self._scene = view, scene
        self._look, self._translator = appearance, translator
        self._graph, self._wired, self._dropped = graph, wired, dropped
        self._shown = ""  # the node whose ports are shown
        self._start: Port | None = None
        self._over: Graph | None = None  # the graph in which the wire was taken up
        self._end: Port | None = None
        self._tip = QPointF()
        self._problem: Message | None = None
        self._barred: frozenset[str] = frozenset()  # nodes that would close a cycle

    # where the ports are

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        node = self._near(pointer.at, _NEAR) if not self._scene.far else ""
        if node != self._shown:
            self._redraw()
            self._shown = node
            self._redraw()
        return Qt.CursorShape.CrossCursor if self._grabbed(pointer) else None

    def leave(self) -> None:
        self._redraw()
        self._shown = ""

    def _ports(self, node: str) -> list[Port]:
        """The ports of a node, where they are now."""
        graph = self._graph()
        return list(ports_of(self._scene, graph, node, self._look)) if graph and node else []

    def _near(self, at: QPointF, reach: int) -> str:
        """The node at a point of the viewport, or close to it."""
        item = self._view.node_at(at) or self._view.node_near(at, self._look.px(reach))
        return item.node if item is not None else ""

    def _grabbed(self, pointer: Pointer) -> Port | None:
        at = self._view.mapToScene(pointer.at.toPoint())
        return nearest(self._ports(self._shown), at, self._pixels(_GRAB))

    def _pixels(self, length: float) -> float:
        """A length on the screen, in the coordinates of the scene."""
        return self._look.px(length) / self._view.zoom_factor

    # the wire in the hand

    def press(self, pointer: Pointer) -> bool:
        self.hover(pointer)
        port = self._grabbed(pointer) if pointer.button is Qt.MouseButton.LeftButton else None
        graph = self._graph()
        if port is None or graph is None:
            return False
        self._start, self._end, self._problem = port, None, None
        self._over = graph
        self._tip = port.at
        self._barred = _barred(graph, port)
        return True

    def move(self, pointer: Pointer) -> None:
        graph, start = self._graph(), self._start
        if graph is None or start is None:
            return
        self._tip = self._view.mapToScene(pointer.at.toPoint())
        end = self._target(start, pointer.at)
        if end != self._end:
            self._end = end
            self._problem = self._try(graph, start, end) if end is not None else None
            words = self._translator.say(self._problem) if self._problem else ""
            QToolTip.showText(self._view.viewport().mapToGlobal(pointer.at.toPoint()), words)
        self._view.show_cursor(Qt.CursorShape.CrossCursor)
        self._view.viewport().update()

    def _target(self, start: Port, at: QPointF) -> Port | None:
        """The other end: a port of the node that is under the pointer, or close to it."""
        node = self._near(at, _CATCH)
        if not node or node == start.node:
            return None
        wanted = [port for port in self._ports(node) if (port.slot is None) != (start.slot is None)]
        return nearest(wanted, self._tip, float("inf"))

    def _try(self, graph: Graph, start: Port, end: Port) -> Message | None:
        """Why this wire cannot be; None if it can."""
        try:
            _edit(graph, _edge(start, end))
        except StudioError as error:
            return error.message
        return None

    def release(self, pointer: Pointer) -> None:
        start, end, graph = self._start, self._end, self._graph()
        self.cancel()
        if start is None or graph is None:
            return
        if end is not None:
            self._wired(_edge(start, end))
        elif nearest([start], self._tip, self._pixels(_CATCH)) is not None:
            return  # only a slip
        elif start.slot is None:
            self._dropped(Dropped(pointer, start.node))
        else:
            edge = graph.incoming(start.node)[start.slot]
            self._dropped(Dropped(pointer, edge.source, edge))

    def cancel(self) -> None:
        self._start = self._end = self._problem = None
        self._shown = ""
        QToolTip.hideText()
        self._view.viewport().update()

    def stale(self) -> bool:
        """The wire begins at a port of a graph that is not there any more."""
        return self._start is not None and self._graph() is not self._over

    def tip(self, pointer: Pointer) -> str:
        port = self._grabbed(pointer)
        if port is None:
            return ""
        return self._translator.tr(f"canvas.hint.{'output' if port.slot is None else 'input'}")

    # what is drawn

    def _redraw(self) -> None:
        margin = self._pixels(_GRAB)
        for port in self._ports(self._shown):
            self._view.redraw(QRectF(port.at, port.at).adjusted(-margin, -margin, margin, margin))

    def paint(self, painter: QPainter) -> None:
        graph = self._graph()
        if graph is None:
            return
        if self._start is None:
            for port in self._ports(self._shown):
                self._dot(painter, port)
            return
        self._marks(painter, graph)
        self._rubber(painter, self._start)

    def _marks(self, painter: QPainter, graph: Graph) -> None:
        """All ports that the wire could be led to, and crosses where it cannot."""
        assert self._start is not None
        if len(graph) > _MOST_MARKED:
            return
        for node in self._scene.nodes:
            for port in self._ports(node):
                if (port.slot is None) == (self._start.slot is None) or node == self._start.node:
                    continue
                if node in self._barred:
                    side, width = self._pixels(8), self._pixels(2)
                    cross(painter, port.at, side, self._look.theme.disabled, width)
                else:
                    self._dot(painter, port)

    def _rubber(self, painter: QPainter, start: Port) -> None:
        theme = self._look.theme
        colour = theme.error if self._problem is not None else theme.forward
        end = self._end.at if self._end is not None else self._tip
        left, right = (start.at, end) if start.slot is None else (end, start.at)
        middle = (left.x() + right.x()) / 2
        path = QPainterPath(left)
        path.cubicTo(QPointF(middle, left.y()), QPointF(middle, right.y()), right)
        width = theme.wire_width * self._look.factor * 1.2
        style = Qt.PenStyle.SolidLine if self._end and not self._problem else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, width, style, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if self._problem is not None:
            cross(painter, end, self._pixels(13), colour, self._pixels(3))
        else:
            self._disc(painter, end, colour)

    def _dot(self, painter: QPainter, port: Port) -> None:
        theme = self._look.theme
        painter.setPen(QPen(theme.forward, self._pixels(1.5)))
        painter.setBrush(theme.panel)
        radius = self._pixels(4)
        painter.drawEllipse(port.at, radius, radius)

    def _disc(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        radius = self._pixels(5)
        painter.drawEllipse(at, radius, radius)


def _edge(start: Port, end: Port) -> Edge:
    out, into = (start, end) if start.slot is None else (end, start)
    assert into.slot is not None
    return Edge(out.node, into.node, into.slot)


def _edit(graph: Graph, edge: Edge) -> Edit:
    return editing.wire(graph, edge.source, edge.target, edge.slot)


def _barred(graph: Graph, start: Port) -> frozenset[str]:
    """The nodes that a wire from this port must not be led to: it would close a cycle."""
    if start.slot is None:
        return editing.upstream(graph, start.node)
    found = {start.node}
    for node in graph.nodes:  # in topological order
        if found.intersection(node.inputs):
            found.add(node.id)
    return frozenset(found)
