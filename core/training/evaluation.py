"""How well a network reads images that stay bytes until they are looked at."""

from collections.abc import Iterator

import numpy as np

from core.engine import Array
from core.network import TwoLayerNet

EVALUATION_BATCH = 2000  # images a forward pass: bounds the memory
PIXEL = np.float32(1 / 255)


def scaled(images: Array, out: Array | None = None) -> Array:
    """uint8 images as float32 in 0 … 1: new ones, or written over `out`."""
    x = np.empty(images.shape, np.float32) if out is None else out
    np.copyto(x, images)
    x *= PIXEL
    return x


def scores(network: TwoLayerNet, images: Array) -> Iterator[Array]:
    """The scores (n, 10) of uint8 images (N, D), a few thousand at a time."""
    for start in range(0, len(images), EVALUATION_BATCH):
        yield network.predict(scaled(images[start : start + EVALUATION_BATCH]))


def accuracy(network: TwoLayerNet, images: Array, labels: Array) -> float:
    """The share of uint8 images (N, D) read correctly."""
    predicted = np.concatenate([part.argmax(axis=1) for part in scores(network, images)])
    return float((predicted == labels).mean())
