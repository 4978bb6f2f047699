"""Where the figures of each wire stand: beside it, clear of nodes, other wires and each other.

For each wire, in turn, a few places along it are tried and the best is taken; a greedy map
labelling (Christensen, Marks and Shieber, *An empirical study of algorithms for point-feature
label placement*, 1995). Like the layout, this knows no Qt.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.graph import Edge
from gui.stage.placing.layout import Extent, Layout, Point

TRIED = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # of the wire's length
MOST_WIRES = 150  # beyond this, figures are too small to be read, and stand in the middle
_SAMPLES = 24  # of each piece of a wire
_ON_NODE, _ON_LABEL, _ON_WIRE, _OFF_MIDDLE = 8.0, 8.0, 2.0, 4.0

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Figures:
    """The room that a wire's value and gradient take, and how far from the wire they stay."""

    value: float
    gradient: float
    height: float
    gap: float

    def at_least(self, other: "Figures") -> "Figures":
        """Room for both."""
        value, gradient = max(self.value, other.value), max(self.gradient, other.gradient)
        return Figures(value, gradient, self.height, self.gap)


@dataclass(frozen=True)
class Anchor:
    """A point on a wire, and the direction that leads upwards, away from the wire."""

    point: Point
    normal: Point

    def beside(self, width: float, height: float, gap: float, *, above: bool) -> Point:
        """The centre of a text of that size that stays clear of the wire."""
        (x, y), (nx, ny) = self.point, self.normal
        reach = (abs(nx) * width + abs(ny) * height) / 2 + gap
        side = reach if above else -reach
        return x + nx * side, y + ny * side


def anchors(
    placed: Layout, extents: Mapping[str, Extent], figures: Mapping[Edge, Figures]
) -> dict[Edge, Anchor]:
    """An anchor for each wire that has figures."""
    if len(figures) > MOST_WIRES:
        return {edge: _middle(placed.routes[edge]) for edge in figures}
    wires = {edge: sample(route) for edge, route in placed.routes.items()}
    everywhere = np.concatenate([*wires.values(), np.empty((0, 2))])
    bodies = [_node_box(placed.positions[node], extent) for node, extent in extents.items()]
    taken: list[Box] = []
    found: dict[Edge, Anchor] = {}
    for edge, size in figures.items():
        options = [(share, _anchor(wires[edge], share)) for share in TRIED]
        costs = [
            _OFF_MIDDLE * abs(share - 0.5) + _cost(_boxes(anchor, size), bodies, taken, everywhere)
            for share, anchor in options
        ]
        found[edge] = options[int(np.argmin(costs))][1]
        taken += _boxes(found[edge], size)
    return found


def sample(route: Sequence[Point]) -> np.ndarray:
    """Points along a route, evenly spread over its length."""
    t = np.linspace(0.0, 1.0, _SAMPLES)
    pieces = []
    for (x0, y0), (x1, y1) in pairwise(route):
        # the cubic that is level at both ends, with its handles in the middle
        x = x0 + (x1 - x0) * (1.5 * t - 1.5 * t**2 + t**3)
        y = y0 + (y1 - y0) * (3 * t**2 - 2 * t**3)
        pieces.append(np.column_stack([x, y]))
    points = np.concatenate(pieces)
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    even = np.linspace(0.0, along[-1], _SAMPLES * len(pieces))
    return np.column_stack([np.interp(even, along, points[:, axis]) for axis in (0, 1)])


def _middle(route: Sequence[Point]) -> Anchor:
    """The middle of the middle piece: there the cubic runs twice as steeply as a straight line."""
    half = (len(route) - 1) // 2
    (x0, y0), (x1, y1) = route[half], route[half + 1]
    dx, dy = x1 - x0, 2 * (y1 - y0)
    length = math.hypot(dx, dy) or 1.0
    return Anchor(((x0 + x1) / 2, (y0 + y1) / 2), (dy / length, -dx / length))


def _anchor(points: np.ndarray, share: float) -> Anchor:
    middle = round(share * (len(points) - 1))
    before, after = points[max(middle - 1, 0)], points[min(middle + 1, len(points) - 1)]
    dx, dy = after - before
    length = float(np.hypot(dx, dy)) or 1.0
    x, y = points[middle]
    return Anchor((float(x), float(y)), (float(dy) / length, -float(dx) / length))


def _boxes(anchor: Anchor, size: Figures) -> list[Box]:
    boxes = []
    for width, above in ((size.value, True), (size.gradient, False)):
        if width:
            x, y = anchor.beside(width, size.height, size.gap, above=above)
            half, up = width / 2, size.height / 2
            boxes.append((x - half, y - up, x + half, y + up))
    return boxes


def _node_box(position: Point, extent: Extent) -> Box:
    x, y = position
    half = extent.width / 2
    return x - half, y - extent.above, x + half, y + extent.below


def _cost(
    boxes: Sequence[Box], bodies: Sequence[Box], taken: Sequence[Box], points: np.ndarray
) -> float:
    cost = 0.0
    for box in boxes:
        cost += _ON_NODE * sum(_overlap(box, body) for body in bodies)
        cost += _ON_LABEL * sum(_overlap(box, other) for other in taken)
        left, top, right, bottom = box
        x, y = points.T
        inside = (x > left) & (x < right) & (y > top) & (y < bottom)
        cost += _ON_WIRE * float(inside.any()) + 0.1 * float(inside.sum())
    return cost


def _overlap(one: Box, other: Box) -> float:
    """How much of `one` the other covers, 0 … 1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return 0.3 + 0.7 * wide * high / max((one[2] - one[0]) * (one[3] - one[1]), 1e-9)
