"""Down to a kink, where no derivative tells how far it is: by circles.

The lowest point of a circle is where one goes; if it is no lower than where one is, the next circle
is narrower. Where two slopes meet they form a valley as narrow as a line, in any direction: search
along the axes, or on a lattice, comes to rest on its floor anywhere. But the floor crosses every
circle, and leads down at one of the crossings.
"""

from collections.abc import Generator

import numpy as np

from core.engine import Array
from core.surfaces.minima.circles import lowest_points
from core.surfaces.minima.mesh_grid import MeshGrid

_LEFT = 1e-6  # cells: who has no lower point so near by is there
_FIRST, _WIDEST, _FINEST = 0.25, 4.0, 1e-10  # cells: radii
_WIDER, _NARROWER = 1.5, 0.1
_CIRCLES = 150
_ROUNDING = 16 * np.finfo(float).eps  # of a height
_AT_ONCE = 100  # places, so that a piece of work stays small


def sliding_down(grid: MeshGrid, places: Array) -> Generator[None, None, Array]:
    """Where each of the places, (n, 2), leads to without derivatives; who leaves the mesh stays
    where that was."""
    found = places.copy()
    for some in np.array_split(np.arange(len(places)), -(-len(places) // _AT_ONCE) or 1):
        low = lowest_points(grid, found[some], np.full(len(some), _LEFT))[1]
        going = some[low < _threshold(grid.values(found[some]))]
        yield
        found[going] = yield from _sliding(grid, places[going])
    return found


def _sliding(grid: MeshGrid, places: Array) -> Generator[None, None, Array]:
    found, heights = places.copy(), grid.values(places)
    radii = np.full(len(places), _FIRST)
    for _ in range(_CIRCLES):
        going = np.flatnonzero((radii >= _FINEST) & grid.inside(found))
        if not len(going):
            break
        there, low = lowest_points(grid, found[going], radii[going])
        lower = low < _threshold(heights[going])
        down = going[lower]
        found[down], heights[down] = there[lower], low[lower]
        radii[down] = np.minimum(_WIDER * radii[down], _WIDEST)
        radii[going[~lower]] *= _NARROWER
        yield
    return found


def _threshold(heights: Array) -> Array:
    """What is below this is lower, and not by rounding."""
    found: Array = heights - _ROUNDING * abs(heights)
    return found
