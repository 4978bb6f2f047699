"""Which number of a card is meant by a point that is beside its pictures: a card is all picture
below its name, and nobody aims at its rim, or at the gap between values and gradients."""

from PySide6.QtCore import QPointF, QRectF

from core.explain.provenance import Part
from gui.stage.items.node_item import NodeItem

_INSIDE = 0.01  # so far from the rim of a picture a point is certainly on it


def under_name(item: NodeItem, point: QPointF) -> bool:
    """Is a point of a card below the row with its name?"""
    return item.body.contains(point) and point.y() > item.title_room.bottom()


def nearest_cell(item: NodeItem, point: QPointF) -> tuple[Part, tuple[int, ...]] | None:
    """The number that is nearest to a point of a card below its name; None where nothing has
    arrived, or there is a gap between numbers that are shown and others that are not."""
    parts = (Part.VALUE, Part.GRADIENT)[: 1 + item.style.gradient]
    areas = [item.painter_of(part).area for part in parts if item.array_of(part) is not None]
    if item.style.picture is None or not areas or not under_name(item, point):
        return None
    places = [_within(area, point) for area in areas]
    return item.cell_at(min(places, key=lambda place: (place - point).manhattanLength()))


def _within(area: QRectF, point: QPointF) -> QPointF:
    """The point of an area that is closest to another one."""
    inner = area.adjusted(_INSIDE, _INSIDE, -_INSIDE, -_INSIDE)
    x = min(max(point.x(), inner.left()), inner.right())
    return QPointF(x, min(max(point.y(), inner.top()), inner.bottom()))
