"""A file that belongs to one window: beside it lies a lock, held while the window lives."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile


def lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # a program may be open for weeks; only its end counts
    return lock


def make_place(file: Path, lock: QLockFile) -> None:
    """Somebody may have tidied up: without its folder and its lock the file would be nobody's, or
    nowhere."""
    if Path(lock.fileName()).exists():
        return
    with suppress(OSError):  # then writing says why
        file.parent.mkdir(parents=True, exist_ok=True)
    lock.unlock()
    lock.tryLock(0)
