"""The curve of a wire: cubics through the points of its route, level at each of them.

A wire runs to the right. Only between two rows of a graph does it go back: where two points of a
route are level and the second is further left. There it turns round, in an arc at either end.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Route = Sequence[Point]
Cubic = tuple[Point, Point, Point, Point]
Points = NDArray[np.float64]

_SAMPLES = 24  # of each piece of a wire
_ARC = 2.0  # handles of an arc, in widths of it: so it reaches as far out as its ends are apart
_BULGE = 0.55  # of a handle is the most that the curve reaches


def cubics(route: Route) -> list[Cubic]:
    """The pieces of the curve: where each begins, its two handles, and where it ends."""
    leftwards = [y0 == y1 and x1 < x0 for (x0, y0), (x1, y1) in pairwise(route)]
    back = [any(leftwards[max(i - 1, 0) : i + 1]) for i in range(len(route))]
    found = []
    for i, ((x0, y0), (x1, y1)) in enumerate(pairwise(route)):
        out = (x1 - x0) / 2
        into = out
        if back[i] is not back[i + 1]:
            reach = _ARC * abs(x1 - x0)
            out, into = (-reach, reach) if back[i] else (reach, -reach)
        found.append(((x0, y0), (x0 + out, y0), (x1 - into, y1), (x1, y1)))
    return found


def short_pieces(route: Route, most: float) -> list[Cubic]:
    """The same curve in pieces that are at most so wide and high: each is halved as long as it is
    larger, which changes nothing in how it runs (de Casteljau)."""
    found, waiting = list[Cubic](), cubics(route)[::-1]
    while waiting:
        piece = waiting.pop()
        left, top, right, bottom = hull(piece)
        if max(right - left, bottom - top) <= most:
            found.append(piece)
        else:
            waiting += _halves(piece)[::-1]
    return found


def _halves(piece: Cubic) -> tuple[Cubic, Cubic]:
    a, b, c, d = piece
    ab, bc, cd = _middle(a, b), _middle(b, c), _middle(c, d)
    abc, bcd = _middle(ab, bc), _middle(bc, cd)
    half = _middle(abc, bcd)
    return (a, ab, abc, half), (half, bcd, cd, d)


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def sample(route: Route) -> Points:
    """Points along a route, evenly spread over its length."""
    t = np.linspace(0.0, 1.0, _SAMPLES)
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    points = np.concatenate([weights @ np.array(piece) for piece in cubics(route)])
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    even = np.linspace(0.0, along[-1], _SAMPLES * (len(route) - 1))
    return np.column_stack([np.interp(even, along, points[:, axis]) for axis in (0, 1)])


def room_of(piece: Cubic) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box that a piece never leaves."""
    (x0, y0), (x1, _), (x2, _), (x3, y3) = piece
    xs = (x0, x0 + _BULGE * (x1 - x0), x3 + _BULGE * (x2 - x3), x3)
    return min(xs), min(y0, y3), max(xs), max(y0, y3)


def all_cubics(routes: Sequence[Route]) -> tuple[Points, NDArray[np.int64]]:
    """The `cubics` of many routes at once, n × 4 × 2, and the number of the route of each: a
    thousand nodes have ten thousand pieces."""
    lengths = np.array([len(route) for route in routes], dtype=np.int64)
    owner = np.repeat(np.arange(len(routes)), lengths)
    points = np.array([point for route in routes for point in route]).reshape(-1, 2)
    inside = owner[:-1] == owner[1:]
    (x0, y0), (x1, y1) = points[:-1].T, points[1:].T
    leftwards = np.concatenate([[False], inside & (y0 == y1) & (x1 < x0), [False]])
    back = leftwards[:-1] | leftwards[1:]
    reach = np.where(back[:-1], -_ARC, _ARC) * np.abs(x1 - x0)
    turns, half = back[:-1] != back[1:], (x1 - x0) / 2
    out, into = np.where(turns, reach, half), np.where(turns, -reach, half)
    corners = (x0, y0), (x0 + out, y0), (x1 - into, y1), (x1, y1)
    return np.stack([np.stack(corner, axis=1) for corner in corners], axis=1)[inside], owner[:-1][
        inside
    ]


def rooms(pieces: Points) -> Points:
    """The `room_of` each of many cubics, n × 4 × 2: a row each."""
    x0, x1, x2, x3 = pieces[:, :, 0].T
    y0, y3 = pieces[:, 0, 1], pieces[:, 3, 1]
    xs = np.stack([x0, x0 + _BULGE * (x1 - x0), x3 + _BULGE * (x2 - x3), x3])
    return np.stack([xs.min(0), np.minimum(y0, y3), xs.max(0), np.maximum(y0, y3)], axis=1)


def flattened(piece: Points, most: float) -> Points:
    """Straight lines, n × 4, that are never further than `most` from a cubic, 4 × 2. As many as
    its bend takes (Wang's formula), rounded up to a power of 2, so that they can be halved."""
    bend = np.linalg.norm(piece[:-2] - 2 * piece[1:-1] + piece[2:], axis=1).max()
    count = 1 << math.ceil(math.log2(max(0.75 * float(bend) / most, 1.0)) / 2)
    t = np.linspace(0.0, 1.0, count + 1)[:, None]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    points = weights @ piece
    return np.hstack([points[:-1], points[1:]])


def straightened(lines: Points, most: float) -> tuple[Points, NDArray[np.int64]]:
    """The same with fewer lines, where one does as well for two, four, eight …; and the row of the
    first of those that each stands for. Nothing comes further than `most` from where it was."""
    rows = np.arange(len(lines))
    number, off = rows.copy(), np.zeros(len(lines))  # of a line in the present halving
    while len(rows) > 1:
        follows = (number[:-1] % 2 == 0) & (number[1:] == number[:-1] + 1)
        follows &= (lines[:-1, 2:] == lines[1:, :2]).all(axis=1)
        first = np.flatnonzero(follows)
        start, middle, end = lines[first, :2], lines[first, 2:], lines[first + 1, 2:]
        way, to = end - start, middle - start
        aside = np.abs(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0])
        moved = aside / np.maximum(np.hypot(*way.T), 1e-12)
        moved += np.maximum(off[first], off[first + 1])
        first, moved = first[moved <= most], moved[moved <= most]
        if not len(first):
            break
        halved = np.full(len(rows), -9)  # what could not be joined now never will be
        halved[first] = number[first] // 2
        lines, off = lines.copy(), off.copy()
        lines[first, 2:], off[first] = lines[first + 1, 2:], moved
        kept = np.ones(len(rows), dtype=bool)
        kept[first + 1] = False
        lines, off, number, rows = lines[kept], off[kept], halved[kept], rows[kept]
    return lines, rows


def hull(piece: Cubic) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box around the ends and the handles of any cubic, which
    it never leaves."""
    xs, ys = zip(*piece, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
