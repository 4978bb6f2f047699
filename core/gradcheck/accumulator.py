"""Keeps account of a gradient check while its parts come in."""

from collections.abc import Mapping

import numpy as np

from core.engine import Array
from core.gradcheck.error_histogram import ErrorHistogram
from core.gradcheck.one_by_one import Part
from core.gradcheck.records import CheckProgress, CheckReport, ParameterCheck, compare

_COUNTED = 50  # differences that are sorted into the histogram at once, where they come one by one


class GradientAccumulator:
    """`analytic` has the gradients by name, `places` the flat places that are to be compared."""

    def __init__(self, analytic: Mapping[str, Array], places: Mapping[str, Array]) -> None:
        self._analytic, self._places = analytic, places
        self._numeric = {name: np.full(a.shape, np.nan) for name, a in analytic.items()}
        self._kinked = {name: np.zeros(a.shape, bool) for name, a in analytic.items()}
        self._histogram = ErrorHistogram()
        self._waiting: list[tuple[Array, Array]] = []  # (difference, kinked), not counted yet
        self._total = 2 * sum(map(len, places.values()))
        self._done, self._passes, self._seconds = 0, 0, 0.0

    def enter(self, part: Part, seconds: float) -> CheckProgress:
        """Another part, and the seconds that it took; how far the check is then."""
        name = part.name
        self._numeric[name].flat[part.places] = part.slopes
        self._kinked[name].flat[part.places] = part.kinked
        difference = self._analytic[name].flat[part.places] - part.slopes
        self._waiting.append((difference, part.kinked))
        self._done += 2 * len(part.places)
        self._passes += part.passes
        self._seconds += seconds
        if max(len(self._waiting), len(part.places)) >= _COUNTED or self._done == self._total:
            self._count()
        return CheckProgress(self._done, self._total, self._seconds, self._histogram)

    def close(self, method: str, backprop_seconds: float) -> CheckReport:
        """The report, when there are no more parts."""
        self._count()
        return CheckReport(
            {name: self._compared(name) for name in self._analytic},
            self._total // 2,
            self._passes,
            backprop_seconds,
            self._seconds,
            method,
            self._histogram,
            self._analytic,
            self._numeric,
            self._kinked,
        )

    def _count(self) -> None:
        if self._waiting:
            differences, kinked = map(np.concatenate, zip(*self._waiting, strict=True))
            self._histogram = self._histogram.with_more(differences, kinked)
            self._waiting = []

    def _compared(self, name: str) -> ParameterCheck:
        places = self._places[name]
        three = self._analytic[name], self._numeric[name], self._kinked[name]
        return compare(*(array.flat[places] for array in three))
