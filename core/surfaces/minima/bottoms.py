"""Bottoms: the lowest places of a mesh's hollows, searched until they are exact.

Newton's method leads there from each hollow. Where it does not come to rest, as at a kink, or only
beyond the next cell, ever finer meshes are searched before it is tried again; where that is in vain
there is a kink, and the rest is done without derivatives. A circle around what was found tells what
it is: nothing if there is a lower point on it; a point alone if all are higher; the floor of a
valley or a plain if some are as high. Where the function has no value right beside it, it is the
edge of the function's domain, and where it falls without end it is a pole: both are no minima. A
wave that is shorter than a cell rises as near by as a pole does, but is round at its bottom.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.following import finish
from core.surfaces.functions.surface import Point, Surface
from core.surfaces.minima.circles import closer, on_circle, spokes
from core.surfaces.minima.kinks import sliding_down
from core.surfaces.minima.mesh_grid import MeshGrid
from core.surfaces.minima.minimum import Minimum

_ROUNDS, _FINER = 16, 0.3
_BETWEEN = 0.25  # cells: what is hidden between the points of the mesh reaches no further
_NEWTON, _STRIDE, _TINY = 80, 5.0, 1e-3  # steps, cells for each, least share of one
_EXACT, _REST = 1e-9, 1e-6  # cells: the step with which a place is done; that of one at rest
_ASTRAY = 1.5  # cells from where it began, the next minimum may be another
_CLOSE, _NEAR, _WIDE = 0.005, 0.05, 0.5  # cells: radii of the circles, each ten times the other
_POLE = 0.5  # of the rise to the wide circle; so much within the near one may be a pole's
_SHRINKS = 0.95  # from each circle to the next: a rise that does so has a bottom
_TINY_CIRCLE = 0.1  # of the close circle
_ROUND = 0.2  # of the rise to the close circle, at most, on the tiny one; of a parabola 0.01
_CIRCLES = (1e-4, 1e-3, 1e-2)  # cells: wider than the last step to a place, narrower than a well
_DOUBTFUL = 0.02  # of the rise; on a smooth floor some of the angles is lower: sin²(π / 32) = 0.01
_EQUAL = 1e-8  # of the rise around it: no more is as high
_DEFINITE = 1e-6  # smallest curvature over the largest: no floor
_NORMAL = np.finfo(float).tiny  # a smaller curvature has no reciprocal
_ROUNDING = 16 * np.finfo(float).eps  # of a height


@dataclass(frozen=True, eq=False)
class Bottoms:
    """From the lowest on. places: (n, 2). slacks: how much higher is as high. level: around which
    of them some place is as high. narrow: which are round, but so narrow that a cell may hold
    several of them."""

    places: Array
    heights: Array
    slacks: Array
    level: Array
    narrow: Array


def searching_bottoms(
    grid: MeshGrid, places: Array, hidden: Array
) -> Generator[None, None, Bottoms]:
    """The lowest places of these hollows, and of hidden ones, in small pieces of work."""
    yield
    begun = np.concatenate([places, hidden])
    found, rests, _ = yield from _descending(grid, begun)
    strayed = ~rests | (abs(found - begun) > _ASTRAY).any(axis=1)
    if strayed.any():
        reach = np.where(np.arange(len(begun)) < len(places), 1.0, _BETWEEN)[strayed]
        lowest = yield from _refining(grid, begun[strayed], reach)
        found[strayed], rests[strayed], stuck = yield from _descending(grid, lowest)
        kinks = np.flatnonzero(strayed)[stuck]
        found[kinks] = yield from sliding_down(grid, found[kinks])
    inside = grid.inside(found)
    yield
    return _judged(grid, grid.clipped(found[inside]), rests[inside])


def minimum_under(surface: Surface, point: Point, reach: float) -> Minimum | None:
    """The minimum in whose well a point lies: where Newton's method comes to rest from a place at
    which the surface bends upwards in every direction, as it must there. None if there is none
    within reach. A search on a mesh may miss it where wells are narrow."""
    x, y = point
    grid = MeshGrid(surface, (x, x + reach), (y, y + reach), 2)  # one cell, as large as the reach
    begun = grid.turned(np.ones((1, 2)))
    if not _bends_upwards(grid, begun)[0]:
        return None
    found, rests, _ = finish(_descending(grid, begun))
    near = np.hypot(*(found - begun).T) <= 1
    if not (rests & near & _bends_upwards(grid, found) & _encircled(grid, found))[0]:
        return None
    return Minimum(grid.plane(found), float(grid.values(found)[0]))


def _bends_upwards(grid: MeshGrid, places: Array) -> Array:
    """In every direction, as no floor does?"""
    _, slopes, matrices = grid.second_order(places)
    matrices = matrices[:, : grid.axes, : grid.axes]
    sound = np.isfinite(matrices).all(axis=(1, 2)) & np.isfinite(slopes).all(axis=1)
    bends = np.linalg.eigvalsh(np.where(sound[:, None, None], matrices, 0.0))
    found: Array = (bends[:, 0] > _DEFINITE * bends[:, -1]) & (bends[:, -1] > 0)
    return found


def _encircled(grid: MeshGrid, places: Array) -> Array:
    """Is all of some circle higher, so that the lowest place lies within it? Newton's method comes
    to rest at an inflection, too, and there bends upwards on the side from which it came."""
    heights = grid.values(places)
    radii = np.array(_CIRCLES)[:, None, None]
    around = on_circle(grid, places, radii, spokes(grid, len(_CIRCLES), len(places)))
    higher: Array = around > heights[:, None]
    found: Array = np.any(np.all(higher, axis=2), axis=0)
    return found


def _judged(grid: MeshGrid, places: Array, smooth: Array) -> Bottoms:
    """Those of the places that are bottoms. smooth: at which of them Newton's method rests."""
    heights = grid.values(places)
    with np.errstate(all="ignore"):  # where nothing around has a value
        rounding = _ROUNDING * abs(heights)
        (near, wide), (rise, swell, close), whole = _around(grid, places, heights, smooth)
        bottom = whole & (near >= heights - _EQUAL * (rise - heights) - rounding)
        # Towards its bottom |x|^p falls less and less from each circle to the next; a pole of
        # log |x| falls by as much again, and one of 1/x by more.
        ends = (rise >= close) & (rise - close < _SHRINKS * (swell - rise))
        narrow = bottom & ~((rise - heights <= _POLE * (swell - heights)) | ends)
        narrow[narrow] = _round(grid, places[narrow], heights[narrow])
        bottom &= (rise - heights <= _POLE * (swell - heights)) | ends | narrow
        slacks = _EQUAL * (swell - heights) + rounding
        flat = near <= heights + _EQUAL * (rise - heights) + rounding
        level = flat & (wide <= heights + slacks)
        bottom &= ~flat | (wide >= heights - slacks)  # a valley may go on, and down
    order = np.argsort(heights, kind="stable")
    order = order[bottom[order]]
    return Bottoms(places[order], heights[order], slacks[order], level[order], narrow[order])


