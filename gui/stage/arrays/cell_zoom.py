"""Coming nearer: to a picture, then to its numbers, then back to the whole graph."""

from PySide6.QtCore import QObject, QRectF, Slot

from core.explain.provenance import Cell, Part
from gui.appearance import Appearance
from gui.stage.arrays.cell_frames import CellFrames
from gui.stage.arrays.picture_painter import READABLE
from gui.stage.arrays.pictures import Picture
from gui.stage.items.node_item import NodeItem
from gui.stage.view import StageView
from gui.stage.viewport.fit_button import FitButton

_FILLS = 0.6  # of the view's width or height: a picture that has been come near to
_NEAR = 1.7  # times as large as a cell must be for its number, after coming near


class CellZoom(QObject):
    """Moves the view for whoever wants to read an array."""

    def __init__(
        self, view: StageView, frames: CellFrames, appearance: Appearance, foot: FitButton
    ) -> None:
        """`foot` lies over the lower edge of the view."""
        super().__init__(view)
        self._view, self._frames, self._appearance = view, frames, appearance
        self._foot = foot
        self._came_near = False  # and has not seen the whole graph since
        view.camera.shown_whole.connect(self._on_whole)

    @property
    def near(self) -> bool:
        """Is the view where somebody has come near to a picture?"""
        return self._came_near and not self._view.camera.fitted

    def come_near(self, item: NodeItem, cell: Cell) -> bool:
        """The picture fills the view; then its numbers are large enough to be read; then back.
        False if there is no picture, or one whose numbers are typed over."""
        if item.style.picture is None:
            return False
        typed = item.editable and cell.part is Part.VALUE
        if typed and item.style.picture is Picture.CELLS:
            return False
        room = item.mapRectToScene(item.picture_room(cell.part))
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        large = max(room.width() / seen.width(), room.height() / seen.height()) > _FILLS
        if not large:
            self._show(room)
        elif self._readable(cell) < 1:
            self._show(self._surroundings(cell))
        else:
            self.go_back()
        return True

    def go_back(self) -> None:
        """See the whole graph again."""
        self._view.fit()

    def _show(self, room: QRectF) -> None:
        self._came_near = True
        self._view.frame(room, above=self._foot.foot_room)

    @Slot()
    def _on_whole(self) -> None:
        """Somebody has asked for the whole graph, in whichever way; or another one is there."""
        self._came_near = False

    def _readable(self, cell: Cell) -> float:
        """How many times as large as it must be for its number the cell is on the screen."""
        room, px = self._frames.room(cell), self._appearance.px
        scale = self._view.zoom_factor
        return scale * min(room.width() / px(READABLE[0]), room.height() / px(READABLE[1]))

    def _surroundings(self, cell: Cell) -> QRectF:
        """Around a cell, as many cells as can be read with ease."""
        port = self._view.viewport()
        scale = _NEAR * self._view.zoom_factor / self._readable(cell)
        around = QRectF(0, 0, port.width() / scale, port.height() / scale)
        around.moveCenter(self._frames.room(cell).center())
        return around
