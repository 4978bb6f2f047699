"""A race as a picture of any size: the map with its paths, and below it who is who.

The map is a plot of its own that nobody sees, so a picture is as sharp as its size allows and the
window stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from core.engine import Array
from core.format import number
from core.messages import text
from core.surfaces import Path, RaceSetup, loss_at, trail
from core.surfaces.basins import Basins
from core.surfaces.replay import SECONDS, SLOWEST
from gui.appearance import Appearance
from gui.arena.looks import look
from gui.arena.map_style import MapStyle
from gui.arena.surface_view import SurfaceView
from gui.arena.trails import Trail
from gui.i18n import Translator
from gui.widgets import paint_sample

_DRAWN_FOR = 900.0  # width in pixels at which letters are as large as in the window
_SAMPLE = 40


@dataclass(frozen=True, eq=False)
class RaceScene:
    """What a picture shows."""

    setup: RaceSetup
    paths: Mapping[str, tuple[Path, ...]]
    view: QRectF
    style: MapStyle
    basins: Basins | None
    theme: str
    language: str


class RaceSheet:
    """Paints a scene at any position of its race."""

    def __init__(self, scene: RaceScene, size: tuple[int, int]) -> None:
        self._scene = scene
        self._size = QSize(*(side - side % 2 for side in size))  # MP4 wants even sides
        self.appearance = Appearance(scene.theme, max(0.7, size[0] / _DRAWN_FOR))
        self._view = SurfaceView(self.appearance, Translator())
        self._rows = self._arranged()
        self._view.resize(self._size.width(), round(self._size.height() - self._below))
        self._view.show_surface(scene.setup.surface)
        self._view.set_style(scene.style)
        self._view.show_starts(scene.setup.starts)
        for _ in range(3):  # axes learn how large their numbers are by painting them
            self._view.grab()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._view.show_part(scene.view)
        self._view.show_basins(scene.basins)

    @property
    def size(self) -> QSize:
        return self._size

    @property
    def dots_per_inch(self) -> int:
        return self._view.logicalDpiX()

    @property
    def seconds(self) -> float:
        """How long the race lasts at ordinary speed."""
        steps = self._scene.setup.steps
        return steps / max(SLOWEST, steps / SECONDS)

    def image(self, position: float) -> QImage:
        """The picture at a position."""
        made = QImage(self._size, QImage.Format.Format_RGB32)
        painter = QPainter(made)
        self.paint(painter, position)
        painter.end()
        return made

    def paint(self, painter: QPainter, position: float) -> None:
        """Paint the picture from the top left corner of `painter`."""
        theme = self.appearance.theme
        painter.fillRect(QRectF(QPointF(), self._size.toSizeF()), theme.panel)
        self._show(position)
        area = QRectF(QPointF(), self._view.size().toSizeF())
        self._view.render(painter, area, self._view.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter, position)

    def close(self) -> None:
        self._view.close()
        self._view.deleteLater()

    def _show(self, position: float) -> None:
        paths, setup = self._scene.paths, self._scene.setup
        trails = [
            Trail(entrant.id, trail(path, position), i == 0)
            for entrant in setup.shown
            for i, path in enumerate(paths.get(entrant.id, ()))
        ]
        self._view.show_trails(sorted(trails, key=lambda each: each.first))

    def _words(self, id: str, position: float) -> str:
        paths = self._scene.paths.get(id)
        loss = number(loss_at(paths[0], position), 3) if paths else ""
        return f"{self._scene.setup[id].name}  {loss}"

    def _arranged(self) -> list[list[str]]:
        """The racers in as many rows as they need."""
        width, rows = self._cell(), [[]]  # type: float, list[list[str]]
        most = max(int(self._size.width() / width), 1)
        for entrant in self._scene.setup.shown:
            if len(rows[-1]) >= most:
                rows.append([])
            rows[-1].append(entrant.id)
        return rows

    def _cell(self) -> float:
        metrics = QFontMetricsF(self.appearance.font("small"))
        names = [entrant.name for entrant in self._scene.setup.shown]
        longest = max(map(metrics.horizontalAdvance, names), default=0.0)
        px = self.appearance.px
        return longest + metrics.horizontalAdvance("  8.88×10⁻⁸⁸") + px(_SAMPLE + 22)

    @property
    def _line(self) -> float:
        return QFontMetricsF(self.appearance.font("small")).height() * 1.35

    @property
    def _below(self) -> float:
        return self._line * (len(self._rows) + 1) + self.appearance.px(10)

    def _paint_legend(self, painter: QPainter, position: float) -> None:
        theme, px = self.appearance.theme, self.appearance.px
        painter.setFont(self.appearance.font("small"))
        painter.setPen(theme.muted)
        top = self._size.height() - self._below + px(4)
        width = self._size.width() - px(16)
        step = text("arena.step.caption", self._scene.language, step=int(position))
        flags = Qt.AlignmentFlag
        head = QRectF(px(8), top, width, self._line)
        painter.drawText(head, flags.AlignRight | flags.AlignVCenter, step)
        formula = f"f = {self._scene.setup.surface.expression}"
        room = width - QFontMetricsF(painter.font()).horizontalAdvance(step) - px(16)
        fits = painter.fontMetrics().elidedText(formula, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(head, flags.AlignLeft | flags.AlignVCenter, fits)
        for i, row in enumerate(self._rows, start=1):
            for j, id in enumerate(row):
                corner = QPointF(px(8) + j * self._cell(), top + i * self._line)
                sample = QRectF(corner, QPointF(corner.x() + px(_SAMPLE), corner.y() + self._line))
                paint_sample(painter, sample.adjusted(0, px(2), 0, -px(2)), look(theme, id), px(2))
                painter.setPen(theme.ink)
                words = QRectF(sample.right() + px(8), corner.y(), self._cell(), self._line)
                painter.drawText(words, flags.AlignVCenter, self._words(id, position))


def pixels(image: QImage) -> Array:
    """The image as an array (height, width, 3) of uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
