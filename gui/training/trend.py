"""The strong line among the noise: what the loss does beyond the chance of single batches."""

from core.history import Floats, smoothed

BLOCKS = 500  # a run of up to so many steps is smoothed step by step


def trend(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A smooth curve of at most `BLOCKS` points through a long one.

    Neighbours are averaged first, 2, 4, 8 … at a time (powers of two, so that the curve does not
    tremble while it grows), and the means are smoothed as the tutorials smooth single losses.
    """
    size = 1
    while len(y) > size * BLOCKS:
        size *= 2
    whole = len(y) - len(y) % size
    centres = x[:whole].reshape(-1, size).mean(axis=1)
    means = y[:whole].reshape(-1, size).mean(axis=1)
    return centres, smoothed(means)
