"""An axis with few ticks at round numbers, each worded by a function.

pyqtgraph's own choice rules the plot with fine lines, and in a low plot their words overlap.
"""

from collections.abc import Callable
from math import ceil, floor, log10

import pyqtgraph as pg

Wording = Callable[[float], str]
Ticks = list[tuple[float, list[float]]]  # spacing and values of each level, as pyqtgraph wants it

_ROUND = (1, 2, 5, 10)
_MOST = 6  # ticks on an axis, however long


class Axis(pg.AxisItem):
    """Linear or logarithmic; on a logarithmic axis positions are powers of ten."""

    def __init__(self, orientation: str, wording: Wording) -> None:
        super().__init__(orientation)
        self._wording = wording
        self._room = 20.0

    def set_wording(self, wording: Wording) -> None:
        self._wording = wording
        self.picture = None  # what was painted with the words before
        self.update()

    def set_room(self, pixels: float) -> None:
        """How far apart ticks must be for their words not to touch."""
        self._room = pixels

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        if size <= 0 or high <= low:
            return []
        least = max(self._room / size, 1 / _MOST) * (high - low)
        if self.logMode:
            return [(1.0, log_ticks(low, high, least))]
        spacing = round_up(least)
        return [(spacing, multiples(spacing, low, high))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._wording(10**value if self.logMode else value) for value in values]


def round_up(least: float) -> float:
    """The smallest of … 0.5, 1, 2, 5, 10 … that is not below `least`."""
    decade = 10.0 ** floor(log10(least))
    return next(n * decade for n in _ROUND if n * decade >= least * (1 - 1e-9))


def multiples(spacing: float, low: float, high: float) -> list[float]:
    """All multiples of `spacing` from `low` to `high`."""
    return [n * spacing for n in range(ceil(low / spacing), floor(high / spacing) + 1)]


def log_ticks(low: float, high: float, least: float) -> list[float]:
    """Powers of ten, with 2 and 5, or 3, between them: ticks at least `least` decades apart."""
    if least > log10(3):
        return multiples(max(ceil(least), 1), low, high)
    between = _ROUND[:3] if least <= log10(2) else (1, 3)
    places = (d + log10(n) for d in range(floor(low), ceil(high)) for n in between)
    return [place for place in places if low <= place <= high]
