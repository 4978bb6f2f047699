"""The data set that comes with the program: digits drawn by a generator. It is not MNIST."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import PIXELS, SIDE, Dataset, check_labels
from core.messages import Message, StudioError

PATH = Path(__file__).resolve().parent.parent.parent / "resources" / "digits.npz"


def read_builtin(path: Path = PATH) -> Dataset:
    """The drawn digits.

    Raises:
        StudioError: the file is missing or damaged, so the program is not completely installed.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            x_train, t_train = archive["x_train"], archive["t_train"]
            x_test, t_test = archive["x_test"], archive["t_test"]
    except Exception as error:  # a damaged archive can raise anything, even a TokenError
        raise StudioError("data.error.builtin", path=path) from error
    _check(x_train, t_train, path)
    _check(x_test, t_test, path)
    return Dataset(
        Message("data.name.builtin"),
        x_train.reshape(-1, PIXELS),
        t_train,
        x_test.reshape(-1, PIXELS),
        t_test,
    )


def _check(images: NDArray[np.uint8], labels: NDArray[np.uint8], path: Path) -> None:
    """The same promises as for a folder: bytes, 28×28, a digit for each image."""
    shapes = images.ndim == 3 and images.shape[1:] == (SIDE, SIDE) and labels.ndim == 1
    if not (shapes and len(images) and images.dtype == labels.dtype == np.uint8):
        raise StudioError("data.error.builtin", path=path)
    check_labels(len(images), labels, path)
