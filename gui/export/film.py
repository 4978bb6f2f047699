"""The animation as GIF or MP4: every frame is painted from the trace, none is recorded."""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QColor, QImage

from core.engine import Array
from core.files import Part, unwritable
from core.film import positions
from core.trace import Trace
from gui.export.canvas import Canvas, Look
from gui.export.encoding import Encoding
from gui.export.gif import GifEncoder
from gui.export.job import Progress, Written
from gui.export.picture import sheet
from gui.export.video import Encoder, video_encoder
from gui.stage.highlight import NOTHING, Highlight

_SCREEN = (1280, 720)  # the size at which letters are as large as in the window
_SAMPLES = 6
_ROLES = ("panel", "ink", "muted", "forward", "backward", "backward_text", "grid", "parameter")


@dataclass(frozen=True)
class FilmSettings:
    """kind: "gif" or "mp4". size: width and height; rate: frames a second; speed: 1 is as in the
    window; start, end: positions of the trace."""

    kind: str = "gif"
    size: tuple[int, int] = (960, 540)
    rate: int = 20
    speed: float = 1.0
    start: float = 0.0
    end: float | None = None
    look: Look = field(default_factory=Look)


def film(
    trace: Trace, path: Path, settings: FilmSettings, highlight: Highlight = NOTHING
) -> Generator[Progress | Written]:
    """Paint and encode every frame.

    Raises:
        StudioError: there is no encoder, or the file cannot be written.
    """
    part = Part(path)
    encoding: Encoding | None = None
    try:
        studio = _Studio(trace, settings, highlight)
        moments = positions(trace, settings.rate, settings.speed, settings.start, settings.end)
        yield Progress(0, len(moments))
        samples = [studio.frame(moments[i]) for i in _spread(len(moments), settings.kind)]
        encoding = Encoding(lambda: _encoder(part.path, studio, samples))
        before: tuple[float, Array] | None = None
        for done, position in enumerate(moments, 1):
            if before is None or before[0] != position:
                before = position, studio.frame(position)
            while not encoding.offer(before[1]):
                yield Progress(done, len(moments), idle=True)
            yield Progress(done, len(moments))
        while not encoding.offer(None):
            yield Progress(len(moments), len(moments), idle=True)
        while not encoding.over:
            yield Progress(len(moments), len(moments), idle=True)
        part.keep()
        yield Written(path, len(moments))
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        if encoding is not None:
            encoding.close()
        part.drop()


class _Studio:
    """Paints frames of one size."""

    def __init__(self, trace: Trace, settings: FilmSettings, highlight: Highlight) -> None:
        width, height = (side - side % 2 for side in settings.size)  # MP4 wants even sides
        self.settings = replace(settings, size=(width, height))
        self.size = QSize(width, height)
        self._scale = max(0.5, min(width / _SCREEN[0], height / _SCREEN[1]))
        self.canvas = Canvas(trace, settings.look, QSizeF(self.size) / self._scale, highlight)

    def frame(self, position: float) -> Array:
        """One frame, shape (height, width, 3)."""
        height = self.canvas.longest_caption
        made = sheet(self.canvas, position, self.size, self._scale, height)
        return pixels(made)


def pixels(image: QImage) -> Array:
    """The image as an array (height, width, 3) of uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def _spread(count: int, kind: str) -> list[int]:
    """Frames that show the colours of a GIF; an MP4 needs none."""
    return [i * (count - 1) // (_SAMPLES - 1) for i in range(_SAMPLES)] if kind == "gif" else []


def _encoder(path: Path, studio: _Studio, samples: list[Array]) -> Encoder:
    settings = studio.settings
    if settings.kind == "gif":
        theme = studio.canvas.appearance.theme
        return GifEncoder(path, settings.rate, samples, [_rgb(getattr(theme, r)) for r in _ROLES])
    return video_encoder(path, settings.size, settings.rate)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
