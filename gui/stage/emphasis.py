"""How emphasis is drawn: a band around a node or under a wire, a mark, and a note beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.appearance import Appearance
from gui.stage.brush import cross, line_height, text_width, tick, write
from gui.stage.highlight import Tone
from gui.theme import Theme

QUIET = 0.22  # the opacity of what stands back
REACH = 6  # px between a node's outline and the middle of its band
BADGE = 9  # px, the radius of a mark
BAND = 3.2  # how much broader than a wire the band under it is

_MARKED = (Tone.WRONG, Tone.RIGHT)


def colour_of(tone: Tone | None, theme: Theme) -> QColor:
    """The colour of a tone; a note on something without one is written in ink."""
    colour: QColor = getattr(theme, tone.value) if tone is not None else theme.ink
    return colour


def badge(painter: QPainter, centre: QPointF, tone: Tone, look: Appearance) -> None:
    """A cross on what is wrong and a tick on what is right, told apart without their colours."""
    if tone not in _MARKED:
        return
    painter.setPen(QPen(look.theme.panel, look.px(2)))
    painter.setBrush(colour_of(tone, look.theme))
    painter.drawEllipse(centre, look.px(BADGE), look.px(BADGE))
    mark = cross if tone is Tone.WRONG else tick
    mark(painter, centre, look.px(7), look.theme.on_accent, look.px(2))


class NoteItem(QGraphicsItem):
    """A short text over everything else, in a frame of its tone."""

    def __init__(self, text: str, tone: Tone | None, look: Appearance) -> None:
        super().__init__()
        self.text = text
        self._tone, self._look = tone, look
        width, height = note_size(text, look)
        self._room = QRectF(-width / 2, -height / 2, width, height)
        self.setZValue(4)

    def boundingRect(self) -> QRectF:
        return self._room.adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme, corner = self._look.theme, self._look.px(5)
        colour = colour_of(self._tone, theme)
        painter.setPen(QPen(colour, self._look.px(1.4)))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(self._room, corner, corner)
        write(painter, self._room, self.text, _font(self._look), colour)


def note_size(text: str, look: Appearance) -> tuple[float, float]:
    """Width and height of a note."""
    font = _font(look)
    return text_width(text, font) + look.px(12), line_height(font) + look.px(4)


def free_place(tried: Sequence[QPointF], size: tuple[float, float], taken: list[QRectF]) -> QRectF:
    """The first of the places where nothing else stands; else the one that covers least."""

    def covered(room: QRectF) -> float:
        hits = (room & other for other in taken if room.intersects(other))
        return sum(hit.width() * hit.height() for hit in hits)

    rooms = []
    for centre in tried:
        room = QRectF(0, 0, *size)
        room.moveCenter(centre)
        rooms.append(room)
    return min(rooms, key=covered)


def _font(look: Appearance) -> QFont:
    return look.font("small", bold=True)
