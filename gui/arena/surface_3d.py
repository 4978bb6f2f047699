"""The landscape in three dimensions, painted back to front: no graphics library is needed.

Heights climb as the contour levels do, so that a valley at the foot of a wall stays to be seen;
with even levels they are the plain heights. Drag to turn it. What of a path lies behind a hill is
faint.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.format import number
from core.surfaces import Climb, HeightField, levels, scale_of
from core.surfaces.camera import TALL, Camera, sampled, thinned
from gui.appearance import Appearance
from gui.arena.axis_labels import first_free
from gui.arena.racer_style import racer_style
from gui.arena.surface_3d_painter import paint_surface
from gui.arena.trails import Trail
from gui.widgets import marker_path

_SIDE = 69  # points of the grid on a side; while a hand turns it every second one will do
_FINER = 4  # times as many are computed: a narrow valley would fall between its points
POINTS = _FINER * (_SIDE - 1) + 1
_LEVELS = 15
_APART = 14  # unscaled pixels of height for each contour line
_HEAD = 5.5
_GAPS = range(4, 44, 4)  # unscaled pixels between an edge and its words: the first that is free
_ROUND = 1.45  # half-widths from the middle to a corner of the ground, and a little
_TURN = 0.008  # radians for a pixel of a drag
_KEY = 0.12  # … and for an arrow key
_FAINT = 0.25  # opacity of what is hidden
_KEYS = {
    Qt.Key.Key_Left: (-_KEY, 0.0),
    Qt.Key.Key_Right: (_KEY, 0.0),
    Qt.Key.Key_Up: (0.0, _KEY),
    Qt.Key.Key_Down: (0.0, -_KEY),
}


class Surface3D(QWidget):
    """Lies over a map and shows the same part of the plane."""

    play_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._surface: HeightField | None = None
        self._area = QRectF(-1, -1, 2, 2)
        self._climb = Climb.FITTED
        self._trails: Sequence[Trail] = ()
        self._names = ("x", "y")
        self._heights: np.ndarray | None = None  # of the grid, 0 … 1
        self._ground: QPixmap | None = None
        self._held: QPointF | None = None
        self.camera = Camera()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        parent.installEventFilter(self)
        self.hide()

    def show_surface(
        self, surface: HeightField | None, area: QRectF, climb: Climb, names: tuple[str, str]
    ) -> None:
        """What lies in this part of the plane."""
        self._surface, self._area, self._climb, self._names = surface, area, climb, names
        self._heights = None
        self.redraw()

    def show_part(self, area: QRectF) -> None:
        """This part of the plane and no more: the ground is a square in a window of any shape."""
        self._area, self._heights = area, None
        self.redraw()

    def show_trails(self, trails: Sequence[Trail]) -> None:
        self._trails = trails
        self.update()

    def look_from(self, camera: Camera) -> None:
        self.camera = camera
        self.redraw()

    def redraw(self) -> None:
        """Paint the ground anew."""
        self._ground = None
        self.update()

    # the grid, and where it is on the picture

    def _grid(self) -> np.ndarray | None:
        if self._heights is None and self._surface is not None:
            area = self._area
            x = np.linspace(area.left(), area.right(), POINTS)
            y = np.linspace(area.top(), area.bottom(), POINTS)
            heights = self._surface.mesh(x, y)
            heights = heights / scale_of(heights)
            bend = None if self._climb is not Climb.FITTED else self._surface.bend
            lines = levels(heights, _LEVELS, self._climb, bend=bend)
            if not len(lines):
                return None
            finite = heights[np.isfinite(heights)]
            self._stops = np.array([min(finite.min(), lines[0] - 1e-12), *lines])
            shares, half = self._shares(heights), _FINER // 2
            self._heights = thinned(shares, _FINER)
            self._middles = thinned(shares[half:-half, half:-half], _FINER)
        return self._heights

    def _shares(self, heights: np.ndarray) -> np.ndarray:
        """Heights as shares of the levels, 0 … 1; NaN where there are none."""
        shares = np.interp(heights, self._stops, np.linspace(0, 1, len(self._stops)))
        return np.where(np.isnan(heights), np.nan, shares)

    def _pixels(self, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Points of the box on the picture, (…, 2)."""
        across, up = self.camera.project(x, y, z)
        lift = TALL * np.cos(self.camera.elevation) / 2
        spread = _ROUND * np.sin(self.camera.elevation) + lift
        wide, high = self._margins()
        room = min((self.width() / 2 - wide) / _ROUND, (self.height() / 2 - high) / spread)
        size = self.camera.zoom * max(room, 1.0)
        return np.stack(
            [self.width() / 2 + size * across, self.height() / 2 - size * (up - lift)], axis=-1
        )

    def _margins(self) -> tuple[float, float]:
        """For the numbers on either side, which stand half below the ground, and below."""
        area, gap = self._area, self._appearance.px(_GAPS[0])
        ends = (area.left(), area.right(), area.top(), area.bottom())
        sizes = [self._size_of(number(end, 3)) for end in ends]
        return max(s.width() for s in sizes) / 3, sizes[0].height() + gap

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """Paint it from the top left corner of `painter`: on the screen or in a file."""
        painter.fillRect(self.rect(), self._appearance.theme.panel)
        heights = self._grid()
        if heights is None:
            return
        if self._ground is None:
            if self._held is not None:
                self._ground = self._paint_ground(heights[::2, ::2], heights[1::2, 1::2])
            else:
                self._ground = self._paint_ground(heights, self._middles)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for trail in self._trails:
            self._paint_trail(painter, heights, trail)

    def _paint_ground(self, heights: np.ndarray, middles: np.ndarray) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._appearance.theme.panel)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = min(self.width(), self.height()) / self._appearance.px(_APART)
        every = max(1, round((len(self._stops) - 1) / max(most, 1)))
        lines = np.linspace(0, 1, len(self._stops))[every::every]
        paint_surface(painter, heights, middles, lines, self.camera, self._pixels, self._appearance)
        self._paint_axes(painter)
        painter.end()
        return picture

    def _paint_axes(self, painter: QPainter) -> None:
        """Along the two near edges of the ground: from where to where, and of what."""
        painter.setPen(QPen(self._appearance.theme.muted, self._appearance.px(1)))
        for edge in self._edges():
            painter.drawLine(edge)
        for words, bold, box in self.axis_labels():
            painter.setFont(self._appearance.font("small", bold=bold))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _edges(self) -> tuple[QLineF, QLineF]:
        """The near ones, of x and of y, from the least to the largest."""
        near = 1.0 if self.camera.depth(np.array(0.0), np.array(1.0)) < 0 else -1.0
        side = 1.0 if self.camera.depth(np.array(1.0), np.array(0.0)) < 0 else -1.0
        return (
            QLineF(self._spot(-1.0, near), self._spot(1.0, near)),
            QLineF(self._spot(side, -1.0), self._spot(side, 1.0)),
        )

    def axis_labels(self) -> list[tuple[str, bool, QRectF]]:
        """Names (bold) and ends of the axes, and where; one that had to cover another is not
        there, as where an edge is seen from its end in a small picture."""
        area, spots = self._area, (0.05, 0.95)
        spans = (area.left(), area.right()), (area.top(), area.bottom())
        lines = list(zip(self._edges(), self._names, spans, strict=True))
        wanted = [
            (edge, number(value, 3), share, False)
            for edge, _, span in lines
            for value, share in zip(span, spots, strict=True)
        ]
        wanted += [(edge, name, 0.5, True) for edge, name, _ in lines]
        found: list[tuple[str, bool, QRectF]] = []
        gaps = [self._appearance.px(gap) for gap in _GAPS]
        room = QRectF(self.rect()) if self.camera.zoom <= 1 else None
        middle = self._spot(0.0, 0.0)
        for edge, words, share, bold in wanted:
            taken, size = [box for _, _, box in found], self._size_of(words, bold)
            box = first_free(edge, middle, share, size, gaps, room, taken)
            if box is not None:
                found.append((words, bold, box))
        return found

    def _size_of(self, words: str, bold: bool = False) -> QSizeF:
        metrics = QFontMetricsF(self._appearance.font("small", bold=bold))
        return QSizeF(metrics.horizontalAdvance(words) + 1, metrics.height())

    def _spot(self, x: float, y: float) -> QPointF:
        """On the picture, at the foot of the box."""
        return QPointF(*self._pixels(np.array(x), np.array(y), np.array(0.0)))

    def _paint_trail(self, painter: QPainter, heights: np.ndarray, trail: Trail) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        style, area = racer_style(trail.id, theme), self._area
        x = 2 * (trail.points[:, 0] - area.left()) / area.width() - 1
        y = 2 * (trail.points[:, 1] - area.top()) / area.height() - 1
        inside = (abs(x) <= 1) & (abs(y) <= 1)
        z = sampled(heights, np.clip(x, -1, 1), np.clip(y, -1, 1))
        spots = self._pixels(x, y, z)
        hidden = self.camera.hidden(np.stack([x, y, z], axis=-1), heights)
        width = px(theme.plot_width)
        shown = [k for k in range(len(spots) - 1) if inside[k] and inside[k + 1]]
        for colour, wide in ((theme.panel, width + px(2)), (style.colour, width)):
            painter.setPen(QPen(colour, wide, c=Qt.PenCapStyle.RoundCap))
            for k in shown:
                painter.setOpacity(_FAINT if hidden[k] and hidden[k + 1] else 1.0)
                painter.drawLine(QPointF(*spots[k]), QPointF(*spots[k + 1]))
        if inside[-1]:
            painter.setOpacity(2 * _FAINT if hidden[-1] else 1.0)
            marker = marker_path(style.marker, px(_HEAD)).translated(*spots[-1])
            for colour, wide in ((theme.panel, width + px(3)), (style.colour, width)):
                painter.setBrush(colour)
                painter.setPen(QPen(colour, wide, c=Qt.PenCapStyle.RoundCap))
                painter.drawPath(marker)
        painter.setOpacity(1.0)

    # hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            away = event.position() - self._held
            self._held = event.position()
            self.look_from(self.camera.turned(_TURN * away.x(), _TURN * away.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.redraw()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the whole program zooms
            return
        event.accept()
        self.look_from(self.camera.nearer(1.0015 ** event.angleDelta().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.look_from(self.camera.turned(*_KEYS[key]))
        elif key == Qt.Key.Key_0:
            self.look_from(Camera())
        elif key == Qt.Key.Key_Space:
            self.play_wanted.emit()
        else:
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as the map."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ground = None
