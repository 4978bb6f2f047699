"""A race as a picture of any size: the map with its paths, and below it who is who.

The map is a plot of its own that nobody sees, so a picture is as sharp as its size allows and the
window stays as it is.
"""

from collections.abc import Generator, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPaintEngine, QPainter, QPainterPath

from core.engine import Array
from core.messages import text
from core.surfaces import Entrant, loss_at
from core.surfaces.race.anatomy import Part
from core.surfaces.race.replay import SECONDS, SLOWEST, Walked
from gui.appearance import Appearance
from gui.arena.arrow_sample import arrow_name, paint_arrow
from gui.arena.map_view import MapView
from gui.arena.racer_style import arrow_colour, racer_style
from gui.arena.value_words import value_words
from gui.export.filming import pixels
from gui.widgets import paint_sample

_DRAWN_FOR = 900.0  # width in pixels at which letters are as large as in the window
_SAMPLE = 40


class SheetScene(Protocol):
    """What a picture shows: a race, as it is to be seen now. `completing` does what needs the view
    in its place, piece by piece, and gives the note on what is coloured."""

    @property
    def entrants(self) -> Sequence[Entrant]: ...  # those that are seen
    @property
    def paths(self) -> Mapping[str, Sequence[Walked]]: ...  # of each, one from each start
    @property
    def steps(self) -> int: ...  # that the race has
    @property
    def view(self) -> QRectF: ...  # the part of the plane
    @property
    def theme(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def caption(self) -> str: ...
    def step_at(self, position: float) -> int: ...  # as it is counted for people
    @property
    def lines(self) -> int: ...  # that the picture needs for a note and for names of arrows
    def make_view(self, appearance: Appearance) -> MapView: ...
    def told(self, view: MapView) -> str: ...  # of the ground, which depends on the picture's size
    def completing(self, view: MapView) -> Generator[object, None, str]: ...
    def show(
        self, view: MapView, position: float
    ) -> None: ...  # the paths, and what goes with them
    def arrows(self, position: float) -> Sequence[Part]: ...  # that are seen
    def cut(self, view: MapView) -> frozenset[Part]: ...  # those longer than is shown


class RaceSheet:
    """Paints a scene at any position of its race, once it is complete."""

    def __init__(self, scene: SheetScene, size: tuple[int, int]) -> None:
        self._scene = scene
        self._size = QSize(*(side - side % 2 for side in size))  # MP4 wants even sides
        scale = max(0.7, size[0] / _DRAWN_FOR)
        self.appearance = Appearance(scene.theme, scale, scene.language)
        self._view = scene.make_view(self.appearance)
        self._rows = self._arranged()
        self._note = ""
        self._lines = scene.lines
        self._lay_out()
        self._note = scene.told(self._view)
        if self._note:
            self._lines += 1
            self._lay_out()

    def _lay_out(self) -> None:
        self._view.resize(self._size.width(), round(self._size.height() - self._below))
        for _ in range(3):  # axes learn how large their numbers are by painting them
            self._view.grab()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._view.show_part(self._scene.view)

    def completing(self) -> Generator[object]:
        """Compute what the picture shows and the window did not, piece by piece."""
        note = yield from self._scene.completing(self._view)
        self._note = note or self._note
        self._view.surface_3d.show_part(self._scene.view)

    @property
    def size(self) -> QSize:
        return self._size

    @property
    def dots_per_inch(self) -> int:
        return self._view.logicalDpiX()

    @property
    def seconds(self) -> float:
        """How long the race lasts at ordinary speed."""
        steps = self._scene.steps
        return steps / max(SLOWEST, steps / SECONDS)

    @property
    def frame_size(self) -> tuple[int, int]:
        return self._size.width(), self._size.height()

    @property
    def exact_colours(self) -> list[QColor]:
        """Those by which things are told apart; of what is faint or smoothed a near one will do."""
        theme = self.appearance.theme
        racers = [racer_style(entrant.id, theme).colour for entrant in self._scene.entrants]
        parts = Part if self._scene.arrows(0.0) else ()
        arrows = [arrow_colour(theme, part) for part in parts]
        return [theme.panel, theme.ink, theme.muted, *racers, *arrows, *self._view.colours]

    def frame(self, position: float) -> Array:
        """The picture as an array (height, width, 3) of uint8."""
        return pixels(self.image(position))

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
        self._scene.show(self._view, position)
        self._view.paint(painter)
        below = QRectF(0, self._view.height(), self._size.width(), self._size.height())
        painter.fillRect(below, theme.panel)  # whatever hangs over the edge, as a near landscape
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter, position)

    def close(self) -> None:
        self._view.close()
        self._view.deleteLater()

    def _words(self, entrant: Entrant, position: float) -> str:
        paths = self._scene.paths.get(entrant.id)
        language = self._scene.language
        loss = value_words(loss_at(paths[0], position), 3, language) if paths else ""
        return f"{entrant.name}  {loss}"

    def _arranged(self) -> list[list[Entrant]]:
        """The racers in as many rows as they need."""
        width, rows = self._cell(), [[]]  # type: float, list[list[Entrant]]
        most = max(int(self._size.width() / width), 1)
        for entrant in self._scene.entrants:
            if len(rows[-1]) >= most:
                rows.append([])
            rows[-1].append(entrant)
        return rows

    def _cell(self) -> float:
        metrics = QFontMetricsF(self.appearance.font("small"))
        names = [entrant.name for entrant in self._scene.entrants]
        longest = max(map(metrics.horizontalAdvance, names), default=0.0)
        px = self.appearance.px
        return longest + metrics.horizontalAdvance("  8.88×10⁻⁸⁸") + px(_SAMPLE + 22)

    @property
    def _line(self) -> float:
        return QFontMetricsF(self.appearance.font("small")).height() * 1.35

    @property
    def _below(self) -> float:
        lines = 1 + self._lines + len(self._rows)
        return self._line * lines + self.appearance.px(10)

    def _paint_legend(self, painter: QPainter, position: float) -> None:
        px = self.appearance.px
        painter.setFont(self.appearance.font("small"))
        painter.setPen(self.appearance.theme.muted)
        top = self._size.height() - self._below + px(4)
        width = self._size.width() - px(16)
        step = text("arena.step.caption", self._scene.language, step=self._scene.step_at(position))
        flags = Qt.AlignmentFlag
        head = QRectF(px(8), top, width, self._line)
        painter.drawText(head, flags.AlignRight | flags.AlignVCenter, step)
        room = width - QFontMetricsF(painter.font()).horizontalAdvance(step) - px(16)
        below = head.translated(0, self._line)
        for box, words, wide in ((head, self._scene.caption, room), (below, self._note, width)):
            fits = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(wide))
            painter.drawText(box, flags.AlignLeft | flags.AlignVCenter, fits)
        rows = top + self._line * (1 + self._lines)
        self._paint_arrow_names(painter, rows - self._line, position)
        self._paint_racers(painter, rows, position)

    def _paint_arrow_names(self, painter: QPainter, top: float, position: float) -> None:
        theme, px = self.appearance.theme, self.appearance.px
        left = float(px(8))
        for part in self._scene.arrows(position):
            start = QPointF(left, top + self._line / 2)
            cut = part in self._scene.cut(self._view)
            paint_arrow(painter, start, arrow_colour(theme, part), self.appearance, cut=cut)
            words = arrow_name(part, cut=cut).text(self._scene.language)
            wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
            painter.setPen(theme.ink)
            box = QRectF(left + px(28), top, wide + 1, self._line)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
            left = box.right() + px(18)

    def _paint_racers(self, painter: QPainter, top: float, position: float) -> None:
        theme, px = self.appearance.theme, self.appearance.px
        for i, row in enumerate(self._rows):
            for j, entrant in enumerate(row):
                corner = QPointF(px(8) + j * self._cell(), top + i * self._line)
                sample = QRectF(corner, QPointF(corner.x() + px(_SAMPLE), corner.y() + self._line))
                paint_sample(
                    painter,
                    sample.adjusted(0, px(2), 0, -px(2)),
                    racer_style(entrant.id, theme),
                    px(2),
                )
                painter.setPen(theme.ink)
                words = QRectF(sample.right() + px(8), corner.y(), self._cell(), self._line)
                _write(painter, words, self._words(entrant, position))


def _write(painter: QPainter, box: QRectF, words: str) -> None:
    """From the left, in the middle of the height. Into an SVG as outlines: where the reader's
    machine has other letters, the pieces of which Qt makes ×10⁻¹¹ would lie over each other."""
    engine = painter.paintEngine()
    if engine is None or engine.type() is not QPaintEngine.Type.SVG:
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        return
    metrics, outlines = QFontMetricsF(painter.font()), QPainterPath()
    baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    outlines.addText(QPointF(box.left(), baseline), painter.font(), words)
    painter.fillPath(outlines, painter.pen().color())
