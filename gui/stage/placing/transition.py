"""From one layout to another, so that the eye can follow.

Nodes and wires that stay, if under another name, glide from their old places to the new ones, new
ones grow in, old ones fade out. Only the drawing is on its way: whoever asks the scene where
something is gets the new place at once. While it lasts, this one item paints everything, and the
others wait unseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.graph import Edge, Graph
from gui.stage.items.node_item import NodeItem
from gui.stage.items.wire_item import WireItem
from gui.stage.placing.labels import Anchor, sample
from gui.stage.placing.layout import Point
from gui.stage.placing.plan import Plan

MOST_NODES = 300  # larger graphs change at once
_ENOUGH = 0.4  # of the nodes must stay; else it is another graph, and there is nothing to follow
_POINTS = 40  # along a wire on its way
_SMALL = 0.55  # the size from which a new node grows

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """Where a node was or will be drawn, and how."""

    at: Point
    size: float = 1.0
    opacity: float = 1.0

    def towards(self, other: "Shown", t: float) -> "Shown":
        (x0, y0), (x1, y1) = self.at, other.at
        at = (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t)
        size = self.size + (other.size - self.size) * t
        return Shown(at, size, self.opacity + (other.opacity - self.opacity) * t)


@dataclass(frozen=True)
class Run:
    """The same for a wire: points along it, and where its figures stand."""

    points: Points
    anchor: Anchor | None
    opacity: float = 1.0

    def towards(self, other: "Run", t: float) -> "Run":
        points = self.points + (other.points - self.points) * t
        anchor = other.anchor
        if self.anchor is not None and other.anchor is not None:
            anchor = Anchor(
                _between(self.anchor.point, other.anchor.point, t),
                _between(self.anchor.normal, other.anchor.normal, t),
            )
        return Run(points, anchor, self.opacity + (other.opacity - self.opacity) * t)


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn at one moment, with the items that can draw it."""

    plan: Plan
    graph: Graph
    nodes: Mapping[str, tuple[NodeItem, Shown]]
    wires: Mapping[Edge, tuple[WireItem, Run]]

    @classmethod
    def of(
        cls, plan: Plan, graph: Graph, nodes: Mapping[str, NodeItem], wires: Mapping[Edge, WireItem]
    ) -> "Picture":
        """What is drawn at rest."""
        at, routes = plan.layout.positions, plan.layout.routes
        return cls(
            plan,
            graph,
            {name: (item, Shown(at[name], 1.0, item.opacity())) for name, item in nodes.items()},
            {
                edge: (
                    item,
                    Run(_even(sample(routes[edge])), plan.anchors.get(edge), item.opacity()),
                )
                for edge, item in wires.items()
            },
        )

    def called(self, names: Mapping[str, str]) -> "Picture":
        """The same with other names for some nodes: old one → new one."""
        if not names:
            return self
        return replace(
            self,
            graph=_called(self.graph, names),
            nodes={names.get(name, name): drawn for name, drawn in self.nodes.items()},
            wires={_led(edge, names): drawn for edge, drawn in self.wires.items()},
        )


def resembles(before: Graph, after: Graph) -> bool:
    """Is so much of one graph in the other that one can follow the change?"""
    if max(len(before), len(after)) > MOST_NODES:
        return False
    stays = staying(_called(before, renamed(before, after)), after)
    return len(stays) >= _ENOUGH * max(len(before), len(after))


def renamed(before: Graph, after: Graph) -> dict[str, str]:
    """Old name → new name, where the graphs differ in nothing but names; else none. A constant
    that gets a name becomes an input."""
    if len(before) != len(after):
        return {}
    names = {one.id: other.id for one, other in zip(before.nodes, after.nodes, strict=True)}
    alike = all(
        one.op is other.op and tuple(names[source] for source in one.inputs) == other.inputs
        for one, other in zip(before.nodes, after.nodes, strict=True)
    )
    found = {old: new for old, new in names.items() if old != new}
    exchanged = any(old in after or new in before for old, new in found.items())
    return found if alike and not exchanged and names[before.output] == after.output else {}


def _called(graph: Graph, names: Mapping[str, str]) -> Graph:
    if not names:
        return graph
    nodes = tuple(
        replace(
            node,
            id=names.get(node.id, node.id),
            inputs=tuple(names.get(source, source) for source in node.inputs),
        )
        for node in graph.nodes
    )
    return Graph(nodes, names.get(graph.output, graph.output))


