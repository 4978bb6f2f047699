"""Whether a picture has points enough for a surface, and what to draw of it where it has not.

Points that are too far apart for a wave show another, longer one that is not there.
"""

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Range, Surface
from core.surfaces.height_field import HeightField
from core.surfaces.levels import scale_of

_TRIED = 24  # columns, and rows, of cells that are looked into
_BETWEEN = (0.3, 0.7)  # of a cell: where
ROUGH, UNREADABLE = 0.07, 0.13  # with five points for a wave contours are wrong, with three all is
_RANGE = (0.05, 0.95)  # of the heights, without peaks
_WITHIN = 16  # points of a curve in a column of pixels
_RESOLVED = 0.9  # of the points in between that lie on a curve's chords


def roughness(field: HeightField, x_range: Range, y_range: Range, columns: int, rows: int) -> float:
    """How far the heights between the points of a mesh are beside what these say: the median, as
    a share of the heights' range. From ROUGH, or UNREADABLE, on a picture is not to be believed."""
    chance = np.random.default_rng(0)
    (x, across), (y, up) = (_cells(chance, *side) for side in ((x_range, columns), (y_range, rows)))
    with np.errstate(all="ignore"):
        heights = field.mesh(x, y)
        heights = heights / scale_of(heights)
        left, right = heights[:, 0::3], heights[:, 2::3]
        chords = left + across * (right - left)
        said = chords[0::3] + up[:, None] * (chords[2::3] - chords[0::3])
        beside = abs(heights[1::3, 1::3] - said)
    known, beside = heights[np.isfinite(heights)], beside[np.isfinite(beside)]
    if not len(known) or not len(beside):
        return 0.0
    low, high = map(float, np.quantile(known, _RANGE))
    return float(np.median(beside) / (high - low)) if high > low else 0.0


def _cells(chance: np.random.Generator, side: Range, count: int) -> tuple[Array, Array]:
    """Both ends of some cells of a side and a place between them, one after another; and the
    places, in cells: always the same one would be in step with some wave."""
    cell = (side[1] - side[0]) / max(count, 1)
    first = np.sort(chance.integers(0, max(count, 1), _TRIED))
    place = chance.uniform(*_BETWEEN, _TRIED)
    ends = side[0] + cell * (first[:, None] + np.column_stack([0 * place, place, 0 * place + 1]))
    return ends.ravel(), place


def averaged(field: HeightField, x: Array, y: Array, meshes: int) -> Array:
    """The mean height around each point of a mesh, from so many meshes that are moved a little,
    each point of them otherwise: (len(y), len(x))."""
    moved = np.random.default_rng(0)
    sides = [(each, each[1] - each[0]) for each in (x, y)]
    total = np.zeros((len(y), len(x)))
    for _ in range(meshes):
        xs, ys = (each + cell * moved.uniform(-0.5, 0.5, len(each)) for each, cell in sides)
        with np.errstate(all="ignore"):
            total += field.mesh(xs, ys) / meshes
    return total


def band(
    surface: Surface, x_range: Range, columns: int, slack: float
) -> tuple[Array, Array] | None:
    """The lowest and the highest of a curve in each column, (columns,), NaN where it has no value;
    None where chords of two columns follow it, but for a height of `slack` here and there."""
    left, right = x_range
    column = (right - left) / columns
    moved = np.random.default_rng(0).random(columns * _WITHIN)  # in step with no wave
    x = left + column / _WITHIN * (np.arange(columns * _WITHIN) + moved)
    ends = np.linspace(left, right, columns // 2 + 1)
    with np.errstate(all="ignore"):
        heights, chords = surface.values(x, 0.0), np.interp(x, ends, surface.values(ends, 0.0))
        beside = abs(heights - chords)
    known = np.isfinite(beside)
    if not known.any() or (beside[known] <= slack).mean() >= _RESOLVED:
        return None
    heights = np.where(np.isfinite(heights), heights, np.nan).reshape(columns, _WITHIN)
    nothing = np.isnan(heights).all(axis=1)
    heights[nothing] = 0.0
    found = np.nanmin(heights, axis=1), np.nanmax(heights, axis=1)
    for each in found:
        each[nothing] = np.nan
    return found
