"""What a gradient check tells, while it runs and at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.engine import Array
from core.gradcheck.error_histogram import ErrorHistogram

AGREEMENT = 1e-7  # mean |difference| up to which the tutorials call two gradients the same
SMALL = 1e-7  # below this, a relative error compares rounding with rounding


@dataclass(frozen=True)
class ParameterCheck:
    """How far backpropagation and finite differences are apart for one parameter.

    Among its `count` numbers there may be some for which a kink (of a ReLU) lies between x − h and
    x + h: the two slopes have no reason to agree there. These `kinks` are left out of the others.
    """

    count: int
    mean_abs_diff: float
    max_rel_error: float
    kinks: int = 0

    @property
    def agrees(self) -> bool:
        """By the tutorials' measure."""
        return self.mean_abs_diff <= AGREEMENT


@dataclass(frozen=True)
class CheckProgress:
    """`done` of `total` losses have been computed, each of them f(x + h) or f(x − h).

    `seconds` is the time that this took, without the pauses; `histogram` counts the differences.
    """

    done: int
    total: int
    seconds: float = 0.0
    histogram: ErrorHistogram = field(default_factory=ErrorHistogram)

    @property
    def rate(self) -> float:
        """Losses a second; 0 as long as nobody can tell."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At this rate."""
        return (self.total - self.done) / self.rate if self.rate else None


@dataclass(frozen=True)
class CheckReport:
    """`forward_passes` are those through the whole graph that the numerical gradient took.

    backprop_seconds: of one forward and one backward pass, in the median of a few.
    analytic, numeric: both gradients by name; a number that was not asked for is nan in `numeric`.
    kinked: where a kink lies within ±h, by name.
    """

    parameters: Mapping[str, ParameterCheck]
    count: int
    forward_passes: int
    backprop_seconds: float
    numerical_seconds: float
    method: str = "one_by_one"
    histogram: ErrorHistogram = field(default_factory=ErrorHistogram)
    analytic: Mapping[str, Array] = field(default_factory=dict, repr=False)
    numeric: Mapping[str, Array] = field(default_factory=dict, repr=False)
    kinked: Mapping[str, Array] = field(default_factory=dict, repr=False)

    @property
    def agrees(self) -> bool:
        return all(check.agrees for check in self.parameters.values())


def compare(analytic: Array, numeric: Array, kinked: Array | None = None) -> ParameterCheck:
    """Mean absolute difference, and the largest |a − n| / max(|a|, |n|, 1e-7); without the numbers
    that are `kinked`. 0 if there are no others."""
    count, kinks = analytic.size, 0
    if kinked is not None:
        kinks = int(np.count_nonzero(kinked))
        analytic, numeric = analytic[~kinked], numeric[~kinked]
    if kinks == count:
        return ParameterCheck(count, 0.0, 0.0, kinks)
    difference = np.abs(analytic - numeric)
    scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), SMALL)
    return ParameterCheck(count, float(difference.mean()), float((difference / scale).max()), kinks)
