"""The timeline: one segment per event, blue forward and orange backward, hollow while to come.

Segments that would be too short to tell apart melt into one bar, so that a trace of thousands
of events looks as quiet as one of ten.
"""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.explain.narration import step_words
from core.playback import Frame
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.text_painting import LEFT, line_height, text_width

_NARROWEST = 7.0  # px of a segment, below which segments melt together


class Timeline(QWidget):
    """Shows where a frame stands in its trace; a click or a drag asks for another position."""

    sought = Signal(float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._frame: Frame | None = None
        self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        translator.bind(self.setAccessibleName, "stage.transport.timeline")
        appearance.changed.connect(self._on_appearance)
        translator.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        words = line_height(self._appearance.font("small", bold=True))
        return QSize(self._appearance.px(320), round(words) + self._appearance.px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self.sizeHint().height())

    def show_frame(self, frame: Frame) -> None:
        self._frame = frame
        self.update()

    # where things are

    @property
    def count(self) -> int:
        return len(self._frame.trace) if self._frame else 0

    def _bar(self) -> QRectF:
        """The room of all segments; the knob may stand on either end of it."""
        px = self._appearance.px
        words = line_height(self._appearance.font("small", bold=True))
        knob = px(8)
        return QRectF(knob, words + px(7), max(self.width() - 2 * knob, 1), px(8))

    def x_of(self, position: float) -> float:
        bar = self._bar()
        return bar.left() + bar.width() * position / max(self.count, 1)

    def position_at(self, x: float) -> float:
        bar = self._bar()
        share = (x - bar.left()) / bar.width()
        return min(max(share, 0.0), 1.0) * self.count

    @property
    def merged(self) -> bool:
        """Are there too many events to tell their segments apart?"""
        return self._bar().width() / max(self.count, 1) < self._appearance.px(_NARROWEST)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None or not self.count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, passes = self._appearance.theme, self._frame.trace.forward_count
        bar = self._bar()
        self._half(painter, bar, 0, passes, theme.forward, "stage.transport.forward")
        self._half(painter, bar, passes, self.count, theme.backward, "stage.transport.backward")
        knob = QPointF(self.x_of(self._frame.position), bar.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ink)
        radius = self._appearance.px(8)
        painter.drawEllipse(knob, radius, radius)

    def _half(
        self, painter: QPainter, bar: QRectF, start: int, end: int, colour: QColor, key: str
    ) -> None:
        """One pass: its word above, its segments below."""
        if start == end:
            return
        font = self._appearance.font("small", bold=True)
        room = QRectF(self.x_of(start), 0, 0, line_height(font))
        words = self._translator.tr(key)
        room.setWidth(text_width(words, font) + 4)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(room, LEFT, words)
        self._segments(painter, bar, start, end, colour)

    def _segments(self, painter: QPainter, bar: QRectF, start: int, end: int, done: QColor) -> None:
        """All that is to come in one path, and all that is done in another, cut off at the knob:
        the stage moves sixty times a second, and this with it."""
        assert self._frame is not None
        merged, here = self.merged, self._frame.position
        gap = self._appearance.px(2 if merged else 4)
        step, radius = bar.width() / self.count, bar.height() / 2
        came, comes = QPainterPath(), QPainterPath()
        for first, last in [(start, end)] if merged else pairwise(range(start, end + 1)):
            left, width = bar.left() + first * step, max((last - first) * step - gap, 1)
            if last > here:
                comes.addRoundedRect(left, bar.top(), width, bar.height(), radius, radius)
            if first < here:
                came.addRoundedRect(left, bar.top(), width, bar.height(), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(comes, self._appearance.theme.track)
        painter.setClipRect(QRectF(0, 0, bar.left() + here * step, self.height()))
        painter.fillPath(came, done)
        painter.setClipping(False)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.count:
            self._dragging = True
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._seek(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A knob let go close to the end of an event settles there."""
        if self._dragging:
            self._dragging = False
            position = self.position_at(event.position().x())
            if abs(position - round(position)) < 0.25:
                self.sought.emit(float(round(position)))

    def _seek(self, x: float) -> None:
        self.sought.emit(self.position_at(x))

    def words_at(self, x: float) -> str:
        """What the event under `x` is."""
        assert self._frame is not None
        index = min(int(self.position_at(x)), self.count - 1)
        return self._translator.say(step_words(self._frame.trace, index))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.count:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def _on_appearance(self) -> None:
        self.updateGeometry()
        self.update()
