"""Where there is room for a note: beside what it is about, or further away at the end of a line."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF

_GIVES_WAY = 0.1  # as bad as being too near is covering a figure, which can be left out
_HIDDEN = 5  # steps further away is better than covering a figure, which can be left out
_COVERED = 25  # steps further away is better than covering a wire
_CROSSED = 1e6  # worse than any distance
_LEVEL = 1e-9  # of a line that does not move: so it never moves by 0

Boxes = NDArray[np.float64]  # n × 4: left, top, right, bottom
NO_BOXES: Boxes = np.empty((0, 4))
Points = NDArray[np.float64]  # … × 2


def gap(one: QRectF, other: QRectF) -> float:
    """How far two boxes are from each other; 0 where they touch."""
    wide = max(one.left() - other.right(), other.left() - one.right(), 0.0)
    high = max(one.top() - other.bottom(), other.top() - one.bottom(), 0.0)
    return math.hypot(wide, high)


def room_at(centre: QPointF, size: tuple[float, float]) -> QRectF:
    """The room of a note whose middle is there."""
    width, height = size
    return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)


def free_place(
    tried: Sequence[QPointF],
    size: tuple[float, float],
    taken: Sequence[QRectF],
    own: Sequence[QRectF] = (),
    others: Sequence[QRectF] = (),
    figures: Sequence[QRectF] = (),
    wires: Boxes = NO_BOXES,
    clear: float = 0.0,
) -> QRectF | None:
    """The first of the places where nothing stands, as far as `clear` from the `others`; else the
    one that is not too near to much; None where each covers something, a point of the `wires`,
    say. A note of what is drawn at `own` never stands as near to one of the `others`; `figures`
    give way."""
    wide = [room.adjusted(-clear, -clear, clear, clear) for room in others]
    found, least = None, math.inf
    for centre in tried:
        room = room_at(centre, size)
        if any(room.intersects(other) for each in (taken, own, others) for other in each):
            continue
        if _meet(boxes([room]), wires).any():
            continue
        if own and others:
            near, away = (min(gap(room, each) for each in rooms) for rooms in (own, others))
            if away <= near:
                continue
        cost = _shared(room, wide) + _GIVES_WAY * _shared(room, figures)
        if cost < least:
            found, least = room, cost
        if not cost:  # the others need not be looked at
            break
    return found


def led_place(
    body: QRectF,
    ends: Sequence[QPointF],
    size: tuple[float, float],
    page: QRectF,
    taken: Sequence[QRectF],
    figures: Sequence[QRectF],
    wires: Boxes,
    clear: float,
    step: float,
) -> tuple[QRectF, QLineF] | None:
    """A room on the page as far as `clear` from `body` and all that is `taken`, and a line to it
    from one of the `ends`: the shortest that crosses nothing that is taken, if there is one.
    `figures` and `wires` are rather not covered. Looked at is a mesh of places `step` apart."""
    places = _mesh(body, size, page, step)
    margin = clear * np.array([-1, -1, 1, 1])
    places = places[~_meet(places + margin, boxes([*taken, body])).any(axis=1)]
    if not len(places):
        return None
    starts = np.array([(end.x(), end.y()) for end in ends])[:, None]
    stops = np.clip(starts, places[:, :2], places[:, 2:])
    length = np.linalg.norm(stops - starts, axis=2)
    length += _HIDDEN * step * _meet(places, boxes(figures)).any(axis=1)
    length += _COVERED * step * _meet(places, wires).any(axis=1)
    length += _CROSSED * _cross(np.broadcast_to(starts, stops.shape), stops, boxes(taken))
    start, place = np.unravel_index(length.argmin(), length.shape)
    left, top, right, bottom = places[place]
    room = QRectF(left, top, right - left, bottom - top)
    return room, QLineF(ends[start], QPointF(*stops[start, place]))


def _mesh(body: QRectF, size: tuple[float, float], page: QRectF, step: float) -> Boxes:
    """Rooms for a note all over the page."""
    wide, high = size
    across = body.center().x() + step * np.arange(
        math.ceil((page.left() + wide / 2 - body.center().x()) / step),
        math.floor((page.right() - wide / 2 - body.center().x()) / step) + 1,
    )
    down = body.center().y() + step * np.arange(
        math.ceil((page.top() + high / 2 - body.center().y()) / step),
        math.floor((page.bottom() - high / 2 - body.center().y()) / step) + 1,
    )
    x, y = (grid.ravel() for grid in np.meshgrid(across, down))
    return np.stack([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2], axis=1)


def boxes(rooms: Sequence[QRectF]) -> Boxes:
    """Rooms as rows of an array."""
    sides = [(room.left(), room.top(), room.right(), room.bottom()) for room in rooms]
    return np.array(sides).reshape(-1, 4)


def _meet(some: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Which of the ones meet which of the others: a row for each of the ones."""
    one, other = some[:, None], others[None]
    meeting = (one[..., :2] <= other[..., 2:]) & (one[..., 2:] >= other[..., :2])
    return np.asarray(meeting.all(axis=2))


def _cross(starts: Points, stops: Points, boxes: Boxes) -> NDArray[np.bool_]:
    """Which of the straight lines pass through a box: those that are, at some time, between its
    sides both across and down (Kay and Kajiya, *Ray tracing complex scenes*, 1986)."""
    way = stops - starts
    way = np.where(np.abs(way) < _LEVEL, _LEVEL, way)[..., None, :]
    times = [(side - starts[..., None, :]) / way for side in (boxes[:, :2], boxes[:, 2:])]
    enter, leave = np.minimum(*times).max(axis=-1), np.maximum(*times).min(axis=-1)
    return np.asarray(((enter <= leave) & (leave >= 0) & (enter <= 1)).any(axis=-1))


def _shared(room: QRectF, taken: Iterable[QRectF]) -> float:
    """How much of a place is taken."""
    hits = (room & other for other in taken if room.intersects(other))
    return sum(hit.width() * hit.height() for hit in hits)
