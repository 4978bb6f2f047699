"""The scene: builds the items of a trace, and tells those that a new frame concerns."""

import math
from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QObject, QRectF
from PySide6.QtWidgets import QGraphicsScene

from core.graph import Edge
from core.playback import Frame, frame_at
from core.trace import Forward, Propagate, Trace
from gui.appearance import Appearance
from gui.stage.emphasis import QUIET, NoteItem, free_place, note_size
from gui.stage.highlight import NOTHING, Highlight
from gui.stage.node_item import NodeItem
from gui.stage.plan import Plan, Planner, Size
from gui.stage.pulse import PulseItem
from gui.stage.scenery import Scenery, touched
from gui.stage.wire_item import WireItem


def shapes(trace: Trace) -> dict[str, tuple[int, ...]]:
    """The shape of every node's value."""
    return {node: value.shape for node, value in trace.values.items()}


class StageScene(QGraphicsScene):
    """One item a node and a wire. They look at the scenery when they paint."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.scenery: Scenery | None = None
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Edge, WireItem] = {}
        self.pulses: list[PulseItem] = []
        self.notes: list[NoteItem] = []
        self._highlight = NOTHING
        self._room: Size = (math.inf, math.inf)
        self._planner: Planner | None = None
        self._plan: Plan | None = None

    def build(self, trace: Trace, position: float = 0.0) -> None:
        """Lay out the graph of `trace` anew and show `position`."""
        self._planner = Planner(trace, self._appearance)
        self._draw(trace, position)

    def _draw(self, trace: Trace, position: float) -> None:
        assert self._planner is not None
        drawn = self._planner.best(self._room)  # before anything is taken away
        self.clear()
        self._plan = drawn
        frame = frame_at(trace, position)
        scenery = self.scenery = Scenery(self._appearance, frame, self._highlight)
        placed = drawn.layout
        self.nodes = {n: NodeItem(n, face, scenery) for n, face in drawn.faces.items()}
        self.wires = {
            edge: WireItem(edge, route, drawn.anchors.get(edge), scenery)
            for edge, route in placed.routes.items()
        }
        widest = max(Counter(edge.target for edge in trace.graph.edges).values(), default=1)
        self.pulses = [PulseItem(scenery) for _ in range(widest)]
        for item in (*self.wires.values(), *self.nodes.values(), *self.pulses):
            self.addItem(item)
        for node, (x, y) in placed.positions.items():
            self.nodes[node].setPos(x, y)
        self.setSceneRect(self.content())
        self._move_pulses()
        self.notes = []
        self._emphasise({*self.nodes, *self.wires})

    @property
    def has_cards(self) -> bool:
        """Are there arrays, whose colours need a legend?"""
        return any(item.face.picture for item in self.nodes.values())

    def suit(self, width: float, height: float) -> None:
        """The view has so many pixels: change to the plan that suits it."""
        self._room = (width, height)
        if self.scenery is None or self._planner is None:
            return
        if self._planner.best(self._room) is not self._plan:
            self._draw(self.scenery.trace, self.scenery.frame.position)

    def content(self) -> QRectF:
        """The room that the nodes and wires take, without what moves over them."""
        room = QRectF()
        for node in self.nodes.values():
            room |= node.mapRectToScene(node.boundingRect())
        for wire in self.wires.values():
            room |= wire.path.boundingRect()
        return room

    def has_room_for(self, trace: Trace) -> bool:
        """Can this trace be shown where everything stands? It is the one shown; or another run
        of the same graph with arrays of the same shapes, which are drawn in the same places."""
        if self.scenery is None:
            return False
        shown = self.scenery.trace
        return trace is shown or (
            self.has_cards and trace.graph == shown.graph and shapes(trace) == shapes(shown)
        )

    def set_frame(self, frame: Frame) -> None:
        """Show another frame of a trace that there is room for. Only what the change concerns
        is painted again."""
        if self.scenery is None:
            return
        before, self.scenery.frame = self.scenery.frame, frame
        if frame.trace is before.trace:
            first, last = sorted((before.index, frame.index))
            nodes, edges = touched(frame.trace, first - 1, last)
        else:
            nodes, edges = set(self.nodes), set(self.wires)
            for item in self.nodes.values():
                item.adopt(frame.trace)
        for node in nodes:
            self.nodes[node].update()
        for edge in edges:
            self.wires[edge].update()
        self._move_pulses()

    # emphasis

    def set_highlight(self, highlight: Highlight) -> None:
        """Emphasise these nodes and wires, and no others, until told otherwise."""
        before, self._highlight = self._highlight, highlight
        if self.scenery is None:
            return
        self.scenery.highlight = highlight
        parts = {*highlight.nodes, *highlight.edges, *highlight.notes}
        parts |= {*before.nodes, *before.edges, *before.notes}
        if before.dim or highlight.dim:
            parts |= {*self.nodes, *self.wires}
        self._emphasise(parts)

    def _emphasise(self, parts: Iterable[str | Edge]) -> None:
        """Paint these parts as the highlight of the moment says, and put up its notes."""
        for part in parts:
            item = self.nodes.get(part) if isinstance(part, str) else self.wires.get(part)
            if item is not None:
                item.setOpacity(QUIET if self._highlight.quiet(part) else 1.0)
                item.update()
        for note in self.notes:
            self.removeItem(note)
        self.notes = []
        if self._highlight.notes:
            self._put_up_notes()

    def _put_up_notes(self) -> None:
        taken = [node.mapRectToScene(node.room) for node in self.nodes.values()]
        for wire in self.wires.values():
            taken += wire.figure_rooms()
        for part, text in self._highlight.notes.items():
            item = self.nodes.get(part) if isinstance(part, str) else self.wires.get(part)
            if item is None:
                continue
            tone = self._highlight.tone(part)
            size = note_size(text, self._appearance)
            room = free_place(item.note_places(size), size, taken)
            note = NoteItem(text, tone, self._appearance)
            note.setPos(room.center())
            self.addItem(note)
            self.notes.append(note)
            taken.append(room)

    def _move_pulses(self) -> None:
        """One pulse for each wire that the event of the moment travels along."""
        scenery = self.scenery
        assert scenery is not None
        moving: tuple[Edge, ...] = ()
        if scenery.frame.progress > 0:
            match scenery.frame.event:
                case Forward(node=node):
                    moving = scenery.trace.graph.incoming(node)
                case Propagate(edge=edge):
                    moving = (edge,)
        for i, pulse in enumerate(self.pulses):
            if i < len(moving):
                source = scenery.trace.values[moving[i].source]
                pulse.follow(self.wires[moving[i]].path, source)
            else:
                pulse.hide()
