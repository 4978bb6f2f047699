"""What a map or a landscape can be drawn of: heights over a part of the plane."""

from typing import Protocol

from core.engine import Array
from core.surfaces.functions.surface import Point


class HeightField(Protocol):
    """A `Surface`, whose heights are a formula's, or a `LossGrid`, whose heights were computed."""

    @property
    def is_curve(self) -> bool: ...  # heights over x alone
    @property
    def minima(self) -> tuple[Point, ...]: ...  # those that are known in closed form
    @property
    def bend(self) -> float | None: ...  # how contour levels climb, see `core.surfaces.levels`
    def mesh(self, x: Array, y: Array) -> Array: ...  # (len(y), len(x)), NaN where there is none
