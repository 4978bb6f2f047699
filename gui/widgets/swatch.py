"""A check box for a legend: a sample of the line, then its name.

The sample shows colour, dash and marker, so that a curve is found without its colour.
"""

from collections.abc import Callable
from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.theme import RacerLook, Theme

_SAMPLE = 40  # width of the line sample
_BOX = 15  # side of the box
_CROSSES = ("x", "+")
_CORNERS = {
    "s": (4, 45),
    "d": (4, 0),
    "t": (3, 90),
    "p": (5, -90),
    "h": (6, 0),
}  # corners, and the angle of the first


def marker_path(marker: str, radius: float) -> QPainterPath:
    """A marker of pyqtgraph's around the origin."""
    path = QPainterPath()
    if marker in _CORNERS:
        path.addPolygon(_star(*_CORNERS[marker], radius, radius))
    elif marker == "star":
        path.addPolygon(_star(10, -90, 1.25 * radius, 0.5 * radius))
    elif marker in _CROSSES:
        for turn in (45, 135) if marker == "x" else (0, 90):
            tip = QPointF(radius * cos(turn * pi / 180), radius * sin(turn * pi / 180))
            path.moveTo(tip)
            path.lineTo(-tip)
    else:
        path.addEllipse(QPointF(), radius, radius)
    path.closeSubpath()
    return path


def _star(corners: int, first: float, outer: float, inner: float) -> QPolygonF:
    polygon = QPolygonF()
    for corner in range(corners):
        angle = (first + corner * 360 / corners) * pi / 180
        radius = inner if corner % 2 else outer
        polygon.append(QPointF(radius * cos(angle), radius * sin(angle)))
    return polygon


def paint_sample(
    painter: QPainter, area: QRectF, look: RacerLook, width: float, colour: QColor | None = None
) -> None:
    """A stretch of `look`'s line across `area` with its marker in the middle."""
    tint = colour or look.colour
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(tint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if look.dash:
        pen.setDashPattern(look.dash)
    painter.setPen(pen)
    middle = area.center()
    painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
    painter.translate(middle)
    painter.setPen(QPen(tint, width if look.marker in _CROSSES else 1))
    painter.setBrush(tint)
    painter.drawPath(marker_path(look.marker, area.height() * 0.31))
    painter.restore()


class SwatchCheckBox(QAbstractButton):
    """A legend entry that can be unchecked; its line then turns grey.

    `look` finds the line's look in the theme of the moment: `lambda theme: theme.racer("adam")`.
    """

    def __init__(
        self,
        look: Callable[[Theme], RacerLook],
        appearance: Appearance,
        text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._appearance = appearance
        self._hint: QSize | None = None  # asked for a hundred times while layouts settle
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._measure_anew()

    def sizeHint(self) -> QSize:
        if self._hint is None:
            metrics, px = self.fontMetrics(), self._appearance.px
            width = self._words_left() + metrics.boundingRect(self.text()).width() + px(8)
            self._hint = QSize(width, max(metrics.height(), px(_BOX)) + self._gap())
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        look = self._look(theme)
        shown = self.isChecked() and self.isEnabled()
        tint = look.colour if shown else theme.disabled
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(theme.forward, px(2)) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(5), px(5))
        self._paint_box(painter, tint)
        left = 2 * self._gap() + px(_BOX)
        sample = QRectF(left, 0, px(_SAMPLE), px(16)).translated(0, (self.height() - px(16)) / 2)
        paint_sample(painter, sample, look, px(theme.plot_width), tint)
        painter.setPen(theme.ink if shown else theme.muted)
        words = self.rect().adjusted(self._words_left(), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _paint_box(self, painter: QPainter, tint: QColor) -> None:
        theme, side = self._appearance.theme, self._appearance.px(_BOX)
        box = QRectF(self._gap(), (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(tint if self.isChecked() else theme.outline, self._appearance.px(1.5)))
        painter.setBrush(tint if self.isChecked() else theme.panel)
        painter.drawRoundedRect(box, side / 4, side / 4)
        if self.isChecked():
            painter.setPen(QPen(theme.panel, self._appearance.px(2)))
            tick = [(0.22, 0.52), (0.43, 0.73), (0.80, 0.28)]
            x, y, width = box.x(), box.y(), box.width()
            painter.drawPolyline([QPointF(x + a * width, y + b * width) for a, b in tick])

    def _gap(self) -> int:
        return self._appearance.px(7)

    def _words_left(self) -> int:
        """Box, sample and the gaps around them."""
        return self._appearance.px(_BOX) + self._appearance.px(_SAMPLE) + 3 * self._gap()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure_anew()

    def _on_appearance(self) -> None:
        self._measure_anew()
        self.update()

    def _measure_anew(self) -> None:
        self._hint = None
        self.updateGeometry()
