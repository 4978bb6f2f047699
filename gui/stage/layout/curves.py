"""The curve of a wire: cubics through the points of its route, level at each of them.

A wire runs to the right. Only between two rows of a graph does it go back: where two points of a
route are level and the second is further left. There it turns round, in an arc at either end.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Route = Sequence[Point]
Cubic = tuple[Point, Point, Point, Point]
Points = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom

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


def room_of(piece: Cubic) -> Box:
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


def lines_near(pieces: Points, area: Box, most: float) -> tuple[Points, NDArray[np.int64]]:
    """Straight lines, n × 4, that are never further than `most` from cubics, m × 4 × 2, as far as
    these are near `area`; and the row of the cubic of each, in whose order they come. A cubic is
    halved as long as it is not level with its ends (de Casteljau), all of them at once."""
    rows, starts, length = np.arange(len(pieces)), np.zeros(len(pieces)), 1.0
    lines, owners, places = [np.empty((0, 4))], [rows[:0]], [starts[:0]]
    while len(pieces):
        kept = _in_reach(pieces, area)
        pieces, rows, starts = pieces[kept], rows[kept], starts[kept]
        level = _level(pieces, most)
        lines.append(pieces[level][:, ::3].reshape(-1, 4))
        owners.append(rows[level])
        places.append(starts[level])
        length /= 2
        pieces, rows, starts = pieces[~level], rows[~level], starts[~level]
        rows, starts = np.concatenate([rows, rows]), np.concatenate([starts, starts + length])
        pieces = np.concatenate(_halved(pieces))
    order = np.lexsort((np.concatenate(places), np.concatenate(owners)))
    return np.concatenate(lines)[order], np.concatenate(owners)[order]


def _in_reach(pieces: Points, area: Box) -> NDArray[np.bool_]:
    left, top, right, bottom = area
    low, high = pieces.min(axis=1), pieces.max(axis=1)
    across = (low[:, 0] <= right) & (high[:, 0] >= left)
    inside: NDArray[np.bool_] = across & (low[:, 1] <= bottom) & (high[:, 1] >= top)
    return inside


def _level(pieces: Points, most: float) -> NDArray[np.bool_]:
    """Is each so close to the line between its ends that this can stand for it? Its handles are
    beside that, as they are not where a wire turns round."""
    way = pieces[:, 3] - pieces[:, 0]
    length = np.hypot(way[:, 0], way[:, 1])
    handles = pieces[:, 1:3] - pieces[:, :1]
    aside = np.abs(way[:, None, 0] * handles[..., 1] - way[:, None, 1] * handles[..., 0])
    along = (handles * way[:, None]).sum(axis=2)
    beside = ((along >= 0) & (along <= (length**2)[:, None])).all(axis=1)
    short = np.abs(handles).max(axis=(1, 2)) <= most / 2
    near = (length > 0) & (aside.max(axis=1) <= most * length)
    level: NDArray[np.bool_] = short | (beside & near)
    return level


def _halved(pieces: Points) -> tuple[Points, Points]:
    a, b, c, d = pieces.transpose(1, 0, 2)
    ab, bc, cd = (a + b) / 2, (b + c) / 2, (c + d) / 2
    abc, bcd = (ab + bc) / 2, (bc + cd) / 2
    half = (abc + bcd) / 2
    return np.stack([a, ab, abc, half], axis=1), np.stack([half, bcd, cd, d], axis=1)


def hull(piece: Cubic) -> Box:
    """Left, top, right and bottom of a box around the ends and the handles of any cubic, which
    it never leaves."""
    xs, ys = zip(*piece, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
