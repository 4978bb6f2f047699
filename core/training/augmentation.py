"""Data augmentation: each time that an image is drawn it stands a little elsewhere.

A digit that is shifted by a pixel is the same digit; a net that sees it in many places overfits
less (Simard, Steinkraus & Platt, "Best practices for convolutional neural networks applied to
visual document analysis", ICDAR 2003).
"""

from math import isqrt

import numpy as np

from core.engine import Array


def shifted(images: Array, most: int, rng: np.random.Generator) -> Array:
    """Square images as rows of bytes (N, D), each moved by up to `most` pixels along either axis.

    What leaves on one side is lost, zeros come in on the other.
    """
    count, side = len(images), isqrt(images.shape[1])
    down, right = rng.integers(-most, most + 1, size=(2, count))
    padded = np.zeros((count, side + 2 * most, side + 2 * most), images.dtype)
    padded[:, most : most + side, most : most + side] = images.reshape(count, side, side)
    moved = np.empty((count, side, side), images.dtype)
    for i in range(2 * most + 1):
        for j in range(2 * most + 1):
            chosen = np.flatnonzero((down == most - i) & (right == most - j))
            moved[chosen] = padded[chosen, i : i + side, j : j + side]
    return moved.reshape(images.shape)
