"""When somebody has arrived: near enough, and there to stay. Verdicts and basins both ask here; a
verdict alone goes on by Newton's method where a path rests at no minimum that is known."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.nearest_minimum_index import NOWHERE
from core.surfaces.minima.search import find_minima
from core.surfaces.race.relief import heights_of

ARRIVED = 0.005  # of the picture's diagonal: so near to a minimum counts as there
LATELY = 10  # who has been there for so many steps has come to stay, however it swings
_AHEAD = 5  # strides like the last one: so has who would still be there then
_STILL = 0.1  # who moved less lately than this share of the tolerance
STAYS = 2  # times the race's steps, until which somebody who has arrived is still there
_LONGER, _LONGEST = 4, 1000  # times the race's steps, and steps: who is slow arrives later
_SQUARE, _AROUND = 10.0, 10.0  # tolerances: a square of the plane, and what is searched around it
_LOW = 0.05  # of the rise from a minimum to the picture's median: who is higher is not yet there
_SHARES = 2.0 ** np.arange(-8, 0.5, 0.5)  # of the tolerance: rings around a minimum
_SPOKES, _PLACES = 16, 8  # points of a ring; places of a floor that are looked at
_FARTHEST = 1e6  # squares: further out there are hardly any numbers between two points
_OF_WELL, _SAME = 0.25, 1e-3  # of the distance to the next minimum; of a tolerance: it is the same

Near = Callable[[Array], Array]  # of points, (n, 2), the number of the minimum in reach, or NOWHERE


def patience(steps: int) -> int:
    """How many steps somebody is given to arrive, and to be seen to stay, in a race of so many:
    basins and verdicts are about where a path ends at last."""
    return max(STAYS * steps, min(_LONGER * steps, _LONGEST))


def ahead(last: Array, before: Array) -> Array:
    """Where somebody would be who went on as with the last stride; points (…, 2)."""
    with np.errstate(all="ignore"):
        there: Array = last + _AHEAD * (last - before)
    return there


def diagonal(surface: Surface) -> float:
    """The picture's; of a curve its width."""
    (left, right), (bottom, top) = surface.x_range, surface.y_range
    return float(np.hypot(right - left, 0 if surface.is_curve else top - bottom))


def tolerance(surface: Surface) -> float:
    """How near to a minimum counts as there."""
    return ARRIVED * diagonal(surface)


@lru_cache(maxsize=64)
def arrival_radii(surface: Surface, minima: tuple[Minimum, ...]) -> Array:
    """How near to each of these minima counts as there, (n,): in narrow wells only who is nearer
    to it than to the border of its well, and near in loss. The same minimum may have been found
    twice."""
    found = tolerance(surface) * _low_shares(surface, minima)
    single = [i for i, each in enumerate(minima) if len(each.points) == 1]
    points = np.reshape([minima[i].point for i in single], (-1, 2))
    apart = np.hypot(*np.moveaxis(points[:, None] - points, -1, 0))
    apart[apart < _SAME * tolerance(surface)] = np.inf
    widest = _OF_WELL * apart.min(axis=1, initial=np.inf)
    found[single] = np.minimum(found[single], widest)
    return found


def _low_shares(surface: Surface, minima: Sequence[Minimum]) -> Array:
    """Of the tolerance, (n,): so far around each of the minima the surface stays low, however
    steep the well. A floor is looked at in some places."""
    some = [each.points[:: -(-len(each.points) // _PLACES)] for each in minima]
    owner = np.repeat(np.arange(len(minima)), [len(each) for each in some])
    places = np.concatenate([np.zeros((0, 2)), *some])
    angles = np.linspace(0, 2 * np.pi, 2 if surface.is_curve else _SPOKES, endpoint=False)
    spokes = np.column_stack([np.cos(angles), np.sin(angles) * (not surface.is_curve)])
    rings = tolerance(surface) * _SHARES[:, None, None] * spokes
    x, y = np.moveaxis(places[:, None, None] + rings, -1, 0)
    heights = surface.values(x, y) if len(places) else x
    highest = np.where(np.isfinite(heights), heights, -np.inf).max(axis=-1)
    lowest, middle = heights_of(surface)
    bottoms = np.array([each.height for each in minima])
    limits = bottoms + _LOW * (middle - np.minimum(bottoms, lowest))
    low = np.ones((len(minima), len(_SHARES)), bool)
    np.logical_and.at(low, owner, highest <= limits[owner, None])
    rings_within = np.logical_and.accumulate(low, axis=1).sum(axis=1)
    found: Array = _SHARES[np.maximum(rings_within - 1, 0)]
    return found


def nearest(points: Array, minima: Sequence[Minimum]) -> tuple[Array, Array]:
    """For each point, (n, 2), the number of the nearest minimum and how far it is."""
    away = np.stack([each.away(points) for each in minima])
    return away.argmin(axis=0), away.min(axis=0)


def near(surface: Surface, minima: tuple[Minimum, ...]) -> Near:
    """Who asks for a few points only needs no raster."""
    radii = arrival_radii(surface, minima)

    def find(points: Array) -> Array:
        which, away = nearest(points, minima)
        return np.where(away <= radii[which], which, NOWHERE)

    return find


def settled(lately: Sequence[Array], near: Near) -> Array:
    """The number of the minimum at which each is to stay, or NOWHERE: (n,). lately: (n, 2) each,
    the last points of the paths, at most LATELY of them."""
    here = near(lately[-1])
    stays = near(ahead(lately[-1], lately[max(len(lately) - 2, 0)])) == here
    if len(lately) == LATELY:
        left = np.flatnonzero(~stays & (here != NOWHERE))
        stays[left] = np.all([near(each[left]) == here[left] for each in lately[:-1]], axis=0)
    return np.where(stays, here, NOWHERE)


def still(surface: Surface, lately: Sequence[Array]) -> Array:
    """Who has hardly moved of late?"""
    with np.errstate(all="ignore"):
        moved = np.max([np.hypot(*(lately[-1] - each).T) for each in lately], axis=0)
    found: Array = moved < _STILL * tolerance(surface)
    return found


def square_of(surface: Surface, points: Array) -> Array:
    """In which square of the plane each point lies, (n, 2); far out, in the last one."""
    squares = np.floor(points / (_SQUARE * tolerance(surface)))
    found: Array = np.clip(squares, -_FARTHEST, _FARTHEST).astype(int)
    return found


@lru_cache(maxsize=1024)
def minima_around(surface: Surface, square: tuple[int, int]) -> tuple[Minimum, ...]:
    """The minima in and around a square, for those who rest where none were looked for."""
    cell = tolerance(surface)
    across, up = (
        ((n * _SQUARE - _AROUND) * cell, ((n + 1) * _SQUARE + _AROUND) * cell) for n in square
    )
    return find_minima(surface, across, up, round(_SQUARE + 2 * _AROUND) + 1)
