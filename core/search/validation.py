"""Images to choose settings by. They are taken from the training images: whoever chose by the test
images would have seen them, and what is measured on them afterwards would flatter."""

from dataclasses import replace

import numpy as np

from core.datasets import Dataset
from core.messages import StudioError

SHARE = 0.2  # of the training images


def split(data: Dataset, seed: int) -> Dataset:
    """A data set that holds a part of the training images to learn from, and the rest, drawn at
    random, in place of the test images. The test images themselves are not in it.

    Raises:
        StudioError: there are too few images.
    """
    images = len(data.x_train)
    validation = round(SHARE * images)
    if not validation:
        raise StudioError("lab_search.error.images", count=images)
    order = np.random.default_rng(seed).permutation(images)
    seen, held = np.sort(order[validation:]), np.sort(order[:validation])
    return replace(
        data,
        x_train=data.x_train[seen],
        t_train=data.t_train[seen],
        x_test=data.x_train[held],
        t_test=data.t_train[held],
        genuine=False,
    )
