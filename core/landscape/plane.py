"""A plane through the space of all parameters: θ(α, β) = c + α·d₁ + β·d₂."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.engine import Array
from core.landscape.recording import Recording

_BLOCK = 4096  # parameters at a time: the paths together are too large to be copied


class Kind(StrEnum):
    """Where the two directions come from."""

    PRINCIPAL = "principal"
    RANDOM = "random"


@dataclass(frozen=True, eq=False)
class Plane:
    """centre (P,) and directions (2, P), float32; they need not be at right angles.

    shares: of each direction alone in the variance of the recorded points (only where the
        directions are at right angles, as principal components are; else None).
    explained: the share of that variance that lies in the plane, from 0 to 1.
    """

    kind: Kind
    centre: Array
    directions: Array
    explained: float
    shares: tuple[float, float] | None = None

    def project(self, points: Array) -> Array:
        """The (α, β) of the nearest point of the plane for each of (n, P) points: (n, 2).

        Least squares: (α, β) = (D Dᵀ)⁻¹ D (θ − c), which for directions at right angles and of
        length 1 are the two inner products.
        """
        inner = np.zeros((len(points), 2))
        for at in range(0, len(self.centre), _BLOCK):
            part = slice(at, at + _BLOCK)
            away = points[:, part].astype(float) - self.centre[part]
            inner += away @ self.directions[:, part].T.astype(float)
        d = self.directions.astype(float)
        coordinates: Array = np.linalg.solve(d @ d.T, inner.T).T
        return coordinates

    def at(self, alpha: float, beta: float) -> Array:
        """The parameters at a point of the plane, (P,)."""
        point: Array = (
            self.centre
            + np.float32(alpha) * self.directions[0]
            + np.float32(beta) * self.directions[1]
        )
        return point


def variance(recording: Recording) -> float:
    """Σ ‖θ − mean‖² over the points of the paths that are not lost."""
    points = recording.points[recording.sound]
    total = 0.0
    for at in range(0, points.shape[1], _BLOCK):
        part = points[:, at : at + _BLOCK].astype(float)
        total += float(((part - part.mean(axis=0)) ** 2).sum())
    return total


def explained(recording: Recording, plane: Plane) -> float:
    """The share of the variance of the recorded points that lies in the plane."""
    coordinates = plane.project(recording.points[recording.sound])
    away = coordinates - coordinates.mean(axis=0)
    d = plane.directions.astype(float)
    inside = float(np.einsum("ni,ij,nj->", away, d @ d.T, away))
    total = variance(recording)
    return min(inside / total, 1.0) if total > 0 else 0.0
