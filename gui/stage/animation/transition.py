"""From one layout to another, so that the eye can follow.

Nodes and wires that stay, if under another name, glide from their old places to the new ones, new
ones grow in, old ones fade out, both carried along with the whole. Only the drawing is on its way:
whoever asks the scene where something is gets the new place at once. While it lasts, this one item
paints everything, and the others wait unseen.
"""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.graph import Edge
from core.resemblance import renamed, staying
from gui.stage.animation.carrying import Carrier, box_of
from gui.stage.animation.drawing import Picture, Points, Run, Shown
from gui.stage.items.node_item import NodeItem
from gui.stage.items.wire_item import WireItem

_SMALL = 0.55  # the size from which a new node grows


class Transition(QGraphicsItem):
    """Paints everything between two pictures, `advance`d from 0 to 1."""

    def __init__(self, before: Picture, after: Picture) -> None:
        super().__init__()
        before = before.called(renamed(before.graph, after.graph))
        self._before, self._after = before, after
        self._t = 0.0
        same = staying(before.graph, after.graph)
        one, other = box_of(before), box_of(after)
        self._back, self._forth = Carrier(other, one), Carrier(one, other)
        self._nodes = self._way_of_nodes(same)
        self._wires = self._way_of_wires(same)
        self._leaving_nodes = self._last_way_of_nodes(same)
        self._leaving_wires = self._last_way_of_wires(same)
        self._room = self._bounds()
        self.setZValue(2)

    def advance_to(self, t: float) -> None:
        """`t` 0 … 1 of the way is done."""
        self._t = t
        self.update()

    def now(self) -> Picture:
        """What is drawn at this moment, to be left for yet another layout."""
        t = self._t
        return replace(
            self._after,
            nodes={n: (item, a.towards(b, t)) for n, (item, a, b) in self._nodes.items()},
            wires={e: (item, a.towards(b, t)) for e, (item, a, b) in self._wires.items()},
            node_ghosts=tuple((item, a.towards(b, t)) for item, a, b in self._leaving_nodes),
            wire_ghosts=tuple((item, a.towards(b, t)) for item, a, b in self._leaving_wires),
        )

    # the ways

    def _way_of_nodes(self, same: set[str]) -> dict[str, tuple[NodeItem, Shown, Shown]]:
        """Of the nodes that are there in the end."""
        way: dict[str, tuple[NodeItem, Shown, Shown]] = {}
        for name, (item, shown) in self._after.nodes.items():
            if name not in same:
                start = self._back.node(shown)
                size = min(_SMALL, start.size)
                way[name] = item, replace(start, size=size, opacity=0.0), shown
            elif name in self._before.nodes:
                old, start = self._before.nodes[name]
                size = start.size * old.style.width / item.style.width
                way[name] = item, replace(start, size=size), shown
            else:
                way[name] = item, shown, shown
        return way

    def _last_way_of_nodes(self, same: set[str]) -> list[tuple[NodeItem, Shown, Shown]]:
        """Of the nodes that are not."""
        gone = [drawn for name, drawn in self._before.nodes.items() if name not in same]
        gone += self._before.node_ghosts
        return [
            (item, shown, replace(self._forth.node(shown), opacity=0.0)) for item, shown in gone
        ]

    def _way_of_wires(self, same: set[str]) -> dict[Edge, tuple[WireItem, Run, Run]]:
        """New wires start where the nodes at their ends are then."""
        way: dict[Edge, tuple[WireItem, Run, Run]] = {}
        for edge, (item, run) in self._after.wires.items():
            if self._stays(edge, same):
                way[edge] = item, self._before.wires[edge][1], run
            else:
                start = replace(self._moved(run, edge, same, backwards=True), opacity=0.0)
                way[edge] = item, start, run
        return way

    def _last_way_of_wires(self, same: set[str]) -> list[tuple[WireItem, Run, Run]]:
        """Old wires end where the nodes at their ends are in the end."""
        way = [
            (item, run, replace(run, points=self._forth.points(run.points), opacity=0.0))
            for item, run in self._before.wire_ghosts
        ]
        for edge, (item, run) in self._before.wires.items():
            if edge not in self._after.wires or not self._stays(edge, same):
                end = replace(self._moved(run, edge, same, backwards=False), opacity=0.0)
                way.append((item, run, end))
        return way

    def _stays(self, edge: Edge, same: set[str]) -> bool:
        return edge in self._before.wires and edge.source in same and edge.target in same

    def _moved(self, run: Run, edge: Edge, same: set[str], *, backwards: bool) -> Run:
        """A wire whose ends are taken along by the nodes there."""
        one, other = (self._after, self._before) if backwards else (self._before, self._after)
        carrier = self._back if backwards else self._forth
        ends = []
        for node in (edge.source, edge.target):
            here, there = one.nodes.get(node), other.nodes.get(node)
            if here is None:
                ends.append(np.zeros(2))
            elif there is None or node not in same:
                ends.append(carrier.shift(here[1].at))
            else:
                ends.append(np.subtract(there[1].at, here[1].at))
        share = np.linspace(0, 1, len(run.points))[:, None]
        return replace(run, points=run.points + ends[0] * (1 - share) + ends[1] * share)

    # painting

    def boundingRect(self) -> QRectF:
        return self._room

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        around = painter.opacity()
        for item, start, end in (*self._leaving_wires, *self._wires.values()):
            run = start.towards(end, self._t)
            painter.setOpacity(around * run.opacity)
            item.paint_along(painter, _path(run.points), run.anchor)
        for node, start_, end_ in (*self._leaving_nodes, *self._nodes.values()):
            shown = start_.towards(end_, self._t)
            painter.save()
            painter.setOpacity(around * shown.opacity)
            painter.translate(*shown.at)
            painter.scale(shown.size, shown.size)
            node.paint(painter, option, widget)
            painter.restore()
        painter.setOpacity(around)

    def _bounds(self) -> QRectF:
        room = QRectF()
        for item, *ends in (*self._leaving_nodes, *self._nodes.values()):
            for shown in ends:
                room |= item.boundingRect().translated(*shown.at)
        for _, *runs in (*self._leaving_wires, *self._wires.values()):
            for run in runs:
                (left, top), (right, bottom) = run.points.min(axis=0), run.points.max(axis=0)
                room |= QRectF(left, top, right - left, bottom - top)
        return room.adjusted(-80, -80, 80, 80)


def _path(points: Points) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
    return path
