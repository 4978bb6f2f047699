"""Looking through a data set: one half of it, one digit of it, the mean of each digit."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import CLASSES, Dataset

Images = NDArray[np.uint8]


class Split(StrEnum):
    """The two halves of a data set."""

    TRAIN = "train"
    TEST = "test"


def half(data: Dataset, split: Split) -> tuple[Images, Images]:
    """The images (N, D) and the labels (N,) of one half."""
    if split is Split.TRAIN:
        return data.x_train, data.t_train
    return data.x_test, data.t_test


def chosen(labels: Images, digit: int | None) -> NDArray[np.intp]:
    """The positions, in order, at which the label is `digit`; all of them if it is None."""
    return np.arange(len(labels)) if digit is None else np.flatnonzero(labels == digit)


def counts(labels: Images) -> NDArray[np.intp]:
    """How many there are of each digit, shape (10,)."""
    return np.bincount(labels, minlength=CLASSES)


def means(images: Images, labels: Images) -> NDArray[np.float64]:
    """The mean image of each digit, shape (10, D), in 0 … 255; zeros for a digit without images."""
    found = np.zeros((CLASSES, images.shape[1]))
    for digit in range(CLASSES):
        of_digit = images[labels == digit]
        if len(of_digit):
            found[digit] = of_digit.mean(axis=0, dtype=np.float64)
    return found
