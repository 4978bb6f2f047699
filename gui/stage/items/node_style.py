"""What each node looks like, and how much room it takes. Everything here is measured, not drawn.

A leaf with one number is a rounded rectangle, an op on single numbers a circle, what holds an
array a card with its picture, and a single number computed from arrays (a loss) a card with
that number. Sizes come from the fonts, so nothing can be clipped at any scale.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache

from PySide6.QtGui import QFont

from core.engine import Array, is_scalar
from core.explain.narration import gradient_line, gradient_sum
from core.format import number, shape
from core.graph import Graph, Role
from core.names import called, partial
from core.playback import frame_at
from core.trace import Trace
from gui.appearance import Appearance
from gui.stage.arrays.pictures import Picture, as_table, picture_of
from gui.stage.layout.coordinates import Extent
from gui.stage.text_painting import line_height, ruler, wrap

_NUMBER = re.compile(r"[\d.]+")
_USUAL = "−0.1234"  # in a gate, longer numbers are written shorter
_TURNED = "−0.00"  # as much room has each number that a hand can turn
_SLIMMER = 0.7  # is a leaf with a long name, if its number stands under that
_FOOT_LINES = 2  # for the gradient under a node
CROWD = 200  # nodes; beyond this all numbers have the usual room, and none of them is measured


class Shape(StrEnum):
    """The outline of a node."""

    LEAF = "leaf"
    GATE = "gate"
    CARD = "card"
    FIGURE = "figure"


class Density(IntEnum):
    """How much room there is between things, and how much is written."""

    EASY = 0
    TIGHT = 1  # leaves of one line, and narrow gaps
    TERSE = 2  # and under a node its gradient alone, without its name; numbers stand once
    SKETCH = 3  # and arrays are small pictures, wires bare: numbers for those who come nearer


@dataclass(frozen=True)
class NodeStyle:
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
    density: Density = Density.EASY
    gradient: bool = False  # will a gradient be shown under the value?
    in_a_row: bool = False  # name and number of a leaf, `a = 2`; else one over the other

    @property
    def compact(self) -> bool:
        """Are letters no larger than they must be?"""
        return self.density is not Density.EASY

    @property
    def terse(self) -> bool:
        """Is only the gradient itself written under it?"""
        return self.density >= Density.TERSE

    @property
    def sketched(self) -> bool:
        """Is an array too small in it for its numbers?"""
        return self.density is Density.SKETCH

    @property
    def extent(self) -> Extent:
        half = self.height / 2
        return Extent(max(self.width, self.foot_width), half, half + self.foot, self.width)


def styles(trace: Trace, appearance: Appearance, density: Density) -> Mapping[str, NodeStyle]:
    """The style of each node of `trace`."""
    measure = _Measure(trace, appearance, density)
    return {node.id: measure.style(node.id) for node in trace.graph.nodes}


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
    """Measures the nodes of one trace."""

    def __init__(self, trace: Trace, appearance: Appearance, density: Density) -> None:
        self._trace, self._look, self._density = trace, appearance, density
        self._compact, self._terse = density >= Density.TIGHT, density >= Density.TERSE
        self._crowded = len(trace.graph) > CROWD
        self._end = frame_at(trace, len(trace))
        font = appearance.font
        self._name = ruler(name_font(appearance))
        self._small, self._body = ruler(font("small")), ruler(font("body", bold=True))
        self._title, self._bold = ruler(font("title")), ruler(font("title", bold=True))
        self._display = ruler(font("display"))
        self._body_font = font("body", bold=True)
        self._px = cache(appearance.px)

    def style(self, node: str) -> NodeStyle:
        match shape_of(self._trace, node):
            case Shape.LEAF:
                return self._leaf(node)
            case Shape.GATE:
                return self._gate(node)
            case Shape.FIGURE:
                return self._figure(node)
            case Shape.CARD:
                return self._card(node)

    def _called(self, node: str) -> str:
        return called(self._trace.graph, node)

    def _symbol(self, node: str) -> str:
        op = self._trace.graph.node(node).op
        return op.symbol if op else ""

    def _number(self, node: str) -> str:
        """The value of a leaf or of a gate, or what is as wide as that."""
        return _USUAL if self._crowded else number(self._trace.values[node])

    def _under(self, node: str) -> str:
        """What is written under a node once everything has arrived, or is as wide as that."""
        if self._crowded:
            usual = node in self._trace.gradients and is_scalar(self._trace.gradients[node])
            return f"{partial(self._trace.graph, node)} = {_USUAL}" if usual else ""
        return roomy((gradient_sum if self._terse else gradient_line)(self._end, node))

    def _make(self, kind: Shape, node: str, width: float, height: float) -> NodeStyle:
        foot = self._under(node) if kind is not Shape.CARD else ""
        named = bool(foot) or kind in (Shape.GATE, Shape.FIGURE)
        room, lines = max(width, self._px(60 if self._compact else 120)), [foot]
        if self._body.width(foot) > room:
            lines = wrap(foot, self._body_font, room, _FOOT_LINES)
        foot_width = max(map(self._body.width, lines)) + self._px(4)
        if len(lines) > 1 and not self._compact:
            foot_width = max(foot_width, room)
        return NodeStyle(
            kind,
            self._called(node),
            self._symbol(node),
            tone(self._trace.graph, node),
            width,
            height,
            len(lines) * self._body.height + self._px(6) if named else 0.0,
            foot_width,
            density=self._density,
        )

    def _leaf(self, node: str) -> NodeStyle:
        px, name = self._px, self._called(node)
        value = self._bold.width(max(self._number(node), _TURNED, key=len))
        if self._compact:
            row, named = self._bold.width(f"{name} =") + value + px(24), self._bold.width(name)
            if named > value and named + px(16) < _SLIMMER * row:
                size = named + px(16), 2 * self._bold.height + px(6)
                return self._make(Shape.LEAF, node, *size)
            leaf = self._make(Shape.LEAF, node, max(px(56), row), self._bold.height + px(12))
            return replace(leaf, in_a_row=True)
        height = self._name.height + self._title.height + px(6)
        width = max(px(96), self._name.width(name) + px(24), value + px(24))
        return self._make(Shape.LEAF, node, width, height)

    def _gate(self, node: str) -> NodeStyle:
        px = self._px
        value = min(map(self._bold.width, (self._number(node), _USUAL)))
        symbol = self._bold.width(self._symbol(node))
        side = max(px(88), value + px(34), symbol + px(26))
        if self._compact:
            side = max(2 * self._title.height + px(12), value + px(20), symbol + px(14))
        return self._make(Shape.GATE, node, side, side)

    def _figure(self, node: str) -> NodeStyle:
        px, value = self._px, number(self._trace.values[node])
        figure = self._display.width(f"{self._called(node)} = {value}")
        height = self._title.height + self._display.height + px(44)
        width = max(px(150), self._title_width(node), figure + px(32))
        if self._terse:
            figure = self._bold.width(f"{self._called(node)} = {value}")
            height = 2 * self._title.height + px(24)
            width = max(self._title_width(node), figure + px(20))
        return self._make(Shape.FIGURE, node, width, height)

    def _title_width(self, node: str) -> float:
        """Name, op and shape in one row; in a sketch there is no shape."""
        after = [self._symbol(node), shape(self._trace.values[node])]
        if self._density is Density.SKETCH:
            after.pop()
        words = sum(self._small.width(word) + self._px(8) for word in after if word)
        return (
            self._bold.width(self._called(node)) + words + 2 * self._px(card_margin(self._density))
        )

    def _card(self, node: str) -> NodeStyle:
        px, value = self._px, self._trace.values[node]
        picture = picture_of(self._trace.graph, node, value)
        gradient = node in self._trace.gradients
        width, height = self._picture(picture, value)
        under, between = (7, 4) if self._density is Density.SKETCH else (12, 8)
        body = title_height(self._look, self._density) + height + px(under)
        if gradient:
            body += height + px(between)
        room = width + 2 * px(card_margin(self._density))
        card = self._make(Shape.CARD, node, max(room, self._title_width(node)), body)
        return replace(card, picture=picture, picture_height=height, gradient=gradient)

    def _picture(self, picture: Picture, value: Array) -> tuple[float, float]:
        """Width and height of the picture of an array."""
        px, sketch = self._px, self._density is Density.SKETCH
        if picture is not Picture.CELLS:
            return (px(72), px(40)) if sketch else (px(100 if self._terse else 144), px(63))
        rows, columns = as_table(value).shape
        width = columns * (self._small.width("−0.12" if self._terse else "−0.123") + px(4))
        height = rows * (self._small.height + px(6))
        if sketch:
            return max(px(48), 0.6 * width), max(px(14), min(0.6 * height, px(30)))
        return max(float(px(48 if self._terse else 96)), width), height


def card_margin(density: Density) -> int:
    """Unscaled pixels beside what is in a card."""
    return 7 if density >= Density.TERSE else 12


def roomy(text: str) -> str:
    """The text with room for other numbers: a short one has as much as 0.0. Then nothing needs
    to move when a hand turns 2 into 2.1."""
    before, equals, after = text.partition("= ")
    name, numbers = (before + equals, after) if equals else ("", before)
    return name + _NUMBER.sub(lambda m: max(m[0], "0.0", key=len), numbers)


def letters(style: NodeStyle, value: Array, look: Appearance) -> float:
    """The height of the smallest digits in a node, in pixels."""
    if style.picture is not Picture.CELLS:
        return look.text_px("body")
    rows, columns = as_table(value).shape
    width = (style.width - 2 * look.px(card_margin(style.density))) / columns - look.px(4)
    small = look.font("small")
    widest = ruler(small).width("−0.12")
    return small.pixelSize() * min(
        1.0, width / widest, style.picture_height / rows / line_height(small)
    )


def name_font(look: Appearance) -> QFont:
    """For the name of a leaf: between a title and a display."""
    font = look.font("display")
    font.setPixelSize(round(font.pixelSize() * 0.75))
    return font


def title_height(look: Appearance, density: Density) -> float:
    """The row at the top of a card, with the room around it."""
    around = look.px(7 if density is Density.SKETCH else 14)
    return line_height(look.font("title", bold=True)) + around
