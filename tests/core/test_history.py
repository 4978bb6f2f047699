"""The live curves: nothing is lost between two threads, and no peak between two pixels."""

from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.history import (
    AccuracyHistory,
    HistogramHistory,
    History,
    ObservationHistory,
    RateHistory,
    decimate,
    smoothed,
)


def test_rows_come_back_in_order_and_as_copies():
    history = History()
    for row in ((0, 2.5), (1, 2.0), (2, 1.5)):
        history.append(*row)
    iterations, losses = history.since()
    assert iterations.tolist() == [0, 1, 2] and losses.tolist() == [2.5, 2.0, 1.5]
    losses[:] = 0
    assert history.since(2)[1].tolist() == [1.5]
    assert [len(column) for column in history.since(3)] == [0, 0]
    assert len(history) == 3


def test_accuracies_have_three_columns():
    accuracies = AccuracyHistory()
    accuracies.append(1, 0.91, 0.9)
    epochs, train, test = accuracies.since()
    assert (epochs[0], train[0], test[0]) == (1, 0.91, 0.9)


def test_the_buffer_grows_past_any_size():
    history = History()
    for i in range(50_000):
        history.append(i, -i)
    iterations, losses = history.since()
    np.testing.assert_array_equal(iterations, np.arange(50_000))
    np.testing.assert_array_equal(losses, -np.arange(50_000))


def test_a_reader_beside_a_writer_sees_every_row_once():
    history, rows = History(), 30_000

    def write():
        for i in range(rows):
            history.append(i, i * 0.5)

    writer = Thread(target=write)
    writer.start()
    parts, seen = [], 0
    while seen < rows:
        part = np.array(history.since(seen))
        parts.append(part)
        seen += part.shape[1]
    writer.join(60)
    assert not writer.is_alive()
    iterations, losses = np.concatenate(parts, axis=1)
    np.testing.assert_array_equal(iterations, np.arange(rows))
    np.testing.assert_array_equal(losses, iterations * 0.5)


def smooth_curve(x):
    """As the tutorials write it, for 11 points."""
    window_len = 11
    s = np.r_[x[window_len - 1 : 0 : -1], x, x[-1:-window_len:-1]]
    w = np.kaiser(window_len, 2)
    y = np.convolve(w / w.sum(), s, mode="valid")
    return y[5 : len(y) - 5]


def test_smoothing_is_that_of_the_tutorials():
    y = np.random.default_rng(3).normal(size=200)
    np.testing.assert_allclose(smoothed(y), smooth_curve(y), rtol=1e-12)


@given(st.integers(0, 40), st.integers(1, 50))
def test_smoothing_keeps_the_length_and_leaves_a_flat_line_flat(length, window):
    y = np.full(length, 3.0)
    np.testing.assert_allclose(smoothed(y, window), y, rtol=1e-12)


@given(
    arrays(float, st.integers(0, 300), elements=st.floats(-1e6, 1e6)),
    st.integers(4, 100),
)
def test_decimation_keeps_the_ends_and_the_extremes(y, limit):
    x = np.arange(len(y))
    thin_x, thin_y = decimate(x, y, limit)
    assert len(thin_x) == len(thin_y) <= max(limit, 4)
    assert thin_x.dtype == thin_y.dtype == np.float64
    assert (np.diff(thin_x) > 0).all()
    np.testing.assert_array_equal(y[thin_x.astype(int)], thin_y)
    if len(y):
        assert (thin_x[0], thin_x[-1]) == (0, len(y) - 1)
        assert (thin_y.min(), thin_y.max()) == (y.min(), y.max())
    if len(y) <= limit:
        assert len(thin_y) == len(y)


def test_decimation_looks_past_nan_and_keeps_infinity():
    y = np.sin(np.arange(10_000) / 100)
    y[5000:] = np.nan
    y[1234], y[2345] = np.inf, 9.0
    _, thin = decimate(np.arange(10_000), y, 500)
    assert np.inf in thin and 9.0 in thin and np.isnan(thin[-1])
    assert np.nanmin(thin) == np.nanmin(y)


def test_a_limit_without_room_for_a_bucket_is_an_error():
    with pytest.raises(ValueError, match="at least 4"):
        decimate([0, 1], [0, 1], 3)


def test_a_rate_is_noted_only_when_it_changes():
    rates = RateHistory()
    for iteration, rate in enumerate([0.1, 0.1, 0.1, 0.05, 0.05, 0.1]):
        rates.note(iteration, rate)
    assert [column.tolist() for column in rates.since()] == [[0, 3, 5], [0.1, 0.05, 0.1]]


def test_observations_have_a_column_for_each_parameter():
    history = ObservationHistory()
    history.append(50, *range(8), np.nan)
    found = dict(zip(history.columns, history.since(), strict=True))
    assert (found["norm_W1"][0], found["ratio_b2"][0]) == (0, 7)
    assert np.isnan(found["dead"][0])


@given(st.integers(0, 6000))
def test_histograms_are_thinned_evenly(offered):
    history = HistogramHistory()
    blank = [0.0] * (len(history.columns) - 1)
    for i in range(offered):
        history.append(i, *blank)
    kept = history.since()[0]
    assert len(kept) == len(history) <= HistogramHistory.MOST
    if offered:
        assert kept[0] == 0
        assert len(set(np.diff(kept).tolist())) <= 1
        assert offered - kept[-1] <= max(np.diff(kept).max(initial=1), 1)
    if offered > HistogramHistory.MOST:
        assert len(kept) >= HistogramHistory.MOST // 2


@given(total=st.integers(1, 5000), until=st.integers(0, 5000), more=st.integers(0, 3000))
@settings(deadline=None, max_examples=40)
def test_what_is_taken_over_goes_on_as_if_it_had_never_been_longer(
    total: int, until: int, more: int
) -> None:
    """Where both are as coarse; a longer one stays as coarse as it was."""
    until = min(total, until)
    longer, again = HistogramHistory(), HistogramHistory()
    blank = [0.0] * (len(HistogramHistory.columns) - 1)
    for i in range(total):
        longer.append(i, *blank)
    rows = np.column_stack(longer.since())
    again.take_over(rows[rows[:, 0] < until], until)
    assert list(again.since()[0]) == [i for i in longer.since()[0] if i < until]
    for i in range(until, until + more):
        again.append(i, *blank)
    steps = set(np.diff(again.since()[0]))
    assert len(steps) <= 1 and len(again) <= HistogramHistory.MOST
