"""How many differences are how large, by powers of ten."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.engine import Array

LOWEST, HIGHEST, PER_DECADE = -18, 2, 2
BINS = (HIGHEST - LOWEST) * PER_DECADE


def edges() -> Array:
    """The bounds of the bins, one more than there are bins."""
    return 10.0 ** (LOWEST + np.arange(BINS + 1) / PER_DECADE)


@dataclass(frozen=True, eq=False)
class ErrorHistogram:
    """`bins` counts differences between the `edges`; the first also those below, and zeros; the
    last also those above, and what is not a number. `kinked` counts those of them where a kink
    lies within ±h. Both of shape (BINS,)."""

    bins: NDArray[np.int64]
    kinked: NDArray[np.int64]

    def __init__(
        self, bins: NDArray[np.int64] | None = None, kinked: NDArray[np.int64] | None = None
    ) -> None:
        none = np.zeros(BINS, np.int64)
        object.__setattr__(self, "bins", none if bins is None else bins)
        object.__setattr__(self, "kinked", none if kinked is None else kinked)

    def with_more(self, differences: Array, kinked: Array) -> "ErrorHistogram":
        """The histogram of these too; `kinked` says of which a kink is near."""
        size = np.abs(differences).ravel()
        with np.errstate(divide="ignore", invalid="ignore"):
            place = np.floor((np.log10(size) - LOWEST) * PER_DECADE)
        place = np.clip(np.nan_to_num(place, nan=BINS, neginf=0), 0, BINS - 1).astype(np.intp)
        bins = self.bins + np.bincount(place, minlength=BINS)
        return ErrorHistogram(
            bins, self.kinked + np.bincount(place[kinked.ravel()], minlength=BINS)
        )

    @property
    def total(self) -> int:
        return int(self.bins.sum())
