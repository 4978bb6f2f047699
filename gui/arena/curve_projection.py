"""Where on the plot things of a race are drawn: on a surface where they are, on a curve at its
height."""

import numpy as np
from PySide6.QtCore import QRectF

from core.surfaces import Point, Surface
from core.surfaces.race.anatomy import Anatomy, Arrow, Part
from gui.arena.profile import curve_view

_FAR = 1e6  # as far out as a start may be
_ROOM = 0.4  # around the arrows of a step, in their own lengths
_ASIDE = {Part.GRADIENT, Part.UNCORRECTED}  # what the racer did not do
_SAME_ORDER = 12.0  # times as long as the longest of what it did
_LIFT = 0.06  # of the height in view, between two arrows above a curve


def home(surface: Surface) -> QRectF:
    """The part of the plane that the surface's author meant."""
    if surface.is_curve:
        return curve_view(surface)
    (left, right), (bottom, top) = surface.x_range, surface.y_range
    return QRectF(left, bottom, right - left, top - bottom)


def placed(surface: Surface, point: Point) -> Point:
    """Where a point of the race is drawn; over a gap of a curve its height is no number."""
    if not surface.is_curve:
        return point
    return point[0], float(surface.values(point[0], 0.0))


def on_curve(surface: Surface, points: np.ndarray) -> np.ndarray:
    """Points over x, (n, 2), lifted to the height of the curve; no number over a gap."""
    return np.column_stack([points[:, 0], surface.values(points[:, 0], 0.0)])


def flattened(surface: Surface, anatomy: Anatomy, view: QRectF) -> Anatomy:
    """On a curve the arrows lie flat, one above the other, over the racer."""
    if not surface.is_curve:
        return anatomy
    arrows = []
    for i, arrow in enumerate(a for a in anatomy.arrows if a.part is not Part.SCALED):
        height = float(surface.values(arrow.tail[0], 0.0)) + (i + 1) * _LIFT * view.height()
        tail, head = (np.array([end[0], height]) for end in (arrow.tail, arrow.head))
        arrows.append(Arrow(arrow.part, tail, head))
    return Anatomy(anatomy.step, tuple(arrows), anatomy.lines, anatomy.scale)


def step_area(surface: Surface, anatomy: Anatomy, hidden: frozenset[Part]) -> QRectF | None:
    """The part of the plane that the arrows of a step fill; None if there is none,
    or only so far out that there is nothing else to see. One beside which the step could not be
    seen is left out, and cut at the border."""
    shown = [arrow for arrow in anatomy.arrows if arrow.part not in hidden]
    core = [arrow for arrow in shown if arrow.part not in _ASIDE] or shown
    most = _SAME_ORDER * max((arrow.length for arrow in core), default=0.0)
    arrows = [arrow for arrow in shown if arrow.length <= (most or np.inf)]
    ends = np.array([end for arrow in arrows for end in (arrow.tail, arrow.head)])
    if not len(ends) or not (abs(ends) <= _FAR).all():  # False for what is no number
        return None
    if surface.is_curve:  # and the curve below them
        below = on_curve(surface, ends)
        ends = np.concatenate([ends, below[np.isfinite(below).all(axis=1)]])
    (left, bottom), (right, top) = ends.min(axis=0), ends.max(axis=0)
    room = max(right - left, top - bottom, 1e-9) * _ROOM
    return QRectF(left - room, bottom - room, right - left + 2 * room, top - bottom + 2 * room)
