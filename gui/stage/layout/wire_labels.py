"""Where the figures of each wire stand: beside it, clear of nodes, other wires and each other.

For each wire, in turn, a few places along it are tried and the best is taken; a greedy map
labelling (Christensen, Marks and Shieber, *An empirical study of algorithms for point-feature
label placement*, 1995). A figure that has no place of its own is left out, and so is one that a
wire strikes through: its number stands at a node, or in the tooltip. Like the layout, this knows
no Qt.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.graph import Edge
from gui.stage.layout.coordinates import Extent, Layout
from gui.stage.layout.curves import Point, sample

TRIED = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # of the wire's length
MOST_WIRES = 150  # beyond this, figures are too small to be read, and stand in the middle
_ON_NODE, _ON_LABEL, _ON_WIRE, _OFF_MIDDLE = 8.0, 8.0, 3.0, 4.0
_STRUCK = 0.2  # of its height: so near may a wire come to the inside of a figure
_OFF = _OFF_MIDDLE * np.abs(np.array(TRIED) - 0.5)

Box = tuple[float, float, float, float]  # left, top, right, bottom
Boxes = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """The room that a wire's value and gradient take, and how far from the wire they stay. One
    of no width is not written. Where there is room for it, both may be as wide as is usual."""

    value: float
    gradient: float
    height: float
    gap: float
    usual: float = 0.0

    @property
    def reach(self) -> float:
        """How far they reach to either side of a level wire, about."""
        return self.height if self.value and self.gradient else 0.6 * self.height

    def wide(self, value: bool = True, gradient: bool = True) -> "Figures":
        """The same with the usual room for either, if it is written."""
        wider = (self.value, value), (self.gradient, gradient)
        one, other = (max(w, self.usual) if w and free else w for w, free in wider)
        return replace(self, value=one, gradient=other)

    def only(self, value: bool, gradient: bool) -> "Figures":
        """The same without one of them, or without both."""
        if value and gradient:
            return self
        return replace(self, value=self.value * value, gradient=self.gradient * gradient)


@dataclass(frozen=True)
class Anchor:
    """A point on a wire, and the direction that leads upwards, away from the wire."""

    point: Point
    normal: Point

    def beside(self, width: float, height: float, gap: float, *, above: bool) -> Point:
        """The centre of a room of that size that stays clear of the wire."""
        (x, y), (nx, ny) = self.point, self.normal
        reach = (abs(nx) * width + abs(ny) * height) / 2 + gap
        side = reach if above else -reach
        return x + nx * side, y + ny * side

    def boxes(self, size: Figures) -> tuple[Box, Box]:
        """The rooms of the value and of the gradient; of those that are not written, no room."""
        found = []
        for width, above in ((size.value, True), (size.gradient, False)):
            x, y = self.beside(width, size.height, size.gap, above=above)
            half, up = width / 2, size.height / 2 if width else 0.0
            found.append((x - half, y - up, x + half, y + up))
        return found[0], found[1]


def anchors(
    placed: Layout, extents: Mapping[str, Extent], figures: Mapping[Edge, Figures]
) -> tuple[dict[Edge, Anchor], dict[Edge, Figures]]:
    """An anchor for each wire that has figures, and those of the figures that have a place."""
    bodies = np.array([_node_box(placed.positions[node], e) for node, e in extents.items()])
    if len(figures) > MOST_WIRES:
        found = {edge: _middle(placed.routes[edge]) for edge in figures}
        boxes = np.array([found[edge].boxes(size) for edge, size in figures.items()])
        boxes[boxes[..., 2] == boxes[..., 0]] = np.nan  # what is not written is in nobody's way
        clear = _clear(bodies, boxes.reshape(-1, 4)).reshape(-1, 2)
        kept = zip(figures.items(), clear.tolist(), strict=True)
        return found, {edge: size.only(*shown) for (edge, size), shown in kept}
    return _placed(placed, bodies, figures)


def _placed(
    placed: Layout, bodies: Boxes, figures: Mapping[Edge, Figures]
) -> tuple[dict[Edge, Anchor], dict[Edge, Figures]]:
    """One wire after the other: first those of nodes that are read more than once, where each
    gradient stands nowhere else."""
    wires = {edge: sample(route) for edge, route in placed.routes.items()}
    everywhere = np.concatenate([*wires.values(), np.empty((0, 2))])
    taken, count = np.empty((2 * len(figures), 4)), 0
    # or two numbers would be read as one
    apart = max((size.gap for size in figures.values()), default=0.0) * np.array([-2, 0, 2, 0])
    readers = Counter(edge.source for edge in placed.routes)
    found: dict[Edge, Anchor] = {}
    kept: dict[Edge, Figures] = {}
    for edge in sorted(figures, key=lambda edge: readers[edge.source] == 1):
        size = figures[edge]
        options = [_anchor(wires[edge], share) for share in TRIED]
        boxes = np.array([anchor.boxes(size) for anchor in options])
        single = readers[edge.source] == 1  # then its numbers stand at its nodes as well
        margin = apart if single else 0.0
        around = bodies + margin, taken[:count] + margin
        best = options[int(np.argmin(_OFF + _costs(boxes, *around, everywhere)))]
        others, rooms = np.vstack(around), np.array(best.boxes(size))
        clear = ~_hits(rooms, others)
        if single:
            clear &= ~_struck(rooms, everywhere)
        wide = ~_hits(np.array(best.boxes(size.wide())), others)
        found[edge], kept[edge] = best, size.wide(*wide.tolist()).only(*clear.tolist())
        written = np.array(best.boxes(kept[edge]))
        written = written[written[:, 2] > written[:, 0]]
        taken[count : count + len(written)] = written
        count += len(written)
    return {edge: found[edge] for edge in figures}, {edge: kept[edge] for edge in figures}


def _middle(route: Sequence[Point]) -> Anchor:
    """The middle of the middle piece: there the cubic runs twice as steeply as a straight line."""
    half = (len(route) - 1) // 2
    (x0, y0), (x1, y1) = route[half], route[half + 1]
    dx, dy = x1 - x0, 2 * (y1 - y0)
    length = math.copysign(math.hypot(dx, dy) or 1.0, dx)  # upwards, whichever way it runs
    return Anchor(((x0 + x1) / 2, (y0 + y1) / 2), (dy / length, -dx / length))


def _anchor(points: np.ndarray, share: float) -> Anchor:
    middle = round(share * (len(points) - 1))
    before, after = points[max(middle - 1, 0)], points[min(middle + 1, len(points) - 1)]
    dx, dy = after - before
    length = math.copysign(float(np.hypot(dx, dy)) or 1.0, dx)  # upwards, whichever way it runs
    x, y = points[middle]
    return Anchor((float(x), float(y)), (float(dy) / length, -float(dx) / length))


def _node_box(position: Point, extent: Extent) -> Box:
    x, y = position
    half = extent.width / 2
    return x - half, y - extent.above, x + half, y + extent.below


def _costs(boxes: Boxes, bodies: Boxes, taken: Boxes, points: NDArray[np.float64]) -> Boxes:
    """What it costs to put figures into the boxes of each option, (options, figures, 4). Only what
    is near any of them is looked at."""
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


def _struck(boxes: Boxes, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Does a wire strike through the figures in each box?"""
    left, top, right, bottom = (boxes[:, side, None] for side in range(4))
    edge = _STRUCK * (bottom - top)
    x, y = points.T
    inside = _between(x, y, left + edge, top + edge, right - edge, bottom - edge)
    return np.asarray(inside.any(axis=-1))


