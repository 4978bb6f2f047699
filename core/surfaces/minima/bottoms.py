"""Bottoms: the lowest places of a mesh's hollows, searched until they are exact.

Each hollow is searched on ever finer meshes, which also works at kinks; Newton's method gives the
last digits where the surface is smooth. A circle around what was found tells what it is: nothing if
there is a lower point on it; a point alone if all are higher; the floor of a valley or a plain if
some are as high. Where the function has no value right beside it, it is the edge of the function's
domain, and where it falls without end it is a pole: both are no minima.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.surfaces.minima.mesh_grid import MeshGrid

_ROUNDS, _FINER = 16, 0.3
_NEWTON, _STRIDE, _TINY = 80, 5.0, 1e-3  # steps, cells for each, least share of one
_CLOSE, _NEAR, _WIDE = 0.005, 0.05, 0.5  # cells: radii of the circles, each ten times the other
_POLE = 0.5  # of the rise to the wide circle; so much within the near one may be a pole's
_SHRINKS = 0.95  # from each circle to the next: a rise that does so has a bottom
_ANGLES = 64
_EQUAL = 1e-8  # of the rise around it: no more is as high
_ROUNDING = 16 * np.finfo(float).eps  # of a height

Pieces = Generator[None, None, Array]  # work in small pieces, and its outcome


@dataclass(frozen=True, eq=False)
class Bottoms:
    """From the lowest on. places: (n, 2). slacks: how much higher is as high. level: around which
    of them some place is as high."""

    places: Array
    heights: Array
    slacks: Array
    level: Array


def hollows(grid: MeshGrid) -> Array:
    """Places of the mesh, (n, 2), that lie lower than those around them; the lowest first."""
    rows, columns = np.nonzero(_hollows(grid.heights))
    lowest = np.argsort(grid.heights[rows, columns], kind="stable")
    return np.column_stack([columns, rows])[lowest].astype(float)


def searching_bottoms(grid: MeshGrid, places: Array) -> Generator[None, None, Bottoms]:
    """The lowest places of these hollows, in small pieces of work."""
    yield
    places = yield from _refining(grid, places)
    places = yield from _descending(grid, places)
    return _judged(grid, grid.clipped(places[grid.inside(places)]))


def _judged(grid: MeshGrid, places: Array) -> Bottoms:
    """Those of the places that are bottoms."""
    heights = grid.values(places)
    rounding = _ROUNDING * abs(heights)
    near, rise, whole = _around(grid, places, _NEAR)
    wide, swell, _ = _around(grid, places, _WIDE)
    bottom = whole & (near >= heights - _EQUAL * (rise - heights) - rounding)
    bottom &= (rise - heights <= _POLE * (swell - heights)) | _ends(grid, places, rise, swell)
    slacks = _EQUAL * (swell - heights) + rounding
    flat = near <= heights + _EQUAL * (rise - heights) + rounding
    level = flat & (wide <= heights + slacks)
    bottom &= ~flat | (wide >= heights - slacks)  # a valley may go on, and down
    order = np.argsort(heights, kind="stable")
    order = order[bottom[order]]
    return Bottoms(places[order], heights[order], slacks[order], level[order])


def _ends(grid: MeshGrid, places: Array, rise: Array, swell: Array) -> Array:
    """Which steep holes have a bottom? Towards it |x|^p falls less and less from each circle to the
    next; a pole of log |x| falls by as much again, and one of 1/x by more."""
    _, close, _ = _around(grid, places, _CLOSE)
    ends: Array = (rise >= close) & (rise - close < _SHRINKS * (swell - rise))
    return ends


def _hollows(heights: Array) -> Array:
    """Which points of the mesh, not on its edge, are no higher than any of their neighbours, and
    lower than some? Where there is no value it is as high as can be."""
    known = np.where(np.isnan(heights), np.inf, heights)
    padded = np.pad(known, 1, constant_values=np.inf)
    rows, columns = known.shape
    hollow = np.isfinite(known)
    hollow[:, [0, -1]] = False
    if rows > 1:
        hollow[[0, -1], :] = False
    lower_somewhere = np.zeros_like(hollow)
    for dy in (-1, 0, 1) if rows > 1 else (0,):
        for dx in (-1, 0, 1):
            around = padded[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns]
            hollow &= known <= around
            lower_somewhere |= known < around
    return hollow & lower_somewhere


def _refining(grid: MeshGrid, places: Array) -> Pieces:
    """The lowest place around each; where several are, the one in the middle."""
    steps = np.linspace(-1, 1, 9)
    window = np.stack(np.meshgrid(steps, steps if grid.axes == 2 else [0.0]), axis=-1)
    window = window.reshape(-1, 2)
    window = window[np.argsort(np.hypot(*window.T), kind="stable")]
    reach = 1.0
    for _ in range(_ROUNDS):
        tried = places[:, None] + reach * window
        heights = grid.values(tried)
        lowest = np.where(np.isfinite(heights), heights, np.inf).argmin(axis=1)
        places, reach = tried[np.arange(len(tried)), lowest], reach * _FINER
        yield
    return places


def _descending(grid: MeshGrid, places: Array) -> Pieces:
    """Newton's method: down into each valley, and along it to where the gradient is zero; a step
    that does not help is shortened."""
    shares = np.ones((len(places), 1))
    slopes, heights = grid.gradient(places), grid.values(places)
    for _ in range(_NEWTON):
        ahead = grid.turned(places - shares * _step(grid.hessian(places), slopes))
        slopes_there, heights_there = grid.gradient(ahead), grid.values(ahead)
        rounding = _ROUNDING * abs(heights)
        flatter = np.hypot(*slopes_there.T) < np.hypot(*slopes.T)
        better = (heights_there < heights - rounding) | (
            flatter & (heights_there <= heights + rounding)
        )
        if not better.any() and (shares < _TINY).all():
            break
        heights = np.where(better, heights_there, heights)
        places = np.where(better[:, None], ahead, places)
        slopes = np.where(better[:, None], slopes_there, slopes)
        shares = np.where(better[:, None], np.minimum(2 * shares, 1.0), shares / 4)
        yield
    return places


def _step(matrices: Array, slopes: Array) -> Array:
    """Newton's step |H|⁻¹∇f, by the sizes of the curvatures so that it leads down from a saddle,
    too, and nowhere along the floor of a valley; some cells at most."""
    sound = np.isfinite(matrices).all(axis=(1, 2)) & np.isfinite(slopes).all(axis=1)
    bends, axes = np.linalg.eigh(np.where(sound[:, None, None], matrices, 0.0))
    bends = abs(bends)[:, None]
    bends[bends <= _EQUAL * bends.max(axis=2, keepdims=True)] = np.inf
    inverse = (axes / bends) @ axes.transpose(0, 2, 1)
    steps = (inverse @ np.nan_to_num(slopes)[..., None])[..., 0]
    return steps / np.maximum(np.hypot(*steps.T)[:, None] / _STRIDE, 1.0)


def _around(grid: MeshGrid, places: Array, radius: float) -> tuple[Array, Array, Array]:
    """On a circle around each place: the lowest height, the highest, and whether all are known."""
    turns = np.arange(_ANGLES) if grid.axes == 2 else np.array([0, _ANGLES // 2])
    angles = np.broadcast_to(2 * np.pi * turns / _ANGLES, (len(places), len(turns)))
    heights = _on_circle(grid, places, radius, angles)
    known = np.isfinite(heights)
    highest = np.where(known, heights, -np.inf).max(axis=1)
    lowest, reach = np.where(known, heights, np.inf), 2 * np.pi / _ANGLES
    for _ in range(_ROUNDS if grid.axes == 2 else 0):  # closer and closer to the lowest
        best = angles[np.arange(len(angles)), lowest.argmin(axis=1)]
        angles = best[:, None] + reach * np.linspace(-1, 1, 9)
        heights = _on_circle(grid, places, radius, angles)
        lowest, reach = np.where(np.isfinite(heights), heights, np.inf), reach * _FINER
    return lowest.min(axis=1), highest, known.all(axis=1)


def _on_circle(grid: MeshGrid, places: Array, radius: float, angles: Array) -> Array:
    spokes = radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return grid.values(grid.turned(places[:, None] + spokes))
