"""Files are written whole or not at all.

What is written goes into another file in the same folder first, which takes the place of the old
one in a single step. So a full disk, a cancelled export or a crash leaves the old file as it was.
"""

import errno
import os
import secrets
import shutil
from contextlib import suppress
from glob import escape
from pathlib import Path

from core.messages import StudioError
from core.system_errors import reason_of

_STEM = 40  # letters of the wanted file's name that are seen in that of its part
_TOKEN = 3  # bytes, by which two parts of the same file differ
_ANY_TOKEN = "[0-9a-f][0-9a-f]" * _TOKEN
_ABANDONED = 60  # seconds: who writes a small file whole has done so long before


class Part:
    """A file that is not finished yet: write to `path`, then `keep` it or `drop` it.

    The part's name ends as the wanted one does, unless another `suffix` is given: some programs
    go by it. A link stays a link (its target is replaced), and the old file's permissions are kept.

    Raises:
        StudioError: the file cannot be written there.
    """

    def __init__(self, wanted: Path, suffix: str | None = None) -> None:
        self.wanted = wanted
        try:
            self._target = Path(os.path.realpath(wanted))
            ending = self._target.suffix if suffix is None else suffix
            name = _part_of(self._target.stem[:_STEM], secrets.token_hex(_TOKEN))
            self.path = self._target.with_name(name + ending)
            if self._target.is_dir():
                raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
            if self._target.is_symlink():  # it leads in a circle
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            if self._target.exists() and not self._target.is_file():  # a pipe, a device
                raise StudioError("export.error.not_a_file", path=str(wanted))
            if self._target.exists() and not os.access(self._target, os.W_OK):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))
            self.path.touch()
        except (OSError, ValueError) as error:
            raise unwritable(wanted, error) from None

    def keep(self) -> None:
        """It is complete: let it take the place of the file that was wanted.

        Raises:
            StudioError: that failed; the old file is as it was.
        """
        try:
            with self.path.open("rb+") as stream:
                os.fsync(stream.fileno())
            if self._target.exists():
                shutil.copymode(self._target, self.path)
            self.path.replace(self._target)
        except OSError as error:
            self.drop()
            raise unwritable(self.wanted, error) from None

    def drop(self) -> None:
        """It is not wanted any more: leave nothing behind."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return  # a virus scanner may hold it; the next try writes over it


def tidy(wanted: Path) -> None:
    """Remove the parts of this file that a program left when it was killed. To be called only by
    who alone writes that file: the part of one that still writes looks the same."""
    name = _part_of(escape(wanted.stem[:_STEM]), _ANY_TOKEN)
    for part in wanted.parent.glob(f"{name}*"):
        with suppress(OSError):
            part.unlink()


def _part_of(stem: str, token: str) -> str:
    return f".{stem}.{token}.part"


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder. There is none of a name that is too long to be one,
    for which `Path.exists` has an error."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file, whole or not at all. What programs that were killed in the middle of
    that left of it long ago is removed.

    Raises:
        StudioError: it cannot be written; the old file is as it was.
    """
    part = Part(path, suffix="")  # of a kind that nobody takes for the whole
    try:
        part.path.write_bytes(data)
    except OSError as error:
        part.drop()
        raise unwritable(path, error) from None
    part.keep()
    _sweep(Path(os.path.realpath(path)))


def _sweep(written: Path) -> None:
    """Remove the abandoned parts of a small file. Somebody else may be writing one, but that has
    changed just now; now is when the file itself was written, by the clock of its own disk."""
    with suppress(OSError):
        now = written.stat().st_mtime
        for part in written.parent.glob(_part_of(escape(written.stem[:_STEM]), _ANY_TOKEN)):
            if now - part.stat().st_mtime > _ABANDONED:
                part.unlink(missing_ok=True)


def unwritable(path: Path, error: BaseException) -> StudioError:
    """One sentence about a file that could not be written."""
    return StudioError("export.error.unwritable", path=str(path), reason=reason_of(error))


def read_whole(path: Path, most: int) -> bytes:
    """The bytes of a file.

    Raises:
        StudioError: there is no such file, it cannot be read, or it has more than `most` bytes.
    """
    try:
        if not path.is_file():  # a pipe would wait for ever, a device never ends
            key = "not_a_file" if path.exists() else "missing"
            raise StudioError(f"export.error.{key}", path=str(path))
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise StudioError("export.error.unreadable", path=str(path), reason=reason) from None
    if len(data) > most:
        raise StudioError("export.error.too_large", path=str(path), limit=most // 1_000_000)
    return data
