"""Data augmentation: each time that an image is drawn it stands a little elsewhere.

A digit that is shifted by a pixel is the same digit; a net that sees it in many places overfits
less (Simard, Steinkraus & Platt, "Best practices for convolutional neural networks applied to
visual document analysis", ICDAR 2003).
"""

from math import isqrt

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.engine import Array


def shifted(images: Array, most: int, rng: np.random.Generator) -> Array:
    """Square images as rows of bytes (N, D), each moved by up to `most` pixels along either axis.

    What leaves on one side is lost, zeros come in on the other.
    """
    count, side = len(images), isqrt(images.shape[1])
    down, right = rng.integers(-most, most + 1, size=(2, count))
    padded = np.zeros((count, side + 2 * most, side + 2 * most), images.dtype)
    padded[:, most : most + side, most : most + side] = images.reshape(count, side, side)
    windows = sliding_window_view(padded, (side, side), axis=(1, 2))  # every place, without a copy
    return windows[np.arange(count), most - down, most - right].reshape(images.shape)
