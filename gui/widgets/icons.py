"""The program's icons, each a few strokes on a 24 × 24 square, painted in a role colour.

They are paths, not pictures: sharp at any scale and in any theme, and a new one is one function.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

SIDE = 24.0  # of the square on which the icons are drawn
_STROKE = 2.0


@dataclass
class Drawing:
    """What an icon consists of: areas to fill and lines to draw."""

    areas: QPainterPath = field(default_factory=QPainterPath)
    lines: QPainterPath = field(default_factory=QPainterPath)

    def polygon(self, *points: tuple[float, float]) -> None:
        _chain(self.areas, points)
        self.areas.closeSubpath()

    def line(self, *points: tuple[float, float]) -> None:
        _chain(self.lines, points)

    def disc(self, x: float, y: float, radius: float) -> None:
        self.areas.addEllipse(QPointF(x, y), radius, radius)

    def circle(self, x: float, y: float, radius: float) -> None:
        self.lines.addEllipse(QPointF(x, y), radius, radius)

    def arc(self, x: float, y: float, radius: float, start: float, sweep: float) -> None:
        """Part of a circle; degrees, counter-clockwise from three o'clock."""
        square = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        self.lines.arcMoveTo(square, start)
        self.lines.arcTo(square, start, sweep)


def paint_icon(painter: QPainter, name: str, square: QRectF, colour: QColor) -> None:
    """Paint an icon of `ICONS` to fill `square`."""
    drawing = Drawing()
    ICONS[name](drawing)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(square.topLeft())
    painter.scale(square.width() / SIDE, square.height() / SIDE)
    painter.fillPath(drawing.areas, colour)
    pen = QPen(colour, _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(drawing.lines, pen)
    painter.restore()


def icon(name: str, colour: QColor, disabled: QColor, side: int = 20, ratio: float = 2.0) -> QIcon:
    """An icon for a QAction or a menu; make it anew when the appearance has changed."""
    result = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_icon(painter, name, QRectF(0, 0, side, side), tint)
        painter.end()
        result.addPixmap(pixmap, mode)
    return result


def _chain(path: QPainterPath, points: tuple[tuple[float, float], ...]) -> None:
    first, *rest = (QPointF(x, y) for x, y in points)
    path.moveTo(first)
    for point in rest:
        path.lineTo(point)


def _rounded(drawing: Drawing, x: float, y: float, width: float, height: float) -> None:
    drawing.areas.addRoundedRect(QRectF(x, y, width, height), 1, 1)


def _play(d: Drawing) -> None:
    d.polygon((7, 4.5), (20, 12), (7, 19.5))


def _pause(d: Drawing) -> None:
    _rounded(d, 6, 5, 4.5, 14)
    _rounded(d, 13.5, 5, 4.5, 14)


def _step(d: Drawing) -> None:
    _rounded(d, 5, 5, 3, 14)
    d.polygon((10.5, 5), (20, 12), (10.5, 19))


def _step_back(d: Drawing) -> None:
    _rounded(d, 16, 5, 3, 14)
    d.polygon((13.5, 5), (4, 12), (13.5, 19))


def _to_start(d: Drawing) -> None:
    _rounded(d, 4, 5, 2.5, 14)
    d.polygon((20, 5), (8.5, 12), (20, 19))


def _to_end(d: Drawing) -> None:
    _rounded(d, 17.5, 5, 2.5, 14)
    d.polygon((4, 5), (15.5, 12), (4, 19))


def _stop(d: Drawing) -> None:
    d.areas.addRoundedRect(QRectF(5.5, 5.5, 13, 13), 2, 2)


def _reset(d: Drawing) -> None:
    d.arc(12, 12.5, 7.5, 140, 300)
    d.line((5.2, 3.8), (6.0, 8.4), (10.6, 7.8))


def _dice(d: Drawing) -> None:
    d.lines.addRoundedRect(QRectF(4, 4, 16, 16), 3, 3)
    for x, y in ((8.5, 8.5), (15.5, 8.5), (12, 12), (8.5, 15.5), (15.5, 15.5)):
        d.disc(x, y, 1.4)


def _freeze(d: Drawing) -> None:
    """A snowflake: six arms, each with a pair of barbs."""
    for arm in range(6):
        angle = pi / 6 + arm * pi / 3
        d.line((12, 12), _polar(9, angle))
        fork = _polar(5.6, angle)
        for turn in (-pi / 3.4, pi / 3.4):
            d.line(fork, (fork[0] + 3 * cos(angle + turn), fork[1] + 3 * sin(angle + turn)))


def _polar(radius: float, angle: float) -> tuple[float, float]:
    return 12 + radius * cos(angle), 12 + radius * sin(angle)


def _fit(d: Drawing) -> None:
    for x, inward in ((4.5, 5), (19.5, -5)):
        for y, downward in ((4.5, 5), (19.5, -5)):
            d.line((x + inward, y), (x, y), (x, y + downward))


def _loop(d: Drawing) -> None:
    d.line((17, 2.5), (20, 5.5), (17, 8.5))
    d.line((20, 5.5), (7.5, 5.5), (4, 8.5), (4, 11))
    d.line((7, 15.5), (4, 18.5), (7, 21.5))
    d.line((4, 18.5), (16.5, 18.5), (20, 15.5), (20, 13))


def _lens(d: Drawing) -> None:
    d.circle(10.5, 10.5, 6.5)
    d.line((15.4, 15.4), (20.5, 20.5))
    d.line((7.5, 10.5), (13.5, 10.5))


def _zoom_in(d: Drawing) -> None:
    _lens(d)
    d.line((10.5, 7.5), (10.5, 13.5))


def _up(d: Drawing) -> None:
    d.line((5.5, 15), (12, 8.5), (18.5, 15))


def _down(d: Drawing) -> None:
    d.line((5.5, 9), (12, 15.5), (18.5, 9))


def _follow(d: Drawing) -> None:
    """A ring with a dot in it, as on a map that shows where one is."""
    d.circle(12, 12, 6.5)
    d.disc(12, 12, 2.4)
    for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0)):
        d.line((12 + 6.5 * x, 12 + 6.5 * y), (12 + 10 * x, 12 + 10 * y))


