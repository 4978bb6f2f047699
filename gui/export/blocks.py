"""What a printed page is made of: blocks that know their height and are never cut in two."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.formula_paragraph import Placed

_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
_LONG_WORD = re.compile(r"\S{30,}")  # a long formula may have no spaces to break it at
_BREAKABLE = re.compile(r"[(,;*/+]|\S{60}")
_SLACK = 0.985  # a printer's letters are a trifle wider or narrower than the screen's


@dataclass(frozen=True)
class Words:
    """A text in a column, broken into lines."""

    text: str
    font: QFont
    colour: QColor
    room: QRectF  # within the block; its height is that of the text

    def paint(self, painter: QPainter) -> None:
        painter.setFont(self.font)
        painter.setPen(self.colour)
        painter.drawText(self.room, _WRAPPED | Qt.TextFlag.TextDontClip, self.text)


@dataclass
class Block:
    """Words and formulas that stay together. `heading`: it stays with what follows."""

    height: float = 0.0
    heading: bool = False
    words: list[Words] = field(default_factory=list)
    formulas: list[tuple[QPointF, Placed]] = field(default_factory=list)

    def write(self, text: str, font: QFont, colour: QColor, left: float, width: float) -> None:
        """Add a text below what is there."""
        text = _LONG_WORD.sub(lambda word: _BREAKABLE.sub("\\g<0>\u200b", word[0]), text)
        bounds = QFontMetricsF(font).boundingRect(
            QRectF(0, 0, width * _SLACK, 100_000), _WRAPPED, text
        )
        room = QRectF(left, self.height, width, bounds.height())
        self.words.append(Words(text, font, colour, room))
        self.height += bounds.height()

    def mark(self, text: str, font: QFont, colour: QColor, width: float) -> None:
        """Add a number in the margin, without going down."""
        room = QRectF(0, self.height, width, QFontMetricsF(font).height())
        self.words.append(Words(text, font, colour, room))

    def set(self, formula: Sequence[Placed], left: float) -> None:
        """Add a formula below what is there."""
        corner = QPointF(left, self.height)
        self.formulas += [(corner, piece) for piece in formula]
        self.height += max((piece.area.bottom() for piece in formula), default=0.0)

    def skip(self, height: float) -> None:
        self.height += height

    def paint(self, painter: QPainter) -> None:
        """Paint it with its top left at the origin."""
        for words in self.words:
            words.paint(painter)
        for corner, piece in self.formulas:
            piece.formula.paint(painter, corner + piece.corner, piece.scale)


def paginate(blocks: Sequence[Block], first: float, height: float) -> Iterator[list[Block]]:
    """Blocks by page; `first` is the room on the first page. A heading is never last on a page."""
    page: list[Block] = []
    room = first
    for block, following in zip(blocks, [*blocks[1:], Block()], strict=True):
        needed = block.height + (following.height if block.heading else 0.0)
        if page and needed > room:
            yield page
            page, room = [], height
        page.append(block)
        room -= block.height
    if page:
        yield page
