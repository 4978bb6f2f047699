"""An arrow as a legend shows it. It imports no plot."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from gui.appearance import Appearance


def paint_arrow(painter: QPainter, start: QPointF, colour: QColor, appearance: Appearance) -> None:
    """From `start` to the right, 20 unscaled pixels long."""
    px = appearance.px
    painter.setPen(QPen(colour, px(appearance.theme.plot_width)))
    painter.drawLine(start, start + QPointF(px(16), 0))
    tip = start + QPointF(px(20), 0)
    for lift in (-1, 1):
        painter.drawLine(tip, tip + QPointF(-px(6), lift * px(4)))
