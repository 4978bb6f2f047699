"""Histograms: every number is in exactly one place, and wider bins are sums of narrower ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.histogram import BINS, Histogram, alike, by_size, by_value, middle, widened

FLOATS = st.floats(-1e6, 1e6, width=32)
ARRAYS = arrays(np.float32, st.integers(0, 200), elements=FLOATS)
KINDS = pytest.mark.parametrize("count", [by_value, by_size])


@KINDS
@given(array=ARRAYS)
def test_every_number_is_counted_once(count, array: np.ndarray) -> None:
    found = count(array)
    assert len(found.counts) == BINS and min(found.counts) >= 0
    assert found.total == array.size
    assert found.zeros == int((array == 0).sum())


@given(array=ARRAYS)
def test_by_value_is_numpys_histogram(array: np.ndarray) -> None:
    found = by_value(array)
    apart = array[(array != 0) & (np.abs(array) > 1e-3 * found.limit)].astype(float)
    inner = apart[np.abs(apart * BINS / 2 / found.limit % 1 - 0.5) < 0.499]  # none on an edge
    expected, _ = np.histogram(inner, found.edges)
    assert (np.array(found.counts) >= expected).all()
    assert sum(found.counts) - expected.sum() == (array != 0).sum() - inner.size


@given(array=ARRAYS)
def test_the_limit_is_the_smallest_power_of_two_that_holds_all(array: np.ndarray) -> None:
    limit, largest = by_value(array).limit, float(np.abs(array).max(initial=0))
    assert np.log2(limit) == round(np.log2(limit))
    assert largest <= limit
    assert largest > limit / 2 or largest == 0 or limit == 2.0**-48


@given(array=ARRAYS)
def test_by_size_counts_between_powers_of_two(array: np.ndarray) -> None:
    found, sizes = by_size(array), np.abs(array[array != 0]).astype(float)
    expected, _ = np.histogram(
        sizes.clip(found.edges[0], found.edges[-1] * (1 - 1e-9)), found.edges
    )
    assert list(found.counts) == expected.tolist()


@KINDS
def test_what_is_no_number_is_in_no_bin(count) -> None:
    found = count(np.array([np.nan, np.inf, -np.inf, 0.5, 0.0], np.float32))
    assert (sum(found.counts), found.zeros) == (1, 1)


@KINDS
@pytest.mark.parametrize("array", [np.zeros(3), np.zeros(0), np.full(2, np.nan)])
def test_nothing_to_count_is_no_error(count, array: np.ndarray) -> None:
    assert sum(count(array).counts) == 0


def test_the_ends_belong_to_the_outermost_bins() -> None:
    found = by_value(np.array([-2.0, 2.0]))
    assert (found.limit, found.counts[0], found.counts[-1]) == (2.0, 1, 1)


@given(
    counts=arrays(np.int64, BINS, elements=st.integers(0, 1000)),
    limit=st.integers(-5, 5),
    times=st.integers(0, 9),
)
def test_wider_bins_are_sums_of_narrower_ones(counts, limit: int, times: int) -> None:
    narrow, wide = 2.0**limit, 2.0 ** (limit + times)
    result = widened(counts, narrow, wide)
    half = BINS // 2
    assert result[:half].sum() == counts[:half].sum()  # zero stays an edge
    assert result[half:].sum() == counts[half:].sum()
    edges = Histogram((), 0, narrow).edges
    centres = (edges[1:] + edges[:-1]) / 2
    expected, _ = np.histogram(centres, Histogram((), 0, wide).edges, weights=counts)
    np.testing.assert_array_equal(result, expected)


def test_limits_may_be_as_far_apart_as_numbers_are() -> None:
    """A layer that hardly answers at first, and explodes in the end."""
    narrow, wide = (by_value(np.array([x, -x], np.float32)) for x in (1e-12, 1e12))
    result, limit = alike(
        np.array([narrow.counts, wide.counts]), np.array([narrow.limit, wide.limit])
    )
    assert limit == wide.limit
    assert result[0, BINS // 2 - 1 : BINS // 2 + 1].tolist() == [1, 1]


def test_moments_are_compared_between_the_widest_limits() -> None:
    arrays = [np.random.default_rng(i).normal(0, 3.0**i, 500) for i in range(4)]
    found = [by_value(array) for array in arrays]
    counts = np.array([each.counts for each in found])
    result, limit = alike(counts, np.array([each.limit for each in found]))
    assert limit == found[-1].limit
    for row, array in zip(result, arrays, strict=True):
        expected, _ = np.histogram(array, Histogram((), 0, limit).edges)
        np.testing.assert_array_equal(row, expected)
    np.testing.assert_array_equal(counts, [each.counts for each in found])  # left as they were


@given(counts=arrays(np.int64, BINS, elements=st.integers(0, 100)))
def test_the_middle_holds_nearly_everything(counts) -> None:
    first, last = middle(counts)
    if counts.sum():
        assert 0 <= first <= last < BINS
        assert counts[first : last + 1].sum() >= 0.98 * counts.sum() - 1e-9
        assert counts[first] and counts[last]
