"""How hard a surface pulls at a rule: learning rate × curvature, and the limit of their product.

On a parabola of curvature λ a rule is thrown out when η λ exceeds a limit of its own: 2 for SGD,
2 (1 + μ) for Momentum.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.engine import Array
from core.format import number, rounded, told_apart
from core.optimizers import Optimizer
from core.surfaces.functions.curvature import curvature_along, steepest_bend
from core.surfaces.functions.surface import Point, Surface
from core.surfaces.race.descent import Path
from core.surfaces.race.racer import Racer

_DIGITS, _MOST_DIGITS = 3, 9  # of a product
ROUNDING = 1e-6  # of the limit: curvatures are quotients of differences


@dataclass(frozen=True)
class Pull:
    """What a parabola as curved as the surface does to a rule as it is set at some step."""

    curvature: float
    rate: float
    limit: float  # of their product
    step: int = 0  # before which the rule is set so

    @property
    def product(self) -> float:
        return self.curvature * self.rate

    @property
    def too_hard(self) -> bool:
        """Beyond the limit; at it swings neither grow nor shrink."""
        return self.product > (1 + ROUNDING) * self.limit

    @property
    def at_limit(self) -> bool:
        """Neither beyond the limit nor below it, but for rounding?"""
        return abs(self.product - self.limit) <= ROUNDING * self.limit

    def at(self, curvature: float) -> "Pull":
        """The same rule, where the surface is so curved."""
        return replace(self, curvature=curvature)

    @property
    def fields(self) -> dict[str, str]:
        """As they are said: with so many digits that the product is not taken for the limit, and
        is that of the two numbers as they are written."""
        digits = _DIGITS if self.at_limit else told_apart(self.product, self.limit, _DIGITS)
        product, limit = number(self.product, digits), number(self.limit, digits)
        factors = self.curvature, self.rate
        for more in range(digits, _MOST_DIGITS):
            curvature, rate = (number(factor, more) for factor in factors)
            by_hand = rounded(self.curvature, more) * rounded(self.rate, more)
            if number(by_hand, digits) == product:
                break
        return {"curvature": curvature, "rate": rate, "product": product, "limit": limit}


def pull(
    surface: Surface, optimizer: Optimizer, point: Point, along: Array | None = None
) -> Pull | None:
    """The pull at a point, in the most curved direction or `along` another, (2,); None where the
    rule knows no limit, or the surface has no curvature or does not bend up."""
    if optimizer.stability is None:
        return None
    along = steepest_bend(surface, point) if along is None else along
    curvature = None if along is None else curvature_along(surface, point, along)
    if curvature is None or not curvature > 0:
        return None
    return Pull(curvature, float(optimizer.lr), optimizer.stability)


def pulls(surface: Surface, racer: Racer, path: Path, steps: Iterable[int]) -> list[Pull]:
    """At some points of a path, for the rule as the schedules had set it there: before the step
    that leads on, at the end before the last that was made."""
    last = max(len(path.points) - 2, 0)
    found = []
    for step in steps:
        x, y = path.points[step]
        set_at = min(step, last)
        there = pull(surface, racer.at(set_at), (float(x), float(y)))
        if there is not None:
            found.append(replace(there, step=set_at))
    return found
