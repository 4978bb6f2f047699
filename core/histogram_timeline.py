"""The histograms of one tensor over a run, side by side as the columns of a picture."""

from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.histogram import Histogram, alike, middle
from core.history import HistogramHistory

_COLUMNS = 256  # of the picture


@dataclass(frozen=True, eq=False)
class HistogramTimeline:
    """Those that were kept: their steps (N,), their counts (N, bins), the edges of the bins."""

    steps: Array
    counts: Array
    edges: Array

    @staticmethod
    def of(history: HistogramHistory) -> "HistogramTimeline | None":
        """None before the first step."""
        iterations, limits, _, *bins = history.since()
        if not len(iterations):
            return None
        counts, limit = alike(np.array(bins).T, limits)
        return HistogramTimeline(iterations + 1, counts, Histogram((), 0, limit).edges)

    def levels(self, right: int, done: int) -> Array:
        """A picture (bins, columns) of the steps 1 … `right`, of which so many are `done`: from 0
        to 1, the fullest bin of each column; the root, so that a few numbers are still to be
        seen."""
        moments = np.linspace(1, right, min(right, _COLUMNS))
        nearest = np.abs(self.steps[:, None] - moments).argmin(axis=0)
        fullest = np.maximum(self.counts.max(axis=1, keepdims=True), 1)
        levels: Array = np.sqrt(self.counts / fullest)[nearest].T
        levels[:, moments > done] = 0
        return levels

    def spread(self, step: float) -> tuple[float, float, float]:
        """The nearest step, and between which edges nearly all of its numbers lie."""
        at = int(np.abs(self.steps - step).argmin())
        first, last = middle(self.counts[at])
        return float(self.steps[at]), float(self.edges[first]), float(self.edges[last + 1])
