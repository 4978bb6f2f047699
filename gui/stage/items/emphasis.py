"""How emphasis is drawn: a band around a node or under a wire, and a mark."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from gui.appearance import Appearance
from gui.stage.highlight import Tone
from gui.stage.text_painting import cross, tick
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


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """`share` of a colour on a ground, as if it were painted with that opacity."""
    mixed = [
        one * share + other * (1 - share)
        for one, other in (
            (colour.redF(), ground.redF()),
            (colour.greenF(), ground.greenF()),
            (colour.blueF(), ground.blueF()),
        )
    ]
    return QColor.fromRgbF(*mixed)
