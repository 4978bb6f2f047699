"""Why a racer goes on swinging: the product of curvature and learning rate, where it tells why."""

from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.surfaces.minima.minimum import Minimum
from core.surfaces.race.lowest import nearest_of
from core.surfaces.race.pull import Pull, pull
from core.surfaces.race.swing import Swing

_HARD = 0.5  # of the limit: SGD swings on a parabola from there on
_NEAR = 3.0  # swings: of a minimum farther away nothing is known in its valley
_ALIKE = 0.1  # of a product: so near are those of one parabola
_ON_LINE = 1e-9  # of the way along a line: who is so near to it has never left it


@dataclass(frozen=True)
class Unrest:
    """place: "minimum" or "floor", the one near to it, or "middle" of the swing, where
    the product is above the limit; "" where it is below it, all over the swing."""

    place: str
    pull: Pull


def unrest(swing: Swing, minima: tuple[Minimum, ...]) -> Unrest | None:
    """None where it is no parabola that it swings in, and no number tells why.

    Its last point alone tells nothing: a surface that is flatter further out holds those in a
    swing who cannot come to rest at its minimum."""
    here, middle = swing.pull, swing.path.points[-2:].mean(axis=0)
    nearest = nearest_of(minima, middle)
    within = _NEAR * np.hypot(*swing.along)
    if nearest is not None and float(nearest.away(middle[None])[0]) <= within:
        there = pull(swing.surface, swing.rule, nearest.nearest(middle), _line(swing))
        if there is None:  # a kink, or as flat as x⁴
            return None
        if there.too_hard:
            return Unrest("floor" if nearest.is_floor else "minimum", there)
    x, y = map(float, middle)
    between = pull(swing.surface, swing.rule, (x, y), swing.along)
    if between is None or here is None:
        return None
    if between.too_hard:
        return Unrest("middle", between)
    alike = abs(here.product - between.product) <= _ALIKE * between.product
    known = alike and not here.too_hard and here.product >= _HARD * here.limit
    return Unrest("", here) if known else None


def _line(swing: Swing) -> Array | None:
    """Along which the whole path lies: how the surface bends across it is nothing to such a racer.
    None if there is no such line."""
    (x, y), along = (swing.path.points - swing.path.points[0]).T, swing.along
    across = abs(x * along[1] - y * along[0])
    return along if (across <= _ON_LINE * np.hypot(x, y).max() * np.hypot(*along)).all() else None
