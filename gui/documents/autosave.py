"""A copy of the stage for the case of a crash.

Each window writes into a file of its own, beside a lock that it holds while it lives. A file whose
lock nobody holds was left behind by a program that ended without saying so.
"""

import errno
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QLockFile, QObject, QTimer, Signal, Slot

from core.documents import file as document_file
from core.documents.file import MOST_BYTES, SUFFIX, Saved
from core.files import read_whole, unwritable, write_whole
from core.messages import Message, StudioError
from gui.log import LOG
from gui.owned_file import lock_of, make_place

PAUSE = 2000  # ms after the last change: a hand that turns a number is not held up …
_LONGEST = 10_000  # … unless it goes on and on
_UNFINISHED = 60  # s; writing takes far less
UNREADABLE = ".unreadable"
_OLDEST = 30 * 24 * 3600  # s; whoever has not come back by then will not


class Autosave(QObject):
    """`take` gives what is to be kept, or None; `start` begins to watch."""

    failed = Signal(object)  # Message; said once

    def __init__(self, take: Callable[[], Saved | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._folder: Path | None = None
        self._file: Path | None = None
        self._lock: QLockFile | None = None
        self._hindrance: Message | None = None  # why there is no file
        self._said = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.write)
        self._waiting = QElapsedTimer()  # since the first change that is not written down

    def start(self, folder: Path) -> None:
        """Use this folder from now on."""
        name = f"{os.getpid()}-{secrets.token_hex(3)}"
        lock = lock_of(folder / f"{name}{SUFFIX}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not lock.tryLock(0):
                Path(lock.fileName()).touch()  # says why
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            LOG.warning("No autosave: %s", error)
            self._hindrance = unwritable(folder, error).message
            return
        sweep(folder)
        _sweep_locks(folder)
        self._folder, self._file, self._lock = folder, folder / f"{name}{SUFFIX}", lock

    @Slot()
    def touch(self) -> None:
        """Something has changed; write it down soon."""
        if self._file is None and self._hindrance is None:
            return
        if not self._timer.isActive():
            self._waiting.start()
        if self._waiting.elapsed() < _LONGEST:
            self._timer.start()

    @Slot()
    def write(self) -> bool:
        """Write it down now; False if that cannot be."""
        if self._hindrance is not None:
            self._say(self._hindrance)
        saved = self._take()
        if self._file is None or self._lock is None or saved is None:
            return False
        make_place(self._file, self._lock)
        try:
            write_whole(self._file, document_file.write(saved))
        except StudioError as error:
            LOG.warning("Autosave: %s", error)
            self._say(error.message)
            return False
        return True

    def _say(self, reason: Message) -> None:
        if not self._said:
            self._said = True
            self.failed.emit(Message("export.file.autosave", {"reason": reason}))

    def close(self) -> None:
        """A clean end: nothing is left behind."""
        self._timer.stop()
        if self._lock is not None:
            self._lock.unlock()  # first: Windows removes no file that is open
        if self._file is not None:
            forget(self._file)
        self._file = self._lock = None

    # what others have left

    def leftovers(self) -> list[Path]:
        """Files of programs that are gone, the newest first."""
        if self._folder is None:
            return []
        found = [
            path for path in self._folder.glob(f"*{SUFFIX}") if _whole(path) and path != self._file
        ]
        left = [path for path in found if _nobodys(path)]
        for path in left:
            if time.time() - age(path) > _OLDEST:
                forget(path)
        return sorted((p for p in left if p.exists()), key=age, reverse=True)


def sweep(folder: Path) -> None:
    """Remove parts of files that nobody will finish, and what nobody came to look at."""
    for pattern, oldest in ((".*.part*", _UNFINISHED), (f"*{UNREADABLE}", _OLDEST)):
        for file in folder.glob(pattern):
            if time.time() - age(file) > oldest:
                with suppress(OSError):
                    file.unlink()


def _sweep_locks(folder: Path) -> None:
    """Remove locks beside which nothing lies, of programs that were killed early. Whoever takes a
    lock and lets go of it removes it."""
    for lock in folder.glob("*.lock"):
        if not lock.with_suffix(SUFFIX).exists():
            _nobodys(lock)


def restore(path: Path) -> Saved:
    """What a program that is gone had on its stage.

    Raises:
        StudioError: the file is damaged.
    """
    return document_file.read(read_whole(path, MOST_BYTES))


def put_aside(path: Path) -> Path:
    """Keep a file that cannot be read under another name, where nothing is written over it."""
    aside = path.with_suffix(UNREADABLE)
    try:
        path.replace(aside)
        path.with_suffix(".lock").unlink(missing_ok=True)
    except OSError as error:
        LOG.warning("%s", error)
        return path
    return aside


def forget(path: Path) -> None:
    """Remove a leftover and its lock."""
    for file in (path, path.with_suffix(".lock")):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("%s", error)


def _whole(path: Path) -> bool:
    """A file that was written to its end; parts of one begin with a dot."""
    return not path.name.startswith(".") and path.is_file()


def _nobodys(path: Path) -> bool:
    """Does the program that wrote this no longer live? Its lock can then be taken."""
    lock = lock_of(path)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True


def age(path: Path) -> float:
    """When it was written last; 0 if it is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