def _round(grid: MeshGrid, places: Array, heights: Array) -> Array:
    """Does it rise from each place as from the bottom of a parabola, slowly at first? From a pole
    it rises most at once."""
    radii = _CLOSE * np.array([_TINY_CIRCLE, 1.0])[:, None, None]
    tiny, close = on_circle(grid, places, radii, spokes(grid, 2, len(places)))
    risen = tiny.max(axis=1, initial=-np.inf) - heights
    found: Array = risen <= _ROUND * (close.max(axis=1, initial=-np.inf) - heights)
    return found & (tiny >= heights[:, None] - _ROUNDING * abs(heights[:, None])).all(axis=1)


def _refining(grid: MeshGrid, places: Array, reach: Array) -> Generator[None, None, Array]:
    """The lowest place within reach of each, (n,) cells; where several are, the one in the
    middle."""
    steps = np.linspace(-1, 1, 9)
    window = np.stack(np.meshgrid(steps, steps if grid.axes == 2 else [0.0]), axis=-1)
    window = window.reshape(-1, 2)
    window = window[np.argsort(np.hypot(*window.T), kind="stable")]
    for _ in range(_ROUNDS):
        tried = places[:, None] + reach[:, None, None] * window
        heights = grid.values(tried)
        lowest = np.where(np.isfinite(heights), heights, np.inf).argmin(axis=1)
        places, reach = tried[np.arange(len(tried)), lowest], reach * _FINER
        yield
    return places


