"""How hard a surface pulls at a rule: learning rate × curvature, and the limit of their product.

On a parabola of curvature λ a rule is thrown out when η λ exceeds a limit of its own: 2 for SGD,
2 (1 + μ) for Momentum.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.engine import Array
from core.format import number, told_apart
from core.optimizers import Optimizer
from core.surfaces.functions.curvature import hessian, largest_curvature, largest_curvatures
from core.surfaces.functions.surface import Point, Surface
from core.surfaces.race.descent import Path
from core.surfaces.race.racer import Racer

_DIGITS = 3  # of a product, at least
_ROUNDING = 1e-6  # of the limit: curvatures are quotients of differences
_AROUND = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
_BESIDE, _KINK = 1e-4, 0.05  # so near beside a point no curvature falls by such a share


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
        return self.product > (1 + _ROUNDING) * self.limit

    def at(self, curvature: float) -> "Pull":
        """The same rule, where the surface is so curved."""
        return replace(self, curvature=curvature)

    @property
    def fields(self) -> dict[str, str]:
        """As they are said: with so many digits that the product is not taken for the limit."""
        said = {name: getattr(self, name) for name in ("curvature", "rate", "product", "limit")}
        at_limit = abs(self.product - self.limit) <= _ROUNDING * self.limit
        digits = _DIGITS if at_limit else told_apart(self.product, self.limit, _DIGITS)
        return {name: number(value, digits) for name, value in said.items()}


def pull(
    surface: Surface, optimizer: Optimizer, point: Point, along: Array | None = None
) -> Pull | None:
    """The pull at a point, in the most curved direction or `along` another, (2,); None where the
    rule knows no limit or the surface does not bend up."""
    if optimizer.stability is None:
        return None
    if along is None:
        curvature = largest_curvature(surface, point)
    else:
        with np.errstate(all="ignore"):
            curvature = float(along @ hessian(surface, *point) @ along / (along @ along))
    if not np.isfinite(curvature) or curvature <= 0:
        return None
    return Pull(curvature, float(optimizer.lr), optimizer.stability)


def is_kink(surface: Surface, point: Point) -> bool:
    """Does the surface bend without end at a point? What is measured there is the larger the
    closer one looks, and no curvature."""
    around = _AROUND[:3] if surface.is_curve else _AROUND
    places = np.array(point) + _BESIDE * max(1.0, *map(abs, point)) * around
    bends = largest_curvatures(surface, *places.T)
    beside = bends[1:].reshape(-1, 2).max(axis=1)  # along either axis; a kink may be a line
    return bool(bends[0] > (1 + _KINK) * beside.min())


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
