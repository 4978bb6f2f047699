"""The data sets that a network can learn from.

dataset = load("~/mnist")       # a folder with the four IDX files, plain or gzipped
dataset = load("builtin")       # the drawn digits
dataset = load()                # $BACKPROP_STUDIO_DATA, the user's data folder, or the digits
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.builtin import read_builtin
from core.datasets.dataset import CLASSES, SIDE, Dataset
from core.datasets.folder import FILES, holds_files, read_folder

__all__ = ["ENVIRONMENT", "FILES", "Dataset", "load", "load_mnist"]

ENVIRONMENT = "BACKPROP_STUDIO_DATA"
Split = tuple[NDArray[Any], NDArray[Any]]


def load(where: str | Path | None = None, user_folder: Path | None = None) -> Dataset:
    """The data set in `where`: a folder, or "builtin" for the drawn digits.

    Without `where`: what $BACKPROP_STUDIO_DATA names; else `user_folder`, if there are files of
    a data set in it; else the drawn digits. A place that was named and does not hold a good data
    set is an error, never a reason to take another one silently.

    Raises:
        StudioError: a file is missing or damaged.
    """
    named = where or os.environ.get(ENVIRONMENT)
    if named is None or named == "":
        named = user_folder if user_folder and holds_files(user_folder) else "builtin"
    return read_builtin() if named == "builtin" else read_folder(_folder(named))


def load_mnist(
    normalize: bool = True,
    flatten: bool = True,
    one_hot_label: bool = False,
    where: str | Path | None = None,
) -> tuple[Split, Split]:
    """(x_train, t_train), (x_test, t_test) as the tutorials want them, from `load(where)`.

    Args:
        normalize: pixels as float32 from 0 to 1, instead of bytes from 0 to 255.
        flatten: images as rows of 784 pixels, instead of (1, 28, 28).
        one_hot_label: labels as rows like [0, 0, 1, 0, …], instead of numbers.
    """
    dataset = load(where)

    def pixels(x: NDArray[np.uint8]) -> NDArray[Any]:
        shaped = x if flatten else x.reshape(-1, 1, SIDE, SIDE)
        return shaped / np.float32(255) if normalize else shaped.copy()

    def labels(t: NDArray[np.uint8]) -> NDArray[Any]:
        return np.eye(CLASSES, dtype=np.float32)[t] if one_hot_label else t.copy()

    return (
        (pixels(dataset.x_train), labels(dataset.t_train)),
        (pixels(dataset.x_test), labels(dataset.t_test)),
    )


def _folder(named: str | Path) -> Path:
    """The folder, with ~ for the home of the user if there is one."""
    try:
        return Path(named).expanduser()
    except RuntimeError:
        return Path(named)
