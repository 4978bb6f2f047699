"""A node on the stage: its outline, its value, and the gradient under it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.engine import Array
from core.explain.narration import gradient_line, gradient_sum
from core.explain.provenance import Part
from core.format import number, shape
from core.playback import Phase
from core.trace import Forward, Trace
from gui.stage.arrays.picture_painter import PicturePainter
from gui.stage.highlight import Tone
from gui.stage.items.emphasis import BADGE, REACH, badge, colour_of
from gui.stage.items.in_full import in_full
from gui.stage.items.motion import within
from gui.stage.items.node_geometry import leaf_name, note_places, number_room, title_room
from gui.stage.items.node_style import NodeStyle, Shape, card_margin, name_font, title_height
from gui.stage.render_state import RenderState
from gui.stage.text_painting import (
    CENTRE,
    LEFT,
    RIGHT,
    line_height,
    shortest,
    text_width,
    wrap,
    write,
    write_over,
)

_CLEAR = 0.12  # of a small gate's width, between its number and its ring
_EASE = 40  # unscaled pixels on the screen of a cell beyond which nobody need come nearer


class NodeItem(QGraphicsItem):
    """Paints one node from the frame of the render state. Its origin is the centre of its body."""

    def __init__(self, node: str, style: NodeStyle, state: RenderState) -> None:
        super().__init__()
        self.node = node
        self.style = style
        self.focused = False  # by the keyboard, for editing
        self._state = state
        self._values, self._gradients = PicturePainter(), PicturePainter()
        self.adopt(state.trace)
        self.setZValue(1)

    def adopt(self, trace: Trace) -> None:
        """Paint the arrays of another run: its finished values set the limits of the colours."""
        if self.style.picture is not None:
            self._values.adopt(trace.values[self.node])
            self._gradients.adopt(trace.gradients.get(self.node))

    @property
    def body(self) -> QRectF:
        """The outline, without the line under it."""
        width, height = self.style.width, self.style.height
        return QRectF(-width / 2, -height / 2, width, height)

    @property
    def room(self) -> QRectF:
        """What the layout keeps free for this node."""
        extent = self.style.extent
        return QRectF(-extent.width / 2, -extent.above, extent.width, extent.above + extent.below)

    @property
    def title_room(self) -> QRectF:
        """Where the name is."""
        return title_room(self.style, self.body, self._state.appearance)

    @property
    def number_room(self) -> QRectF:
        """Where the number of a leaf is."""
        return number_room(self.style, self.body, self._state.appearance)

    @property
    def editable(self) -> bool:
        """Leaves have values that a user can change."""
        return self._state.trace.graph.node(self.node).op is None

    def boundingRect(self) -> QRectF:
        edge = self._state.appearance.px(BADGE + 1)
        return self.room.adjusted(-edge, -edge, edge, edge)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        tone = self._state.highlight.nodes.get(self.node)
        if tone is not None:
            self._band(painter, tone)
        self._outline(painter)
        match self.style.shape:
            case Shape.LEAF:
                self._leaf(painter)
            case Shape.GATE:
                self._gate(painter)
            case Shape.FIGURE:
                self._figure(painter)
            case Shape.CARD:
                self._card(painter)
        if self.style.foot:
            self._foot(painter)
        if tone is not None or self._state.fault(self.node):
            badge(painter, self._shoulder, tone or Tone.WRONG, self._state.appearance)

    # emphasis

    def _band(self, painter: QPainter, tone: Tone) -> None:
        """A ring in the tone's colour, broad enough to be seen from the last row."""
        look = self._state.appearance
        reach = look.px(REACH) / 2
        painter.setPen(QPen(colour_of(tone, look.theme), look.px(REACH)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._shape(painter, self.body.adjusted(-reach, -reach, reach, reach))

    def note_places(self, size: tuple[float, float]) -> list[QPointF]:
        """Where a note may stand, in the scene."""
        look = self._state.appearance
        places = note_places(self.room, self.body, size, look, before=self.editable)
        return [self.pos() + place for place in places]

    @property
    def _shoulder(self) -> QPointF:
        """The upper right of the outline."""
        inset = self.body.width() * 0.147 if self.style.shape is Shape.GATE else 0.0
        return QPointF(self.body.right() - inset, self.body.top() + inset)

    # the outline

    def _outline(self, painter: QPainter) -> None:
        theme, px = self._state.theme, self._state.appearance.px
        active = self._state.active(self.node)
        fill, edge, width = theme.panel, self._tone(), theme.outline_width
        if active is Phase.FORWARD:
            fill, edge, width = theme.forward_fill, theme.forward, 1.6 * width
        elif active is Phase.BACKWARD:
            fill, edge, width = theme.backward_fill, theme.backward, 1.6 * width
        if self.focused:
            painter.setPen(QPen(theme.forward, px(2), Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._shape(painter, self.body.adjusted(-px(4), -px(4), px(4), px(4)))
        painter.setPen(QPen(edge, width * self._state.appearance.factor))
        painter.setBrush(fill)
        self._shape(painter, self.body)

    def _shape(self, painter: QPainter, room: QRectF) -> None:
        if self.style.shape is Shape.GATE:
            painter.drawEllipse(room)
        else:
            corner = self._state.appearance.px(9)
            painter.drawRoundedRect(room, corner, corner)

    def _tone(self) -> QColor:
        colour: QColor = getattr(self._state.theme, self.style.tone)
        return colour

    # what is inside

    def _leaf(self, painter: QPainter) -> None:
        """Name over number; or in a row: `a = 2`. A constant only says its number."""
        look = self._state.appearance
        font = look.font("title", bold=True) if self.style.compact else name_font(look)
        side = LEFT if self.style.in_a_row else CENTRE
        write(painter, self.title_room, leaf_name(self.style), font, self._tone(), side)
        self._number(painter, self.number_room)

    def _gate(self, painter: QPainter) -> None:
        font, body, symbol = self._state.appearance.font, self.body, self.style.symbol
        inset, near = body.width() * 0.1, body.width() * (_CLEAR if self.style.compact else 0.1)
        high, low = (0.12, 0.5) if self.style.compact else (0.16, 0.55)  # where it is wide enough
        top, width = body.top() + body.height() * high, body.width() - 2 * inset
        upper = QRectF(body.left() + inset, top, width, body.height() * 0.4)
        step = font("display") if len(symbol) == 1 else font("title", bold=True)
        write(painter, upper, symbol, step, self._tone())
        top, width = body.top() + body.height() * low, body.width() - 2 * near
        lower = QRectF(body.left() + near, top, width, body.height() * 0.3)
        self._number(painter, lower)

    def _number(self, painter: QPainter, room: QRectF, before: str = "") -> None:
        """The value; it fades in as it is computed, and is quiet until a leaf is read."""
        value, opacity = self._appearing()
        if value is None:
            return
        state = self._state
        read = state.frame.value(self.node) is not None or opacity < 1
        colour = state.theme.forward if read else state.theme.muted
        large = before and not self.style.terse
        font = state.appearance.font("display" if large else "title", bold=True)
        around = painter.opacity()  # less than 1 where the whole node stands back
        painter.setOpacity(around * opacity)
        text = shortest(lambda digits: before + number(value, digits), font, room.width())
        write(painter, room, text, font, self._tone() if before else colour)
        painter.setOpacity(around)

    def _appearing(self) -> tuple[Array | None, float]:
        """The value and its opacity: an op's value fades in when the pulses have reached it."""
        event, progress = self._state.frame.event, self._state.frame.progress
        if (
            isinstance(event, Forward)
            and event.node == self.node
            and progress > 0
            and not self.editable
        ):
            return event.value, within(progress, 0.6, 1.0)
        return self._state.value(self.node), 1.0

    def _figure(self, painter: QPainter) -> None:
        body = self.body
        self._title(painter)
        top = body.top() + title_height(self._state.appearance, self.style.density)
        room = QRectF(body.left(), top, body.width(), body.bottom() - top)
        margin = self._state.appearance.px(10)
        self._number(painter, room.adjusted(margin, 0, -margin, -margin), f"{self.style.title} = ")

    def _card(self, painter: QPainter) -> None:
        state, style = self._state, self.style
        self._title(painter)
        if style.picture is None:
            return
        value, opacity = self._appearing()
        room = self.picture_room(Part.VALUE)
        look, written = state.appearance, state.written_value(self.node)
        self._values.paint(painter, room, value, style.picture, look, opacity, written)
        if style.gradient:
            room, gradient = self.picture_room(Part.GRADIENT), state.gradient(self.node)
            written = state.written_gradient(self.node)
            self._gradients.paint(painter, room, gradient, style.picture, look, 1.0, written)

    def picture_room(self, part: Part) -> QRectF:
        """Where the picture of the values, or of the gradients, is."""
        look, style = self._state.appearance, self.style
        margin, top = look.px(card_margin(style.density)), title_height(look, style.density)
        gap = look.px(4 if style.dense else 8)
        below = style.picture_height + gap if part is Part.GRADIENT else 0
        left, width = self.body.left() + margin, style.width - 2 * margin
        return QRectF(left, self.body.top() + top + below, width, style.picture_height)

    def painter_of(self, part: Part) -> PicturePainter:
        return self._values if part is Part.VALUE else self._gradients

    def cell_at(self, point: QPointF) -> tuple[Part, tuple[int, ...]] | None:
        """The number at a point of the item: of the value or of the gradient, and its index."""
        if self.style.picture is None:
            return None
        for part in (Part.VALUE, Part.GRADIENT)[: 1 + self.style.gradient]:
            room, array = self.picture_room(part), self.array_of(part)
            if array is not None and room.contains(point):
                index = self.painter_of(part).index_at(point, room, array, self.style.picture)
                return None if index is None else (part, index)
        return None

    @property
    def closest(self) -> float:
        """The zoom at which the numbers of the picture can be read with ease."""
        sizes = [size for part in Part if (size := self.painter_of(part).cell_size) > 0]
        return _EASE * self._state.appearance.factor / min(sizes) if sizes else 0.0

    def array_of(self, part: Part) -> Array | None:
        """The value or the gradient, as far as it is known at the moment."""
        of = self._state.value if part is Part.VALUE else self._state.gradient
        return of(self.node)

    def _title(self, painter: QPainter) -> None:
        look, theme = self._state.appearance, self._state.theme
        bold, small = look.font("title", bold=True), look.font("small")
        row = self.title_room
        write(painter, row, self.style.title, bold, self._tone(), LEFT)
        after = row.adjusted(text_width(self.style.title, bold) + look.px(7), 0, 0, 0)
        write(painter, after, self.style.symbol, small, theme.muted, LEFT)
        if self.style.shape is Shape.CARD and not self.style.shaped:
            return
        value = self._state.value(self.node)
        given = value if value is not None else self._state.trace.values[self.node]
        write(painter, row, shape(given), small, theme.muted, RIGHT)

    # under it

    def _foot(self, painter: QPainter) -> None:
        """The gradient; before it, what it will be the gradient of."""
        state, look = self._state, self._state.appearance
        width, font = self.style.extent.width, look.font("body", bold=True)
        room = QRectF(-width / 2, self.body.bottom() + look.px(5), width, line_height(font))
        most = max(1, int(self.style.foot / room.height()))
        said = gradient_sum if self.style.terse else gradient_line

        def lines(digits: int) -> str:
            return "\n".join(wrap(said(state.frame, self.node, digits), font, width, most))

        line = shortest(lines, font, width)
        for part in line.splitlines():
            write_over(painter, room, part, font, state.theme.backward_text, state.theme.panel)
            room.translate(0, room.height())
        if not line and self.style.shape is Shape.GATE:
            write(painter, room, self.style.title, look.font("body"), state.theme.muted)

    def tooltip(self) -> str:
        """The node's numbers in full precision."""
        return in_full(self._state, self.node, self.style.title)
