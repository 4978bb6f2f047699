"""Images in files that all processes on this computer map instead of reading them.

They lie in a folder of their own, which goes when they are not needed any more. A program that was
killed cannot tidy up, so the next one does: a folder is in use as long as somebody holds the lock
in it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from core.datasets import Dataset

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed
    fcntl = None  # type: ignore[assignment]  # how mypy reads an optional module

_Bytes = NDArray[np.uint8]

_PREFIX = "backprop-studio-images-"
_LOCK = "lock"
_LARGE = 16_000_000  # bytes of images; fewer are not worth a file
_ARRAYS = ("x_train", "t_train", "x_test", "t_test")


@dataclass(frozen=True)
class SharedFiles:
    """A data set as four files in a folder."""

    folder: Path

    @staticmethod
    def write(data: Dataset, folder: Path) -> "SharedFiles":
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(data, name))
        return SharedFiles(folder)

    def load(self) -> Dataset:
        """The data set; mapped once in each process."""
        return _mapped(self.folder)


@lru_cache(maxsize=1)
def _mapped(folder: Path) -> Dataset:
    return Dataset("", *_arrays(folder))


def _arrays(folder: Path) -> tuple[_Bytes, _Bytes, _Bytes, _Bytes]:
    """In the order of a data set; plain arrays, for each slice of a memmap costs microseconds."""
    x_train, t_train, x_test, t_test = (
        np.asarray(np.load(folder / f"{name}.npy", "r", allow_pickle=False)) for name in _ARRAYS
    )
    return x_train, t_train, x_test, t_test


def mapped(data: Dataset) -> Dataset:
    """The same images, held in files from the start: what other processes map then is the memory
    that they lie in here. The files go with the data set. Small ones stay what they are, and so do
    all if there is no room for files."""
    if data.x_train.nbytes < _LARGE:
        return data
    stack = ExitStack()
    try:
        files = stack.enter_context(shared(data))
    except OSError:
        return data
    found = Dataset(data.name, *_arrays(files.folder), genuine=data.genuine)
    object.__setattr__(found, "folder", files.folder)
    finalize(found, stack.close)
    return found


@contextmanager
def shared(data: Dataset) -> Iterator[SharedFiles]:
    """The files, for as long as they are needed; those of programs that were killed go first."""
    if data.folder is not None:
        yield SharedFiles(data.folder)
        return
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        _tidy(left)
    folder, lock = _folder()
    with lock:
        try:
            files = SharedFiles.write(data, folder)
            del data  # it may be held by these files alone from now on
            yield files
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _folder() -> tuple[Path, BinaryIO]:
    """A folder of our own, and its lock. Another program may tidy up before we have the lock: then
    the folder is gone, and we take another one."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            lock = (folder / _LOCK).open("wb")
            _hold(lock)
            if (folder / _LOCK).exists():
                return folder, lock
            lock.close()


def _hold(lock: BinaryIO, *, wait: bool = True) -> None:
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _tidy(folder: Path) -> None:
    """Remove a folder, unless a program that is alive holds its lock. We hold it meanwhile."""
    with suppress(OSError):
        folder.rmdir()  # its program was killed before it came to the lock
    with suppress(OSError):
        if fcntl is None:
            (folder / _LOCK).unlink()
            shutil.rmtree(folder, ignore_errors=True)
        else:
            with (folder / _LOCK).open("rb") as lock:
                _hold(lock, wait=False)
                shutil.rmtree(folder, ignore_errors=True)
