"""The minima of a surface in a part of the plane, found and not typed in.

A mesh shows where to look, `bottoms` and `floors` tell what is there. A search is a generator of
small pieces of work, so that it can be watched and left; what it has found is remembered.
"""

from collections.abc import Generator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.following import follow
from core.surfaces.functions.surface import Range, Surface
from core.surfaces.minima.bottoms import Bottoms, searching_bottoms
from core.surfaces.minima.floors import AROUND, searching_floors
from core.surfaces.minima.hollows import hidden, hollows
from core.surfaces.minima.mesh_grid import MeshGrid
from core.surfaces.minima.minimum import Minimum

MESH = 101  # points on a side
_COARSE = 35  # … for a first look
_WIDEST = 301  # … where a view goes beyond the picture
_REMEMBERED = 12  # parts of the plane, of each surface
_BATCH = 150  # hollows that are looked into at once, and minima from which on no more are
_BATCHES = 4  # a wavy function may have any number of hollows
_MANY, _CROWDED = 20, 4.0  # so many minima, so few cells apart: there may be more between them
_NARROW = 2  # so many bottoms of which a cell may hold several: so may the others
_SAME = 0.1  # cells: minima closer than this are one
_BESIDE = 1.5  # cells: bottoms so near to a floor are on it


@dataclass(frozen=True, eq=False)
class Minima:
    """Those of a part of the plane. complete: none of its hollows was left out. final: the search
    for them is over. broken_off: because it failed."""

    found: tuple[Minimum, ...] = ()
    complete: bool = True
    final: bool = True
    broken_off: bool = False


Search = Generator[Minima | None, None, Minima]  # None after a piece of work


def searching(surface: Surface, x_range: Range, y_range: Range) -> Search:
    """The minima of the surface's picture, then those beyond it in the part of the plane in view;
    first those that a coarse mesh shows. Where the picture has too many, those in view."""
    known = known_minima(surface, x_range, y_range)
    if known is not None:
        return known
    home = yield from _searching_home(surface)
    view = (x_range, y_range)
    if not home.complete:
        within = yield from _searching_part(surface, *view, MESH)
        found = within if within.complete else home
    else:
        yield Minima(home.found, final=False)
        found = yield from _searching_beyond(surface, *view, home)
    return _remember(surface, view, found)


def known_minima(surface: Surface, x_range: Range, y_range: Range) -> Minima | None:
    """What `searching` would find, where that needs no search."""
    found = _memory(surface)
    known = found.get((x_range, y_range))
    if known is None and _is_home(surface, x_range, y_range):
        known = found.get((surface.x_range, surface.y_range))
        known = known if known is not None and known.complete else None
    return known


def find_minima(
    surface: Surface, x_range: Range, y_range: Range, count: int = MESH
) -> tuple[Minimum, ...]:
    """All local minima in the ranges, their ends included, the lowest first; a curve's lie at
    y = 0. count: points of the mesh on a side; what is smaller than its cells may be missed."""
    return _now(_searching_part(surface, x_range, y_range, count)).found


def minima_of(surface: Surface) -> tuple[Minimum, ...]:
    """Those that its author knows in closed form, else those found in its picture."""
    return _now(_searching_home(surface)).found


def minima_within(surface: Surface, x_range: Range, y_range: Range) -> tuple[Minimum, ...]:
    """What `searching` finds, at once."""
    return _now(searching(surface, x_range, y_range)).found


def _now(search: Search) -> Minima:
    return follow(search, lambda _: None)


@lru_cache(maxsize=64)
def _memory(surface: Surface) -> dict[tuple[Range, Range], Minima]:
    """What has been found of a surface, by part of the plane."""
    found: dict[tuple[Range, Range], Minima] = {}
    if surface.minima:
        known = (Minimum(np.array([p]), float(surface.values(*p))) for p in surface.minima)
        found[surface.x_range, surface.y_range] = Minima(tuple(known))
    return found


def _remember(surface: Surface, part: tuple[Range, Range], found: Minima) -> Minima:
    memory = _memory(surface)
    if len(memory) > _REMEMBERED:  # the oldest but the picture's own, which comes first
        memory.pop(list(memory)[1])
    memory[part] = found
    return found


def _searching_home(surface: Surface) -> Search:
    home = surface.x_range, surface.y_range
    known = _memory(surface).get(home)
    if known is not None:
        return known
    coarse = yield from _searching_part(surface, *home, _COARSE)
    yield Minima(coarse.found, coarse.complete, final=False)
    found = yield from _searching_part(surface, *home, MESH)
    return _remember(surface, home, found)


def _searching_part(surface: Surface, x_range: Range, y_range: Range, count: int) -> Search:
    """Hollows are looked into some at a time, for most of the later ones may lie on floors that
    the first have shown."""
    grid = MeshGrid(surface, x_range, y_range, count)
    left, out_of_sight, shown = hollows(grid), hidden(grid), _Shown(grid)
    for _ in range(_BATCHES):
        if not (len(left) or len(out_of_sight)) or len(shown.minima) >= _BATCH:
            break
        also = out_of_sight[: max(_BATCH - len(left), 0)]
        bottoms = yield from searching_bottoms(grid, left[:_BATCH], also)
        yield from shown.take(bottoms)
        left = shown.without_floors(left[_BATCH:])
        out_of_sight = shown.without_floors(out_of_sight[len(also) :])
    complete = not (len(left) or len(out_of_sight)) and not shown.crowded
    return Minima(tuple(sorted(shown.minima, key=lambda each: each.height)), complete)


