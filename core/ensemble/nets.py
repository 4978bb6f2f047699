"""Ensembles: nets that differ in their seed alone, and their mean opinion.

Each net gives every image ten probabilities; the ensemble's are their mean (Goodfellow et al.,
*Deep Learning*, section 7.11).
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.datasets import Dataset
from core.engine import Array
from core.ensemble.gain import Gain
from core.format import as_given, whole
from core.layers import softmax
from core.messages import StudioError
from core.network import TwoLayerNet
from core.training import LIMITS, Trainer, TrainingConfig
from core.training.evaluation import scores

NETS = (2, 50)
TOLD_EVERY = 20  # training steps between two items

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class EnsembleProgress:
    """So many steps of all nets are done. `accuracies` holds those of the nets that have learned,
    `grown` those of the ensembles of the first 1, 2, … of them."""

    done: int
    total: int
    accuracies: tuple[float, ...]
    grown: tuple[float, ...]


@dataclass(frozen=True)
class EnsembleResult:
    """Accuracies on the test images: of each net, of the ensembles of the first 1, 2, … nets, and
    what the whole ensemble has over the best single net. (That net was found out by these very
    images, which flatters it; so the gain is rather told too small.)"""

    seeds: tuple[int, ...]
    accuracies: tuple[float, ...]
    grown: tuple[float, ...]
    gain: Gain

    @property
    def best(self) -> int:
        """The place of the best single net."""
        return int(np.argmax(self.accuracies))

    @property
    def mean(self) -> float:
        """Of the single nets."""
        return float(np.mean(self.accuracies))

    @property
    def ensemble(self) -> float:
        return self.grown[-1]


def ensemble(
    data: Dataset, config: TrainingConfig, nets: int
) -> Generator[EnsembleProgress, None, EnsembleResult]:
    """Train so many nets, of the seeds from `config.seed` on, and let them vote.

    Raises:
        StudioError: fewer nets than two, or too many, or a seed beyond the last; a net diverged.
    """
    low, high = NETS
    if not low <= nets <= high:
        raise StudioError("lab_ensemble.error.nets", n=nets, low=low, high=high)
    last = int(LIMITS["seed"][1]) - (nets - 1)
    if config.seed > last:
        fields = {"seed": as_given(config.seed), "last": whole(last)}
        raise StudioError("lab_ensemble.error.seeds", n=nets, **fields)
    seeds = tuple(range(config.seed, config.seed + nets))
    votes = _MeanProbabilities(data)
    for place, seed in enumerate(seeds):
        trainer = Trainer(data, replace(config, seed=seed), measured=False)
        for step in trainer.steps():
            if step.diverged:
                at = whole(step.iteration + 1)
                raise StudioError("lab_ensemble.error.diverged", seed=seed, step=at)
            if step.iteration % TOLD_EVERY == 0:
                done = place * config.iterations + step.iteration + 1
                yield votes.progress(done, nets * config.iterations)
        votes.add(trainer.network)
        yield votes.progress((place + 1) * config.iterations, nets * config.iterations)
    return votes.result(seeds)


def probabilities(network: TwoLayerNet, images: Array) -> Array:
    """What a net thinks of uint8 images (N, D): (N, 10) probabilities, rows that sum to 1."""
    return np.concatenate([softmax(part.astype(float)) for part in scores(network, images)])


class _MeanProbabilities:
    """The sum of all opinions so far, and who was right."""

    def __init__(self, data: Dataset) -> None:
        self._data = data
        self._sum = np.zeros((len(data.x_test), 10))
        self._single: list[Bools] = []
        self._grown: list[Bools] = []

    def add(self, network: TwoLayerNet) -> None:
        opinion = probabilities(network, self._data.x_test)
        self._sum += opinion  # its largest is where the largest of the mean is
        self._single.append(opinion.argmax(axis=1) == self._data.t_test)
        self._grown.append(self._sum.argmax(axis=1) == self._data.t_test)

    def progress(self, done: int, total: int) -> EnsembleProgress:
        return EnsembleProgress(done, total, _shares(self._single), _shares(self._grown))

    def result(self, seeds: tuple[int, ...]) -> EnsembleResult:
        singles = _shares(self._single)
        best, together = self._single[int(np.argmax(singles))], self._grown[-1]
        gain = Gain(int((together & ~best).sum()), int((best & ~together).sum()), len(best))
        return EnsembleResult(seeds, singles, _shares(self._grown), gain)


def _shares(right: Sequence[Bools]) -> tuple[float, ...]:
    return tuple(float(each.mean()) for each in right)
