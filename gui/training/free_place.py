"""Where words cover no curve."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize

from core.engine import Array
from core.history import Floats

_CELL = 4  # pixels: as fine as it is looked at


class FreePlaces:
    """Of one picture. What was looked for is known from then on: the words under a mouse that
    moves are mostly as large as they were. `lines` are x and y in pixels, x rising; nan interrupts
    a line."""

    def __init__(self, lines: Iterable[tuple[Floats, Floats]]) -> None:
        self._lines = tuple(lines)
        self._sums: dict[QRect, Array] = {}
        self._found: dict[tuple[QSize, QRect], tuple[int, QPoint]] = {}

    def find(self, size: QSize, room: QRect) -> tuple[int, QPoint]:
        """How much of the lines a label of this size must cover within `room`, and its upper left
        corner: as near to the upper right one of the room as can be with no more than that."""
        asked = QSize(size), QRect(room)
        if asked not in self._found:
            self._found[asked] = self._look(*asked)
        return self._found[asked]

    def _look(self, size: QSize, room: QRect) -> tuple[int, QPoint]:
        if room not in self._sums:
            taken = _taken(room, self._lines).astype(np.int64)
            self._sums[room] = np.pad(taken, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
        sums = self._sums[room]
        rows, columns = sums.shape[0] - 1, sums.shape[1] - 1
        high, wide = min(-(-size.height() // _CELL), rows), min(-(-size.width() // _CELL), columns)
        covered = (
            sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
        )
        least = int(covered.min())
        down, across = np.nonzero(covered == least)
        nearest = np.hypot(down, columns - wide - across).argmin()
        left = min(room.left() + int(across[nearest]) * _CELL, room.right() + 1 - size.width())
        top = min(room.top() + int(down[nearest]) * _CELL, room.bottom() + 1 - size.height())
        return least, QPoint(max(left, room.left()), max(top, room.top()))


def _taken(room: QRect, lines: Iterable[tuple[Floats, Floats]]) -> Array:
    """Cells of the room that a line passes through or beside: (rows, columns) of bool."""
    rows, columns = max(room.height() // _CELL, 1), max(room.width() // _CELL, 1)
    taken = np.zeros((rows, columns), bool)
    for x, y in lines:
        if not len(x):
            continue
        edges = room.left() + _CELL * np.arange(columns + 1)
        fine = np.union1d(edges, x[(x > edges[0]) & (x < edges[-1])])
        fine = fine[(fine >= x[0]) & (fine <= x[-1])]
        heights = (np.interp(fine, x, y) - room.top()) / _CELL
        seen = np.isfinite(heights)
        at = np.clip(((fine[seen] - room.left()) // _CELL).astype(int), 0, columns - 1)
        low, high = np.full(columns, np.inf), np.full(columns, -np.inf)
        for cells in (at, np.maximum(at - 1, 0), np.minimum(at + 1, columns - 1)):
            np.minimum.at(low, cells, heights[seen])
            np.maximum.at(high, cells, heights[seen])
        for column in np.flatnonzero((low <= high) & (high > -1)):  # what is above takes nothing
            first, last = int(max(low[column] - 1, 0)), int(min(high[column] + 1, rows - 1))
            taken[first : last + 1, column] = True
    return taken
