"""Floors: minima that do not stand alone, but form a valley or a plain of one height.

From every point of the mesh that may be near one, the lowest point along its gradient is searched,
without derivatives of second order: so it is found at kinks and in the flattest of valleys, too.
Those that are as low as the floor are its samples, and the cells in which they lie hang together.
"""

from collections.abc import Generator, Iterator

import numpy as np

from core.engine import Array
from core.surfaces.minima.mesh_grid import MeshGrid
from core.surfaces.minima.minimum import FlatRegion, Minimum

_REACH = 1.0  # cells around a point of the mesh in which it looks for the floor
_ROUNDS, _FINER = 17, 0.3
_ACROSS = 0.15  # cells: the spread of neighbours on both axes of a plain
_PIECE = 0.7  # cells: half of the floor's piece for each sample, so that they leave no gaps
_AT_ONCE = 4000  # origins
AROUND = [(dx, dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]


Floor = tuple[Minimum, Array]  # and the places of its samples


def searching_floors(
    grid: MeshGrid, height: float, slack: float, seeds: Array
) -> Generator[None, None, list[Floor]]:
    """The floors of this height, give or take `slack`, that hold some of the seeds, (n, 2), all of
    them bottoms. What leads down somewhere is no floor."""
    found = yield from _lowest_along_gradient(grid, height, slack)
    return list(_hanging_together(grid, height, slack, seeds, found))


def _hanging_together(
    grid: MeshGrid, height: float, slack: float, seeds: Array, found: Array
) -> Iterator[Floor]:
    places = np.concatenate([seeds, found])
    cells = np.rint(places).astype(int)
    rows, columns = grid.heights.shape
    sample = np.full((columns, rows), -1)
    sample[tuple(cells[::-1].T)] = np.arange(len(cells))[::-1]  # in each cell the first of them
    patches = _patches(sample >= 0)
    lower = height - slack > grid.heights.T
    for patch in np.unique(patches[tuple(cells[: len(seeds)].T)]):
        if not (lower & (_spread(patches == patch))).any():
            chosen = np.sort(sample[patches == patch])
            yield _floor(grid, places[chosen], cells[chosen], height), places[chosen]


def _lowest_along_gradient(
    grid: MeshGrid, height: float, slack: float
) -> Generator[None, None, Array]:
    """Places of this height, found from all over the mesh, (n, 2)."""
    steep = grid.gradients
    size = np.hypot(*np.moveaxis(steep, -1, 0))
    rise = abs(grid.heights - height)
    flat = grid.mesh[(rise <= slack) & (size == 0)]
    # Where a height grows with a power p ≥ 1 of the distance from the floor, that is p rise / size.
    near = (rise <= _REACH * size + slack) & (size > 0) & np.isfinite(size)
    origins = np.array_split(grid.mesh[near], 1 + near.sum() // _AT_ONCE)
    downs = np.array_split(-steep[near] / size[near, None], len(origins))
    found = [flat]
    for origin, down in zip(origins, downs, strict=True):
        yield
        found.append(_lowest(grid, origin, down))
    places = np.concatenate(found)
    places = places[grid.inside(places)]
    return grid.clipped(places[abs(grid.values(places) - height) <= slack])


def _lowest(grid: MeshGrid, origin: Array, down: Array) -> Array:
    """The lowest place on the way down from each origin, of those that have one."""
    middle, reach = np.full(len(origin), _REACH / 2), _REACH / 2
    for _ in range(_ROUNDS):
        tried = middle[:, None] + reach * np.linspace(-1, 1, 9)
        heights = grid.values(origin[:, None] + tried[..., None] * down[:, None])
        lowest = np.where(np.isfinite(heights), heights, np.inf).argmin(axis=1)
        middle, reach = tried[np.arange(len(tried)), lowest], reach * _FINER
    return (origin + middle[:, None] * down)[middle < 0.98 * _REACH]


def _patches(taken: Array) -> Array:
    """The cells that hang together have the same number, the others −1. A number is that of a
    cell, which knows a larger one, perhaps: so the largest spreads by leaps along a valley."""
    numbers = np.where(taken, np.arange(taken.size).reshape(taken.shape), -1)
    while True:
        spread = np.where(taken, _spread(numbers), -1)
        spread[taken] = spread.ravel()[spread[taken]]
        if (spread == numbers).all():
            return numbers
        numbers = spread


def _spread(numbers: Array) -> Array:
    """The largest of each cell and its neighbours."""
    for axis in (0, 1):
        wide = np.moveaxis(numbers.copy(), axis, 0)
        line = np.moveaxis(numbers, axis, 0)
        np.maximum(wide[1:], line[:-1], out=wide[1:])
        np.maximum(wide[:-1], line[1:], out=wide[:-1])
        numbers = np.moveaxis(wide, 0, axis)
    return numbers


def _floor(grid: MeshGrid, places: Array, cells: Array, height: float) -> Minimum:
    """A floor of these samples, one in each cell."""
    table = np.full((*(cells.max(axis=0) + 2), 2), np.nan)
    table[tuple(cells.T)] = places
    around = np.stack([table[cells[:, 0] + dx, cells[:, 1] + dy] for dx, dy in AROUND], axis=1)
    offsets = np.nan_to_num(around - places[:, None])
    spread, directions = np.linalg.eigh(offsets.transpose(0, 2, 1) @ offsets)
    inner = np.isfinite(around[..., 0]).sum(axis=1) == 3**grid.axes
    inner &= spread[:, 2 - grid.axes] > _ACROSS
    along = directions[..., 1] * grid.cell * _PIECE
    flat = FlatRegion(cells[inner], grid.corner, grid.cell) if inner.any() else None
    kept = ~inner if not inner.all() else np.arange(len(cells)) == 0
    return Minimum(grid.within(places[kept]), height, along[kept], flat)
