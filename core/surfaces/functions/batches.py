"""Mini-batch noise: the samples of which a loss is the mean, and the batches drawn from them.

The noisy bowl is a real one: its loss is the mean over a data set, its gradient is taken on a few
samples at a time, and the noise is what the two differ by.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.engine import Array


@dataclass(frozen=True, eq=False)
class MiniBatches:
    """names: the inputs of the surface that a batch sets to the means of its samples.
    samples: (N, len(names)), their mean is zero. size: samples in a batch."""

    names: tuple[str, ...]
    samples: Array
    size: int

    @property
    def everything(self) -> Mapping[str, float]:
        """The whole data set as one batch."""
        return dict.fromkeys(self.names, 0.0)

    def draw(self, seed: int, count: int) -> Array:
        """The inputs of the first `count` batches, (count, len(names)), with replacement. More
        of them begin with the same."""
        rng = np.random.default_rng(seed)
        chosen = rng.integers(0, len(self.samples), (count, self.size))
        means: Array = self.samples[chosen].mean(axis=1)
        return means


def cloud(seed: int, count: int, spread: tuple[float, ...]) -> Array:
    """So many points around zero, which is their mean; one standard deviation for each axis."""
    points = np.random.default_rng(seed).normal(size=(count, len(spread))) * spread
    centred: Array = points - points.mean(axis=0)
    return centred
