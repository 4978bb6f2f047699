"""The minima of a surface in a part of the plane, found and not typed in.

A mesh shows where to look; each hollow is then searched on ever finer meshes, which also works at
kinks; Newton's method gives the last digits where the surface is smooth. A circle around what was
found tells what it is: nothing if there is a lower point on it; a point alone if all are higher;
the floor of a valley or a plain if some are as high. Where the function has no value right beside
it, it is the edge of the function's domain, and where most of the rise to a wide circle comes
within a narrow one it is a pole: both are no minima.
"""

from functools import lru_cache

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Range, Surface
from core.surfaces.minima.floors import floors_at
from core.surfaces.minima.mesh_grid import MeshGrid
from core.surfaces.minima.minimum import Minimum

MESH = 101  # points on a side
_WIDEST = 301  # … where a view goes beyond the picture
_MOST = 150  # hollows that are looked into: a wavy function may have any number of them
_ROUNDS, _FINER = 16, 0.3
_NEWTON, _STRIDE, _TINY = 80, 5.0, 1e-3  # steps, cells for each, least share of one
_POLE = 0.5  # of the rise to the wide circle
_SAME = 0.1  # cells: minima closer than this are one
_BESIDE = 1.5  # cells: bottoms so near to a floor are on it
_NEAR, _WIDE = 0.05, 0.5  # cells: radii of the circles
_ANGLES = 64
_EQUAL = 1e-6  # of the rise around it: no more is as high
_ROUNDING = 16 * np.finfo(float).eps  # of a height


def find_minima(
    surface: Surface, x_range: Range, y_range: Range, count: int = MESH
) -> tuple[Minimum, ...]:
    """All local minima in the ranges, their ends included, the lowest first; a curve's lie at
    y = 0. count: points of the mesh on a side; what is smaller than its cells may be missed."""
    grid = MeshGrid(surface, x_range, y_range, count)
    if not _hollows(grid.heights).any():
        return ()
    places, heights, slacks, level = _bottoms(grid)
    found: list[Minimum] = []
    taken = np.zeros((0, 2))
    left = np.ones(len(places), bool)
    for i, place in enumerate(places):
        reach = _BESIDE if level[i] else _SAME
        if not left[i] or (len(taken) and np.hypot(*(taken - place).T).min() <= reach):
            continue
        if level[i]:
            same = level & (abs(heights - heights[i]) <= slacks[i])
            left &= ~same
            for floor, samples in floors_at(grid, heights[i], slacks[i], places[same]):
                found.append(floor)
                taken = np.concatenate([taken, samples])
        else:
            found.append(Minimum(grid.within(place[None]), float(heights[i])))
            taken = np.concatenate([taken, place[None]])
    return tuple(found)


def _bottoms(grid: MeshGrid) -> tuple[Array, Array, Array, Array]:
    """The lowest places of all hollows, from the lowest on, (n, 2); their heights; how much higher
    is as high; and around which of them some place is."""
    rows, columns = np.nonzero(_hollows(grid.heights))
    lowest = np.argsort(grid.heights[rows, columns], kind="stable")[:_MOST]
    spots = np.column_stack([columns, rows])[lowest].astype(float)
    places = _newton(grid, _refined(grid, spots))
    places = grid.clipped(places[grid.inside(places)])
    heights = grid.values(places)
    rounding = _ROUNDING * abs(heights)
    near, rise, whole = _around(grid, places, _NEAR)
    wide, swell, _ = _around(grid, places, _WIDE)
    bottom = whole & (near >= heights - _EQUAL * (rise - heights) - rounding)
    bottom &= rise - heights <= _POLE * (swell - heights)  # else it falls without end
    slacks = _EQUAL * (swell - heights) + rounding
    flat = near <= heights + _EQUAL * (rise - heights) + rounding
    level = flat & (wide <= heights + slacks)
    bottom &= ~flat | (wide >= heights - slacks)  # a valley may go on, and down
    order = np.argsort(heights, kind="stable")
    order = order[bottom[order]]
    return places[order], heights[order], slacks[order], level[order]


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


def _refined(grid: MeshGrid, places: Array) -> Array:
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
    return places


def _newton(grid: MeshGrid, places: Array) -> Array:
    """Down into each valley, and along it to where the gradient is zero; a step that does not
    help is shortened."""
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


@lru_cache(maxsize=64)
def minima_of(surface: Surface) -> tuple[Minimum, ...]:
    """Those that its author knows in closed form, else those found in its picture."""
    known = (Minimum(np.array([p]), float(surface.values(*p))) for p in surface.minima)
    return tuple(known) or find_minima(surface, surface.x_range, surface.y_range)


@lru_cache(maxsize=64)
def minima_within(surface: Surface, x_range: Range, y_range: Range) -> tuple[Minimum, ...]:
    """Those of the surface's picture, then those beyond it in the part of the plane in view."""
    meant, home = (surface.x_range, surface.y_range), minima_of(surface)
    whole = [
        (min(low, view[0]), max(high, view[1]))
        for (low, high), view in zip(meant, (x_range, y_range), strict=True)
    ][: 1 if surface.is_curve else 2]
    grown = max((b - a) / (d - c) for (a, b), (c, d) in zip(whole, meant, strict=False))
    if grown <= 1:
        return home
    ranges = (whole[0], whole[1] if len(whole) > 1 else surface.y_range)
    found = find_minima(surface, *ranges, min(round(MESH * grown), _WIDEST))
    cell = max(b - a for a, b in whole) / min(round(MESH * grown), _WIDEST)
    low, high = np.transpose(meant) + cell * np.array([[-1.0], [1.0]])
    kept, new = list(home), []
    for each in found:
        seen = each.points[((each.points >= low) & (each.points <= high)).all(axis=1)]
        same = [k for k in home if _touches(each, seen, k, cell)]
        if each.is_floor:  # of which they are parts
            kept = [k for k in kept if k not in same]
        if each.is_floor or not same:
            new.append(each)
    return (*kept, *new)


def _touches(found: Minimum, seen: Array, home: Minimum, cell: float) -> bool:
    """Are two minima one? seen: of the samples of the one those in the picture of the other, where
    alone they can meet."""
    if len(seen) and home.away(seen).min() <= cell:
        return True
    return found.flat_region is not None and bool(found.flat_region.covers(home.points).any())
