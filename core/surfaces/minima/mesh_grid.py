"""A part of the plane measured in cells of a mesh, so that neither its place nor its scale matters.

Places are in cells, (…, 2): (1, 1) is the lower left corner of the part that was asked for, and
the mesh has one more row and column beyond each of its sides, so that its edge has neighbours.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.engine import Array
from core.surfaces.functions.curvature import second_order
from core.surfaces.functions.surface import Range, Surface

_AT_ONCE = 4_000_000  # values that the engine keeps of a mesh


@dataclass(frozen=True, eq=False)
class MeshGrid:
    """`count` points on each side of the part asked for. A curve has one row only."""

    surface: Surface
    x_range: Range
    y_range: Range
    count: int

    @cached_property
    def axes(self) -> int:
        return 1 if self.surface.is_curve else 2

    @cached_property
    def cell(self) -> Array:
        """Its width and height in the plane."""
        ends = np.array([self.x_range, self.y_range])
        sides = (ends[:, 1] - ends[:, 0]) / (self.count - 1)
        return np.where([True, self.axes == 2], sides, 1.0)

    @cached_property
    def corner(self) -> Array:
        """The place (0, 0) in the plane."""
        low = np.array([self.x_range[0], self.y_range[0] if self.axes == 2 else 0.0])
        return low - self.cell * self.turned(np.ones(2))

    def turned(self, places: Array) -> Array:
        """For a curve, on its only row."""
        return places * np.array([1.0, float(self.axes == 2)])

    def plane(self, places: Array) -> Array:
        """Points of the plane."""
        points: Array = self.corner + self.cell * places
        return points

    def values(self, places: Array) -> Array:
        """The heights there; also of no places at all, which the engine would refuse."""
        if not places.size:
            return np.zeros(places.shape[:-1])
        flat = self._pieces(places.reshape(-1, 2))
        heights = [self.surface.values(*self.plane(each).T) for each in flat]
        return np.concatenate(heights).reshape(places.shape[:-1])

    def gradient(self, places: Array) -> Array:
        """(…, 2), the change of height for each cell."""
        return self.slope(places)[1]

    def slope(self, places: Array) -> tuple[Array, Array]:
        """The heights there, and (…, 2), the change of height for each cell."""
        flat = self._pieces(places.reshape(-1, 2))
        found = np.hstack([self.surface.slope(*self.plane(each).T) for each in flat])
        height, *slopes = found.reshape(3, *places.shape[:-1])
        return height, np.stack(slopes, axis=-1) * self.cell

    def second_order(self, places: Array) -> tuple[Array, Array, Array]:
        """Height, gradient (n, 2) and Hessian (n, 2, 2) at each of the places, (n, 2), in cells."""
        height, gradient, matrix = second_order(self.surface, *self.plane(places).T)
        return height, gradient * self.cell, matrix * np.outer(self.cell, self.cell)

    def _pieces(self, places: Array) -> list[Array]:
        """The engine keeps the value of every node: of so many points that they fit the cache."""
        most = max(_AT_ONCE // len(self.surface.graph.nodes), 1)
        return np.array_split(places, -(-len(places) // most))

    @cached_property
    def mesh(self) -> Array:
        """All its places, (rows, columns, 2)."""
        sides = (np.arange(self.count + 2.0), np.arange(self.count + 2.0 if self.axes == 2 else 1))
        return np.stack(np.meshgrid(*sides), axis=-1)

    @cached_property
    def heights(self) -> Array:
        """Over the mesh, (rows, columns)."""
        return self._slopes[0]

    @property
    def gradients(self) -> Array:
        """Over the mesh, (rows, columns, 2)."""
        return self._slopes[1]

    @cached_property
    def _slopes(self) -> tuple[Array, Array]:
        return self.slope(self.mesh)

    def inside(self, places: Array) -> Array:
        """Which are in the part that was asked for, but for rounding?"""
        away = abs(places - (self.count + 1) / 2)[..., : self.axes].max(axis=-1)
        inside: Array = away <= (self.count - 1) / 2 + 1e-4
        return inside

    def clipped(self, places: Array) -> Array:
        """Without what is beyond the part by rounding."""
        return self.turned(np.clip(places, 1.0, float(self.count)))

    def within(self, places: Array) -> Array:
        """Points of the plane, none beyond the part."""
        low, high = np.transpose([self.x_range, self.y_range if self.axes == 2 else (0.0, 0.0)])
        points: Array = np.clip(self.plane(places), low, high)
        return points
