"""How the curves of experiments are told apart: an optimizer has the colour and the marker that it
has everywhere in the program, and further runs of it have shades of that colour."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from core.experiments import Experiment
from gui.appearance import Appearance
from gui.theme import RacerLook, Theme
from gui.training.shades import mixed
from gui.widgets import paint_sample

_SAMPLE = (26, 14)
_PALE = 0.3
_SHADES = (("ink", 0.0), ("ink", 0.42), ("panel", 0.38), ("ink", 0.66))  # of what, and how much


def look(theme: Theme, experiment: Experiment) -> RacerLook:
    """A solid line; after the last shade comes the first one."""
    racer = theme.racer(experiment.config.optimizer)
    role, share = _SHADES[experiment.colour % len(_SHADES)]
    return RacerLook(mixed(racer.colour, getattr(theme, role), share), (), racer.marker)


def sample(appearance: Appearance, experiment: Experiment, *, pale: bool = False) -> QIcon:
    """A stretch of the curve, as an icon: the same in a row that is chosen; pale if the curve is
    taken away."""
    width, height = (appearance.px(side) for side in _SAMPLE)
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(_PALE if pale else 1.0)
    style = look(appearance.theme, experiment)
    line = appearance.px(appearance.theme.plot_width)
    paint_sample(painter, QRectF(0, 0, width, height), style, line)
    painter.end()
    found = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # or Qt would tint it
        found.addPixmap(picture, mode)
    return found
