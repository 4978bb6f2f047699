"""Built-in drawn digits: images like MNIST's, made by the program itself.

A digit begins as a skeleton: a few points that somebody who knows handwriting put down, one
skeleton for each common way of writing the digit. Every image picks one of them, mixes it with a
relative, lets each point tremble, lays a smooth curve through the points, bends, stretches,
slants and turns the result, and follows it with a pen whose width changes along the way. A pixel
is white where the pen has been, black elsewhere, and grey at the rim. At the end the image is
centred as MNIST's images are: the digit fills a box of 20x20 pixels, and its centre of mass lies
in the middle of 28x28.

No image and no line in here is taken from MNIST; how strongly the writing leans and varies was
set by hand, by comparing with MNIST's training images. A net that learns from the drawn digits
alone reads MNIST all the same, and that is the test of them.

To give the same bits on any machine, only operations that IEEE 754 rounds exactly are used
(+ - * / sqrt and comparisons; sums over pixels in whole numbers), and `Generator.random`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.digits.render import SIZE, paint
from core.digits.strokes import write_digit

TRAIN_COUNT, TRAIN_SEED = 10_000, 1
TEST_COUNT, TEST_SEED = 2_000, 2

__all__ = ["draw", "generate", "write"]


def draw(digit: int, rng: np.random.Generator) -> np.ndarray:
    """One freshly written digit: an image (28, 28) uint8, white ink on black."""
    return paint(write_digit(digit, rng), rng)


def generate(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (count, 28, 28) uint8 and their labels (count,) uint8.

    Each ten images in a row are the ten digits in random order. Image and label number i depend
    only on the seed and on i: a smaller count gives the beginning of a larger one.
    """
    images = np.empty((count, SIZE, SIZE), dtype=np.uint8)
    labels = np.empty(count, dtype=np.uint8)
    order = np.arange(10)
    for i in range(count):
        if i % 10 == 0:
            order = np.argsort(_child(seed, 0, i // 10).random(10), kind="stable")
        labels[i] = order[i % 10]
        images[i] = draw(int(labels[i]), _child(seed, 1, i))
    return images, labels


def write(
    path: str | Path, train_count: int = TRAIN_COUNT, test_count: int = TEST_COUNT
) -> tuple[int, int]:
    """Write a training and a test set into an .npz file; returns how many images of each."""
    x_train, t_train = generate(train_count, TRAIN_SEED)
    x_test, t_test = generate(test_count, TEST_SEED)
    np.savez_compressed(path, x_train=x_train, t_train=t_train, x_test=x_test, t_test=t_test)
    return len(t_train), len(t_test)


def _child(*key: int) -> np.random.Generator:
    """An own source of random numbers for one thing out of many."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))
