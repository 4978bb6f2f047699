"""Who stands where the slope is zero, and yet at no minimum: on a saddle point or a summit."""

from dataclasses import dataclass

import numpy as np

from core.format import number
from core.surfaces.functions.curvature import curvature_along, second_order
from core.surfaces.functions.surface import Surface
from core.surfaces.race.arrival import tolerance
from core.surfaces.race.descent import Path

_DEFINITE = 1e-6  # of the largest curvature: so small a one may be none
_ON_AXIS = 0.01  # of a direction: so much of the other axis is not told


@dataclass(frozen=True)
class Standing:
    """kind: "saddle" or "summit". along: the direction in which it bends down most, in words.
    curvature: the second derivative there."""

    kind: str
    along: str
    curvature: float


def standing(surface: Surface, path: Path) -> Standing | None:
    """Where the path ends, if by the eigenvalues of the Hessian there is a saddle point or a summit
    so near that it would count as there; None where one of them is too small to tell."""
    axes = 1 if surface.is_curve else 2
    _, slope, matrix = second_order(surface, *path.points[-1])
    slope, matrix = slope[:axes], matrix[:axes, :axes]
    if not (np.isfinite(matrix).all() and np.isfinite(slope).all()):
        return None
    bends, directions = np.linalg.eigh(matrix)
    if not (bends[0] < 0 and (abs(bends) > _DEFINITE * abs(bends).max()).all()):
        return None
    away = np.hypot.reduce(slope @ directions / bends)  # by Newton's step
    if away > tolerance(surface):
        return None
    x, y = map(float, path.points[-1])
    down = np.pad(directions[:, 0], (0, 2 - axes))
    curvature = curvature_along(surface, (x, y), down)
    if curvature is None:  # differences alone have made it
        return None
    return Standing("saddle" if bends[-1] > 0 else "summit", _in_words(down), curvature)


def _in_words(direction: np.ndarray) -> str:
    """An axis by its name, any other direction by its coordinates."""
    for name, part in zip("xy", direction, strict=True):
        if abs(part) >= 1 - _ON_AXIS**2 / 2:
            return name
    towards = direction * np.sign(direction[0])  # it goes down on both sides
    return f"({number(towards[0], 2)}, {number(towards[1], 2)})"