def _close(d: Drawing) -> None:
    d.line((6, 6), (18, 18))
    d.line((18, 6), (6, 18))


def _float(d: Drawing) -> None:
    """Two windows, one behind the other."""
    d.lines.addRoundedRect(QRectF(4, 8.5, 11.5, 11.5), 1.5, 1.5)
    d.line((9, 4), (20, 4), (20, 15))


def _undo(d: Drawing) -> None:
    """An arrow that turns back to the left."""
    d.line((8.5, 4.5), (4, 9), (8.5, 13.5))
    d.line((4, 9), (14, 9))
    d.arc(14, 14, 5, 90, -180)
    d.line((14, 19), (9, 19))


def _redo(d: Drawing) -> None:
    d.line((15.5, 4.5), (20, 9), (15.5, 13.5))
    d.line((20, 9), (10, 9))
    d.arc(10, 14, 5, 90, 180)
    d.line((10, 19), (15, 19))


def _history(d: Drawing) -> None:
    """A clock whose rim is an arrow that turns back."""
    d.arc(12.5, 12, 8, 150, -300)
    d.line((4.2, 4.5), (5.4, 8.6), (9.6, 7.6))
    d.line((12.5, 7.5), (12.5, 12.3), (15.8, 14.2))


def _save(d: Drawing) -> None:
    """An arrow down into a tray."""
    d.line((12, 4), (12, 14.5))
    d.line((7.5, 10.5), (12, 15), (16.5, 10.5))
    d.line((4.5, 15.5), (4.5, 20), (19.5, 20), (19.5, 15.5))


def _plus(d: Drawing) -> None:
    d.line((12, 5), (12, 19))
    d.line((5, 12), (19, 12))


def _minus(d: Drawing) -> None:
    d.line((5, 12), (19, 12))


def _menu(d: Drawing) -> None:
    for y in (6, 12, 18):
        d.line((4.5, y), (19.5, y))


def _info(d: Drawing) -> None:
    d.circle(12, 12, 9)
    d.line((12, 11.5), (12, 16.5))
    d.disc(12, 7.8, 1.3)


def _warning(d: Drawing) -> None:
    d.line((12, 3.5), (21.5, 20), (2.5, 20), (12, 3.5))
    d.line((12, 9.5), (12, 14))
    d.disc(12, 17, 1.2)


ICONS: dict[str, Callable[[Drawing], None]] = {
    "play": _play,
    "pause": _pause,
    "step": _step,
    "step_back": _step_back,
    "to_start": _to_start,
    "to_end": _to_end,
    "stop": _stop,
    "reset": _reset,
    "dice": _dice,
    "freeze": _freeze,
    "fit": _fit,
    "loop": _loop,
    "zoom_in": _zoom_in,
    "zoom_out": _lens,
    "close": _close,
    "up": _up,
    "down": _down,
    "follow": _follow,
    "float": _float,
    "undo": _undo,
    "redo": _redo,
    "history": _history,
    "save": _save,
    "plus": _plus,
    "minus": _minus,
    "menu": _menu,
    "info": _info,
    "warning": _warning,
}
