"""Reading one IDX file, plain or gzipped, from anybody's disk.

An IDX file is a header and then bytes (Yann LeCun's format for MNIST):

    00 00 08 n        two zeros, the type (08: unsigned byte), the number n of dimensions
    n × 4 bytes       each dimension, big-endian
    the data          exactly as many bytes as the dimensions multiply to

Nothing in the file is believed before it is checked: what is read never exceeds what the header
announces, and what the header announces never exceeds what a file of this size can hold.
"""

import gzip
import math
import stat
import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedIOBase
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from core.messages import StudioError
from core.system_errors import reason_of

MOST_ITEMS = 250_000  # MNIST has 60 000, the largest set made like it (EMNIST digits) 240 000
_MOST_INFLATION = 1032  # deflate cannot shrink data further than this
_LONGEST_NAME = 1 << 16  # bytes of the name or the comment in the header of a gzip file
_MEMBER = b"\x1f\x8b\x08"  # how each of the files begins that a gzip file is a row of
_MOST_MEMBERS = 10_000  # of them; packed in parallel, MNIST is a row of a thousand
_PIECE = 1 << 20  # bytes read at a time
_UNSIGNED_BYTE = 8


@dataclass(frozen=True, eq=False)
class Idx:
    """The data of one file, and the bytes that came before it."""

    path: Path
    header: bytes
    data: NDArray[np.uint8]

    def sha256(self) -> str:
        """The fingerprint of the file as it is when decompressed."""
        digest = sha256(self.header)
        digest.update(self.data.data)
        return digest.hexdigest()


def read_idx(path: Path, shape: tuple[int, ...]) -> Idx:
    """The items of an IDX file, each of the given shape: (28, 28) for images, () for labels.

    Raises:
        StudioError: what is wrong with the file, where it is, and what to do.
    """
    try:
        size = _regular_size(path)
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if not zipped:
                return _read(file, path, shape, at_most=size)
            with gzip.GzipFile(fileobj=_Compressed(file)) as inflated:
                return _read(inflated, path, shape, at_most=size * _MOST_INFLATION)
    except FileNotFoundError:
        _fail("no_file", path)
    except PermissionError:
        _fail("no_permission", path)
    except EOFError:
        _fail("truncated", path)
    except (gzip.BadGzipFile, zlib.error):
        _fail("corrupted", path)
    except MemoryError:
        _fail("no_memory", path)
    except OSError as error:
        _fail("unreadable", path, reason=reason_of(error))


class _Compressed:
    """A gzip file whose names, comments and padding end, and which has not too many members: they
    are read byte by byte, or one by one, for minutes where a file is made of nothing else."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self._single = 0  # bytes that were asked for one by one
        self._members, self._last = 0, b""  # and what was read before, for one that is cut in two

    def read(self, size: int = -1) -> bytes:
        self._single = self._single + 1 if size == 1 else 0
        if self._single > _LONGEST_NAME:
            raise gzip.BadGzipFile
        piece = self._file.read(size)
        seen = self._last + piece
        self._members, self._last = self._members + seen.count(_MEMBER), seen[-2:]
        if self._members > _MOST_MEMBERS:
            raise gzip.BadGzipFile
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)


def _read(file: BufferedIOBase, path: Path, shape: tuple[int, ...], at_most: int) -> Idx:
    """Header, then exactly the announced data, then the end."""
    header = file.read(4 + 4 * (1 + len(shape)))
    count = _announced(header, path, shape)
    length = count * math.prod(shape)
    if len(header) + length > at_most:
        _fail("truncated", path)
    data = np.empty((count, *shape), np.uint8)
    if _fill(file, data.data.cast("B")) < length:
        _fail("truncated", path)
    if file.read(1):  # asking beyond the end also makes gzip compare its checksum
        _fail("too_long", path, count=count)
    return Idx(path, header, data)


def _announced(header: bytes, path: Path, shape: tuple[int, ...]) -> int:
    """The number of items, if the header is that of a file of such items."""
    if len(header) < 4:
        _fail("truncated", path)
    if header[:2] != b"\0\0" or header[2] != _UNSIGNED_BYTE:
        _fail("not_idx", path)
    if header[3] != 1 + len(shape):
        _fail("wrong_dimensions", path, found=header[3], needed=1 + len(shape))
    if len(header) < 4 + 4 * header[3]:
        _fail("truncated", path)
    count, *found = struct.unpack(f">{header[3]}I", header[4:])
    if tuple(found) != shape:
        _fail("wrong_size", path, rows=found[0], columns=found[1])
    if not 0 < count <= MOST_ITEMS:
        _fail("wrong_count", path, count=count, most=MOST_ITEMS)
    return count


def _fill(file: BufferedIOBase, buffer: memoryview) -> int:
    """Read until the buffer is full or the file ends; how many bytes that were."""
    filled = 0
    while filled < len(buffer) and (got := file.readinto(buffer[filled:][:_PIECE])):
        filled += got
    return filled


def _regular_size(path: Path) -> int:
    """The size of a file on a disk; a pipe or a device never ends, and is not even opened."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        _fail("folder_not_file", path)
    if not stat.S_ISREG(status.st_mode):
        _fail("not_a_file", path)
    return status.st_size


def _fail(fault: str, path: Path, **fields: object) -> NoReturn:
    raise StudioError(f"data.error.{fault}", path=path, **fields)
