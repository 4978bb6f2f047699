"""Looking through a data set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import load
from core.datasets.selection import Split, chosen, counts, half, means

LABELS = st.lists(st.integers(0, 9), min_size=1, max_size=60).map(lambda x: np.array(x, np.uint8))


@given(LABELS)
def test_the_digits_share_all_images_among_them(labels):
    shares = [chosen(labels, digit) for digit in range(10)]
    np.testing.assert_array_equal(np.sort(np.concatenate(shares)), chosen(labels, None))
    assert [len(share) for share in shares] == counts(labels).tolist()
    assert all((labels[share] == digit).all() for digit, share in enumerate(shares))


@given(LABELS, st.integers(0, 2**32 - 1))
def test_means_are_means(labels, seed):
    images = np.random.default_rng(seed).integers(256, size=(len(labels), 6)).astype(np.uint8)
    found = means(images, labels)
    for digit in range(10):
        own = images[labels == digit]
        expected = own.mean(axis=0) if len(own) else np.zeros(6)
        np.testing.assert_allclose(found[digit], expected)


@pytest.mark.parametrize("split", Split)
def test_a_half_is_a_half(split):
    data = load("builtin")
    images, labels = half(data, split)
    assert len(images) == len(labels)
    assert images is (data.x_train if split is Split.TRAIN else data.x_test)
