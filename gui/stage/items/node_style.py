"""What each node looks like.

A leaf with one number is a rounded rectangle, an op on single numbers a circle, what holds an
array a card with its picture, and a single number computed from arrays (a loss) a card with
that number. `node_measure.py` says how large each of them is.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtGui import QFont

from core.engine import Array, is_scalar
from core.graph import Graph, Role
from core.trace import Trace
from gui.appearance import Appearance
from gui.stage.arrays.pictures import Picture, as_table
from gui.stage.layout.coordinates import Extent
from gui.stage.text_painting import line_height, ruler

CELL = "−0.12"  # as much room has a number of an array, where it must be little
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
    DENSE = 3  # and cells are no larger than their numbers; shapes only where there is room
    SKETCH = 4  # and arrays are small pictures, wires bare: numbers for those who come nearer


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
    shaped: bool = False  # is there room for the shape of an array after its name?
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
    def dense(self) -> bool:
        """Is there no room in it but for its name and its numbers?"""
        return self.density >= Density.DENSE

    @property
    def sketched(self) -> bool:
        """Is an array too small in it for its numbers?"""
        return self.density is Density.SKETCH

    @property
    def extent(self) -> Extent:
        half = self.height / 2
        return Extent(max(self.width, self.foot_width), half, half + self.foot, self.width)


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


def card_margin(density: Density) -> int:
    """Unscaled pixels beside what is in a card."""
    return 5 if density >= Density.DENSE else 7 if density is Density.TERSE else 12


def letters(style: NodeStyle, value: Array, look: Appearance) -> float:
    """The height of the smallest digits in a node, in pixels."""
    if style.picture is not Picture.CELLS:
        return look.text_px("body")
    small = look.font("small")
    if not style.sketched:
        return small.pixelSize()
    rows, columns = as_table(value).shape
    width = (style.width - 2 * look.px(card_margin(style.density))) / columns - look.px(2)
    high = style.picture_height / rows / line_height(small)
    return small.pixelSize() * min(1.0, width / ruler(small).width(CELL), high)


def name_font(look: Appearance) -> QFont:
    """For the name of a leaf: between a title and a display."""
    font = look.font("display")
    font.setPixelSize(round(font.pixelSize() * 0.75))
    return font


def title_height(look: Appearance, density: Density) -> float:
    """The row at the top of a card, with the room around it."""
    around = look.px(6 if density >= Density.DENSE else 14)
    return line_height(look.font("title", bold=True)) + around
