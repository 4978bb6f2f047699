"""How a check stands, in one sign: told by its shape as well as by its colour."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator

_SIDE = 20
_TICK = ((0.27, 0.52), (0.44, 0.69), (0.74, 0.34))
_CROSS = (((0.33, 0.33), (0.67, 0.67)), ((0.67, 0.33), (0.33, 0.67)))
_FULL = 16 * 360  # of a circle, as Qt counts


class CheckStatus(StrEnum):
    """The value names the sentence in `lab_checks.state`."""

    IDLE = "idle"
    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class StatusIcon(QWidget):
    """A ring, a ring that fills, a disc with a tick, a disc with a cross."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.status = CheckStatus.IDLE
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_status(CheckStatus.IDLE)
        appearance.changed.connect(self.updateGeometry)

    def show_status(self, status: CheckStatus, share: float = 0.0) -> None:
        """`share` is how much of a running check is done."""
        if (status, share) != (self.status, self._share):
            self.status, self._share = status, share
            self.update()
        words = f"lab_checks.state.{status}"
        self._translator.bind(self.setToolTip, words)
        self._translator.bind(self.setAccessibleName, words)

    def sizeHint(self) -> QSize:
        side = self._appearance.px(_SIDE)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.status is CheckStatus.PASSED:
            self._disc(painter, theme.right)
            self._strokes(painter, (_TICK,))
        elif self.status is CheckStatus.FAILED:
            self._disc(painter, theme.wrong)
            self._strokes(painter, _CROSS)
        else:
            self._ring(painter)

    def _disc(self, painter: QPainter, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(self.rect()))

    def _strokes(
        self, painter: QPainter, lines: tuple[tuple[tuple[float, float], ...], ...]
    ) -> None:
        theme, px, side = self._appearance.theme, self._appearance.px, self.width()
        pen = QPen(theme.panel, px(2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in lines:
            painter.drawPolyline(QPolygonF([QPointF(x * side, y * side) for x, y in line]))

    def _ring(self, painter: QPainter) -> None:
        theme, width = self._appearance.theme, self._appearance.px(2)
        ring = QRectF(self.rect()).adjusted(width, width, -width, -width)
        pen = QPen(theme.track if self.status is CheckStatus.RUNNING else theme.outline, width)
        if self.status is CheckStatus.WAITING:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if self.status is CheckStatus.RUNNING:
            painter.setPen(QPen(theme.forward, width))
            painter.drawArc(ring, _FULL // 4, -round(_FULL * self._share))
