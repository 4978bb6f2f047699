"""A label that ends in … where its room ends, and shows the whole text as a tooltip."""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

# with its sign, its groups, its decimals and its power of ten
_NUMBER = re.compile(r"[-\u2212]?\d+(?:[.,\u202f ]\d+)*(?:e[-+]?\d+|×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


class ElidedLabel(QLabel):
    """One line of plain text that may be squeezed; `mode` says where the … goes."""

    def __init__(
        self,
        text: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._refresh_tooltip()

    def shown_text(self) -> str:
        """What fits. A number is shown whole or not at all: 39… would be another one than 395."""
        text, width = self.text(), self.contentsRect().width()
        shown = self.fontMetrics().elidedText(text, self._mode, width)
        end = len(shown.removesuffix("…"))
        if shown != text and self._mode is Qt.TextElideMode.ElideRight:
            for number in _NUMBER.finditer(text):
                if number.start() < end < number.end():
                    return text[: number.start()].rstrip() + "…"
        return shown

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh_tooltip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._refresh_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        style.drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            option.palette,
            self.isEnabled(),
            self.shown_text(),
            self.foregroundRole(),
        )

    def _refresh_tooltip(self) -> None:
        squeezed = self.shown_text() != self.text()
        self.setToolTip(self.text() if squeezed else "")
