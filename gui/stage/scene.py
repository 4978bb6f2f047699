"""The scene: builds the items of a trace, and tells those that a new frame concerns."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QObject, QRectF
from PySide6.QtWidgets import QGraphicsScene

from core.engine import Array
from core.format import number
from core.graph import Edge
from core.narration import is_scalar
from core.playback import Frame, frame_at
from core.trace import Forward, Propagate, Trace
from gui.appearance import Appearance
from gui.stage.brush import line_height, text_width
from gui.stage.faces import faces
from gui.stage.layout import Gaps, layout
from gui.stage.node_item import NodeItem
from gui.stage.pulse import PulseItem
from gui.stage.scenery import Scenery, touched
from gui.stage.wire_item import WireItem


class StageScene(QGraphicsScene):
    """One item a node and a wire. They look at the scenery when they paint."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.scenery: Scenery | None = None
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Edge, WireItem] = {}
        self._pulses: list[PulseItem] = []

    def build(self, trace: Trace, position: float = 0.0) -> None:
        """Lay out the graph of `trace` anew and show `position`."""
        self.clear()
        scenery = self.scenery = Scenery(self._appearance, frame_at(trace, position))
        shown = faces(trace, self._appearance)
        placed = layout(
            trace.graph,
            {node: face.extent for node, face in shown.items()},
            self._labels(trace),
            self._gaps(trace),
        )
        self.nodes = {n: NodeItem(n, face, scenery) for n, face in shown.items()}
        self.wires = {e: WireItem(e, route, scenery) for e, route in placed.routes.items()}
        widest = max(Counter(edge.target for edge in trace.graph.edges).values(), default=1)
        self._pulses = [PulseItem(scenery) for _ in range(widest)]
        for item in (*self.wires.values(), *self.nodes.values(), *self._pulses):
            self.addItem(item)
        for node, (x, y) in placed.positions.items():
            self.nodes[node].setPos(x, y)
        self.setSceneRect(self.content())
        self._move_pulses()

    def content(self) -> QRectF:
        """The room that the nodes and wires take, without what moves over them."""
        room = QRectF()
        for node in self.nodes.values():
            room |= node.mapRectToScene(node.boundingRect())
        for wire in self.wires.values():
            room |= wire.path.boundingRect()
        return room

    def set_frame(self, frame: Frame) -> None:
        """Show another frame of the same trace. Only what it concerns is painted again."""
        if self.scenery is None:
            return
        before, self.scenery.frame = self.scenery.frame, frame
        first, last = sorted((before.index, frame.index))
        nodes, edges = touched(frame.trace, first - 1, last)
        if self.scenery.live:
            self.scenery.live = {}
            nodes, edges = set(self.nodes), set(self.wires)
        for node in nodes:
            self.nodes[node].update()
        for edge in edges:
            self.wires[edge].update()
        self._move_pulses()

    def set_live(self, values: Mapping[str, Array]) -> None:
        """Show these values on the nodes, without a new layout."""
        if self.scenery is not None:
            self.scenery.live = dict(values)
            self.update()
            self._move_pulses()

    def replace(self, trace: Trace, position: float) -> None:
        """Another run of the same graph with the same shapes: new numbers, the same places."""
        self.build(trace, position)

    def _move_pulses(self) -> None:
        """One pulse for each wire that the event of the moment travels along."""
        scenery = self.scenery
        assert scenery is not None
        moving: tuple[Edge, ...] = ()
        if scenery.frame.progress > 0 and not scenery.live:
            match scenery.frame.event:
                case Forward(node=node):
                    moving = scenery.trace.graph.incoming(node)
                case Propagate(edge=edge):
                    moving = (edge,)
        for i, pulse in enumerate(self._pulses):
            if i < len(moving):
                source = scenery.trace.values[moving[i].source]
                pulse.follow(self.wires[moving[i]].path, source)
            else:
                pulse.hide()

    def _labels(self, trace: Trace) -> dict[Edge, tuple[float, float]]:
        """The width and height of the figures on each wire."""
        font = self._appearance.font("body", bold=True)
        room: dict[Edge, tuple[float, float]] = {}
        for edge in trace.graph.edges:
            value = trace.values[edge.source]
            if is_scalar(value):
                texts = [number(value)]
                if edge in trace.edge_index:
                    event = trace.events[trace.edge_index[edge]]
                    assert isinstance(event, Propagate)
                    texts.append(number(event.contribution) + "▲")
                width = max(text_width(text, font) for text in texts)
                room[edge] = (width, line_height(font))
        return room

    def _gaps(self, trace: Trace) -> Gaps:
        factor = self._appearance.factor
        arrays = any(not is_scalar(value) for value in trace.values.values())
        column = 44.0 if arrays else 76.0
        return Gaps(column * factor, 30 * factor, 8 * factor, 5 * factor)
