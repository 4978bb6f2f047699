"""Films of whatever can be painted: the frames go from the painter to an encoder, one by one.

The stage and the arena hand in a `Studio`; threads, waiting, whole files and cancelling are here.
"""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from PySide6.QtGui import QColor, QImage

from core.engine import Array
from core.files import Part, unwritable
from gui.export.encoder_thread import EncoderThread
from gui.export.gif import GifEncoder
from gui.export.job import Progress, Written
from gui.export.video import Encoder, video_encoder

_SAMPLES = 6  # frames that show the colours of a GIF


class Studio(Protocol):
    """Paints frames of one size: `frame` gives an array (height, width, 3) of uint8."""

    @property
    def frame_size(self) -> tuple[int, int]: ...  # width, height; both even
    @property
    def exact_colours(self) -> Sequence[QColor]: ...  # that a GIF keeps to the letter
    def frame(self, position: float) -> Array: ...
    def close(self) -> None: ...


def filming(
    kind: str, studio: Studio, moments: Sequence[float], rate: int, path: Path
) -> Generator[Progress | Written]:
    """Paint and encode the frame of every moment, as "gif" or "mp4"; closes the studio.

    Raises:
        StudioError: there is no encoder, or the file cannot be written.
    """
    part: Part | None = None
    encoding: EncoderThread | None = None
    total = len(moments)
    try:
        part = Part(path)
        target = part.path
        yield Progress(0, total)
        samples = [studio.frame(moments[i]) for i in _spread(total, kind)]
        encoding = EncoderThread(lambda: _encoder(kind, target, studio, rate, samples))
        before: tuple[float, Array] | None = None
        for done, position in enumerate(moments, 1):
            if before is None or before[0] != position:
                before = position, studio.frame(position)
            while not encoding.offer(before[1]):
                yield Progress(done, total, idle=True)
            yield Progress(done, total)
        while not encoding.offer(None):
            yield Progress(total, total, idle=True)
        while not encoding.over:
            yield Progress(total, total, idle=True)
        part.keep()
        yield Written(path, total)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        if encoding is not None:
            encoding.close()
        if part is not None:  # first: a studio may fall to pieces with its window
            part.drop()
        studio.close()


def pixels(image: QImage) -> Array:
    """The image as an array (height, width, 3) of uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def _spread(count: int, kind: str) -> list[int]:
    """Some moments from all over a GIF; an MP4 needs none."""
    return [i * (count - 1) // (_SAMPLES - 1) for i in range(_SAMPLES)] if kind == "gif" else []


def _encoder(kind: str, path: Path, studio: Studio, rate: int, samples: list[Array]) -> Encoder:
    if kind == "gif":
        rgb = [(c.red(), c.green(), c.blue()) for c in studio.exact_colours]
        exact = list(dict.fromkeys(rgb))  # each of them once
        return GifEncoder(path, rate, samples, exact)
    return video_encoder(path, studio.frame_size, rate)
