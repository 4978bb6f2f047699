"""A short sample of a line and its name, small enough for the heading of a plot."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator

_SAMPLE = 14


class LegendKey(QLabel):
    """`key` is that of its words; the colour is asked for at each paint."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        key: str,
        colour: Callable[[], QColor],
        width: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._colour = colour
        self._width = width
        self.setProperty("role", "caption")
        translator.bind(self.setText, key)
        appearance.changed.connect(self._make_room)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(_SAMPLE), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._colour(), self._width * theme.plot_width * self._appearance.factor)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        middle = self.height() / 2
        painter.drawLine(QPointF(px(2), middle), QPointF(px(_SAMPLE) - px(1), middle))

    def _make_room(self) -> None:
        self.setContentsMargins(self._appearance.px(_SAMPLE + 4), 0, 0, 0)
