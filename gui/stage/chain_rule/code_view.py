"""The source of the op that runs, with the line that runs now on a coloured ground."""

import re
from itertools import accumulate, chain
from math import ceil
from typing import NamedTuple

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

from core.explain.listing.folding import fold
from core.explain.listing.shown import Listing
from gui.appearance import Appearance

_SMALLEST = 0.7  # of the font, before a line is folded

_WORDS = re.compile(
    r"(?P<keyword>\b(?:class|def|return|if|else|elif|for|in|not|and|or|None|True|False)\b)"
    r"|(?P<comment>#.*)|(?P<number>\b\d+(?:\.\d+)?\b)|(?P<name>(?<=def )\w+|(?<=class )\w+)"
)


class _Composed(NamedTuple):
    """A listing in lines that fit, which of them run, and the height of its letters in pixels."""

    lines: list[str]
    running: range
    letters: int


class CodeView(QPlainTextEdit):
    """Read-only code that can be selected and copied; as high as its text."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._listing = Listing("", range(0))
        self.running_lines = range(0)  # those on the coloured ground
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.fit)
        self._letters = 0  # height in pixels
        self._in_short = False
        self._fitted: object = None  # what decides its look, as it was at the last fit
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
        return "\n".join(self._listing.text.splitlines()[i] for i in self._listing.running)

    def show_listing(self, shown: Listing) -> None:
        if shown != self._listing:
            self._listing = shown
            self.fit()

    def set_short(self, short: bool) -> None:
        """Whether the method that does not run is a single line."""
        if short is not self._in_short:
            self._in_short = short
            self.fit()

    def run_until(self, most: int | None = None) -> int:
        """The lower edge of the lines that run, or of so many of them, in pixels from the top."""
        return self._below(self.running_lines[:most])

    def would_run_until(self, short: bool, most: int | None = None) -> int:
        """The same, if the method that does not run were a single line, or were not."""
        return self._below(self._compose(short).running[:most])

    def _below(self, lines: range) -> int:
        line = self.blockBoundingRect(self.document().firstBlock()).height()  # they are all alike
        return ceil(self.contentOffset().y() + self.document().documentMargin() + lines.stop * line)

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

    def fit(self) -> None:
        """Letters small enough for the longest line, within reason; longer lines are folded, and
        what cannot be folded is left to scroll."""
        wanted = self._listing, self._in_short, self.viewport().width(), self._full
        if wanted == self._fitted:
            return
        self._fitted = wanted
        lines, self.running_lines, letters = self._compose(self._in_short)
        self._write("\n".join(lines), letters)
        self.updateGeometry()
        self.viewport().update()

    def _compose(self, short: bool) -> _Composed:
        """The letters are the same, whether it is in short or not."""
        room = self.viewport().width() - self._appearance.px(12)
        smallest = QFontMetricsF(self._font(int(_SMALLEST * self._full)))
        columns = max(int(room / smallest.horizontalAdvance("m")), 1)
        shown = self._listing.in_short() if short else self._listing
        folded = [fold(line, columns) for line in shown.text.splitlines()]
        starts = [0, *accumulate(map(len, folded))]
        running = range(starts[shown.running.start], starts[shown.running.stop])
        whole = (fold(line, columns) for line in self._listing.text.splitlines())
        longest = max(chain.from_iterable(whole), key=len, default="")
        needed = QFontMetricsF(self._font(self._full)).horizontalAdvance(longest)
        share = min(max(room / max(needed, 1.0), _SMALLEST), 1.0)
        return _Composed([*chain.from_iterable(folded)], running, int(self._full * share))

    def _write(self, text: str, size: int) -> None:
        """In letters of so many pixels. A text that stands there keeps the width it had in the
        letters before, so it is put there again."""
        if size != self._letters:
            self._letters = size  # a style sheet's font can only be changed by a style sheet
            self.setStyleSheet(f"font-size: {size}px")
        elif text == self.toPlainText():
            return
        self.setPlainText(text)

    @property
    def _full(self) -> int:
        """The height of the letters where there is room, in pixels."""
        return self._appearance.font("mono").pixelSize()

    def _font(self, pixels: int) -> QFont:
        font = self._appearance.font("mono")
        font.setPixelSize(max(pixels, 1))
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the running lines, from edge to edge, then the text."""
        painter = QPainter(self.viewport())
        for i in self.running_lines:
            block = self.document().findBlockByNumber(i)
            if block.isValid():
                room = self.blockBoundingGeometry(block).translated(self.contentOffset())
                stripe = QRect(0, round(room.top()), self.viewport().width(), round(room.height()))
                painter.fillRect(stripe, self._appearance.theme.highlight)
        painter.end()
        super().paintEvent(event)

    def _on_appearance(self) -> None:
        self._colours.rehighlight()
        self._fitted = None
        self.fit()
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
