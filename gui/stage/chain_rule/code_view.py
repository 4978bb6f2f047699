"""The source of the op that runs, with the line that runs now on a coloured ground."""

import re
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from core.explain.listing.shown import Listing
from gui.appearance import Appearance

_SMALLEST = 0.7  # of the font, before the line is left to scroll

_WORDS = re.compile(
    r"(?P<keyword>\b(?:class|def|return|if|else|elif|for|in|not|and|or|None|True|False)\b)"
    r"|(?P<comment>#.*)|(?P<number>\b\d+(?:\.\d+)?\b)|(?P<name>(?<=def )\w+|(?<=class )\w+)"
)


class CodeView(QPlainTextEdit):
    """Read-only code that can be selected and copied; as high as its text."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._running = range(0)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_letters)
        self._letters = 0  # height in pixels
        self._colours = _Colours(self.document(), appearance)
        self.setProperty("role", "code")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        appearance.changed.connect(self._on_appearance)

    @property
    def running_text(self) -> str:
        """The code that stands on the coloured ground."""
        return "\n".join(self.toPlainText().splitlines()[i] for i in self._running)

    def show_listing(self, shown: Listing) -> None:
        if self.toPlainText() != shown.text:
            self.setPlainText(shown.text)
            self._fit_letters()
        self._running = shown.running
        self.viewport().update()

    def sizeHint(self) -> QSize:
        first = self.blockBoundingRect(self.firstVisibleBlock()).height()
        line = max(first, QFontMetricsF(self._font(self._letters)).lineSpacing())
        height = ceil(self.blockCount() * line + 2 * self.document().documentMargin())
        height += 2 * self._appearance.px(7)
        if self.horizontalScrollBar().maximum():
            height += self.horizontalScrollBar().sizeHint().height()
        return QSize(self._appearance.px(240), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()  # a style sheet must not change in the middle of a layout

    def _fit_letters(self) -> None:
        """Letters small enough for the longest line, within reason; beyond that it scrolls."""
        full = self._appearance.font("mono")
        longest = max(self.toPlainText().splitlines(), key=len, default="")
        needed = QFontMetricsF(full).horizontalAdvance(longest) + self._appearance.px(12)
        share = min(max(self.viewport().width() / max(needed, 1.0), _SMALLEST), 1.0)
        size = int(full.pixelSize() * share)
        if size != self._letters:
            self._letters = size  # a style sheet's font can only be changed by a style sheet
            self.setStyleSheet(f"font-size: {size}px")
        self.updateGeometry()

    def _font(self, pixels: int) -> QFont:
        font = self._appearance.font("mono")
        font.setPixelSize(max(pixels, 1))
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the running lines, from edge to edge, then the text."""
        painter = QPainter(self.viewport())
        for i in self._running:
            block = self.document().findBlockByNumber(i)
            if block.isValid():
                room = self.blockBoundingGeometry(block).translated(self.contentOffset())
                stripe = QRect(0, round(room.top()), self.viewport().width(), round(room.height()))
                painter.fillRect(stripe, self._appearance.theme.highlight)
        painter.end()
        super().paintEvent(event)

    def _on_appearance(self) -> None:
        self._colours.rehighlight()
        self._fit_letters()
        self.viewport().update()


class _Colours(QSyntaxHighlighter):
    """Keywords, names, numbers and comments in the theme's roles."""

    def __init__(self, document: QTextDocument, appearance: Appearance) -> None:
        super().__init__(document)
        self._appearance = appearance

    def highlightBlock(self, text: str) -> None:
        theme = self._appearance.theme
        colours: dict[str, QColor] = {
            "keyword": theme.forward,
            "comment": theme.muted,
            "number": theme.parameter,
            "name": theme.loss,
        }
        for found in _WORDS.finditer(text):
            style = QTextCharFormat()
            style.setForeground(colours[found.lastgroup or "comment"])
            self.setFormat(found.start(), found.end() - found.start(), style)
