"""What a net misreads: counted right, the surest first, and a piece at a time."""

from collections.abc import Generator

import numpy as np
import pytest

from core.network import TwoLayerNet
from core.ops import OPS
from core.training import scaled
from core.training.predictions import PIECE, Predictions, Progress, read

N = 2 * PIECE + 300


@pytest.fixture(scope="module")
def net() -> TwoLayerNet:
    return TwoLayerNet(784, 5, 10, rng=np.random.default_rng(1), weight_init_std=0.1)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(2).integers(256, size=(N, 784)).astype(np.uint8)


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return np.random.default_rng(3).integers(9, size=N).astype(np.uint8)  # there is no 9


def finish(progress: Generator[Progress, None, Predictions]) -> tuple[list[Progress], Predictions]:
    told = []
    while True:
        try:
            told.append(next(progress))
        except StopIteration as end:
            return told, end.value


@pytest.fixture(scope="module")
def reading(net: TwoLayerNet, images: np.ndarray, labels: np.ndarray) -> Predictions:
    return finish(read(net.graph, net.params, images, labels))[1]


def test_it_reads_as_the_net_does(net: TwoLayerNet, images, labels, reading: Predictions) -> None:
    scores = net.predict(scaled(images))
    shares = OPS["softmax"].forward(scores)
    np.testing.assert_array_equal(reading.predicted, scores.argmax(axis=1))
    np.testing.assert_allclose(reading.confidence, shares.max(axis=1), rtol=1e-5)
    assert reading.accuracy == pytest.approx(net.accuracy(scaled(images), labels))


def test_it_tells_after_each_piece(net: TwoLayerNet, images, labels) -> None:
    told, _ = finish(read(net.graph, net.params, images, labels))
    assert told == [Progress(PIECE, N), Progress(2 * PIECE, N), Progress(N, N)]


def test_the_confusion_matrix_counts_every_image_once(reading: Predictions, labels) -> None:
    assert reading.confusion.sum() == N
    for label, guess in np.ndindex(10, 10):
        expected = ((reading.labels == label) & (reading.predicted == guess)).sum()
        assert reading.confusion[label, guess] == expected == len(reading.cell(label, guess))
    assert reading.confusion.trace() == N - len(reading.mistakes)


def test_of_a_digit_that_is_not_there_nothing_is_said(reading: Predictions) -> None:
    assert np.isnan(reading.recalls[9])
    present = reading.recalls[:9]
    np.testing.assert_allclose(
        present, [(reading.predicted[reading.labels == d] == d).mean() for d in range(9)]
    )


def test_mistakes_come_surest_first(reading: Predictions) -> None:
    found = reading.mistakes
    assert (reading.labels[found] != reading.predicted[found]).all()
    assert (np.diff(reading.confidence[found]) <= 0).all()
    assert (
        reading.confidence[found[0]]
        == reading.confidence[reading.labels != reading.predicted].max()
    )


def test_a_net_that_diverged_is_read_all_the_same(net: TwoLayerNet, images, labels) -> None:
    broken = {name: np.full_like(value, np.nan) for name, value in net.params.items()}
    _, reading = finish(read(net.graph, broken, images[:20], labels[:20]))
    assert reading.confusion.sum() == 20
