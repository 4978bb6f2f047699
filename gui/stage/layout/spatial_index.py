"""Where every node and wire of a plan is, as arrays.

A view shows a small part of a large graph. These find what is in it, and what is under the
pointer, in some microseconds for a thousand nodes. Boxes are rows of left, top, right, bottom.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.graph import Edge
from gui.stage.layout.curves import all_cubics, rooms
from gui.stage.layout.plan import Plan, Size
from gui.stage.layout.wire_labels import MOST_WIRES, Box

Boxes = NDArray[np.float64]


class SpatialIndex:
    """The boxes of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.nodes: tuple[str, ...] = tuple(plan.styles)
        self.edges: tuple[Edge, ...] = tuple(plan.layout.routes)

    @cached_property
    def number_of(self) -> dict[str | Edge, int]:
        """The row of a node, or of an edge."""
        rows: dict[str | Edge, int] = {node: i for i, node in enumerate(self.nodes)}
        return rows | {edge: i for i, edge in enumerate(self.edges)}

    @cached_property
    def bodies(self) -> Boxes:
        """The outline of every node."""
        at, styles = self._plan.layout.positions, self._plan.styles
        middles = np.array([at[node] for node in self.nodes])
        halves = np.array([(styles[n].width, styles[n].height) for n in self.nodes]) / 2
        return np.hstack([middles - halves, middles + halves])

    @cached_property
    def rooms(self) -> Boxes:
        """The outline of every node with the line under it."""
        extents = [self._plan.styles[node].extent for node in self.nodes]
        reach = np.array([(e.width / 2, e.above, e.width / 2, e.below) for e in extents])
        middles = np.array([self._plan.layout.positions[node] for node in self.nodes])
        return np.hstack([middles, middles]) + reach * (-1, -1, 1, 1)

    @cached_property
    def wires(self) -> Boxes:
        """The box of every wire."""
        boxes, owners = self.pieces
        found = np.empty((len(self.edges), 4))
        if len(owners):
            starts = np.searchsorted(owners, np.arange(len(self.edges)))
            found[:, :2] = np.minimum.reduceat(boxes[:, :2], starts)
            found[:, 2:] = np.maximum.reduceat(boxes[:, 2:], starts)
        return found

    @cached_property
    def curves(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Every piece of every wire as a cubic, n × 4 × 2, and the row of its wire."""
        return all_cubics([self._plan.layout.routes[edge] for edge in self.edges])

    @cached_property
    def pieces(self) -> tuple[Boxes, NDArray[np.int64]]:
        """The box of every piece of every wire, and the row of its wire: a long wire has a
        large box, but passes through little of it."""
        curves, owners = self.curves
        return rooms(curves), owners

    def figures_in(self, area: Box, reach: Size) -> list[Edge]:
        """The edges whose figures may be in `area`, none of which is further than `reach` (half
        its width, half its height) from its anchor."""
        edges, points = self._written
        if not edges:
            return []
        (left, top, right, bottom), (wide, high) = area, reach
        return [
            edges[i]
            for i in within(
                np.hstack([points, points]), (left - wide, top - high, right + wide, bottom + high)
            )
        ]

    @cached_property
    def _written(self) -> tuple[list[Edge], Boxes]:
        """The edges that have figures, and where these are."""
        anchors = self._plan.anchors
        edges = [e for e, size in self._plan.figures.items() if size.value or size.gradient]
        return edges, np.array([anchors[edge].point for edge in edges]).reshape(-1, 2)

    @property
    def _figures(self) -> list[Boxes]:
        """Of each wire. Among very many, those at the edge are no matter."""
        figures, anchors = self._plan.figures, self._plan.anchors
        if len(figures) > MOST_WIRES:
            return []
        return [np.array(anchors[edge].boxes(size)) for edge, size in figures.items()]

    @cached_property
    def content(self) -> Box:
        """Everything."""
        boxes = np.vstack([self.rooms, self.wires, *self._figures])
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = boxes[:, 2:].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def nodes_in(self, area: Box) -> list[str]:
        """The nodes of which some part is in `area`."""
        return [self.nodes[i] for i in within(self.rooms, area)]

    def edges_in(self, area: Box) -> list[Edge]:
        """The edges whose wires may pass through `area`."""
        boxes, owners = self.pieces
        return [self.edges[i] for i in np.unique(owners[within(boxes, area)]).tolist()]

    def nearest(self, x: float, y: float) -> tuple[str, float, float]:
        """The node whose middle is closest to a point, and that middle."""
        middles = (self.bodies[:, :2] + self.bodies[:, 2:]) / 2
        row = int(np.argmin(((middles - (x, y)) ** 2).sum(axis=1)))
        return self.nodes[row], float(middles[row, 0]), float(middles[row, 1])

    def node_at(self, x: float, y: float) -> str | None:
        """The node at a point; its line belongs to it."""
        return next(iter(self.nodes_in((x, y, x, y))), None)


def within(boxes: Boxes, area: Box) -> Sequence[int]:
    """The rows of `boxes` that share a point with `area`."""
    left, top, right, bottom = area
    inside = (boxes[:, 0] <= right) & (boxes[:, 2] >= left)
    inside &= (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
    found: list[int] = np.flatnonzero(inside).tolist()
    return found
