"""Batches: drawn ahead, and yet the very stream that drawing them one by one would give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import Dataset
from core.training import Trainer, TrainingConfig
from core.training.batches import AHEAD, Batches

COUNT = 300


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Each image tells its own index, in two pixels."""
    index = np.arange(COUNT)
    images = np.zeros((COUNT, 4), np.uint8)
    images[:, 0], images[:, 1] = index // 256, index % 256
    labels = (index % 10).astype(np.uint8)
    return Dataset("numbered", images, labels, images[:10].copy(), labels[:10].copy())


def batches(data: Dataset, seed: int = 0) -> Batches:
    return Batches(data, *np.random.default_rng(seed).spawn(2))


def indices(images: np.ndarray) -> np.ndarray:
    pixels = np.rint(images[:, :2] * 255).astype(int)
    return 256 * pixels[:, 0] + pixels[:, 1]


SIZES = st.lists(st.sampled_from([1, 7, 100, 999, AHEAD, AHEAD + 1]), min_size=1, max_size=12)


@given(sizes=SIZES, asked=st.sets(st.integers(0, 11)), seed=st.integers(0, 100))
def test_drawing_ahead_changes_neither_images_nor_states(data, sizes, asked, seed):
    drawn, plain = batches(data, seed), np.random.default_rng(seed).spawn(2)[0]
    for turn, size in enumerate(sizes):
        images, labels = drawn.draw(size)
        expected = plain.integers(COUNT, size=size)
        np.testing.assert_array_equal(indices(images), expected)
        np.testing.assert_array_equal(labels, data.t_train[expected])
        if turn in asked:
            assert drawn.state["batches"] == plain.bit_generator.state


@given(sizes=SIZES, after=st.integers(1, 300))
def test_a_state_is_where_the_stream_goes_on(data, sizes, after):
    first, second = batches(data, 1), batches(data, 2)
    second.draw(5)  # and has drawn ahead
    for size in sizes:
        first.draw(size)
    second.restore(first.state)
    np.testing.assert_array_equal(first.draw(after)[0], second.draw(after)[0])


def test_no_batch_takes_memory_of_its_own(data):
    drawn = batches(data)
    assert np.shares_memory(drawn.draw(20)[0], drawn.draw(20)[0])


def test_the_images_of_a_snapshot_stay_when_the_next_batch_comes(data):
    trainer = Trainer(data, TrainingConfig(hidden=4, batch_size=20, iterations=5))
    steps = trainer.steps()
    trainer.request_snapshot()
    snapshot = next(steps).snapshot
    assert snapshot is not None
    images, labels = snapshot.leaves["X"].copy(), snapshot.leaves["t"].copy()
    list(steps)
    np.testing.assert_array_equal(snapshot.leaves["X"], images)
    np.testing.assert_array_equal(snapshot.leaves["t"], labels)
    np.testing.assert_array_equal(indices(images) % 10, labels)
