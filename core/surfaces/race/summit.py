"""Who stands where the slope is zero, and yet at no minimum: on a saddle point or a summit."""

from dataclasses import dataclass

import numpy as np

from core.format import number
from core.surfaces.functions.curvature import curvature_along, second_order
from core.surfaces.functions.surface import Surface
from core.surfaces.race.arrival import tolerance
from core.surfaces.race.descent import Path

_DEFINITE = 1e-6  # of the largest curvature: so small a one may be none
_SPOKES, _CIRCLES = 48, np.array([0.25, 0.5, 1.0])  # of the tolerance
_FLAT = 1e-3  # of the slope around: hardly any
_SURE = 16.0  # times the rounding of a height
_ON_AXIS = 0.01  # of a direction: so much of the other axis is not told


@dataclass(frozen=True)
class Standing:
    """kind: "saddle" or "summit". along: the direction in which it bends down most, in words.
    curvature: the second derivative there; None where there is none, and heights alone tell."""

    kind: str
    along: str
    curvature: float | None


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
        return _by_heights(surface, path) if axes == 2 else None
    away = np.hypot.reduce(slope @ directions / bends)  # by Newton's step
    if away > tolerance(surface):
        return None
    x, y = map(float, path.points[-1])
    down = np.pad(directions[:, 0], (0, 2 - axes))
    curvature = curvature_along(surface, (x, y), down)
    if curvature is None:  # differences alone have made it
        return _by_heights(surface, path) if axes == 2 else None
    return Standing("saddle" if bends[-1] > 0 else "summit", _in_words(down), curvature)


def _by_heights(surface: Surface, path: Path) -> Standing | None:
    """Without curvatures, of x⁴ − y⁴: a saddle where some places around are lower and some higher,
    on every one of some small circles, along the same lines, and ever more so further out. It is
    stood on where the slope is next to nothing beside that on the circles."""
    x, y = map(float, path.points[-1])
    radii = tolerance(surface) * _CIRCLES[:, None]
    angles = np.linspace(0, 2 * np.pi, _SPOKES, endpoint=False)
    across, up = radii * np.cos(angles), radii * np.sin(angles)
    heights, *slopes = surface.slope(x + across, y + up)
    rises = heights - surface.values(x, y)
    if not np.isfinite(rises).all():
        return None
    slope = np.hypot(*path.gradients[-1])
    if slope > _FLAT * np.median(np.hypot(*slopes), axis=1).min():
        return None
    highest, lowest = rises.max(axis=1), rises.min(axis=1)
    sure = _SURE * np.spacing(abs(heights).max())
    if not (highest > sure).all() or not (lowest < -sure).all():
        return None
    apart = np.ptp(rises.argmin(axis=1)) == 0 or bool((rises[:, rises[0].argmin()] < 0).all())
    grows = (np.diff(highest) > 0).all() and (np.diff(lowest) < 0).all()
    if not (apart and grows):
        return None
    down = angles[rises[-1].argmin()]
    return Standing("saddle", _in_words(np.array([np.cos(down), np.sin(down)])), None)


def _in_words(direction: np.ndarray) -> str:
    """An axis by its name, any other direction by its coordinates."""
    for name, part in zip("xy", direction, strict=True):
        if abs(part) >= 1 - _ON_AXIS**2 / 2:
            return name
    towards = direction * np.sign(direction[0])  # it goes down on both sides
    return f"({number(towards[0], 2)}, {number(towards[1], 2)})"
