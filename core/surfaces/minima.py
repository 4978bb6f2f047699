"""The minima of a surface in a part of the plane, found and not typed in.

A mesh shows where to look; each valley is then searched on ever finer meshes, which also works at
kinks; Newton's method gives the last digits where the surface is smooth.
"""

from functools import lru_cache

import numpy as np

from core.engine import Array
from core.surfaces.curvature import hessian
from core.surfaces.surface import Point, Range, Surface

_MESH = 101  # points on a side
_MOST = 24  # a wavy function may have any number of them
_ROUNDS, _FINER = 12, 5.0
_FALL = 10.0  # times the differences between neighbours on the mesh
_SAME = 1e-3  # of the picture: minima closer than this are one


def find_minima(surface: Surface, x_range: Range, y_range: Range) -> tuple[Point, ...]:
    """All local minima inside the ranges, the lowest first; a curve's lie at y = 0."""
    xs = np.linspace(*x_range, _MESH)
    ys = np.zeros(1) if surface.is_curve else np.linspace(*y_range, _MESH)
    x, y = np.meshgrid(xs, ys)
    heights = surface.values(x, y)
    rows, columns = np.nonzero(_hollows(heights))
    order = np.argsort(heights[rows, columns])[:_MOST]
    cell = (xs[1] - xs[0], 0.0 if surface.is_curve else ys[1] - ys[0])
    found: list[Point] = []
    for row, column in zip(rows[order], columns[order], strict=True):
        point = _refined(surface, np.array([xs[column], ys[row]]), np.array(cell))
        if point is not None and _is_pole(surface, point, heights, row, column):
            continue
        apart = _SAME * (x_range[1] - x_range[0])
        if point is not None and all(np.hypot(*np.subtract(point, p)) > apart for p in found):
            found.append(point)
    return tuple(found)


def _hollows(heights: Array) -> Array:
    """Which points of the mesh, not on its edge, are lower than all their neighbours?"""
    padded = np.pad(heights, 1, constant_values=np.inf)
    rows, columns = heights.shape
    inner = np.isfinite(heights)
    inner[:, [0, -1]] = False
    if rows > 1:
        inner[[0, -1], :] = False
    lower_somewhere = np.zeros_like(inner)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if not (dx or dy):
                continue
            around = padded[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns]
            inner &= heights <= around
            if dy == 0 or rows > 1:
                lower_somewhere |= heights < around
    return inner & lower_somewhere


def _is_pole(surface: Surface, point: Point, heights: Array, row: int, column: int) -> bool:
    """Does the ground fall between two points of the mesh by far more than around them? Then it
    falls without end, and there is no minimum."""
    around = heights[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
    known = around[np.isfinite(around)]
    fall = float(heights[row, column] - surface.values(*point))
    return not fall <= _FALL * float(known.max() - known.min())


def _refined(surface: Surface, point: Array, cell: Array) -> Point | None:
    """The bottom of the valley around a point of the mesh; None if there is none."""
    reach = cell.copy()
    steps = np.linspace(-1, 1, 9)
    for _ in range(_ROUNDS):
        x = point[0] + steps * reach[0]
        y = point[1] + (steps * reach[1] if reach[1] else np.zeros(1))
        mesh_x, mesh_y = np.meshgrid(x, y)
        heights = surface.values(mesh_x, mesh_y)
        lowest = np.nanargmin(heights) if np.isfinite(heights).any() else 0
        point = np.array([mesh_x.flat[lowest], mesh_y.flat[lowest]])
        reach = reach / _FINER * 1.5
    point = _newton(surface, point, cell)
    return _settled(point, cell) if _is_bottom(surface, point, cell) else None


def _is_bottom(surface: Surface, point: Array, cell: Array) -> bool:
    """Does a tiny step against the slope, if there is any, lead up? On the floor of a valley that
    goes on it leads down; at a kink it leads up."""
    slope = np.array(surface.gradient(*point))
    steep = float(np.hypot(*slope))
    height = float(surface.values(*point))
    tiny = 1e-5 * float(cell.max())
    if not np.isfinite(steep) or steep * tiny <= 1e-12 * max(abs(height), 1e-3):
        return True
    return float(surface.values(*(point - tiny * slope / steep))) >= height


def _newton(surface: Surface, point: Array, cell: Array) -> Array:
    """A few steps to where the gradient is zero, kept only while it gets smaller."""
    for _ in range(6):
        slope = np.array(surface.gradient(*point))
        matrix = hessian(surface, *point)
        if not (np.isfinite(slope).all() and np.isfinite(matrix).all()):
            return point
        step = np.linalg.lstsq(matrix, -slope, rcond=1e-9)[0]
        if not cell[1]:
            step[1] = 0.0
        ahead = np.array(surface.gradient(*(point + step)))
        if not np.hypot(*ahead) < np.hypot(*slope) or (abs(step) > cell + 1e-300).any():
            return point
        point = point + step
    return point


def _settled(point: Array, cell: Array) -> Point:
    """Rounded to where digits stop meaning anything."""
    clean = np.where(abs(point) < 1e-9 * max(cell[0], 1e-9), 0.0, point)
    return float(clean[0]), float(clean[1])


@lru_cache(maxsize=64)
def minima_of(surface: Surface) -> tuple[Point, ...]:
    """Those that its author knows in closed form, else those found in its picture."""
    return surface.minima or find_minima(surface, surface.x_range, surface.y_range)
