"""What a nudge finds: difference quotients, their errors, and what those are made of."""

from dataclasses import dataclass
from enum import StrEnum

from core.engine import Array


class Regime(StrEnum):
    """What the error of a difference quotient is made of, at one ε."""

    STUCK = "stuck"  # the node is −∞, ∞ or nan, and stays that whatever is added
    BEYOND = "beyond"  # some number is not finite: there is no error to speak of
    KINK_HERE = "kink_here"  # the slope jumps where the node is: no ε is small enough
    KINK_NEAR = "kink_near"  # … and at some distance, which ε reaches across
    STRAIGHT = "straight"  # nothing but rounding, and not much of it
    TRUNCATION = "truncation"  # of both quotients the bend of the curve
    CENTRAL_ROUNDED = "central_rounded"  # the bend of the one-sided one, rounding of the central
    ROUNDING = "rounding"  # of both rounding


@dataclass(frozen=True)
class Push:
    """What a push by `epsilon` did, and what the gradient had said. `one_sided` and `central`
    are the difference quotients."""

    epsilon: float
    before: float
    after: float
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


@dataclass(frozen=True, eq=False)
class Scan:
    """The error of both quotients for each ε, largest first; and what theory expects of them."""

    epsilons: Array
    one_sided: Array
    central: Array
    expected_one_sided: Array
    expected_central: Array
