"""What a nudge finds: difference quotients, their errors, and what those are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.engine import Array

ROUNDING = float(np.finfo(np.float64).eps) / 2  # u: of a number that is rounded once
SLACK = 4  # how many times a gradient is rounded, about, in a graph that one can look at


class Regime(StrEnum):
    """What the error of a difference quotient is made of, at one ε."""

    STUCK = "stuck"  # the node is −∞, ∞ or nan, and stays that whatever is added
    UNDEFINED = "undefined"  # the output or the gradient is not finite where the node is
    OUTSIDE = "outside"  # the output is not finite at ε on some side, and is closer by
    EDGE = "edge"  # … and is so however close: the node is at the border of where it is defined
    BEYOND = "beyond"  # some difference is not finite: there is no error to speak of
    KINK_HERE = "kink_here"  # the slope jumps where the node is: no ε is small enough
    KINK_NEAR = "kink_near"  # … and at some distance, which ε reaches across
    CHOSEN = "chosen"  # kinks cancel here: both sides agree, but not with the slopes chosen there
    POLE = "pole"  # within ε the output grows without bound
    FLAT = "flat"  # none: the output is to the last digit the same on both sides
    STRAIGHT = "straight"  # nothing but rounding, and not much of it
    TRUNCATION = "truncation"  # of both quotients the bend of the curve
    CENTRAL_ROUNDED = "central_rounded"  # the bend of the one-sided one, rounding of the central
    ROUNDING = "rounding"  # of both rounding


@dataclass(frozen=True)
class Push:
    """What a push by `epsilon` did, and what the gradient had said. `before`, `after` and
    `opposite` are the output here, at ε and at -ε; `one_sided` and `central` are the difference
    quotients."""

    epsilon: float
    before: float
    after: float
    opposite: float
    slope: float
    one_sided: float
    central: float

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def predicted(self) -> float:
        """To first order: gradient · ε."""
        return self.slope * self.epsilon

    @property
    def outside(self) -> str:
        """On which sides there is no finite output: "+", "−", "±"; empty if on neither."""
        gone = not np.isfinite(self.after), not np.isfinite(self.opposite)
        return {(True, True): "±", (True, False): "+", (False, True): "−"}.get(gone, "")

    @property
    def flat(self) -> bool:
        """Nothing moved, as the gradient had said."""
        return self.slope == 0 and self.after == self.before == self.opposite


@dataclass(frozen=True, eq=False)
class Scan:
    """The error of both quotients for each ε, largest first; and what theory expects of them."""

    epsilons: Array
    one_sided: Array
    central: Array
    expected_one_sided: Array
    expected_central: Array


def bends(room: float, slopes: Sequence[np.float64]) -> tuple[float, float]:
    """f″ and f‴ by the slopes at -room, 0 and room; nan without any."""
    if not slopes:
        return np.nan, np.nan
    h, (below, here, above) = np.float64(room), slopes
    with np.errstate(all="ignore"):  # next to the largest numbers it is infinite, or nan
        first, second = above - below, above - 2 * here + below
        noise = SLACK * ROUNDING * (abs(above) + 2 * abs(here) + abs(below))
        lost = [abs(d) <= noise < np.inf for d in (first, second)]
        first, second = np.where(lost, 0.0, (first, second))
        return float(first / (2 * h)), float(second / np.square(h))