def _descending(grid: MeshGrid, places: Array) -> Generator[None, None, tuple[Array, Array, Array]]:
    """Newton's method: down into each valley, and along it to where the gradient is zero; a step
    that does not help is shortened. Where each comes to, whether it rests there, and whether no
    step helps it though it does not, as beside a kink."""
    found, left = places.copy(), np.full(len(places), np.inf)
    going, shares = np.arange(len(places)), np.ones((len(places), 1))
    stuck = np.ones(len(places), bool)
    heights, slopes, matrices = grid.second_order(places) if len(places) else (places,) * 3
    for _ in range(_NEWTON):
        steps, unbent = _step(matrices, slopes)
        left[going] = np.where(unbent, np.inf, np.hypot(*steps.T))
        on = (np.hypot(*steps.T) > _EXACT) & (shares[:, 0] >= _TINY)
        if not on.any():
            break
        going, shares, steps = going[on], shares[on], steps[on]
        heights, slopes, matrices = heights[on], slopes[on], matrices[on]
        ahead = grid.turned(found[going] - shares * steps)
        there = grid.second_order(ahead)
        rounding = _ROUNDING * abs(heights)
        flatter = np.hypot(*there[1].T) < np.hypot(*slopes.T)
        better = (there[0] < heights - rounding) | (flatter & (there[0] <= heights + rounding))
        found[going[better]] = ahead[better]
        heights[better], slopes[better], matrices[better] = (each[better] for each in there)
        shares = np.where(better[:, None], np.minimum(2 * shares, 1.0), shares / 4)
        yield
    else:
        stuck[going] = False  # these would go on
    return found, left <= _REST, stuck & (left > _REST)


def _step(matrices: Array, slopes: Array) -> tuple[Array, Array]:
    """Newton's step |H|⁻¹∇f, by the sizes of the curvatures so that it leads down from a saddle,
    too, and nowhere along the floor of a valley; some cells at most. And whether there is a slope
    where nothing bends, as beside a kink, of which the step knows nothing."""
    sound = np.isfinite(matrices).all(axis=(1, 2)) & np.isfinite(slopes).all(axis=1)
    bends, axes = np.linalg.eigh(np.where(sound[:, None, None], matrices, 0.0))
    bends, known = abs(bends)[:, None], np.nan_to_num(slopes)
    largest = bends.max(axis=2, keepdims=True)
    straight = bends <= np.maximum(_EQUAL * largest, _NORMAL)
    along = abs(known[:, None] @ axes)
    unbent: Array = (straight & (along > _EXACT * largest)).any(axis=(1, 2))
    inverse = (axes / np.where(straight, np.inf, bends)) @ axes.transpose(0, 2, 1)
    steps = (inverse @ known[..., None])[..., 0]
    return steps / np.maximum(np.hypot(*steps.T)[:, None] / _STRIDE, 1.0), unbent


def _around(
    grid: MeshGrid, places: Array, heights: Array, smooth: Array
) -> tuple[Array, Array, Array]:
    """On circles around each place: the lowest heights of the near and the wide one, (2, n); the
    highest of the near, the wide and the close one, (3, n); and whether all of the near one are
    known, (n,)."""
    radii = np.array([_NEAR, _WIDE, _CLOSE])[:, None, None]
    found = on_circle(grid, places, radii, spokes(grid, 3, len(places)))
    known = np.isfinite(found)
    highest = np.where(known, found, -np.inf).max(axis=2)
    found, radii = np.where(known, found, np.inf)[:2], radii[:2]
    lowest = found.min(axis=2)
    doubtful = ~smooth | (lowest[0] - heights <= _DOUBTFUL * (highest[0] - heights))
    if grid.axes == 2 and doubtful.any():
        lowest[:, doubtful] = closer(grid, places[doubtful], radii, found[:, doubtful])[1]
    return lowest, highest, known[0].all(axis=1)
