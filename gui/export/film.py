"""The animation as GIF or MP4: every frame is painted from the trace, none is recorded."""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QColor

from core.engine import Array
from core.film import positions
from core.trace import Trace
from gui.export.filming import filming, pixels
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Progress, Written
from gui.export.picture import sheet
from gui.stage.highlight import NOTHING, Highlight

_SCREEN = (1280, 720)  # the size at which letters are as large as in the window
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
    studio = _Studio(trace, settings, highlight)
    moments = positions(trace, settings.rate, settings.speed, settings.start, settings.end)
    yield from filming(settings.kind, studio, moments, settings.rate, path)


class _Studio:
    """Paints frames of one size."""

    def __init__(self, trace: Trace, settings: FilmSettings, highlight: Highlight) -> None:
        width, height = (side - side % 2 for side in settings.size)  # MP4 wants even sides
        self.settings = replace(settings, size=(width, height))
        self.size = QSize(width, height)
        self._scale = max(0.5, min(width / _SCREEN[0], height / _SCREEN[1]))
        self.canvas = FramePainter(trace, settings.look, QSizeF(self.size) / self._scale, highlight)

    @property
    def frame_size(self) -> tuple[int, int]:
        return self.settings.size

    @property
    def exact_colours(self) -> list[QColor]:
        theme = self.canvas.appearance.theme
        return [getattr(theme, role) for role in _ROLES]

    def frame(self, position: float) -> Array:
        """One frame, shape (height, width, 3)."""
        height = self.canvas.longest_caption
        return pixels(sheet(self.canvas, position, self.size, self._scale, height))

    def close(self) -> None:
        """A canvas is a scene without a window: it goes with this."""