def _led(edge: Edge, names: Mapping[str, str]) -> Edge:
    source, target = (names.get(node, node) for node in (edge.source, edge.target))
    return Edge(source, target, edge.slot)


def staying(before: Graph, after: Graph) -> set[str]:
    """The nodes that are in both, and are the same there."""
    return {
        node.id for node in after.nodes if node.id in before and before.node(node.id).op is node.op
    }


class Transition(QGraphicsItem):
    """Paints everything between two pictures, `advance`d from 0 to 1."""

    def __init__(self, before: Picture, after: Picture) -> None:
        super().__init__()
        before = before.called(renamed(before.graph, after.graph))
        self._before, self._after = before, after
        self._t = 0.0
        same = staying(before.graph, after.graph)
        self._nodes = self._way_of_nodes(same)
        self._wires = self._way_of_wires(same)
        self._room = self._bounds()
        self.setZValue(2)

    def advance_to(self, t: float) -> None:
        """`t` 0 … 1 of the way is done."""
        self._t = t
        self.update()

    def now(self) -> Picture:
        """What is drawn at this moment, to be left for yet another layout."""
        t = self._t
        nodes = {n: (item, a.towards(b, t)) for n, (item, a, b) in self._nodes.items()}
        wires = {e: (item, a.towards(b, t)) for e, (item, a, b) in self._wires.items()}
        return replace(self._after, nodes=nodes, wires=wires)

    # the ways

    def _way_of_nodes(self, same: set[str]) -> dict[str, tuple[NodeItem, Shown, Shown]]:
        way: dict[str, tuple[NodeItem, Shown, Shown]] = {}
        for name, (item, shown) in self._before.nodes.items():
            if name not in same:
                way[name] = item, shown, replace(shown, opacity=0.0)
        for name, (item, shown) in self._after.nodes.items():
            if name not in same:
                way[f"{name} "] = item, replace(shown, size=_SMALL, opacity=0.0), shown
            elif name in self._before.nodes:
                old, start = self._before.nodes[name]
                size = start.size * old.face.width / item.face.width
                way[name] = item, replace(start, size=size), shown
            else:
                way[name] = item, shown, shown
        return way

    def _way_of_wires(self, same: set[str]) -> dict[Edge, tuple[WireItem, Run, Run]]:
        """New wires start, and old ones end, where the nodes at their ends are then."""
        way: dict[Edge, tuple[WireItem, Run, Run]] = {}
        stay = {e for e in self._before.wires if e.source in same and e.target in same}
        for edge, (item, run) in self._before.wires.items():
            if edge not in stay or edge not in self._after.wires:
                way[replace(edge, slot=-1 - edge.slot)] = (
                    item,
                    run,
                    replace(self._moved(run, edge, backwards=False), opacity=0.0),
                )
        for edge, (item, run) in self._after.wires.items():
            if edge in stay:
                way[edge] = item, self._before.wires[edge][1], run
            else:
                start = replace(self._moved(run, edge, backwards=True), opacity=0.0)
                way[edge] = item, start, run
        return way

    def _moved(self, run: Run, edge: Edge, *, backwards: bool) -> Run:
        """A wire whose ends are taken along by the nodes that stay."""
        one, other = (self._after, self._before) if backwards else (self._before, self._after)
        ends = []
        for node in (edge.source, edge.target):
            here, there = one.nodes.get(node), other.nodes.get(node)
            if here is None or there is None:
                ends.append(np.zeros(2))
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
        for item, start, end in self._wires.values():
            run = start.towards(end, self._t)
            painter.setOpacity(around * run.opacity)
            item.paint_along(painter, _path(run.points), run.anchor)
        for node, start_, end_ in self._nodes.values():
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
        for item, *ends in self._nodes.values():
            for shown in ends:
                room |= item.boundingRect().translated(*shown.at)
        for _, *runs in self._wires.values():
            for run in runs:
                (left, top), (right, bottom) = run.points.min(axis=0), run.points.max(axis=0)
                room |= QRectF(left, top, right - left, bottom - top)
        return room.adjusted(-80, -80, 80, 80)


def _between(one: Point, other: Point, t: float) -> Point:
    return one[0] + (other[0] - one[0]) * t, one[1] + (other[1] - one[1]) * t


def _even(points: Points) -> Points:
    """As many points along every wire."""
    places = np.linspace(0, len(points) - 1, _POINTS)
    rows = np.arange(len(points))
    return np.column_stack([np.interp(places, rows, points[:, axis]) for axis in (0, 1)])


def _path(points: Points) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
    return path
