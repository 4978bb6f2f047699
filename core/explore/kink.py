"""Kinks: where a slope jumps, and a difference quotient mixes two slopes.

Between two points of a smooth curve the slope changes the less, the closer they are; across a
kink (of ReLU, |x|, max, min) it changes by as much however close they are. So the part of a range
in which the slope changes most is halved again and again.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_PARTS = 4  # of the range, of which the one is halved in which the slope changes most
_HALVINGS = 24
_SMOOTH = 0.05  # what is left of the change, at which the curve only bends
_POLE = 2  # … times which it has grown, at which the curve is torn
_NOISE = 1e-9  # of a slope, relative: what differs by less differs by rounding


@dataclass(frozen=True)
class Kink:
    """`at`: how far away, signed; 0 if here. The slopes right before and right behind it."""

    at: float
    before: float
    after: float

    @property
    def jump(self) -> float:
        return abs(self.after - self.before)


def find_kink(
    slope: Callable[[float], float], reach: float, grain: float
) -> Generator[None, None, Kink | None]:
    """The kink of a curve within `reach` of 0 on either side, by its slopes; None if it only
    bends there, or more than it jumps, or a slope is not finite. Steps below `grain` are lost in
    rounding. Yields before each slope, some thirty times: of a large graph each takes long."""
    known: dict[float, float] = {}

    def look(*places: float) -> Generator[None, None, None]:
        for x in places:
            if x not in known:
                yield
                known[x] = slope(x)

    def change(low: float, high: float) -> float:
        one, other = known[low], known[high]
        if not np.isfinite([one, other]).all():
            return 0.0
        return abs(one - other) if abs(one - other) > _NOISE * max(abs(one), abs(other)) else 0.0

    edges = [reach * (2 * i / _PARTS - 1) for i in range(_PARTS + 1)]
    yield from look(*edges)
    low, high = max(pairwise(edges), key=lambda part: change(*part))
    first = change(low, high)
    for _ in range(_HALVINGS):
        if not _SMOOTH * first < change(low, high) <= _POLE * first:
            return None
        if high - low <= 2 * grain:
            break
        middle = (low + high) / 2
        yield from look(middle)
        low, high = max((low, middle), (middle, high), key=lambda part: change(*part))
    width = high - low
    yield from look(low - width, high + width)
    here = low - grain <= 0 <= high + grain
    return Kink(0.0 if here else (low + high) / 2, known[low - width], known[high + width])
