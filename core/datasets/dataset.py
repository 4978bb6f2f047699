"""What a data set is: labelled 28×28 images, some to learn from and some to be tested on."""

from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.messages import Message, StudioError

SIDE = 28
PIXELS = SIDE * SIDE
CLASSES = 10


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images as rows of 784 bytes, labels as bytes from 0 to 9; read-only.

    Bytes, because four bytes a pixel would make MNIST 188 MB; a batch is scaled when it is used.
    `genuine` says that these are MNIST's own 70 000 images, to the bit. `folder` holds the arrays
    once more, if they are shared with other processes (see `core/datasets/shared_files.py`).
    """

    name: Message | str
    x_train: NDArray[np.uint8]  # (N, 784)
    t_train: NDArray[np.uint8]  # (N,)
    x_test: NDArray[np.uint8]
    t_test: NDArray[np.uint8]
    genuine: bool = False
    folder: Path | None = field(default=None, init=False)  # so that one with other images has none

    @cached_property
    def fingerprint(self) -> str:
        """Of the training images and labels: data sets that train alike have the same."""
        found = sha256(np.ascontiguousarray(self.x_train).data)
        found.update(np.ascontiguousarray(self.t_train).data)
        return found.hexdigest()

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy in another process has no part in the files of this one."""
        return type(self), tuple(getattr(self, each.name) for each in fields(self) if each.init)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def check_labels(images: int, labels: NDArray[np.uint8], path: Path) -> None:
    """As many labels as images, and each of them a digit."""
    if len(labels) != images:
        raise StudioError("data.error.counts", path=path, labels=len(labels), images=images)
    if labels.max() >= CLASSES:
        index = int((labels >= CLASSES).argmax())
        raise StudioError("data.error.label", path=path, label=int(labels[index]), index=index)
