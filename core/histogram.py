"""How the numbers of an array are distributed, counted fast enough to be counted while training.

Activations are counted by value, in equal bins around zero. Gradients are counted by size, in bins
that double (|x| from 2⁻⁴⁸ to 2¹⁶, about 10⁻¹⁵ to 10⁵), where vanishing and exploding are a walk to
the left and to the right. Numbers that are exactly 0 are counted apart: what a ReLU blocks and the
pixels that are black in every image would hide the rest.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.engine import Array

BINS = 64
_LOWEST = -48  # the power of two at which the first bin by size begins; no limit is smaller


@dataclass(frozen=True, slots=True)
class Histogram:
    """counts: of `BINS` bins; what lies beyond the ends is in the outermost.

    zeros: numbers that are exactly 0; they are in no bin.
    limit: the bins by value reach from −limit to limit, a power of two; 0 for bins by size.
    """

    counts: tuple[int, ...]
    zeros: int
    limit: float = 0.0

    @property
    def by_size(self) -> bool:
        return not self.limit

    @property
    def total(self) -> int:
        """How many finite numbers there were."""
        return sum(self.counts) + self.zeros

    @property
    def edges(self) -> NDArray[np.float64]:
        """The `BINS` + 1 edges of the bins."""
        if self.by_size:
            return np.exp2(np.arange(_LOWEST, _LOWEST + BINS + 1, dtype=np.float64))
        return np.linspace(-self.limit, self.limit, BINS + 1)


def by_value(array: Array) -> Histogram:
    """Bins of equal width. Their limit is the smallest power of two that no number exceeds, so
    histograms of other limits are compared by adding up neighbours: see `widened`."""
    x = _finite(array)
    largest = max(float(x.max(initial=0.0)), -float(x.min(initial=0.0)))
    limit = 2.0 ** max(math.ceil(math.log2(largest)), _LOWEST) if largest else 1.0
    half = BINS // 2
    places = (x * x.dtype.type(half / limit) + x.dtype.type(half)).astype(np.intp)
    counts = np.bincount(places, minlength=BINS)
    if len(counts) > BINS:  # the upper limit itself
        counts[BINS - 1] += counts[BINS]
    zeros = _zeros(x)
    counts[half] -= zeros
    return Histogram(tuple(counts[:BINS].tolist()), zeros, limit)


def by_size(array: Array) -> Histogram:
    """Bins of |x| between powers of two."""
    x = _finite(array)
    found = np.zeros(BINS, np.intp)
    if x.size:
        _, exponents = np.frexp(x)  # |x| = m·2ᵉ with ½ ≤ m < 1, and 0 = 0·2⁰
        first = int(exponents.min())
        counts = np.bincount(exponents - first)
        places = np.arange(first, first + len(counts)) - 1 - _LOWEST
        np.add.at(found, places.clip(0, BINS - 1), counts)
    zeros = _zeros(x)
    found[-1 - _LOWEST] -= zeros
    return Histogram(tuple(found.tolist()), zeros)


def widened(counts: Array, limit: float, wider: float) -> Array:
    """Counts (…, BINS) by value as they would be between wider limits: both are powers of two, so
    each new bin is a whole number of old ones."""
    half = BINS // 2
    places = np.floor((np.arange(BINS) - half) * (limit / wider)) + half  # zero stays an edge
    result: Array = counts @ (places[:, None] == np.arange(BINS))
    return result


def alike(counts: Array, limits: Array) -> tuple[Array, float]:
    """Histograms of several moments (N, BINS), all between the widest of their limits (N,); and
    that limit."""
    widest, result = float(limits.max()), np.array(counts)
    for limit in np.unique(limits):
        if limit < widest:
            result[limits == limit] = widened(result[limits == limit], float(limit), widest)
    return result, widest


def middle(counts: Array, share: float = 0.98) -> tuple[int, int]:
    """The bins (first, last) between which so much of what is counted (BINS,) lies."""
    below = np.cumsum(counts)
    cut = below[-1] * (1 - share) / 2
    last = int(np.searchsorted(below, below[-1] - cut))
    return int(np.searchsorted(below, cut, side="right")), min(last, BINS - 1)


def _finite(array: Array) -> Array:
    x = array.ravel()
    with np.errstate(over="ignore", invalid="ignore"):
        all_finite = np.isfinite(x.sum())
    return x if all_finite else x[np.isfinite(x)]


def _zeros(x: Array) -> int:
    return int(x.size - np.count_nonzero(x))
