"""Where a search for minima begins: places of a mesh that lie lower than those around them, and
those where a minimum may hide between its points.

A minimum narrower than a cell shows no lower place. But near it the surface bends up and the step
of Newton's method is shorter than a cell, for that is how far the zero of the gradient is. A hole
that is narrower still shows on a finer mesh, as fine as a light formula allows.
"""

import numpy as np

from core.engine import Array
from core.surfaces.minima.mesh_grid import MeshGrid

_FINER, _WORK = 4, 10_000_000  # times at most; values of nodes that are computed for it


def hollows(grid: MeshGrid) -> Array:
    """Places of the mesh, (n, 2), that lie lower than those around them; the lowest first."""
    return _places(_lowest(grid, grid.heights), grid.heights)


def hidden(grid: MeshGrid) -> Array:
    """Places, (n, 2), that are no hollows and have none beside them, but a zero of the gradient
    within a cell, or are lower than all around them on a finer mesh."""
    away, beside = _newton(grid), _grown(_lowest(grid, grid.heights))
    near = _lowest(grid, np.where(beside | (away > 1), np.inf, away))
    narrow = _narrow(grid)
    column, row = np.rint(narrow).astype(int).T
    return np.concatenate([narrow[~beside[row, column]], _places(near, grid.heights)])


def _narrow(grid: MeshGrid) -> Array:
    """The hollows of a finer mesh, the lowest first."""
    work = len(grid.surface.graph.nodes) * grid.count**grid.axes
    finer = min(int((_WORK / work) ** (1 / grid.axes)), _FINER)
    if finer < 2:
        return np.zeros((0, 2))
    count = (grid.count - 1) * finer + 1
    fine = MeshGrid(grid.surface, grid.x_range, grid.y_range, count)
    heights = fine.values(fine.mesh)
    return grid.turned(1 + (_places(_lowest(fine, heights), heights) - 1) / finer)


def _grown(chosen: Array) -> Array:
    """These points of the mesh and those around them."""
    for axis in (0, 1):
        chosen = chosen | np.roll(chosen, 1, axis) | np.roll(chosen, -1, axis)
    return chosen


def _places(chosen: Array, heights: Array) -> Array:
    rows, columns = np.nonzero(chosen)
    lowest = np.argsort(heights[rows, columns], kind="stable")
    return np.column_stack([columns, rows])[lowest].astype(float)


def _lowest(grid: MeshGrid, numbers: Array) -> Array:
    """Which points of the mesh, not on its edge, are no higher than any of their neighbours, and
    lower than some? Where there is no number it is as high as can be."""
    known = np.where(np.isnan(numbers), np.inf, numbers)
    padded = np.pad(known, 1, constant_values=np.inf)
    rows, columns = known.shape
    hollow = np.isfinite(known)
    hollow[:, [0, -1]] = False
    if grid.axes == 2:
        hollow[[0, -1], :] = False
    lower_somewhere = np.zeros_like(hollow)
    for dy in (-1, 0, 1) if grid.axes == 2 else (0,):
        for dx in (-1, 0, 1):
            around = padded[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns]
            hollow &= known <= around
            lower_somewhere |= known < around
    found: Array = hollow & lower_somewhere
    return found


def _newton(grid: MeshGrid) -> Array:
    """How many cells long is the step of Newton's method from each point of the mesh? Infinite
    where the surface does not bend up. The curvatures are differences of the mesh's gradients."""
    steep = grid.gradients
    with np.errstate(all="ignore"):
        xx = np.gradient(steep[..., 0], axis=1)
        if grid.axes == 1:
            return np.where(xx > 0, abs(steep[..., 0]) / xx, np.inf)
        yy = np.gradient(steep[..., 1], axis=0)
        xy = (np.gradient(steep[..., 0], axis=0) + np.gradient(steep[..., 1], axis=1)) / 2
        det = xx * yy - xy * xy
        step_x = (yy * steep[..., 0] - xy * steep[..., 1]) / det
        step_y = (xx * steep[..., 1] - xy * steep[..., 0]) / det
        upwards = (det > 0) & (xx + yy > 0)
        return np.where(upwards, np.hypot(step_x, step_y), np.inf)
