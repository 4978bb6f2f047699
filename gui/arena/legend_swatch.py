"""A sample of a racer's line, beside words about it."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.theme import RacerLook, Theme
from gui.widgets import paint_sample


class LegendSwatch(QWidget):
    """`show_style` says whose line it is."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._style: Callable[[Theme], RacerLook] | None = None
        appearance.changed.connect(self.updateGeometry)

    def show_style(self, style: Callable[[Theme], RacerLook]) -> None:
        self._style = style
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(36), self._appearance.px(18))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._style is None:
            return
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        area = QRectF(0, px(1), self.width(), px(16))
        paint_sample(painter, area, self._style(theme), px(theme.plot_width))
