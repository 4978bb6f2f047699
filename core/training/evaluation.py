"""How well a network reads images that stay bytes until they are looked at."""

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


def accuracy(network: TwoLayerNet, images: Array, labels: Array) -> float:
    """The share of uint8 images (N, D) read correctly; a few thousand at a time."""
    right = 0
    for start in range(0, len(images), EVALUATION_BATCH):
        part = slice(start, start + EVALUATION_BATCH)
        scores = network.predict(scaled(images[part]))
        right += int((scores.argmax(axis=1) == labels[part]).sum())
    return right / len(images)
