"""The curve of a wire as a path, and the pen that draws it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from gui.stage.layout.curves import Cubic, Point, short_pieces
from gui.stage.render_state import RenderState

PIECE = 300  # px across; of a wire that is larger only such pieces are drawn that are near
STOP = 0.16  # of the way back from the gate, where a blocked gradient stops


def wire_pen(state: RenderState, colour: QColor, factor: float) -> QPen:
    """A pen `factor` times as broad as a wire usually is."""
    pen = QPen(colour, state.theme.wire_width * state.appearance.factor * factor)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def curve(route: Sequence[Point]) -> QPainterPath:
    """All of a wire."""
    return joined(short_pieces(route, PIECE))


def joined(pieces: Sequence[Cubic]) -> QPainterPath:
    """The pieces as one path, with a gap where one does not begin where the last has ended."""
    path = QPainterPath()
    for start, out, into, end in pieces:
        if path.isEmpty() or path.currentPosition() != QPointF(*start):
            path.moveTo(*start)
        path.cubicTo(QPointF(*out), QPointF(*into), QPointF(*end))
    return path
