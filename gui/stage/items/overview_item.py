"""A large graph from far away: one item for everything, plain blocks and straight lines.

Where no figure could be read, nodes are blocks in the colour of the pass that has reached them.
Everything of one colour is handed to the painter in one call, which makes a thousand nodes as
quick as one; as items of their own they would take ten times as long as a frame may last.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.graph import Edge
from core.trace import Trace
from gui.stage.highlight import Highlight
from gui.stage.items.emphasis import QUIET, colour_of, mixed
from gui.stage.items.node_style import Shape
from gui.stage.items.schedule import Rows, Schedule, Schedules
from gui.stage.layout.plan import Plan
from gui.stage.layout.spatial_index import Boxes, SpatialIndex, within
from gui.stage.render_state import RenderState

_SMALLEST_BLOCK = 3.0  # pixels on the screen
_SMALLEST_SYMBOL = 7.0
_MOST_SYMBOLS = 400
_LIGHT = 0.55  # of a wire's colour, so that nodes stand out; mixed, since blending takes long

Groups = list[tuple[QColor, float, list[int]]]  # colour, opacity, which


class OverviewItem(QGraphicsItem):
    """Paints the whole plan. It is hidden where figures can be read."""

    def __init__(
        self, plan: Plan, index: SpatialIndex, state: RenderState, schedules: Schedules
    ) -> None:
        super().__init__()
        self._plan, self._places, self._state = plan, index, state
        self._schedules = schedules
        left, top, right, bottom = index.content
        self._room = QRectF(left, top, right - left, bottom - top)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.hide()

    def adopt(self, plan: Plan, trace: Trace) -> None:
        """Another run of the same structure: constants have other numbers, at the same places.
        From afar no number can be read, so mostly there is nothing to be painted again."""
        renamed, self._plan = plan is not self._plan, plan
        before = self._schedules.last
        if before is None or not self.isVisible():
            return  # it is painted when it comes to be seen
        if renamed or self._schedules.of(trace) is not before:
            self.update()

    @property
    def look(self) -> Schedule:
        """What is the same for two runs that look the same from afar at any moment."""
        return self._now

    def boundingRect(self) -> QRectF:
        edge = 10 * self._state.appearance.factor
        return self._room.adjusted(-edge, -edge, edge, edge)

    def room_of(self, nodes: Iterable[str], edges: Iterable[Edge]) -> QRectF:
        """The room that these take, with the ring around what is active."""
        rows = self._places.number_of
        picked = [self._places.rooms[rows[node]] for node in nodes]
        picked += [self._places.wires[rows[edge]] for edge in edges]
        if not picked:
            return QRectF()
        boxes, edge = np.array(picked), 10 * self._state.appearance.factor
        left, top = boxes[:, :2].min(axis=0) - edge
        right, bottom = boxes[:, 2:].max(axis=0) + edge
        return QRectF(left, top, right - left, bottom - top)

    # painting

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        scale = abs(painter.worldTransform().m11())
        exposed = option.exposedRect
        edge = 4 / scale
        area = exposed.adjusted(-edge, -edge, edge, edge)
        box = (area.left(), area.top(), area.right(), area.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        nodes = within(self._places.rooms, box)
        self._wires(painter, within(self._places.wires, box))
        self._blocks(painter, nodes, scale)
        symbol = self._state.appearance.font("display").pixelSize() * 0.8
        if symbol * scale >= _SMALLEST_SYMBOL and len(nodes) <= _MOST_SYMBOLS:
            self._symbols(painter, nodes)

    def _wires(self, painter: QPainter, rows: Sequence[int]) -> None:
        lines = self._lines
        for colour, opacity, group in self._by_colour_of_wires(np.array(rows, dtype=np.int64)):
            pen = QPen(mixed(colour, self._state.theme.panel, opacity * _LIGHT), 1.5)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines([line for i in group for line in lines[i]])

    def _blocks(self, painter: QPainter, rows: Sequence[int], scale: float) -> None:
        side = float(self._places.bodies[0, 2] - self._places.bodies[0, 0])
        for colour, opacity, group in self._by_colour_of_nodes(np.array(rows, dtype=np.int64)):
            painter.setOpacity(opacity)
            if side * scale < _SMALLEST_BLOCK:
                pen = QPen(colour, _SMALLEST_BLOCK)
                pen.setCosmetic(True)
                painter.setPen(pen)
                painter.drawPoints([self._middles[i] for i in group])
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRects([self._rects[i] for i in group])
        painter.setOpacity(1.0)
        self._ring(painter, scale)

    def _ring(self, painter: QPainter, scale: float) -> None:
        """What is at work: a frame around it that can be seen at any size."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(self._state.theme.ink, 2.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        edge = 3 / scale
        for node in self._state.at_work:
            rect = self._rects[self._places.number_of[node]]
            painter.drawRect(rect.adjusted(-edge, -edge, edge, edge))

    def _symbols(self, painter: QPainter, rows: Sequence[int]) -> None:
        """What each node does, as long as that can be read."""
        font = self._state.appearance.font("display")
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(self._state.theme.panel)
        for i in rows:
            style = self._plan.styles[self._places.nodes[i]]
            word = style.symbol if style.shape is Shape.GATE else style.title
            if len(word) <= 3:
                painter.drawText(self._rects[i], Qt.AlignmentFlag.AlignCenter, word)

    # colours

    def _by_colour_of_nodes(self, rows: Rows) -> Groups:
        """By the pass that has reached them, unless they are emphasised."""
        theme, plan, done = self._state.theme, self._now, self._state.frame.index
        states = np.where(plan.graded[rows] < done, 2, np.where(plan.valued[rows] < done, 1, 0))
        colours = (theme.disabled, theme.forward, theme.backward)
        return self._grouped(rows, states, colours, self._places.nodes)

    def _by_colour_of_wires(self, rows: Rows) -> Groups:
        theme, plan, done = self._state.theme, self._now, self._state.frame.index
        states = np.where(plan.passed[rows] < done, 1, 0)
        states[plan.returned[rows] < done] = 2
        states[(states == 2) & plan.blocked[rows]] = 0
        colours = (theme.grid, theme.forward, theme.backward)
        return self._grouped(rows, states, colours, self._places.edges)

    def _grouped(
        self,
        rows: Rows,
        states: Rows,
        colours: tuple[QColor, ...],
        parts: tuple[str, ...] | tuple[Edge, ...],
    ) -> Groups:
        light: Highlight = self._state.highlight
        quiet = QUIET if light.dim else 1.0
        groups: Groups = [
            (colour, quiet, rows[states == i].tolist()) for i, colour in enumerate(colours)
        ]
        shown = set(rows.tolist())
        mentioned: list[str | Edge] = [*light.nodes, *light.edges]
        for part in mentioned:
            row = self._places.number_of.get(part)
            if row is None or row not in shown or row >= len(parts) or parts[row] != part:
                continue
            tone = colour_of(light.tone(part), self._state.theme)
            groups.append((tone, 1.0, [row]))
        return [group for group in groups if group[2]]

    @property
    def _now(self) -> Schedule:
        return self._schedules.of(self._state.trace)

    # shapes, made when they are first needed

    @cached_property
    def _rects(self) -> list[QRectF]:
        return [QRectF(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in self._bodies.tolist()]

    @cached_property
    def _middles(self) -> list[QPointF]:
        return [rect.center() for rect in self._rects]

    @property
    def _bodies(self) -> Boxes:
        return self._places.bodies

    @cached_property
    def _lines(self) -> list[list[QLineF]]:
        """A wire from afar: straight from bend to bend."""
        found = []
        for edge in self._places.edges:
            route = self._plan.layout.routes[edge]
            xs = [x for x, _ in route]
            back = xs != sorted(xs)  # between two rows
            points = route if back else (route[0], *route[1:-1:2], route[-1])
            found.append([QLineF(*one, *other) for one, other in pairwise(points)])
        return found
