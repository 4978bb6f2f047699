"""The strong line among the noise: what the loss does beyond the chance of single batches."""

import numpy as np
from numpy.typing import NDArray

from core.history import Floats, smoothed

BLOCKS = 500  # points of the curve; a run of up to so many steps is smoothed step by step
_RAMP = 16  # blocks of each length, until they are as long as those of the rest


def trend(x: Floats, y: Floats, span: int = 0) -> tuple[Floats, Floats]:
    """A smooth curve of at most `BLOCKS` points through a long one.

    Neighbours are averaged first, 2, 4, 8 … at a time (powers of two, so that the curve does not
    tremble while it grows), and the means are smoothed as the tutorials smooth single losses. Near
    the beginning blocks are shorter, so that the curve sets out from the ln 10 of guessing however
    long the run gets.

    Curves in one chart are told how many steps it spans, so that equal losses are drawn as equal
    lines, however long each run is.
    """
    length = 1
    while len(_edges(max(len(y), span), length)) > BLOCKS + 1:
        length *= 2
    edges = _edges(len(y), length)
    starts, lengths = edges[:-1], np.diff(edges)
    if not len(starts):
        return x[:0], y[:0]
    x, y = x[: edges[-1]], y[: edges[-1]]
    return np.add.reduceat(x, starts) / lengths, smoothed(np.add.reduceat(y, starts) / lengths)


def _edges(count: int, length: int) -> NDArray[np.intp]:
    """Where blocks begin and end: a few of one step, of two, of four, and so on, and then as many
    of `length` as there are; what is left over is no block."""
    ramp = 2 ** np.arange(int(np.log2(length))).repeat(_RAMP)
    begin = int(ramp.sum())
    rest = np.arange(begin, count + 1, length)
    if not len(ramp):
        return rest
    edges = np.r_[0, ramp.cumsum()[:-1], rest]
    return edges[edges <= count]
