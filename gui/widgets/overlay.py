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
    most of `spare` to be seen. Where all of these cover some of it, also any that goes round it,
    the nearest of those that cover the least."""
    width, height = size.width(), size.height()
    right, left = about.right() + 1 + away, about.left() - away - width
    below, above = about.bottom() + 1 + away, about.top() - away - height
    corners = [(x, y) for y in (below, above) for x in (right, left)]
    corners += [(about.left(), below), (about.left(), above)]
    corners += [(right, about.top()), (left, about.top())]

    def covers(place: QRect) -> tuple[int, int]:
        return covered(place, [about]), covered(place, spare)

    places = [inside(QRect(QPoint(x, y), size), room) for x, y in corners]
    best = min(places, key=covers)
    if not any(covers(best)):
        return best
    around = _around((about, *spare), size, room)
    return min((best, *around), key=lambda place: (*covers(place), _apart(place, about)))


def _around(others: Sequence[QRect], size: QSize, room: QRect) -> list[QRect]:
    """The places that touch the others' edges, or those of the room."""
    xs, ys = {room.left(), room.right()}, {room.top(), room.bottom()}
    for each in others:
        xs |= {each.right() + 1, each.left() - size.width()}
        ys |= {each.bottom() + 1, each.top() - size.height()}
    return [inside(QRect(QPoint(x, y), size), room) for x in sorted(xs) for y in sorted(ys)]


def _apart(one: QRect, other: QRect) -> int:
    """How far two middles are from each other."""
    return (one.center() - other.center()).manhattanLength()


def covered(place: QRect, others: Sequence[QRect]) -> int:
    """How many pixels of the others it covers."""
    common = [place.intersected(other) for other in others]
    return sum(max(0, each.width()) * max(0, each.height()) for each in common)
