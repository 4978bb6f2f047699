"""Ranges to draw from. Learning rates and the like are drawn evenly on a logarithmic scale: between
0.001 and 0.01 as often as between 0.1 and 1 (CS231n, "Hyperparameter optimization")."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.format import number
from core.messages import StudioError

WIDENED = 0.1  # of the whole range is added on either side of the best
_DIGITS = 4  # significant digits of what is drawn: nobody can tell more apart, or type them


@dataclass(frozen=True)
class LogRange:
    """From `low` to `high`, both above zero and both included; `whole` holds whole numbers only."""

    low: float
    high: float
    whole: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high < math.inf:
            raise StudioError("lab_search.error.range", **self._named())
        if self.whole and not (float(self.low).is_integer() and float(self.high).is_integer()):
            raise StudioError("lab_search.error.whole", **self._named())

    def _named(self) -> dict[str, str]:
        return {"low": number(self.low, 6), "high": number(self.high, 6)}

    @property
    def decades(self) -> float:
        """How wide it is."""
        return math.log10(self.high) - math.log10(self.low)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def within(self, other: "LogRange") -> bool:
        """Whether nothing can be drawn from it that the other one has not."""
        return self.low in other and self.high in other

    def draw(self, rng: np.random.Generator) -> float:
        """A number of the range, each factor as likely as any other."""
        beyond = 0.5 if self.whole else 0.0  # so that the ends are as likely as their neighbours
        drawn = math.exp(rng.uniform(math.log(self.low - beyond), math.log(self.high + beyond)))
        rounded = round(drawn) if self.whole else float(f"{drawn:.{_DIGITS - 1}e}")
        return min(max(rounded, self.low), self.high)

    def around(self, best: Sequence[float]) -> "LogRange":
        """What spans the best numbers of this range, and a little more; never more than it was."""
        margin = 10 ** (WIDENED * self.decades)
        low, high = min(best) / margin, max(best) * margin
        if self.whole:
            low, high = math.floor(low), math.ceil(high)
        return LogRange(max(low, self.low), min(high, self.high), self.whole)
