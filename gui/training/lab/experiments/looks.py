"""How the curves of experiments are told apart."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from gui.appearance import Appearance
from gui.theme import RacerLook, Theme
from gui.widgets import paint_sample

_SAMPLE = (26, 14)


def look(theme: Theme, number: int) -> RacerLook:
    """Colour and dash of the experiment with that `colour`; after the last comes the first."""
    looks = list(theme.racers.values())
    return looks[number % len(looks)]


def sample(appearance: Appearance, number: int) -> QIcon:
    """A stretch of the curve, as an icon."""
    width, height = (appearance.px(side) for side in _SAMPLE)
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    style = look(appearance.theme, number)
    line = appearance.px(appearance.theme.plot_width)
    paint_sample(painter, QRectF(0, 0, width, height), style, line)
    painter.end()
    return QIcon(picture)
