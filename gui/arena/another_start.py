"""Where a further start of the race is put, to be dragged away."""

import numpy as np
from PySide6.QtCore import QRectF

from core.surfaces import Point

_TURN = 0.8j  # radians from one start to the next
_IN_VIEW = 0.45  # of the view's sides, from its middle


def another_start(last: Point, view: QRectF) -> Point:
    """Somewhere in view: on around its middle from the last start, a little nearer if need be."""
    middle = complex(view.center().x(), view.center().y())
    away = (complex(*last) - middle) * np.exp(_TURN)
    reach = max(abs(away.real) / view.width(), abs(away.imag) / view.height())
    there = middle + away * min(1.0, _IN_VIEW / reach if reach else 1.0)
    return there.real, there.imag
