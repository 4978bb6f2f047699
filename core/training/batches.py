"""Mini-batches: which images a step sees, and those images as numbers from 0 to 1.

Images are drawn with replacement, as in the tutorials. They stay bytes in the data set and are
scaled batch by batch. Two things save time, and change no number:

- A thousand images are drawn at once. The generator hands out the same stream however it is asked.
- Every batch is written over the one before: fresh arrays would be memory that the processor does
  not have at hand.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets import Dataset
from core.engine import Array
from core.training.augmentation import shifted
from core.training.evaluation import scaled

AHEAD = 2500  # images drawn at once; at most, as many are drawn again to know a state


class Batches:
    """Batches of a data set. Shifts come from a generator of their own, so that they do not change
    which images are drawn."""

    def __init__(
        self, data: Dataset, picks: np.random.Generator, shifts: np.random.Generator
    ) -> None:
        self._data = data
        self._generators = {"batches": picks, "shifts": shifts}
        self._before = picks.bit_generator.state  # when the pool was drawn
        self._pool = np.empty(0, np.int64)  # images drawn so far ahead …
        self._labels = data.t_train[:0]
        self._used = 0  # … and how many of them have been handed out
        self._make_room(0)

    def draw(self, size: int, shift: int = 0) -> tuple[Array, Array]:
        """Images (size, D) float32, moved by up to `shift` pixels, and their labels (size,). The
        next batch takes the place of these images: who wants to keep them makes a copy."""
        if len(self._images) != size:
            self._make_room(size)
        if self._used + size > len(self._pool):
            self._fill(size)
        part = slice(self._used, self._used + size)
        self._used += size
        # All picks are inside; only with "clip" does NumPy write into `out` at once.
        images = self._data.x_train.take(self._pool[part], axis=0, out=self._bytes, mode="clip")
        if shift:
            images = shifted(images, shift, self._generators["shifts"])
        return scaled(images, out=self._images), self._labels[part]

    @property
    def state(self) -> dict[str, Mapping[str, Any]]:
        """The states of the generators, as if nothing had been drawn ahead."""
        self._give_back()
        return {name: rng.bit_generator.state for name, rng in self._generators.items()}

    def restore(self, state: Mapping[str, Mapping[str, Any]]) -> None:
        """Go on drawing from such states."""
        for name, generator in state.items():
            self._generators[name].bit_generator.state = generator
        self._pool, self._used = self._pool[:0], 0
        self._before = self._generators["batches"].bit_generator.state

    def _fill(self, size: int) -> None:
        """Draw ahead, beginning with what has not been used."""
        self._give_back()
        self._pool = self._draw(max(size, AHEAD))
        self._labels = self._data.t_train[self._pool]

    def _give_back(self) -> None:
        """Put the generator where it was and draw only what has been used; the pool is empty."""
        if self._used < len(self._pool):
            self._generators["batches"].bit_generator.state = self._before
            self._draw(self._used)
        self._before = self._generators["batches"].bit_generator.state
        self._pool, self._used = self._pool[:0], 0

    def _draw(self, count: int) -> Array:
        return self._generators["batches"].integers(len(self._data.x_train), size=count)

    def _make_room(self, size: int) -> None:
        self._bytes = np.empty((size, self._data.x_train.shape[1]), np.uint8)
        self._images = np.empty(self._bytes.shape, np.float32)
