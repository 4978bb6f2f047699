"""An arrow as a legend shows it. It imports no plot."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.messages import Message
from core.surfaces.race.anatomy import Part
from gui.appearance import Appearance

CUT = [2.5, 1.8]  # dashes of an arrow that is longer than is shown


def paint_arrow(
    painter: QPainter,
    start: QPointF,
    colour: QColor,
    appearance: Appearance,
    *,
    cut: bool = False,
) -> None:
    """From `start` to the right, 20 unscaled pixels long; dashed if it stands for one that is
    cut."""
    px = appearance.px
    pen = QPen(colour, px(appearance.theme.plot_width))
    shaft = QPen(pen)
    if cut:
        shaft.setDashPattern(CUT)
        shaft.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(shaft)
    painter.drawLine(start, start + QPointF(px(16), 0))
    painter.setPen(pen)
    tip = start + QPointF(px(20), 0)
    for lift in (-1, 1):
        painter.drawLine(tip, tip + QPointF(-px(6), lift * px(4)))


def arrow_name(part: Part, *, cut: bool) -> Message:
    """What it is called; and that it is longer than is shown, if it is."""
    name = Message(f"arena.part.{part}")
    return Message("arena.step.cut", {"name": name}) if cut else name
