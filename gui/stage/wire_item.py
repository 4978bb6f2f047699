"""A wire: values flow to the right above it, gradients to the left below it."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.engine import Array
from core.format import number
from core.graph import Edge
from core.narration import blocked, is_scalar
from core.trace import Forward, Propagate
from gui.stage.brush import cross, halo, line_height, text_width, triangle
from gui.stage.layout import Point
from gui.stage.motion import magnitude, thickness, within
from gui.stage.scenery import Scenery

STOP = 0.16  # of the way back from the gate, where a blocked gradient stops


class WireItem(QGraphicsItem):
    """One edge, painted from the frame of the scenery."""

    def __init__(self, edge: Edge, route: Sequence[Point], scenery: Scenery) -> None:
        super().__init__()
        self.edge = edge
        self.path = smooth(route)
        self._scenery = scenery
        self._middle = self._find_middle(route)

    def boundingRect(self) -> QRectF:
        room = 5 * self._scenery.appearance.font("body").pixelSize()
        return self.path.boundingRect().adjusted(-room / 2, -room, room / 2, room)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._line(painter)
        if self.labelled:
            self._labels(painter)

    @property
    def labelled(self) -> bool:
        """Single numbers are written on the wire; arrays are in their cards."""
        return is_scalar(self._scenery.trace.values[self.edge.source])

    # the line

    def _line(self, painter: QPainter) -> None:
        theme = self._scenery.theme
        contribution = self._settled()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if contribution is None:
            passed = not self._scenery.live and self._passed()
            self._stroke(painter, self.path, theme.forward if passed else theme.grid, 1.0)
        elif contribution.any():
            self._stroke(painter, self.path, theme.backward, thickness(magnitude(contribution)))
        else:
            self._stroke(painter, self.path, theme.grid, 1.0)
            if self._stopped_here():
                self._mark(painter)
        self._growing(painter)

    def _passed(self) -> bool:
        return self._scenery.frame.value(self.edge.target) is not None

    def _settled(self) -> Array | None:
        return None if self._scenery.live else self._scenery.frame.contribution(self.edge)

    def _growing(self, painter: QPainter) -> None:
        """The part that the pulse of the moment has already passed."""
        frame, theme = self._scenery.frame, self._scenery.theme
        if self._scenery.live or frame.progress == 0:
            return
        match frame.event:
            case Forward(node=node) if node == self.edge.target:
                done = self.path.trimmed(0, within(frame.progress, 0, 0.6))
                self._stroke(painter, done, theme.forward, 1.4)
            case Propagate(edge=edge, contribution=gradient) if edge == self.edge:
                if gradient.any():
                    done = self.path.trimmed(1 - within(frame.progress, 0, 1), 1)
                    self._stroke(painter, done, theme.backward, thickness(magnitude(gradient)))

    def _stroke(self, painter: QPainter, path: QPainterPath, colour: QColor, factor: float) -> None:
        width = self._scenery.theme.wire_width * self._scenery.appearance.factor * factor
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _stopped_here(self) -> bool:
        trace = self._scenery.trace
        event = trace.events[trace.edge_index[self.edge]]
        return isinstance(event, Propagate) and blocked(event)

    def _mark(self, painter: QPainter) -> None:
        px = self._scenery.appearance.px
        here = self.path.pointAtPercent(1 - STOP)
        cross(painter, here, px(11), self._scenery.theme.backward, px(3))

    # the figures

    def _labels(self, painter: QPainter) -> None:
        scenery, theme = self._scenery, self._scenery.theme
        font = scenery.appearance.font("body", bold=True)
        value, contribution = scenery.value(self.edge.source), self._settled()
        if value is not None and (
            scenery.live or scenery.frame.value(self.edge.source) is not None
        ):
            text = number(value)
            halo(painter, self._beside(text, above=True), text, font, theme.forward, theme.panel)
        if contribution is not None:
            self._gradient(painter, number(contribution), float(contribution.reshape(())))

    def _gradient(self, painter: QPainter, text: str, value: float) -> None:
        """The number, with its sign as a shape before it."""
        look, theme = self._scenery.appearance, self._scenery.theme
        font = look.font("body", bold=True)
        room = f"\u2003{text}" if value else text  # an em space holds the place of the sign
        centre = self._beside(room, above=False)
        halo(painter, centre, room, font, theme.backward_text, theme.panel)
        if value:
            left = centre.x() - text_width(room, font) / 2 + look.px(5)
            triangle(painter, QPointF(left, centre.y()), look.px(7), theme.backward_text, value > 0)

    def _beside(self, text: str, *, above: bool) -> QPointF:
        """The centre for a text that does not touch the wire at its middle."""
        font = self._scenery.appearance.font("body", bold=True)
        middle, normal = self._middle
        reach = abs(normal.x()) * text_width(text, font) + abs(normal.y()) * line_height(font)
        reach = reach / 2 + self._scenery.appearance.px(3)
        return middle + normal * (reach if above else -reach)

    def _find_middle(self, route: Sequence[Point]) -> tuple[QPointF, QPointF]:
        """The middle of the wire, and the direction that leads upwards away from it there."""
        half = 0.5
        if len(route) > 2:  # figures stand in the lane kept for the wire, where it runs level
            (x0, y0), (x1, y1) = route[len(route) // 2 - 1], route[len(route) // 2]
            return QPointF((x0 + x1) / 2, (y0 + y1) / 2), QPointF(0, -1)
        before, after = self.path.pointAtPercent(half - 0.03), self.path.pointAtPercent(half + 0.03)
        along = after - before
        length = (along.x() ** 2 + along.y() ** 2) ** 0.5 or 1.0
        return self.path.pointAtPercent(half), QPointF(along.y(), -along.x()) / length


def smooth(route: Sequence[Point]) -> QPainterPath:
    """A curve through the points of a route, level at each of them."""
    points = [QPointF(x, y) for x, y in route]
    path = QPainterPath(points[0])
    for before, after in pairwise(points):
        middle = (before.x() + after.x()) / 2
        path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
    return path
