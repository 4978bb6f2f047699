"""All wires of a large graph that rest, as one item: straight lines so short that they look curved.

To stroke a path takes Qt's painter ten times as long as to draw its lines with flat ends, and five
hundred items that pass through a view take as long again to be asked whether they do. Figures,
and the wires at work or emphasised, are items of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.explain.narration import blocked
from core.graph import Edge
from core.trace import Propagate, Trace
from gui.stage.items.emphasis import QUIET, mixed
from gui.stage.items.motion import magnitude, thickness
from gui.stage.items.schedule import Rows, Schedules
from gui.stage.items.wire_path import STOP, curve, wire_pen
from gui.stage.layout.curves import lines_near
from gui.stage.layout.plan import Plan
from gui.stage.layout.spatial_index import Boxes, SpatialIndex, within
from gui.stage.render_state import RenderState
from gui.stage.text_painting import cross

_OFF = 0.1  # pixels between a line and the curve it stands for, at most
_OVERLAP = 0.5  # pixels by which lines are longer at either end, so that there are no gaps
_AHEAD = 0.25  # of what a view shows, around it
_NEARER = 2  # times as large as when somebody looked: worth to look again
_GREY, _BLUE, _ORANGE = range(3)  # states; of an orange one there is one for each width


@dataclass(frozen=True)
class _Near:
    """The lines near a part of the scene, those of one wire after the other."""

    area: QRectF
    scale: float
    lines: list[QLineF]
    boxes: Boxes
    owners: Rows

    def serves(self, area: QRectF, scale: float) -> bool:
        return scale <= _NEARER * self.scale and self.area.contains(area)


class WireField(QGraphicsItem):
    """Paints the wires of a plan from the frame of the render state, but those `apart`."""

    def __init__(
        self, plan: Plan, index: SpatialIndex, state: RenderState, schedules: Schedules
    ) -> None:
        super().__init__()
        self._plan, self._places, self._state = plan, index, state
        self._schedules = schedules
        self._apart: Rows = np.empty(0, dtype=np.int64)
        self._near: _Near | None = None
        self._widths: tuple[Trace | None, dict[int, float]] = None, {}
        self._stops: dict[int, QPointF] = {}
        left, top, right, bottom = index.content
        self._room = QRectF(left, top, right - left, bottom - top)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_apart(self, edges: Iterable[Edge]) -> None:
        """The wires that somebody else draws, from now on."""
        rows = [self._row(edge) for edge in edges]
        changed = set(rows) ^ set(self._apart.tolist())
        self._apart = np.array(rows, dtype=np.int64)
        for row in changed:
            self.update(self._room_of(row))

    def repaint(self, edges: Iterable[Edge]) -> None:
        """Paint these wires again."""
        for edge in edges:
            self.update(self._room_of(self._row(edge)))

    def boundingRect(self) -> QRectF:
        return self._room

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        reach = self._state.appearance.text_px("body")
        area = option.exposedRect.adjusted(-reach, -reach, reach, reach)
        near = self._close_to(area, scale)
        lines = np.array(within(near.boxes, _box(area)), dtype=np.int64)
        lines = lines[~np.isin(near.owners[lines], self._apart)]
        exactly = painter.paintEngine().type() is not QPaintEngine.Type.Raster
        for state, row, start, end in self._runs(near.owners[lines], exactly):
            painter.setPen(self._pen(state, row))
            if exactly:  # in a file that is looked at from any distance
                painter.drawPath(self._path(row))
            else:
                painter.drawLines([near.lines[i] for i in lines[start:end].tolist()])
        self._crosses(painter, np.unique(near.owners[lines]))

    # which lines

    def _close_to(self, area: QRectF, scale: float) -> _Near:
        """The lines there, and a little further away, so that a view which moves need not ask
        again with each frame."""
        if self._near is None or not self._near.serves(area, scale):
            more = _AHEAD * max(area.width(), area.height())
            asked = area.adjusted(-more, -more, more, more)
            curves, owners = self._places.curves
            rows = np.array(within(self._places.pieces[0], _box(asked)), dtype=np.int64)
            lines, which = lines_near(curves[rows], _box(asked), _OFF / scale)
            drawn = [QLineF(*line) for line in _longer(lines, _OVERLAP / scale).tolist()]
            self._near = _Near(asked, scale, drawn, _boxes(lines), owners[rows][which])
        return self._near

    def _runs(self, owners: Rows, single: bool) -> Iterator[tuple[int, int, int, int]]:
        """Neighbours that look alike: their state, a wire of them, and from where to where they
        are. Each wire alone if they are to be `single`."""
        if not len(owners):
            return
        done, schedule = self._state.frame.index, self._schedules.of(self._state.trace)
        states = np.where(schedule.passed[owners] < done, _BLUE, _GREY)
        back = schedule.returned[owners] < done
        states[back] = np.where(schedule.blocked[owners[back]], _GREY, _ORANGE)
        alike = states[1:] == states[:-1]
        alike &= (owners[1:] == owners[:-1]) | ((states[1:] != _ORANGE) & (not single))
        starts = [0, *(np.flatnonzero(~alike) + 1).tolist()]
        for start, end in zip(starts, [*starts[1:], len(owners)], strict=True):
            yield int(states[start]), int(owners[start]), start, end

    # how they look

    def _pen(self, state: int, row: int) -> QPen:
        theme = self._state.theme
        colour = (theme.grid, theme.forward, theme.backward)[state]
        if self._state.highlight.dim:
            colour = mixed(colour, theme.panel, QUIET)
        pen = wire_pen(self._state, colour, self._width(row) if state == _ORANGE else 1.0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # drawn ten times as fast
        return pen

    def _width(self, row: int) -> float:
        trace = self._state.trace
        if self._widths[0] is not trace:
            self._widths = trace, {}
        known = self._widths[1]
        if row not in known:
            came = trace.contribution(self._places.edges[row])
            known[row] = thickness(magnitude(came)) if came is not None else 1.0
        return known[row]

    def _crosses(self, painter: QPainter, rows: Rows) -> None:
        """Where a gradient is stopped."""
        done, schedule = self._state.frame.index, self._schedules.of(self._state.trace)
        look, events = self._state.appearance, self._state.trace.events
        for row in rows[(schedule.returned[rows] < done) & schedule.blocked[rows]].tolist():
            event = events[schedule.returned[row]]
            if isinstance(event, Propagate) and blocked(event):
                cross(painter, self._stop(row), look.px(11), self._state.theme.backward, look.px(3))

    def _stop(self, row: int) -> QPointF:
        if row not in self._stops:
            self._stops[row] = self._path(row).pointAtPercent(1 - STOP)
        return self._stops[row]

    def _path(self, row: int) -> QPainterPath:
        return curve(self._plan.layout.routes[self._places.edges[row]])

    def _row(self, edge: Edge) -> int:
        return self._places.number_of[edge]

    def _room_of(self, row: int) -> QRectF:
        left, top, right, bottom = self._places.wires[row].tolist()
        reach = self._state.appearance.text_px("body")
        room = QRectF(left, top, right - left, bottom - top)
        return room.adjusted(-reach, -reach, reach, reach)


def _box(area: QRectF) -> tuple[float, float, float, float]:
    return area.left(), area.top(), area.right(), area.bottom()


def _boxes(lines: Boxes) -> Boxes:
    """Left, top, right and bottom of lines from … to …."""
    one, other = lines[:, :2], lines[:, 2:]
    return np.hstack([np.minimum(one, other), np.maximum(one, other)])


def _longer(lines: Boxes, by: float) -> Boxes:
    way = lines[:, 2:] - lines[:, :2]
    way *= by / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    return np.hstack([lines[:, :2] - way, lines[:, 2:] + way])
