"""Where the words along an edge stand, so that they cover neither the edge nor each other."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF


def first_free(
    edge: QLineF,
    middle: QPointF,
    share: float,
    size: QSizeF,
    gaps: Iterable[float],
    room: QRectF | None,
    taken: Sequence[QRectF],
) -> QRectF | None:
    """A box of this size at a share of the way along the edge, on the side that is away from
    `middle`: at the first of the gaps at which it covers none of those that are `taken`. All of
    it lies within the room, if there is one."""
    for gap in gaps:
        box = _beside(edge, middle, share, size, gap)
        if room is not None:
            box = _within(box, room)
        if not any(box.intersects(other) for other in taken):
            return box
    return None


def _beside(edge: QLineF, middle: QPointF, share: float, size: QSizeF, gap: float) -> QRectF:
    out = edge.normalVector().unitVector()
    away = QPointF(out.dx(), out.dy())
    if QPointF.dotProduct(away, edge.center() - middle) < 0:
        away = -away
    reach = gap + (abs(away.x()) * size.width() + abs(away.y()) * size.height()) / 2
    box = QRectF(QPointF(), size)
    box.moveCenter(edge.pointAt(share) + away * reach)
    return box


def _within(box: QRectF, room: QRectF) -> QRectF:
    left = min(max(box.left(), room.left()), room.right() - box.width())
    top = min(max(box.top(), room.top()), room.bottom() - box.height())
    return QRectF(QPointF(left, top), box.size())
