"""The numbers on the stage that hands can change: where they are, and what they are.

A spot is one number: the value of a leaf, or one element of a leaf's array that is shown as
cells. Whatever is done to it goes through the workbench, so that it runs, and can be undone.
"""

from dataclasses import dataclass
from itertools import count

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QRectF, Signal

from core.editing.steps import Scales, stepped
from core.engine import Array, is_scalar
from gui.appearance import Appearance
from gui.stage.arrays.cell_geometry import area_of, to_room
from gui.stage.arrays.grid import grid_of
from gui.stage.arrays.picture_painter import READABLE
from gui.stage.arrays.pictures import Picture, is_label
from gui.stage.editing.gestures.gesture import Pointer
from gui.stage.items.node_item import Part
from gui.stage.items.node_style import Shape
from gui.stage.view import StageView
from gui.workbench import Workbench

_PAUSE_MS = 2000  # between two steps of the wheel, after which they are undone one by one


@dataclass(frozen=True)
class EditableNumber:
    """One number of a leaf; the index is empty for a single number."""

    node: str
    index: tuple[int, ...] = ()


class EditableNumbers(QObject):
    """Finds spots under the pointer, and moves their numbers in even steps."""

    moving = Signal()  # a number is about to be moved by hand
    moved = Signal()  # a number was moved by hand, not typed

    def __init__(
        self, bench: Workbench, view: StageView, appearance: Appearance, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = view
        self._look = appearance
        self._scales = Scales()
        self._serial = count()
        self._last: tuple[EditableNumber, float] | None = (
            None  # what the wheel and the keys have left
        )
        self._merge = ""
        self._clock = QElapsedTimer()  # since the last step by wheel or key

    # where they are

    def at(self, point: QPointF) -> EditableNumber | None:
        """The number under a point of the viewport."""
        item = self._view.node_at(point)
        if item is None or self._view.far or self.array(item.node) is None:
            return None
        inside = item.mapFromScene(self._view.mapToScene(point.toPoint()))
        if item.style.shape is Shape.LEAF:
            return EditableNumber(item.node) if item.body.contains(inside) else None
        part, index = item.cell_at(inside) or (Part.GRADIENT, ())
        spot = EditableNumber(item.node, index)
        return spot if part is Part.VALUE and self._large_enough(spot) else None

    def _large_enough(self, spot: EditableNumber) -> bool:
        """Is this cell shown with its number? Then a hand can hit it, too."""
        room = self.room(spot).size() * self._view.zoom_factor
        wide, high = (self._look.px(pixels) for pixels in READABLE)
        item = self._view.item_of(spot.node)
        style = item.style if item is not None else None
        cells = style is not None and style.picture is Picture.CELLS and not style.sketched
        return cells or (room.width() >= wide and room.height() >= high)

    def of(self, node: str) -> EditableNumber | None:
        """The one number of a leaf; None for arrays and operations."""
        value = self.array(node)
        return EditableNumber(node) if value is not None and is_scalar(value) else None

    def has(self, spot: EditableNumber) -> bool:
        """Is there such a number in the document of the moment?"""
        array = self.array(spot.node)
        if array is None or not spot.index:
            return array is not None and array.size == 1
        same = len(spot.index) == array.ndim
        return same and all(i < n for i, n in zip(spot.index, array.shape, strict=True))

    def room(self, spot: EditableNumber) -> QRectF:
        """Where it stands in the scene; empty if the array has become another one, without it."""
        item, array = self._view.item_of(spot.node), self.array(spot.node)
        if item is None or array is None or (spot.index and not self.has(spot)):
            return QRectF()
        if not spot.index or item.style.picture is None:
            return item.mapRectToScene(item.body)
        room = item.picture_room(Part.VALUE)
        grid = grid_of(array, item.style.picture, room.width(), room.height())
        cell = grid.room(spot.index)
        if cell is None:
            return QRectF()
        return item.mapRectToScene(to_room(grid, area_of(grid, room)).mapRect(cell))

    def field(self, spot: EditableNumber) -> QRectF:
        """Where a field for it has to stand: over the number of a leaf, without its name."""
        item = self._view.item_of(spot.node)
        if item is None or item.style.shape is not Shape.LEAF:
            return self.room(spot)
        return item.mapRectToScene(item.number_room)

    def title(self, node: str) -> QRectF:
        """Where the name of a node stands in the scene."""
        item = self._view.item_of(node)
        return QRectF() if item is None else item.mapRectToScene(item.title_room)

    # what they are

    def array(self, node: str) -> Array | None:
        """The value of a leaf of the document; None for anything else."""
        document = self._bench.document
        if document is None or node not in document.graph:
            return None
        return document.value(node) if document.graph.node(node).op is None else None

    def value(self, spot: EditableNumber) -> float:
        array = self.array(spot.node)
        return float("nan") if array is None else float(array[spot.index or ...].reshape(()))

    def exponent(self, spot: EditableNumber, pointer: Pointer) -> int:
        """The power of ten that is one step, with the keys that are held."""
        if self.whole(spot):
            return 0
        return self._scales.exponent(spot, self.value(spot)) - pointer.fine + pointer.coarse

    def whole(self, spot: EditableNumber) -> bool:
        """Is it the number of a class?"""
        document = self._bench.document
        return document is not None and is_label(document.graph, spot.node)

    def set(self, spot: EditableNumber, number: float, merge: str) -> bool:
        """Another number; False if that cannot be (the workbench says why)."""
        array, before = self.array(spot.node), self.value(spot)
        if array is None:
            return False
        changed = np.array(array, dtype=array.dtype if self.whole(spot) else float)
        changed[spot.index or ...] = max(number, 0) if self.whole(spot) else number
        self.moving.emit()
        if not self._bench.set_value(spot.node, changed, merge):
            return False
        self._scales.leave(spot, before, number)
        self.moved.emit()
        return True

    def nudge(self, spot: EditableNumber, steps: int, pointer: Pointer) -> bool:
        """Some steps by the wheel or the keys. Those in a row are undone as one."""
        before = self.value(spot)
        paused = not self._clock.isValid() or self._clock.hasExpired(_PAUSE_MS)
        if paused or self._last != (spot, before):
            self._merge = self.fresh_merge()
        self._clock.start()
        done = self.set(spot, stepped(before, steps, self.exponent(spot, pointer)), self._merge)
        self._last = spot, self.value(spot)
        return done

    def fresh_merge(self) -> str:
        """A key for the steps of one gesture."""
        return f"hand {next(self._serial)}"
