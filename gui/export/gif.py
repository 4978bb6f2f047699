"""A film as GIF, written frame by frame, so that a long one needs no more memory than a short one.

One palette serves all frames: most of the picture then stays exactly as it was, and only the
rectangle that has changed is written, with what did not change in it left transparent. Frames in
which nothing changes only make the one before last longer. Pillow maps colours and packs the data
(LZW); the container around it is written here, for Pillow's own writer keeps every frame.
"""

import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.engine import Array

if TYPE_CHECKING:  # Pillow is imported when the first film is made: a window must be up fast
    from PIL.Image import Image

RATES = (10, 20, 25)  # a GIF counts hundredths of a second
_COLOURS = 255  # the last index is for what is transparent
_CLEAR = 255
_NEAR = 8  # of 255, in each of red, green and blue: two steps of the lookup
_LONGEST = 600_00  # hundredths of a second that one frame may last


class GifEncoder:
    """Frames are arrays (height, width, 3) of uint8. `samples` show the colours of the film;
    those of `exact` (red, green, blue) are kept to the letter."""

    def __init__(
        self,
        path: Path,
        rate: float,
        samples: Sequence[Array],
        exact: Sequence[tuple[int, int, int]] = (),
    ) -> None:
        self.path = path
        self._hundredths = max(2, round(100 / rate))
        self._palette = _palette(samples, exact)
        self._shown: Array | None = None  # what stands on the screen so far, as indices
        self._waiting: tuple[Array, int] | None = None  # a frame, and how long it has lasted
        self._stream = path.open("wb")

    def add(self, frame: Array) -> None:
        """The next frame."""
        from PIL import Image

        indexed = Image.fromarray(frame).quantize(palette=self._palette, dither=Image.Dither.NONE)
        pixels = np.asarray(indexed)
        if self._waiting is not None:
            before, lasted = self._waiting
            if np.array_equal(before, pixels) and lasted < _LONGEST:
                self._waiting = before, lasted + self._hundredths
                return
            self._write(before, lasted)
        self._waiting = pixels, self._hundredths

    def finish(self) -> None:
        if self._waiting is not None:
            self._write(*self._waiting)
        self._stream.write(b";")
        self._stream.close()

    def abort(self) -> None:
        with suppress(OSError):  # what is left does not fit on a full disk
            self._stream.close()

    def interrupt(self) -> None:
        return  # it waits for nothing but the disk

    def _write(self, pixels: Array, lasted: int) -> None:
        """The part of a frame that differs from what is shown."""
        from PIL import GifImagePlugin, Image

        if self._shown is None:
            self._stream.write(self._header(pixels))
            changed = np.ones(pixels.shape, bool)
        else:
            changed = self._shown != pixels
        top, bottom = _extent(np.any(changed, axis=1))
        left, right = _extent(np.any(changed, axis=0))
        part = pixels[top:bottom, left:right]
        if self._shown is not None:
            part = np.where(changed[top:bottom, left:right], part, np.uint8(_CLEAR))
        image = Image.fromarray(np.ascontiguousarray(part))
        options = {"duration": 10 * lasted, "disposal": 1, "transparency": _CLEAR}
        for piece in GifImagePlugin.getdata(image, (left, top), **options):
            self._stream.write(piece)
        self._shown = pixels

    def _header(self, pixels: Array) -> bytes:
        """Size, palette, and that it goes round and round."""
        height, width = pixels.shape
        colours = bytes(self._palette.getpalette() or []).ljust(768, b"\0")[:768]
        loop = b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", 0) + b"\0"
        return b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + colours + loop


def _extent(different: Array) -> tuple[int, int]:
    """From the first to after the last row (of a mask); one row if nothing is different."""
    found = np.flatnonzero(different)
    return (int(found[0]), int(found[-1]) + 1) if found.size else (0, 1)


def _palette(samples: Sequence[Array], exact: Sequence[tuple[int, int, int]]) -> "Image":
    """The exact colours, and those of the samples that tell them best."""
    from PIL import Image

    most = max(16, _COLOURS - len(exact))
    wide = Image.fromarray(np.concatenate([_thinned(sample) for sample in samples]))
    quantized = wide.quantize(most, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    found = np.array(quantized.getpalette() or [], int).reshape(-1, 3)
    kept = np.array(exact, int).reshape(-1, 3)
    # Pillow looks up the nearest colour in steps of four, so a near one would be taken for it.
    apart = np.abs(found[:, None] - kept[None]).max(axis=2) > _NEAR
    colours = np.concatenate([kept, found[apart.all(axis=1)]])[:_COLOURS]
    filled = np.concatenate([colours, np.repeat(colours[:1], 256 - len(colours), axis=0)])
    palette = Image.new("P", (1, 1))
    palette.putpalette(filled.astype(np.uint8).tobytes())
    return palette


def _thinned(sample: Array) -> Array:
    """Colours that are rare must not drown in the ground: rows and columns that are one colour
    only are left out."""
    busy_rows = (sample != sample[:, :1]).any(axis=(1, 2))
    return sample[busy_rows] if busy_rows.any() else sample[:1]
