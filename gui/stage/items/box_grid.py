"""Boxes that are put down one after the other, where each wants to know of those near it."""

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtCore import QRectF

from gui.stage.layout.wire_labels import Box


class BoxGrid:
    """Each box lies in the cells of a grid that it touches, so that to look around costs the same
    however many there are. `cell` is the side of a cell, about as large as the areas asked for."""

    def __init__(self, cell: float) -> None:
        self._cell = cell
        self._boxes: list[QRectF] = []
        self._rows: dict[tuple[int, int], list[int]] = defaultdict(list)

    def add(self, box: QRectF) -> None:
        for at in self._cells((box.left(), box.top(), box.right(), box.bottom())):
            self._rows[at].append(len(self._boxes))
        self._boxes.append(box)

    def near(self, area: Box) -> list[QRectF]:
        """All that touch `area`, and perhaps some beside it; as they were put down."""
        rows = {row for at in self._cells(area) for row in self._rows.get(at, ())}
        return [self._boxes[row] for row in sorted(rows)]

    def _cells(self, area: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(side // self._cell) for side in area)
        for column in range(left, right + 1):
            for line in range(top, bottom + 1):
                yield column, line
