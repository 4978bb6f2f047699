"""Where name and number stand within a node's outline: for whoever paints or edits them."""

import math

from PySide6.QtCore import QPointF, QRectF

from gui.appearance import Appearance
from gui.stage.items.emphasis import REACH
from gui.stage.items.node_style import NodeStyle, Shape, card_margin
from gui.stage.text_painting import line_height, text_width

_NAME = (0.04, 0.55)  # of the height of a leaf: where the row with its name begins and ends
_NUMBER = 0.34  # of the height: the row under it
_PAD = 8  # unscaled pixels before the name, where name and number share a row


def title_room(style: NodeStyle, body: QRectF, look: Appearance) -> QRectF:
    """Where the name is: the row at the top of a card, the upper part of a leaf, else the body."""
    if style.shape in (Shape.CARD, Shape.FIGURE):
        margin, font = look.px(card_margin(style.density)), look.font("title", bold=True)
        top = body.top() + look.px(3 if style.dense else 6)
        row = QRectF(body.left() + margin, top, 0, line_height(font))
        row.setWidth(style.width - 2 * margin)
        return row
    if style.shape is not Shape.LEAF:
        return QRectF(body)
    if not style.in_a_row:
        top, height = (body.height() * part for part in _NAME)
        return QRectF(body.left(), body.top() + top, body.width(), height)
    return body.adjusted(look.px(_PAD), 0, -look.px(_PAD), 0)


def number_room(style: NodeStyle, body: QRectF, look: Appearance) -> QRectF:
    """Where the number of a leaf is: under its name, or after it in one row; of a constant, which
    is its own name, in the middle."""
    if style.in_a_row:
        inner = title_room(style, body, look)
        if name := leaf_name(style):
            font = look.font("title", bold=True)
            inner.setLeft(inner.left() + text_width(name, font) + look.px(4))
        return inner
    if not leaf_name(style):
        return QRectF(body)
    top = title_room(style, body, look).bottom()
    return QRectF(body.left(), top, body.width(), body.height() * _NUMBER)


def drawn_rooms(style: NodeStyle, body: QRectF) -> list[QRectF]:
    """What a node really takes of its room: the outline, and the line under it."""
    if not style.foot:
        return [QRectF(body)]
    foot = QRectF(0, 0, style.foot_width, style.foot)
    foot.moveCenter(QPointF(body.center().x(), body.bottom() + style.foot / 2))
    return [QRectF(body), foot]


def note_places(
    room: QRectF, body: QRectF, size: tuple[float, float], look: Appearance, *, before: bool
) -> list[QPointF]:
    """Where a note may stand: above, below, `before` a leaf, which no wire enters; beside it."""
    width, height = size
    up = room.top() - height / 2 - look.px(REACH + 2)
    down = room.bottom() + height / 2 + look.px(2)
    shift = (body.width() + width) / 2
    left = body.left() - width / 2 - look.px(REACH + 2)
    places = [(0.0, up), (0.0, down), *([(left, 0.0)] if before else [])]
    places += [(shift, up), (-shift, up), (shift, down), (-shift, down)]
    beside = body.right() + width / 2 + look.px(REACH + 2)
    places += [(beside, -height), (beside, height), (-beside, -height), (-beside, height)]
    return [QPointF(x, y) for x, y in places]


def leaf_name(style: NodeStyle) -> str:
    """What stands over the number, or before it in one row: `a =`; nothing in a constant, which
    is its own name."""
    if style.tone == "constant":
        return ""
    return f"{style.title} =" if style.in_a_row else style.title


def line_ends(style: NodeStyle, body: QRectF) -> list[QPointF]:
    """Where a line to a note may end: in the middle of each side, and near the corners."""
    part = math.sqrt(0.5) if style.shape is Shape.GATE else 0.9
    around = [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)]
    around += [(x * part, y * part) for x in (-1, 1) for y in (-1, 1)]
    return [QPointF(x * body.width() / 2, y * body.height() / 2) for x, y in around]
