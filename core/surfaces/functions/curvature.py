"""How strongly a surface bends: its Hessian, and what follows for a learning rate.

The second derivatives are central differences of the engine's gradients, whose error here is about
10⁻⁹ of their size; no other derivative is written down.
"""

import numpy as np
from numpy.typing import ArrayLike

from core.engine import Array
from core.surfaces.functions.surface import Point, Surface

_H = 1e-5
_SIDES = np.array([-10.0, -1.0, 0.0, 1.0, 10.0])  # of h: how far from a point it is looked at
_ALIKE = 0.1  # of the largest: so far one-sided quotients may differ where there is a curvature
_LARGEST = np.finfo(float).max
_AROUND = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])


def second_order(surface: Surface, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array, Array]:
    """Height, gradient and matrix of second derivatives at each point: the shape of x, then (),
    (2,) and (2, 2). All come from one pass of the engine, for each point and four around it."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    h = _H * np.maximum(1, np.maximum(abs(x), abs(y)))
    across, up = (np.multiply.outer(side, h) for side in _AROUND.T)
    height, *slopes = surface.slope(x + across, y + up)
    gradient = np.stack(slopes, axis=-1)
    with np.errstate(all="ignore"):
        columns = (gradient[1::2] - gradient[2::2]) / (2 * h[..., None])
    matrix = np.moveaxis(columns, 0, -1)
    return height[0], gradient[0], (matrix + np.swapaxes(matrix, -1, -2)) / 2


def hessian(surface: Surface, x: ArrayLike, y: ArrayLike) -> Array:
    """The matrix of second derivatives at each point: the shape of x, then (2, 2)."""
    return second_order(surface, x, y)[2]


def steepest_bend(surface: Surface, point: Point) -> Array | None:
    """The direction, (2,), of the largest eigenvalue of the Hessian; None where it is no number."""
    matrix = hessian(surface, *point)
    found: Array | None = np.linalg.eigh(matrix)[1][:, -1] if np.isfinite(matrix).all() else None
    return found


def curvatures_along(surface: Surface, x: ArrayLike, y: ArrayLike, direction: Array) -> Array:
    """The second derivative at each point in a direction, (2,): the shape of x. NaN where there is
    none, at a kink or a pole: there the quotients of differences depend on how near and on which
    side one looks."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    if not (np.isfinite(direction).all() and direction.any()):
        return np.full(x.shape, np.nan)
    across, up = direction / np.hypot(*direction)
    away = np.multiply.outer(_SIDES, _H * np.maximum(1.0, np.maximum(abs(x), abs(y))))
    slopes = surface.gradient(x + across * away, y + up * away)
    with np.errstate(all="ignore"):
        along = across * slopes[0] + up * slopes[1]
        quotients = (along - along[2])[[0, 1, 3, 4]] / away[[0, 1, 3, 4]]
        largest = abs(quotients).max(axis=0)
        alike = np.ptp(quotients, axis=0) <= np.minimum(_ALIKE * largest, _LARGEST)
        found: Array = np.where(alike, quotients[1:3].mean(axis=0), np.nan)
    return found


def curvature_along(surface: Surface, point: Point, direction: Array) -> float | None:
    """The same at one point; None where there is none."""
    found = float(curvatures_along(surface, *point, direction))
    return None if np.isnan(found) else found


def largest_curvatures(surface: Surface, x: ArrayLike, y: ArrayLike) -> Array:
    """How strongly the surface bends upwards at each point, along its most curved direction: the
    largest eigenvalue of the Hessian, 0 where it is no number."""
    matrices = hessian(surface, x, y)
    sound = np.isfinite(matrices).all(axis=(-1, -2))
    bends = np.linalg.eigvalsh(np.where(sound[..., None, None], matrices, 0.0))
    largest: Array = bends[..., -1]
    return largest
