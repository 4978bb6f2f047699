"""A minimum of a surface: a point that is lower than all around it, or a whole floor of them.

Where parameters are redundant, as in (xy − 1)², no lowest point stands alone: they form a valley
or a plain, and whoever is anywhere on it has arrived.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Point

_AT_ONCE = 1_000_000  # pairs of points whose distances are taken at once


@dataclass(frozen=True, eq=False)
class FlatRegion:
    """The cells of a mesh between the borders of a floor. cells: (n, 2), from `corner` on."""

    cells: Array
    corner: Array
    cell: Array

    def covers(self, points: Array) -> Array:
        """Which of these points, (n, 2), are on it?"""
        places = np.nan_to_num(np.rint((points - self.corner) / self.cell), nan=-1.0)
        there = ((places >= 0) & (places < self._taken.shape)).all(axis=-1)
        column, row = np.moveaxis(np.where(there[..., None], places, 0).astype(int), -1, 0)
        covered: Array = there & self._taken[column, row]
        return covered

    @cached_property
    def _taken(self) -> Array:
        taken = np.zeros(self.cells.max(axis=0) + 1, bool)
        taken[tuple(self.cells.T)] = True
        return taken


@dataclass(frozen=True, eq=False)
class Minimum:
    """points: (n, 2), one alone, or samples of a floor; of a plain, those along its border.
    along: (n, 2), half of the piece of floor that each stands for, which goes from p − a to
    p + a; zero for a point alone."""

    points: Array
    height: float
    along: Array = field(default_factory=lambda: np.zeros((1, 2)))
    flat_region: FlatRegion | None = None

    @property
    def is_floor(self) -> bool:
        return bool(self.along.any())

    @property
    def point(self) -> Point:
        """It, or one of the floor's."""
        x, y = self.points[0]
        return float(x), float(y)

    def nearest(self, point: Array) -> Point:
        """The sample that is nearest to a point."""
        x, y = self.points[np.hypot(*(self.points - point).T).argmin()]
        return float(x), float(y)

    @property
    def pieces(self) -> Array:
        """The floor's line, (n, 2, 2): from where to where each piece of it goes."""
        return np.stack([self.points - self.along, self.points + self.along], axis=1)

    def away(self, points: Array) -> Array:
        """How far each of these points, (n, 2), is from here; 0 on a plain."""
        pieces = 1 + len(points) * len(self.points) // _AT_ONCE
        found = np.concatenate([self._away(each) for each in np.array_split(points, pieces)])
        return (
            found
            if self.flat_region is None
            else np.where(self.flat_region.covers(points), 0.0, found)
        )

    def _away(self, points: Array) -> Array:
        offsets = points[:, None] - self.points
        nearest = np.hypot(offsets[..., 0], offsets[..., 1]).argmin(axis=1)
        return beside(offsets[np.arange(len(points)), nearest], self.along[nearest])


def beside(offset: Array, along: Array) -> Array:
    """How far p + offset is from the piece of floor between p − along and p + along."""
    (x, y), (dx, dy) = (np.moveaxis(each, -1, 0) for each in (offset, along))
    with np.errstate(all="ignore"):  # sum() along so short an axis takes three times as long
        share = (x * dx + y * dy) / (dx**2 + dy**2)
    rest = offset - np.clip(np.nan_to_num(share), -1, 1)[..., None] * along
    away: Array = np.hypot(rest[..., 0], rest[..., 1])
    return away
