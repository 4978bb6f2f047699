"""Text and marks on the stage: never clipped, and left out where nobody could read them."""

import re
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from gui.appearance import Appearance

SMALLEST = 6.0  # pixels on the screen below which a text is not drawn
_LEAST = 9.0  # pixels of a text that can be read with ease …
_FROM_AFAR = 0.97 * 35 / 60  # … and from the last row: of small letters, 1/35 of the height or more
BARELY = 0.85  # of that, before the numbers of a table are left out

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


_MOST_KEPT = 20_000
_DIGITS = 4
_SQUEEZED, _LAST = 0.85, 0.65  # of their size, before digits are left out, and before the second is


class Ruler:
    """Measures texts in one font, each of them once: a graph asks for the same ones at each
    frame, and a large one for thousands."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}
        self.height = self._metrics.height()

    def width(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _MOST_KEPT:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width


_rulers: dict[str, Ruler] = {}
_lately: deque[tuple[QFont, Ruler]] = deque(maxlen=4)  # to compare fonts is quicker than their keys


def ruler(font: QFont) -> Ruler:
    """The ruler for a font; whoever measures much keeps it at hand."""
    for known, found in _lately:
        if known == font:
            return found
    key = font.key()
    found = _rulers.get(key) or _rulers.setdefault(key, Ruler(font))
    _lately.appendleft((QFont(font), found))
    return found


def text_width(text: str, font: QFont) -> float:
    return ruler(font).width(text)


def line_height(font: QFont) -> float:
    return ruler(font).height


def least(look: Appearance) -> float:
    """The pixels that a text needs on the screen, to be read by everybody."""
    if look.theme.name == "projector":
        return _FROM_AFAR * look.text_px("small")
    return _LEAST


def barely(look: Appearance) -> float:
    """The pixels below which a number in a cell is no help: a coloured cell says more."""
    return BARELY * least(look)


def write(
    painter: QPainter,
    room: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = CENTRE,
    smallest: float = SMALLEST,
) -> None:
    """One line of text in `room`, in a smaller font where it is too wide; none where it would be
    smaller than `smallest` on the screen."""
    font = fitted([text], font, room.width())
    painter.setFont(font)
    if font.pixelSize() * abs(painter.worldTransform().m11()) < smallest:
        return
    painter.setPen(colour)
    painter.drawText(room, _unclipped(align), text)


@cache
def _unclipped(align: Qt.AlignmentFlag) -> int:
    """To join flags takes longer than to draw a number with them."""
    return align | Qt.TextFlag.TextDontClip


def shortest(written: Callable[[int], str], font: QFont, width: float, most: int = _DIGITS) -> str:
    """What `written` makes, in one line or more, of as many digits as fit into `width`, at most
    `most`; the letters may be a little smaller for it."""
    text = written(most)
    for digits in range(most - 1, 0, -1):
        smaller = _SQUEEZED if digits > 1 else _LAST
        if smaller * max(text_width(line, font) for line in text.split("\n")) <= width:
            break
        text = min(text, written(digits), key=len)  # 12340 does not get shorter
    return text


def fitted(texts: Iterable[str], font: QFont, width: float) -> QFont:
    """The font, or a smaller one in which all of `texts` are at most so wide."""
    needed = max((text_width(text, font) for text in texts), default=0.0)
    if needed <= width or width <= 0:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(max(1, int(font.pixelSize() * width / needed)))
    return smaller


def halo(
    painter: QPainter, room: QRectF, text: str, font: QFont, colour: QColor, ground: QColor
) -> bool:
    """Text on a wire: the wire stops around the letters. False, and nothing there, if they would
    be too small."""
    full, font = font.pixelSize(), fitted([text], font, room.width())
    if font.pixelSize() < int(_LAST * full):
        return False
    if font.pixelSize() * abs(painter.worldTransform().m11()) < SMALLEST:
        return False
    _clear(painter, room.adjusted(-2, 1, 2, -1), ground)
    write(painter, room, text, font, colour)
    return True


def write_over(
    painter: QPainter, room: QRectF, text: str, font: QFont, colour: QColor, ground: QColor
) -> None:
    """One line of text in the middle of `room`: whatever passes there stops around the letters."""
    width = min(text_width(text, font), room.width())
    place = QRectF(room.center().x() - width / 2, room.top(), width, room.height())
    _clear(painter, place.adjusted(-2, 0, 2, 0), ground)
    write(painter, room, text, font, colour)


def _clear(painter: QPainter, place: QRectF, ground: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 4, 4)


def wrap(text: str, font: QFont, width: float, most: int = 99) -> list[str]:
    """A formula in lines of at most `width`, broken before its operators; in longer lines where
    it would need more than `most`."""
    lines: list[str] = []
    for piece in re.split(r" (?=[=+−] )", text):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and text_width(longer, font) > width:
            lines.append(piece)
        else:
            lines[-1:] = [longer]
    return lines if len(lines) <= most else wrap(text, font, 1.2 * width, most)


def triangle(painter: QPainter, centre: QPointF, side: float, colour: QColor, up: bool) -> None:
    """The sign as a shape: ▲ filled for +, ▼ hollow for −."""
    tip = -side / 2 if up else side / 2
    path = QPainterPath(QPointF(centre.x(), centre.y() + tip))
    path.lineTo(centre.x() + side / 2, centre.y() - tip)
    path.lineTo(centre.x() - side / 2, centre.y() - tip)
    path.closeSubpath()
    painter.setPen(QPen(colour, side / 7))
    painter.setBrush(colour if up else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def cross(painter: QPainter, centre: QPointF, side: float, colour: QColor, width: float) -> None:
    """× where something stops."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    half = side / 2
    painter.drawLine(centre - QPointF(half, half), centre + QPointF(half, half))
    painter.drawLine(centre - QPointF(half, -half), centre + QPointF(half, -half))


def tick(painter: QPainter, centre: QPointF, side: float, colour: QColor, width: float) -> None:
    """✓ on what was found right."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    low = centre + QPointF(-side * 0.1, side * 0.4)
    painter.drawLine(centre + QPointF(-side / 2, 0), low)
    painter.drawLine(low, centre + QPointF(side / 2, -side * 0.4))
