"""How large each node is: its texts are measured, so that nothing can be clipped at any scale.

Numbers have the room that is usual for them. What is longer is written shorter or smaller, so that
nothing moves while a hand turns it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property

from core.engine import Array, is_scalar
from core.explain.narration import gradient_line, gradient_sum
from core.format import number, shape
from core.names import called, partial
from core.playback import frame_at
from core.trace import Trace
from gui.appearance import Appearance
from gui.stage.arrays.pictures import Picture, as_table, is_label, picture_of
from gui.stage.items.node_style import (
    CELL,
    CROWD,
    Density,
    NodeStyle,
    Shape,
    card_margin,
    name_font,
    shape_of,
    title_height,
    tone,
)
from gui.stage.text_painting import ruler, wrap

_NUMBER = re.compile("[\\d.\N{NARROW NO-BREAK SPACE}]+")
_USUAL = "−0.1234"  # in a gate, longer numbers are written shorter
_SHORT = "0.00"  # as much room has each number there, and under a node
_ACROSS = 0.85  # of a gate: so wide is its number, at most
_FIGURE = "0.1234"  # as much a loss, at least
_TURNED = "−0.00"  # as much room has each number that a hand can turn
_SLIMMER = 0.7  # is a leaf with a long name, if its number stands under that
_FOOT_LINES = 2  # for the gradient under a node


def styles(trace: Trace, appearance: Appearance, density: Density) -> Mapping[str, NodeStyle]:
    """The style of each node of `trace`."""
    measure = _Measure(trace, appearance, density)
    return {node.id: measure.style(node.id) for node in trace.graph.nodes}


class _Measure:
    """Measures the nodes of one trace."""

    def __init__(self, trace: Trace, appearance: Appearance, density: Density) -> None:
        self._trace, self._look, self._density = trace, appearance, density
        self._compact, self._terse = density >= Density.TIGHT, density >= Density.TERSE
        self._dense = density >= Density.DENSE
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
            narrow = self._density is Density.DENSE  # where width is what there is least of
            slim = max(named, value) + px(16)
            if (narrow or named > value) and slim < _SLIMMER * row:
                size = slim, 2 * self._bold.height + px(6)
                return self._make(Shape.LEAF, node, *size)
            leaf = self._make(Shape.LEAF, node, max(px(56), row), self._bold.height + px(12))
            return replace(leaf, in_a_row=True)
        height = self._name.height + self._title.height + px(6)
        width = max(px(96), self._name.width(name) + px(24), value + px(24))
        return self._make(Shape.LEAF, node, width, height)

    def _gate(self, node: str) -> NodeStyle:
        return self._make(Shape.GATE, node, self._side, self._side)

    @cached_property
    def _side(self) -> float:
        """Of all gates: as large as the one with the widest symbol or number needs it."""
        px, graph = self._px, self._trace.graph
        gates = [n.id for n in graph.operations if shape_of(self._trace, n.id) is Shape.GATE]
        symbol = max(self._bold.width(self._symbol(node)) for node in gates)
        usual = self._bold.width(_USUAL.lstrip("−") if self._compact else _USUAL)
        widest = max(self._bold.width(max(self._number(node), _SHORT, key=len)) for node in gates)
        value = min(widest, usual)
        if self._compact:
            return max(2 * self._title.height + px(12), value / _ACROSS, symbol + px(14))
        return max(px(88), value + px(34), symbol + px(26))

    def _figure(self, node: str) -> NodeStyle:
        px, value = self._px, max(number(self._trace.values[node]), _FIGURE, key=len)
        figure = self._display.width(f"{self._called(node)} = {value}")
        height = self._title.height + self._display.height + px(44)
        width = max(px(150), self._title_width(node, shaped=not self._dense), figure + px(32))
        if self._terse:
            figure = self._bold.width(f"{self._called(node)} = {value}")
            height = 2 * self._title.height + px(24)
            width = max(self._title_width(node, shaped=not self._dense), figure + px(20))
        return self._make(Shape.FIGURE, node, width, height)

    def _title_width(self, node: str, *, shaped: bool) -> float:
        """Name and op in one row, and the shape."""
        after = [self._symbol(node), shape(self._trace.values[node]) if shaped else ""]
        words = sum(self._small.width(word) + self._px(8) for word in after if word)
        return (
            self._bold.width(self._called(node)) + words + 2 * self._px(card_margin(self._density))
        )

    def _card(self, node: str) -> NodeStyle:
        px, value = self._px, self._trace.values[node]
        picture = picture_of(self._trace.graph, node, value)
        gradient = node in self._trace.gradients
        width, height = self._picture(node, picture, value)
        under, between = (card_margin(self._density), 4) if self._dense else (12, 8)
        body = title_height(self._look, self._density) + height + px(under)
        if gradient:
            body += height + px(between)
        room = width + 2 * px(card_margin(self._density))
        wide = max(room, self._title_width(node, shaped=not self._dense))  # where there is room
        card = self._make(Shape.CARD, node, wide, body)
        shaped = self._title_width(node, shaped=True) <= card.width
        return replace(
            card, picture=picture, picture_height=height, gradient=gradient, shaped=shaped
        )

    def _picture(self, node: str, picture: Picture, value: Array) -> tuple[float, float]:
        """Width and height of the picture of an array."""
        px, sketch = self._px, self._density is Density.SKETCH
        if picture is not Picture.CELLS:
            if self._dense:
                return px(60), px(30 if sketch else 40)
            return px(100 if self._terse else 144), px(63)
        rows, columns = as_table(value).shape
        usual = self._small.width(CELL if self._terse else "−0.123")
        if self._dense and is_label(self._trace.graph, node):
            usual = self._small.width("00")
        width = columns * (usual + px(2 if self._dense else 4))
        height = rows * (self._small.height + px(1 if self._dense else 6))
        if sketch:
            return max(px(48), 0.6 * width), max(px(14), min(0.6 * height, px(30)))
        return max(float(px(48 if self._terse else 96)), width), height


def roomy(text: str, short: str = _SHORT) -> str:
    """The text with room for other numbers: one that is `short` has as much as that. Then nothing
    needs to move when a hand turns 2 into 2.15."""
    before, equals, after = text.partition("= ")
    name, numbers = (before + equals, after) if equals else ("", before)
    return name + _NUMBER.sub(lambda m: max(m[0], short, key=len), numbers)
