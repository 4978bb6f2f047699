"""The middle of the window: what is told in place, and below it the stage.

Where a panel has most of a small window the stage folds into a strip, which brings it back; what is
told stands across the window then, so that it neither needs the stage nor narrows the panel.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import paint_icon, space

_STRIP = 28  # unscaled pixels across
_SIDEWAYS = "\u2e80"  # letters before this one are turned; Chinese ones stand below each other


class StagePlace(QWidget):
    """Shows the stage, or the strip where there is less room than the stage can do with."""

    wanted = Signal()  # the strip was pressed: the stage is to be seen
    turned = Signal()  # the stage has folded, or unfolded

    def __init__(self, stage: QWidget, appearance: Appearance, translator: Translator) -> None:
        super().__init__()
        self._stage, self._appearance = stage, appearance
        self._may_fold = False
        self._notices: Sequence[QWidget] = ()
        self.strip = _Strip(appearance, translator)
        self.strip.hide()
        self.strip.clicked.connect(self.wanted)
        self._column = QVBoxLayout(self)
        self._column.addWidget(stage, 1)
        self._column.addWidget(self.strip, 1)
        space(self._column, appearance, gap=8)

    def put_above(self, notices: Sequence[QWidget], across: QWidget) -> None:
        """What is told in place stands over the stage; where that is folded, at the lower end of
        `across`, which has a column."""
        column = across.layout()
        assert isinstance(column, QBoxLayout)
        self._notices, self._across = notices, column
        self._place_notices()

    @property
    def least_of_stage(self) -> int:
        """The width in pixels that the stage can do with."""
        return self._stage.minimumSizeHint().width()

    @property
    def least_folded(self) -> int:
        """The width in pixels without the stage."""
        return self.strip.sizeHint().width()

    @property
    def folded(self) -> bool:
        return self._stage.isHidden()

    @property
    def may_fold(self) -> bool:
        """Whether the place may be narrower than the stage."""
        return self._may_fold

    @may_fold.setter
    def may_fold(self, may: bool) -> None:
        if may is not self._may_fold:
            self._may_fold = may
            self.updateGeometry()
            self._fold()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(self.least_folded if self._may_fold else self.least_of_stage, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Show what there is room for."""
        fold = self._may_fold and self.width() < self.least_of_stage
        if fold is self.folded:
            return
        focus, going = self.window().focusWidget(), self._stage if fold else self.strip
        for left in (going, *self._notices):
            if focus is not None and (focus is left or left.isAncestorOf(focus)):
                focus.clearFocus()  # else Qt gives it to whatever comes next
        self._stage.setVisible(not fold)
        self.strip.setVisible(fold)
        self._place_notices()
        self.turned.emit()

    def _place_notices(self) -> None:
        for i, notice in enumerate(self._notices):
            column, place = (self._across, -1) if self.folded else (self._column, i)
            told = not notice.isHidden()
            column.insertWidget(place, notice)
            notice.setVisible(told)  # Qt would do so after the next picture


class _Strip(QAbstractButton):
    """As high as the stage was; its name is written along it."""

    def __init__(self, appearance: Appearance, translator: Translator) -> None:
        super().__init__()
        self._appearance = appearance
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        translator.bind(self.setText, "window.folded.stage")
        translator.bind(self.setAccessibleName, "window.folded.show_stage")
        translator.bind(self.setToolTip, "window.folded.show_stage")
        appearance.changed.connect(self.updateGeometry)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        side = self._appearance.px(_STRIP)
        return QSize(side, 4 * side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        pen = px(2) if self.hasFocus() else 1
        painter.setPen(QPen(theme.forward if lit else theme.border, pen))
        painter.setBrush(theme.pressed if self.isDown() else theme.panel)
        frame = QRectF(self.rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2)
        painter.drawRoundedRect(frame, px(10), px(10))
        side, middle = float(px(14)), self.width() / 2
        square = QRectF(middle - side / 2, px(12), side, side)
        paint_icon(painter, "fit", square, theme.forward)
        painter.setPen(theme.forward)
        painter.setFont(self._appearance.font("body", bold=True))
        self._write(painter, QPointF(middle, square.bottom() + px(12)))

    def _write(self, painter: QPainter, top: QPointF) -> None:
        """The name downwards from the middle of its upper edge."""
        text, line = self.text(), painter.fontMetrics().height()
        centred = Qt.AlignmentFlag.AlignCenter
        if text[:1] >= _SIDEWAYS:
            for i, letter in enumerate(text):
                room = QRectF(top.x() - line, top.y() + i * line, 2 * line, line)
                painter.drawText(room, centred, letter)
            return
        painter.translate(top)
        painter.rotate(90)
        length = painter.fontMetrics().horizontalAdvance(text) + line
        painter.drawText(QRectF(0, -line, length, 2 * line), Qt.AlignmentFlag.AlignVCenter, text)
