"""An image as PNG, piece by piece, so that one can stop at any of them.

Qt's own writer packs a picture of forty million pixels in one go of several seconds, which nothing
can end. The format: https://www.w3.org/TR/png-3/
"""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QImage

from core.engine import Array

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 1_000_000  # bytes that are packed at a time: some hundredths of a second
_TRUECOLOUR, _DEPTH, _METRE = 2, 8, 1
_UP = 2  # the filter: each byte less the one above it, which makes flat parts zeros


def png(image: QImage) -> Iterator[bytes]:
    """The pieces of the file."""
    width, height = image.width(), image.height()
    header = struct.pack(">IIBBBBB", width, height, _DEPTH, _TRUECOLOUR, 0, 0, 0)
    density = struct.pack(">IIB", image.dotsPerMeterX(), image.dotsPerMeterY(), _METRE)
    yield _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"pHYs", density)
    packer = zlib.compressobj()
    above = np.zeros((1, 3 * width), np.uint8)
    rows = max(1, _PIECE // (3 * width))
    for top in range(0, height, rows):
        strip = _bytes(image.copy(0, top, width, min(rows, height - top)))
        filtered = np.full((len(strip), 1 + 3 * width), _UP, np.uint8)
        np.subtract(strip, np.concatenate([above, strip[:-1]]), out=filtered[:, 1:])
        above = strip[-1:]
        yield _chunk(b"IDAT", packer.compress(filtered.data))
    yield _chunk(b"IDAT", packer.flush()) + _chunk(b"IEND", b"")


def _bytes(image: QImage) -> Array:
    """Red, green, blue, red …: shape (height, 3 · width)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].copy()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
