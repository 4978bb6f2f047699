"""Which images a net reads, which it does not, and how sure it was of it.

    progress = read(graph, params, images, labels)      # a generator; its value is a `Predictions`

Images are read a thousand at a time, so whoever runs this may pause or stop in between.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import engine
from core.datasets.dataset import CLASSES
from core.engine import Array
from core.graph import Graph
from core.ops import OPS
from core.training.evaluation import scaled

PIECE = 1000  # images between two looks at whether somebody wants to stop: a few milliseconds


@dataclass(frozen=True, slots=True)
class Progress:
    """Images read so far."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a net made of N images.

    labels, predicted (N,): what each is, and the class of its largest score.
    confidence (N,): the probability that softmax gives to that class.
    """

    labels: NDArray[np.uint8]
    predicted: NDArray[np.uint8]
    confidence: NDArray[np.float32]

    @cached_property
    def confusion(self) -> NDArray[np.intp]:
        """How many images of each label (row) were read as each class (column)."""
        pairs = self.labels.astype(np.intp) * CLASSES + self.predicted
        return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES)

    @property
    def accuracy(self) -> float:
        return float((self.labels == self.predicted).mean())

    @property
    def recalls(self) -> NDArray[np.float64]:
        """Of the images of each class, the share that was read as it; nan where there are none."""
        sums = self.confusion.sum(axis=1)
        return np.where(sums > 0, self.confusion.diagonal() / np.maximum(sums, 1), np.nan)

    @cached_property
    def mistakes(self) -> NDArray[np.intp]:
        """Indices of the images read wrongly, the surest first."""
        return self._surest_first(np.flatnonzero(self.labels != self.predicted))

    def cell(self, label: int, guess: int) -> NDArray[np.intp]:
        """Indices of the images of one cell of the confusion matrix, the surest first."""
        found = np.flatnonzero((self.labels == label) & (self.predicted == guess))
        return self._surest_first(found)

    def _surest_first(self, indices: NDArray[np.intp]) -> NDArray[np.intp]:
        return indices[np.argsort(-self.confidence[indices], kind="stable")]


def read(
    graph: Graph, params: Mapping[str, Array], images: Array, labels: Array
) -> Generator[Progress, None, Predictions]:
    """Read uint8 images (N, D) with labels (N,) through the scores A2 of a two-layer graph.

    The arrays of `params` must not change meanwhile: those of a `Snapshot` do not.
    """
    predictor, softmax = graph.upto("A2"), OPS["softmax"].forward
    predicted, confidence = np.empty(len(images), np.uint8), np.empty(len(images), np.float32)
    for start in range(0, len(images), PIECE):
        part = slice(start, start + PIECE)
        scores = engine.forward(predictor, {**params, "X": scaled(images[part])}).values["A2"]
        with np.errstate(all="ignore"):  # a net that diverged reads too, if nothing sensible
            shares = softmax(scores)
        predicted[part] = shares.argmax(axis=1)
        confidence[part] = np.take_along_axis(shares, predicted[part][:, None], axis=1)[:, 0]
        yield Progress(min(start + PIECE, len(images)), len(images))
    return Predictions(np.asarray(labels), predicted, confidence)