class _Shown:
    """The minima that bottoms have shown so far."""

    def __init__(self, grid: MeshGrid) -> None:
        self._grid = grid
        self._taken = np.zeros((0, 2))
        self._beside_floor: np.ndarray = np.zeros(grid.heights.shape, bool)
        self._narrow = 0
        self.minima: list[Minimum] = []

    def take(self, bottoms: Bottoms) -> Generator[None, None, None]:
        left = np.ones(len(bottoms.places), bool)
        for i, place in enumerate(bottoms.places):
            reach = _BESIDE if bottoms.level[i] else _SAME
            if not left[i] or (np.hypot(*(self._taken - place).T) <= reach).any():
                continue
            if bottoms.level[i]:
                same = _as_low(bottoms, i)
                left &= ~same
                height, slack = bottoms.heights[i], bottoms.slacks[i]
                for floor, samples in (
                    yield from searching_floors(self._grid, height, slack, bottoms.places[same])
                ):
                    self._add(floor, samples)
                    self._mark_floor(samples)
            else:
                point = self._grid.within(place[None])
                self._add(Minimum(point, float(bottoms.heights[i])), place[None])
                self._narrow += bool(bottoms.narrow[i])

    def _mark_floor(self, samples: np.ndarray) -> None:
        """The cells in which it lies, and those around them."""
        column, row = np.rint(samples).astype(int).T
        rows, columns = self._beside_floor.shape
        for dy, dx in AROUND:
            there = np.clip(row + dy, 0, rows - 1), np.clip(column + dx, 0, columns - 1)
            self._beside_floor[there] = True

    def _add(self, minimum: Minimum, samples: np.ndarray) -> None:
        self.minima.append(minimum)
        self._taken = np.concatenate([self._taken, samples])

    def without_floors(self, places: np.ndarray) -> np.ndarray:
        """Those points of the mesh that lie beside no floor."""
        column, row = places.astype(int).T
        return places[~self._beside_floor[row, column]]

    @property
    def crowded(self) -> bool:
        """Are they so close together that the mesh, which shows so few cells for each, may have
        missed most of them?"""
        if self._narrow >= _NARROW:
            return True
        points = self._taken[: len(self.minima)]
        if self._beside_floor.any() or len(points) < _MANY:
            return False
        away = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
        np.fill_diagonal(away, np.inf)
        return bool(np.median(away.min(axis=1)) < _CROWDED)


def _as_low(bottoms: Bottoms, i: int) -> np.ndarray:
    """Which level bottoms may be of one floor with this one?"""
    same: np.ndarray = abs(bottoms.heights - bottoms.heights[i]) <= bottoms.slacks[i]
    return same & bottoms.level


def _joined(surface: Surface, x_range: Range, y_range: Range) -> tuple[Range, Range]:
    """The picture and what is in view; a curve has no second axis."""
    (left, right), (bottom, top) = surface.x_range, surface.y_range
    across = min(left, x_range[0]), max(right, x_range[1])
    if surface.is_curve:
        return across, surface.y_range
    return across, (min(bottom, y_range[0]), max(top, y_range[1]))


def _is_home(surface: Surface, x_range: Range, y_range: Range) -> bool:
    """Is nothing in view but what is in the picture?"""
    return _joined(surface, x_range, y_range) == (surface.x_range, surface.y_range)


def _searching_beyond(surface: Surface, x_range: Range, y_range: Range, home: Minima) -> Search:
    if _is_home(surface, x_range, y_range):
        return home
    across, up = _joined(surface, x_range, y_range)
    meant = surface.x_range, surface.y_range
    grown = float((np.diff([across, up]) / np.diff(meant)).max())
    count = min(round(MESH * grown), _WIDEST)
    far = yield from _searching_part(surface, across, up, count)
    cell = float(np.diff([across] if surface.is_curve else [across, up]).max()) / count
    low, high = np.transpose(meant) + cell * np.array([[-1.0], [1.0]])
    kept, new = list(home.found), []
    for each in far.found:
        yield None
        seen = each.points[((each.points >= low) & (each.points <= high)).all(axis=1)]
        same = [k for k in home.found if _touches(each, seen, k, cell)]
        if each.is_floor:  # of which they are parts
            kept = [k for k in kept if k not in same]
        if each.is_floor or not same:
            new.append(each)
    return Minima((*kept, *new), far.complete)


def _touches(found: Minimum, seen: np.ndarray, home: Minimum, cell: float) -> bool:
    """Are two minima one? seen: of the samples of the one those in the picture of the other, where
    alone they can meet."""
    if len(seen) and home.away(seen).min() <= cell:
        return True
    return found.flat_region is not None and bool(found.flat_region.covers(home.points).any())
