"""Where something stands that lies over something else: beside what it is about, and inside."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize


def inside(wanted: QRect, room: QRect) -> QRect:
    """The place nearest to `wanted` that is inside `room`; no larger than that."""
    width, height = min(wanted.width(), room.width()), min(wanted.height(), room.height())
    left = min(max(wanted.left(), room.left()), room.left() + room.width() - width)
    top = min(max(wanted.top(), room.top()), room.top() + room.height() - height)
    return QRect(left, top, width, height)


def beside(about: QRect, size: QSize, room: QRect, away: int, spare: Sequence[QRect] = ()) -> QRect:
    """A place of that size inside `room` that does not cover what it is `about`: `away` from it,
    below or above, to the right or the left, in this order. Of several the one that leaves the
    most of `spare` to be seen; where there is none, the one that covers the least."""
    width, height = size.width(), size.height()
    right, left = about.right() + 1 + away, about.left() - away - width
    below, above = about.bottom() + 1 + away, about.top() - away - height
    corners = [(x, y) for y in (below, above) for x in (right, left)]
    corners += [(about.left(), below), (about.left(), above)]
    corners += [(right, about.top()), (left, about.top())]
    places = [inside(QRect(QPoint(x, y), size), room) for x, y in corners]
    return min(places, key=lambda at: (_shared(at, [about]), _shared(at, spare)))


def _shared(place: QRect, others: Sequence[QRect]) -> int:
    """How many pixels of the others it covers."""
    common = [place.intersected(other) for other in others]
    return sum(max(0, each.width()) * max(0, each.height()) for each in common)
