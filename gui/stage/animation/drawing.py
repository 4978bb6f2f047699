"""What is drawn at one moment: each part of a graph, with where it is and how much of it is seen.

A transition leads from one such picture to another; in its middle it is one itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.graph import Edge, Graph
from core.resemblance import called_anew
from gui.stage.items.node_item import NodeItem
from gui.stage.items.wire_item import WireItem
from gui.stage.layout.curves import Point, sample
from gui.stage.layout.plan import Plan
from gui.stage.layout.wire_labels import Anchor

_POINTS = 40  # along a wire on its way

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
    """Everything that is drawn at one moment, with the items that can draw it. `ghosts` belong to
    an earlier graph, and are about to be gone."""

    plan: Plan
    graph: Graph
    nodes: Mapping[str, tuple[NodeItem, Shown]]
    wires: Mapping[Edge, tuple[WireItem, Run]]
    node_ghosts: tuple[tuple[NodeItem, Shown], ...] = ()
    wire_ghosts: tuple[tuple[WireItem, Run], ...] = ()

    @property
    def items(self) -> list[NodeItem | WireItem]:
        """All that draw it."""
        found: list[NodeItem | WireItem] = [item for item, _ in self.nodes.values()]
        found += [item for item, _ in self.wires.values()]
        found += [item for item, _ in self.node_ghosts]
        found += [item for item, _ in self.wire_ghosts]
        return found

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
            graph=called_anew(self.graph, names),
            nodes={names.get(name, name): drawn for name, drawn in self.nodes.items()},
            wires={_led(edge, names): drawn for edge, drawn in self.wires.items()},
        )


def _led(edge: Edge, names: Mapping[str, str]) -> Edge:
    source, target = (names.get(node, node) for node in (edge.source, edge.target))
    return Edge(source, target, edge.slot)


def _between(one: Point, other: Point, t: float) -> Point:
    return one[0] + (other[0] - one[0]) * t, one[1] + (other[1] - one[1]) * t


def _even(points: Points) -> Points:
    """As many points along every wire."""
    places = np.linspace(0, len(points) - 1, _POINTS)
    rows = np.arange(len(points))
    return np.column_stack([np.interp(places, rows, points[:, axis]) for axis in (0, 1)])
