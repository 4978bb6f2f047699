"""How one row of the palette looks: the symbol in a gate, its name, and a line about it."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.appearance import Appearance
from gui.stage.text_painting import LEFT, fitted, line_height, write

_LEAST = 0.6  # of the size of a symbol's letters, before it is shortened


def row_height(look: Appearance, *, heading: bool = False) -> int:
    small = line_height(look.font("small", bold=True))
    if heading:
        return round(small + look.px(12))
    return round(line_height(look.font("body", bold=True)) + small + look.px(9))


def paint_heading(painter: QPainter, room: QRect, text: str, look: Appearance) -> None:
    area = QRectF(room).adjusted(look.px(4), look.px(6), 0, 0)
    write(painter, area, text, look.font("small", bold=True), look.theme.muted, LEFT)


def paint_row(
    painter: QPainter,
    room: QRect,
    symbol: str,
    title: str,
    about: str,
    look: Appearance,
    *,
    current: bool,
) -> None:
    theme, px = look.theme, look.px
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(room)
    if current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.selection)
        painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), px(6), px(6))
    gate = QRectF(area.left() + px(4), area.top() + px(4), px(46), area.height() - px(8))
    painter.setPen(QPen(theme.forward if current else theme.outline, px(1)))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(gate, gate.height() / 2, gate.height() / 2)
    font = look.font("body", bold=True)
    inner = gate.adjusted(px(5), 0, -px(5), 0)
    _write_symbol(painter, inner, symbol, font, theme.forward if current else theme.ink)
    left, middle = gate.right() + px(10), area.center().y()
    words = QRectF(QPointF(left, area.top()), QPointF(area.right() - px(6), area.bottom()))
    upper, lower = QRectF(words), QRectF(words)
    upper.setTop(area.top() + px(3))
    upper.setBottom(middle + px(2))
    lower.setTop(middle + px(1))
    lower.setBottom(area.bottom() - px(3))
    write(painter, upper, title, font, theme.forward if current else theme.ink, LEFT)
    small = look.font("small")
    shown = QFontMetricsF(small).elidedText(about, Qt.TextElideMode.ElideRight, lower.width())
    write(painter, lower, shown, small, theme.muted, LEFT)
    painter.restore()


def _write_symbol(
    painter: QPainter, room: QRectF, symbol: str, font: QFont, colour: QColor
) -> None:
    """Two words below each other where they are too wide side by side; what is too long even in
    small letters is shortened."""
    parts = symbol.split(" · ")
    if fitted([symbol], font, room.width()) is font:
        parts = [symbol]
    smallest = QFont(font)
    smallest.setPixelSize(round(_LEAST * font.pixelSize()))
    metrics = QFontMetricsF(smallest)
    shown = [metrics.elidedText(part, Qt.TextElideMode.ElideRight, room.width()) for part in parts]
    font = QFont(fitted(shown, font, room.width()))
    font.setPixelSize(min(font.pixelSize(), round(0.9 * room.height() / len(shown))))
    height = line_height(font)
    top = room.center().y() - height * len(shown) / 2
    for i, line in enumerate(shown):
        place = QRectF(room.left(), top + i * height, room.width(), height)
        write(painter, place, line, font, colour)