def _hits(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Does any of the others cover a part of each box?"""
    return np.asarray((_overlaps(boxes, others) > 0).any(axis=-1))


def _clear(bodies: Boxes, boxes: Boxes) -> NDArray[np.bool_]:
    """Which of the boxes cover neither a body nor a box before them? Along the longer side of the
    graph each is compared with those that begin beside it, all of them at once."""
    everything = np.vstack([bodies, boxes])
    along = int(np.argmax(np.ptp(bodies[:, :2], axis=0)))
    across = 1 - along
    order = np.argsort(everything[:, along], kind="stable")
    line, clear = everything[order], np.ones(len(everything), bool)
    for step in range(1, len(line)):
        one, other = line[:-step], line[step:]
        beside = other[:, along] < one[:, along + 2]
        if not beside.any():
            break
        hit = beside & (other[:, across] < one[:, across + 2])
        hit &= one[:, across] < other[:, across + 2]
        clear[np.maximum(order[:-step], order[step:])[hit]] = False
    return clear[len(bodies) :]


def _between(x: Any, y: Any, left: Any, top: Any, right: Any, bottom: Any) -> NDArray[np.bool_]:
    return np.asarray((x > left) & (x < right) & (y > top) & (y < bottom))


def _overlaps(boxes: Boxes, others: Boxes) -> Boxes:
    """How much of each box each of the others covers, 0 … 1: (…, 4) and (n, 4) give (…, n)."""
    low = np.maximum(boxes[..., None, :2], others[:, :2])
    sides = np.minimum(boxes[..., None, 2:], others[:, 2:]) - low
    own = np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1)
    share = sides.prod(axis=-1) / np.maximum(own, 1e-9)[..., None]
    return np.where((sides > 0).all(axis=-1), 0.3 + 0.7 * share, 0.0)
