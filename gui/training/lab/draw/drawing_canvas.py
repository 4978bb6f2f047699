"""What one draws on, with the mouse or a pen that feels its pressure."""

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QEventPoint,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.digits.freehand import Stroke
from gui.appearance import Appearance
from gui.i18n import Translator

_SIDE, _SMALLEST = 230, 92  # pixels
_PEN = 0.075  # of the side, the width of the line at ordinary pressure


@dataclass
class _Line:
    """A stroke as it grows."""

    points: list[tuple[float, float]] = field(default_factory=list)
    pressure: list[float] = field(default_factory=list)

    def stroke(self) -> Stroke:
        return Stroke(np.array(self.points), np.array(self.pressure))


class Paper(QWidget):
    """A square; `strokes` is what has been drawn on it."""

    changed = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._lines: list[_Line] = []
        self._drawing = False
        self._hint = ""
        self._most = _SIDE
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        translator.bind(self._set_hint, "lab_draw.paper.hint")
        translator.bind(self.setAccessibleName, "lab_draw.paper.name")
        appearance.changed.connect(self.updateGeometry)

    @property
    def strokes(self) -> list[Stroke]:
        return [line.stroke() for line in self._lines]

    @property
    def blank(self) -> bool:
        return not self._lines

    def draw(self, strokes: list[Stroke]) -> None:
        """Have these on the paper instead of what is there."""
        self._lines = [_Line([(x, y) for x, y in s.points], [*s.pressure]) for s in strokes]
        self._tell()

    @Slot()
    def clear(self) -> None:
        """A fresh sheet."""
        if self._lines:
            self._lines = []
            self._tell()

    @Slot()
    def undo(self) -> None:
        """Take the last stroke back."""
        if self._lines:
            self._lines.pop()
            self._tell()

    def keep_within(self, side: int) -> None:
        """Be no larger than that, in unscaled pixels, however much room there is: something else
        is to be seen below."""
        self._most = side
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = self._appearance.px(self._most)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = self._appearance.px(_SMALLEST)
        return QSize(side, side)

    def heightForWidth(self, width: int) -> int:
        return min(width, self._appearance.px(self._most))

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position(), 1.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._go_on(event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drawing = False

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen presses between 0 and 1; half of it is what a mouse does."""
        state, pressure = event.points()[0].state(), 2 * event.pressure()
        if state is QEventPoint.State.Pressed:
            self._begin(event.position(), pressure)
        elif state is QEventPoint.State.Released:
            self._drawing = False
        elif self._drawing:
            self._go_on(event.position(), pressure)
        event.accept()  # or Qt would send it as a mouse once more

    def _begin(self, at: QPointF, pressure: float) -> None:
        self._drawing = True
        self._lines.append(_Line())
        self._go_on(at, pressure)

    def _go_on(self, at: QPointF, pressure: float) -> None:
        left, top, side = self._square()
        place = (at.x() - left) / side, (at.y() - top) / side
        line = self._lines[-1]
        if not line.points or line.points[-1] != place:
            line.points.append(place)
            line.pressure.append(pressure)
            self._tell()

    # what it looks like

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, px = QPainter(self), self._appearance.theme, self._appearance.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, side = self._square()
        painter.setPen(QPen(theme.outline, px(1)))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(left, top, side - 1, side - 1, px(8), px(8))
        if self.blank:
            painter.setPen(theme.muted)
            painter.setFont(self._appearance.font("body"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(left, top, side, side, flags, self._hint)
        painter.setClipRect(left, top, side, side)
        for line in self._lines:
            self._paint_line(painter, line)

    def _paint_line(self, painter: QPainter, line: _Line) -> None:
        left, top, side = self._square()
        ink, cap = self._appearance.theme.ink, Qt.PenCapStyle.RoundCap
        points = [QPointF(left + x * side, top + y * side) for x, y in line.points]
        pen = QPen(ink, _PEN * side, Qt.PenStyle.SolidLine, cap)
        if len(points) == 1:
            painter.setPen(pen)
            painter.drawPoint(points[0])
        for one, other, pressure in zip(points, points[1:], line.pressure[1:], strict=False):
            pen.setWidthF(_PEN * side * min(max(pressure, 0.4), 1.6))
            painter.setPen(pen)
            painter.drawLine(one, other)

    def _square(self) -> tuple[int, int, int]:
        """Left, top and side of the sheet."""
        side = min(self.width(), self.height())
        return (self.width() - side) // 2, 0, max(side, 1)

    def _set_hint(self, words: str) -> None:
        self._hint = words
        self.update()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()
