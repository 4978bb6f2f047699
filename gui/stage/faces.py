"""What each node looks like, and how much room it takes. Everything here is measured, not drawn.

A leaf with one number is a rounded rectangle, an op on single numbers a circle, what holds an
array a card with its picture, and a single number computed from arrays (a loss) a card with
that number. Sizes come from the fonts, so nothing can be clipped at any scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtGui import QFont

from core.engine import Array
from core.format import number, shape
from core.graph import Graph, Role
from core.names import called
from core.narration import gradient_line, is_scalar
from core.playback import frame_at
from core.trace import Trace
from gui.appearance import Appearance
from gui.stage.brush import line_height, text_width, wrap
from gui.stage.layout import Extent
from gui.stage.pictures import Picture, as_table, picture_of


class Shape(StrEnum):
    """The outline of a node."""

    LEAF = "leaf"
    GATE = "gate"
    CARD = "card"
    FIGURE = "figure"


@dataclass(frozen=True)
class Face:
    """How a node is drawn: what is written on it, and the sizes in pixels at view scale 1."""

    shape: Shape
    title: str
    symbol: str
    tone: str  # the role of its colour in the theme
    width: float
    height: float
    foot: float  # the line under the body
    foot_width: float
    picture: Picture | None = None
    picture_height: float = 0.0
    compact: bool = False
    gradient: bool = False  # will a gradient be shown under the value?

    @property
    def extent(self) -> Extent:
        half = self.height / 2
        return Extent(max(self.width, self.foot_width), half, half + self.foot, self.width)


def faces(trace: Trace, appearance: Appearance, *, compact: bool) -> Mapping[str, Face]:
    """The face of each node of `trace`; `compact` ones are as small as their texts allow."""
    ids = (node.id for node in trace.graph.nodes)
    return {node: _Measure(trace, node, appearance, compact).face() for node in ids}


def tone(graph: Graph, node: str) -> str:
    """The theme's role for the colour of a node."""
    if node == graph.output:
        return "loss"
    match graph.node(node).role:
        case Role.INPUT | Role.PARAMETER:
            return "parameter"
        case Role.DATA:
            return "data"
        case Role.CONSTANT:
            return "constant"
        case Role.OPERATION:
            return "ink"


def shape_of(trace: Trace, node: str) -> Shape:
    graph, values = trace.graph, trace.values
    if not is_scalar(values[node]):
        return Shape.CARD
    if graph.node(node).op is None:
        return Shape.LEAF
    if all(is_scalar(values[source]) for source in graph.node(node).inputs):
        return Shape.GATE
    return Shape.FIGURE


class _Measure:
    """Measures one node."""

    def __init__(self, trace: Trace, node: str, appearance: Appearance, compact: bool) -> None:
        self._compact = compact
        self._trace, self._node, self._look = trace, node, appearance
        self._value: Array = trace.values[node]
        self._op = trace.graph.node(node).op
        self._name = called(trace.graph, node)

    def face(self) -> Face:
        match shape_of(self._trace, self._node):
            case Shape.LEAF:
                return self._leaf()
            case Shape.GATE:
                return self._gate()
            case Shape.FIGURE:
                return self._figure()
            case Shape.CARD:
                return self._card()

    def _make(self, kind: Shape, width: float, height: float) -> Face:
        graph = self._trace.graph
        end = frame_at(self._trace, len(self._trace))
        foot = gradient_line(end, self._node) if kind is not Shape.CARD else ""
        font = self._look.font("body", bold=True)
        named = bool(foot) or kind in (Shape.GATE, Shape.FIGURE)
        room = max(width, self._look.px(100 if self._compact else 120))
        lines = wrap(foot, font, room) or [""]
        return Face(
            kind,
            self._name,
            self._op.symbol if self._op else "",
            tone(graph, self._node),
            width,
            height,
            len(lines) * line_height(font) + self._look.px(6) if named else 0.0,
            room if len(lines) > 1 else text_width(foot, font) + self._look.px(4),
            compact=self._compact,
        )

    def _leaf(self) -> Face:
        px, font = self._look.px, self._look.font
        name = text_width(self._name, name_font(self._look))
        value = text_width(number(self._value), font("title", bold=True))
        if self._compact:
            bold = font("title", bold=True)
            name = text_width(f"{self._name} =", bold)
            width = max(px(56), name + value + px(24))
            return self._make(Shape.LEAF, width, line_height(bold) + px(12))
        height = line_height(name_font(self._look)) + line_height(font("title")) + px(6)
        return self._make(Shape.LEAF, max(px(96), name + px(24), value + px(24)), height)

    def _gate(self) -> Face:
        px, font = self._look.px, self._look.font
        value = text_width(number(self._value), font("title", bold=True))
        symbol = text_width(self._symbol(), font("title", bold=True))
        side = max(px(88), value + px(34), symbol + px(26))
        if self._compact:
            side = max(2 * line_height(font("title")) + px(12), value + px(20), symbol + px(14))
        return self._make(Shape.GATE, side, side)

    def _symbol(self) -> str:
        return self._op.symbol if self._op else ""

    def _figure(self) -> Face:
        px, font = self._look.px, self._look.font
        title = self._title_width()
        figure = text_width(self._equation(), font("display"))
        height = line_height(font("title")) + line_height(font("display")) + px(44)
        return self._make(Shape.FIGURE, max(px(150), title, figure + px(32)), height)

    def _equation(self) -> str:
        return f"{self._name} = {number(self._value)}"

    def _title_width(self) -> float:
        """Name, op and shape in one row."""
        px, font = self._look.px, self._look.font
        words = [self._name, self._symbol(), shape(self._value)]
        name = text_width(words[0], font("title", bold=True))
        return name + sum(text_width(word, font("small")) + px(8) for word in words[1:]) + px(28)

    def _card(self) -> Face:
        px, font = self._look.px, self._look.font
        picture = picture_of(self._trace.graph, self._node, self._value)
        gradient = self._node in self._trace.gradients
        width, height = float(px(144)), float(px(63))
        if picture is Picture.CELLS:
            rows, columns = as_table(self._value).shape
            widest = text_width("−0.123", font("small")) + px(4)
            width = max(float(px(96)), columns * widest)
            height = rows * (line_height(font("small")) + px(6))
        width = max(width + px(24), self._title_width())
        body = title_height(self._look) + height + px(12)
        if gradient:
            body += height + px(8)
        card = self._make(Shape.CARD, width, body)
        return replace(card, picture=picture, picture_height=height, gradient=gradient)


def name_font(look: Appearance) -> QFont:
    """For the name of a leaf: between a title and a display."""
    font = look.font("display")
    font.setPixelSize(round(font.pixelSize() * 0.75))
    return font


def title_height(look: Appearance) -> float:
    """The row at the top of a card, with the room around it."""
    return line_height(look.font("title", bold=True)) + look.px(14)
