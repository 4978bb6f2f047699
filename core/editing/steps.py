"""How far one step of a drag changes a number: a tenth of its leading digit's place.

2 moves in steps of 0.1, 0.03 in steps of 0.001. Results are decimals as one would write them:
2.3, never 2.3000000000000003.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass

_SMALLEST = -12  # exponent of a step: what is less is mostly what rounding has left


def exponent_of(value: float) -> int:
    """The power of ten that is one step at `value`; 0 moves like 1, in tenths."""
    if value == 0 or not math.isfinite(value):
        return -1
    place = math.floor(math.log10(abs(value)))
    return max(place - 1, _SMALLEST)


def stepped(value: float, count: int, exponent: int) -> float:
    """`value` after `count` steps of ten to `exponent`, on a multiple of the step. After no
    step it is what it was, and so it is where the next would be too large for a float."""
    if count == 0 or not math.isfinite(value):
        return value
    whole = round(value / 10.0**exponent) + count
    after = float(f"{whole}e{exponent}")
    return after if math.isfinite(after) else value


@dataclass(frozen=True)
class _Moved:
    """A number that is moved by hand: the value it had before that, and where it was left."""

    reference: float
    left: float


class Scales:
    """The step of each number. It follows the number, but not below the step that it had before
    it was moved by hand: so 1 goes down through 0.1 and 0 to −1 evenly."""

    def __init__(self) -> None:
        self._moved: dict[Hashable, _Moved] = {}

    def exponent(self, key: Hashable, value: float) -> int:
        """The power of ten that is one step of the number `key`, which stands at `value`."""
        return max(exponent_of(value), exponent_of(self._reference(key, value)))

    def leave(self, key: Hashable, before: float, after: float) -> None:
        """The number was moved by hand."""
        self._moved[key] = _Moved(self._reference(key, before), after)

    def _reference(self, key: Hashable, value: float) -> float:
        """Its value before it was moved; its own, if somebody else has set it since."""
        moved = self._moved.get(key)
        return moved.reference if moved is not None and moved.left == value else value
