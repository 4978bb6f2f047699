"""An axis with few ticks at round numbers, each worded by a function.

pyqtgraph's own choice rules the plot with fine lines, and in a low plot their words overlap.
"""

from collections.abc import Callable
from math import ceil, floor, log10

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from core.format import whole

Wording = Callable[[float], str]
Ticks = list[tuple[float, list[float]]]  # spacing and values of each level, as pyqtgraph wants it

_ROUND = (1, 2, 5, 10)
_ROUNDISH = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # where round numbers would be too few
_BETWEEN = (3, 2, 5, 1.5, 4, 7, 1.2, 2.5, 6, 8)  # powers of ten, the most welcome first
_POWERS = -323, 308  # of ten, that a float can hold
_MOST, _FEWEST = 6, 3  # ticks on an axis, where it is long or short


class Axis(pg.AxisItem):
    """Linear or logarithmic; on a logarithmic axis positions are powers of ten."""

    def __init__(self, orientation: str, wording: Wording) -> None:
        super().__init__(orientation)
        self._wording = wording
        self._room = 20.0
        self._kept: tuple[float, ...] = ()

    def set_wording(self, wording: Wording) -> None:
        self._wording = wording
        self.picture = None  # what was painted with the words before
        self.update()

    def set_room(self, pixels: float) -> None:
        """How far apart ticks must be for their words not to touch."""
        self._room = pixels

    def keep(self, *places: float) -> None:
        """Ticks that are always there, whatever has to go."""
        self._kept = places

    def boundingRect(self) -> QRectF:
        """Words at the ends of an upright axis stand out by half their height: who cuts them off
        never says where the top is."""
        out = self._room / 2 if self.orientation == "left" else 0.0
        return QRectF(super().boundingRect()).adjusted(0, -out, 0, out)

    def longest(self, font: QFont) -> float:
        """How wide the widest word of the part that is seen may be, however long the axis."""
        low, high = sorted(self.range)
        sizes = (self._room * many for many in range(_FEWEST, _MOST + 1))
        words = (
            word
            for size in sizes
            for least, places in self.tickValues(low, high, size)
            for word in self.tickStrings(places, 1, least)
        )
        metrics = QFontMetricsF(font)
        return max(map(metrics.horizontalAdvance, words), default=0.0)

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        if self.logMode:
            low, high = max(low, _POWERS[0]), min(high, _POWERS[1])
        if size <= 0 or high <= low:
            return []
        least = max(self._room / size, 1 / _MOST) * (high - low)
        find = log_ticks if self.logMode else linear_ticks
        found = find(low, high, max(least, 1.0) if self._counts else least)
        if self._counts:
            found = [place for place in found if place == round(place)]
        kept = [place for place in self._kept if low <= place <= high]
        free = [each for each in found if all(abs(each - place) >= least for place in kept)]
        return [(least, sorted(free + kept))]

    @property
    def _counts(self) -> bool:
        """Are there whole numbers only? Between them others would be worded like their neighbours:
        0 0 1 2 2."""
        return self._wording is whole and not self.logMode

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._wording(10.0**value if self.logMode else value) for value in values]


def linear_ticks(low: float, high: float, least: float) -> list[float]:
    """Round numbers at least `least` apart; less round ones where those would be too few."""
    found = multiples(round_up(least), low, high)
    if len(found) < _FEWEST:
        found = max(found, multiples(round_up(least, _ROUNDISH), low, high), key=len)
    return found


def round_up(least: float, steps: tuple[float, ...] = _ROUND) -> float:
    """The smallest of … 0.5, 1, 2, 5, 10 … that is not below `least`."""
    decade = 10.0 ** floor(log10(least))
    return next(n * decade for n in steps if n * decade >= least * (1 - 1e-9))


def multiples(spacing: float, low: float, high: float) -> list[float]:
    """All multiples of `spacing` from `low` to `high`."""
    return [n * spacing for n in range(ceil(low / spacing), floor(high / spacing) + 1)]


def log_ticks(low: float, high: float, least: float) -> list[float]:
    """Powers of ten, with 2 and 5, or 3, between them: ticks at least `least` decades apart."""
    if least > log10(3):
        found = multiples(max(ceil(least), 1), low, high)
    else:
        found = _within(low, high, _ROUND[:3] if least <= log10(2) else (1, 3))
    for digit in _BETWEEN:
        if len(found) >= _FEWEST:
            break
        for place in _within(low, high, (digit,)):
            if all(abs(place - other) >= least for other in found):
                found.append(place)
    if len(found) < _FEWEST - 1:  # a narrow part of a decade
        fine = _within(low, high, tuple(tenth / 10 for tenth in range(10, 100)))
        found = [fine[0], fine[-1]] if fine and fine[-1] - fine[0] >= least else found
    return sorted(found)


def _within(low: float, high: float, digits: tuple[float, ...]) -> list[float]:
    places = (d + log10(n) for d in range(floor(low), ceil(high)) for n in digits)
    return [place for place in places if low <= place <= high]
