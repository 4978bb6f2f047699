"""The curves of a training run, written by one thread and read by another.

A `Series` is a table that only grows: the trainer appends thousands of rows a second, the window
asks some thirty times a second for the rows it has not seen. What is handed out is a copy.

    losses = History()
    losses.append(iteration, loss)                  # in the trainer's thread
    iterations, values = losses.since(seen)         # in the window's

`smoothed` and `decimate` make a curve ready to be drawn.
"""

from threading import Lock
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.histogram import BINS
from core.network import PARAMETERS

Floats = NDArray[np.float64]
MEAN_OF = 100  # steps whose mean loss is the loss of a run: a single batch is half chance


class Series:
    """A growing table of float64 numbers; every method may be called from any thread.

    The buffer doubles when it is full, so that a row costs the same however long the run is.
    """

    columns: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self._lock = Lock()
        self._table = np.empty((1024, len(self.columns)))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, *row: float) -> None:
        with self._lock:
            self._make_room(1)
            self._table[self._length] = row
            self._length += 1

    def extend(self, *columns: ArrayLike) -> None:
        """Many rows at once, as columns of equal length."""
        rows = np.column_stack(columns)
        with self._lock:
            self._make_room(len(rows))
            self._table[self._length : self._length + len(rows)] = rows
            self._length += len(rows)

    def since(self, n: int = 0) -> tuple[Floats, ...]:
        """Copies of the columns, without their first `n` rows."""
        with self._lock:
            rows = self._table[n : self._length].T.copy()
        return tuple(rows)

    def _make_room(self, rows: int) -> None:
        room = len(self._table)
        while self._length + rows > room:
            room *= 2
        if room > len(self._table):
            larger = np.empty((room, len(self.columns)))
            larger[: self._length] = self._table[: self._length]
            self._table = larger


class History(Series):
    """The loss of every iteration: `append(iteration, loss)`."""

    columns = ("iteration", "loss")


class AccuracyHistory(Series):
    """The accuracies after every epoch: `append(epoch, train, test)`."""

    columns = ("epoch", "train", "test")


class ObservationHistory(Series):
    """What is measured now and then: gradient norms and update ratios by parameter, dead units
    (nan for units that cannot die)."""

    columns = (
        "iteration",
        *(f"{what}_{name}" for what in ("norm", "ratio") for name in PARAMETERS),
        "dead",
    )


class RateHistory(Series):
    """The learning rate at each iteration at which it became another one."""

    columns = ("iteration", "rate")

    def note(self, iteration: int, rate: float) -> None:
        """Add a row if the rate is not that of the last row."""
        if not self._length or self._table[self._length - 1, 1] != rate:
            self.append(iteration, rate)


class HistogramHistory(Series):
    """Histograms over a run, evenly spread: however long it is, at most `MOST` are kept.

    When the table is full every second row goes, and from then on every second one comes.
    """

    MOST = 512
    columns = ("iteration", "limit", "zeros", *(f"bin{i}" for i in range(BINS)))

    def __init__(self) -> None:
        super().__init__()
        self._stride, self._offered = 1, 0

    def take_over(self, rows: Floats, offered: int) -> None:
        """Begin with the rows that another one has kept of so many that it was offered; what
        comes next is spread as evenly."""
        self.extend(*rows.T)
        self._stride, self._offered = self.stride(offered, len(rows)), offered

    @staticmethod
    def stride(offered: int, kept: int) -> int:
        """One of how many rows is kept: a power of two, the first with no more rows than these."""
        stride = 1
        while -(-offered // stride) > max(kept, 1):
            stride *= 2
        return stride

    def append(self, *row: float) -> None:
        with self._lock:
            self._offered += 1
            if (self._offered - 1) % self._stride:
                return
            if self._length == self.MOST:
                half = self.MOST // 2
                self._table[:half] = self._table[: self.MOST : 2]
                self._length, self._stride = half, 2 * self._stride
            self._table[self._length] = row
            self._length += 1


def smoothed(y: ArrayLike, window: int = 11) -> Floats:
    """The curve with each point replaced by a weighted mean of the `window` points around it.

    The weights are a Kaiser window (β = 2) and the ends are mirrored, as in `smooth_curve` of
    "Deep Learning from Scratch" (K. Saitoh), with its 11 points. As many points as in `y`; a
    curve shorter than the window is smoothed over its whole length.
    """
    values = np.asarray(y, float)
    width = min(window, len(values))
    if width < 2:
        return values.copy()
    mirrored = np.r_[values[width - 1 : 0 : -1], values, values[-1:-width:-1]]
    weights = np.kaiser(width, 2)
    means = np.convolve(weights / weights.sum(), mirrored, mode="valid")
    first = (width - 1) // 2
    return means[first : first + len(values)]


def decimate(x: ArrayLike, y: ArrayLike, limit: int = 2000) -> tuple[Floats, Floats]:
    """A curve of at most `limit` points that looks the same: no peak and no dip is lost.

    The first and the last point stay; between them each bucket of neighbours gives its lowest
    and its highest point, in their order. NaN, which has no height, is passed over.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    if limit < 4:
        raise ValueError(f"limit must be at least 4, not {limit}")
    if len(y) <= limit:
        return x.copy(), y.copy()
    size = -(-(len(y) - 2) // ((limit - 2) // 2))  # of a bucket, rounded up
    inner = np.arange(1, len(y) - 1)
    buckets = np.pad(inner, (0, -len(inner) % size), mode="edge").reshape(-1, size)
    lowest = _pick(buckets, np.where(np.isnan(y), np.inf, y)[buckets].argmin(axis=1))
    highest = _pick(buckets, np.where(np.isnan(y), -np.inf, y)[buckets].argmax(axis=1))
    kept = np.unique(np.concatenate(([0], lowest, highest, [len(y) - 1])))
    return x[kept], y[kept]


def _pick(buckets: NDArray[Any], column: NDArray[Any]) -> NDArray[Any]:
    """From each row of `buckets` the entry in its `column`."""
    return buckets[np.arange(len(buckets)), column]
