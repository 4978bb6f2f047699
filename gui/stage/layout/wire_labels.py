"""Where the figures of each wire stand: beside it, clear of nodes, other wires and each other.

For each wire, in turn, a few places along it are tried and the best is taken; a greedy map
labelling (Christensen, Marks and Shieber, *An empirical study of algorithms for point-feature
label placement*, 1995). Like the layout, this knows no Qt.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.graph import Edge
from gui.stage.layout.coordinates import Extent, Layout, Point

TRIED = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # of the wire's length
MOST_WIRES = 150  # beyond this, figures are too small to be read, and stand in the middle
_SAMPLES = 24  # of each piece of a wire
_ON_NODE, _ON_LABEL, _ON_WIRE, _OFF_MIDDLE = 8.0, 8.0, 2.0, 4.0
_OFF = _OFF_MIDDLE * np.abs(np.array(TRIED) - 0.5)

Box = tuple[float, float, float, float]  # left, top, right, bottom
Boxes = NDArray[np.float64]


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
    bodies = np.array([_node_box(placed.positions[node], e) for node, e in extents.items()])
    taken = np.empty((2 * len(figures), 4))
    count = 0
    found: dict[Edge, Anchor] = {}
    for edge, size in figures.items():
        options = [_anchor(wires[edge], share) for share in TRIED]
        boxes = np.array([_boxes(anchor, size) for anchor in options]).reshape(len(TRIED), -1, 4)
        best = int(np.argmin(_OFF + _costs(boxes, bodies, taken[:count], everywhere)))
        found[edge] = options[best]
        taken[count : count + boxes.shape[1]] = boxes[best]
        count += boxes.shape[1]
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


def _costs(boxes: Boxes, bodies: Boxes, taken: Boxes, points: NDArray[np.float64]) -> Boxes:
    """What it costs to put figures into the boxes of each option, (options, figures, 4). Only what
    is near any of them is looked at."""
    if not boxes.size:
        return np.zeros(len(boxes))
    (left, top), (right, bottom) = boxes[..., :2].min((0, 1)), boxes[..., 2:].max((0, 1))
    x, y = points.T
    near_by = _between(x, y, left, top, right, bottom)
    x, y = x[near_by], y[near_by]
    inside = _between(x, y, *(boxes[..., side, None] for side in range(4)))
    cost = _ON_WIRE * inside.any(axis=-1) + 0.1 * inside.sum(axis=-1)
    for weight, others in ((_ON_NODE, bodies), (_ON_LABEL, taken)):
        near = (others[:, 0] < right) & (others[:, 2] > left)
        near &= (others[:, 1] < bottom) & (others[:, 3] > top)
        cost += weight * _overlaps(boxes, others[near]).sum(axis=-1)
    return cost.sum(axis=1)


def _between(x: Any, y: Any, left: Any, top: Any, right: Any, bottom: Any) -> NDArray[np.bool_]:
    return np.asarray((x > left) & (x < right) & (y > top) & (y < bottom))


def _overlaps(boxes: Boxes, others: Boxes) -> Boxes:
    """How much of each box each of the others covers, 0 … 1: (…, 4) and (n, 4) give (…, n)."""
    low = np.maximum(boxes[..., None, :2], others[:, :2])
    sides = np.minimum(boxes[..., None, 2:], others[:, 2:]) - low
    own = np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1)
    share = sides.prod(axis=-1) / np.maximum(own, 1e-9)[..., None]
    return np.where((sides > 0).all(axis=-1), 0.3 + 0.7 * share, 0.0)
