"""Looking at single numbers: the one under the pointer, and the rows and columns that made it.

Hovering a cell of a picture lights it and its sources, and says the arithmetic beside it; with
Shift, the largest terms of a long sum one by one. Alt + Shift + arrows move from cell to cell; a
double click comes nearer, to the picture and then to its numbers; Esc goes back.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from core.explain.provenance import Cell, Origin, Part, origin
from core.playback import Frame
from core.trace import Trace
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.arrays.cell_frames import CellFrames
from gui.stage.arrays.cell_panel import CellPanel
from gui.stage.arrays.cell_steps import first_cell, next_cell
from gui.stage.arrays.cell_words import words
from gui.stage.arrays.cell_zoom import CellZoom
from gui.stage.arrays.nearest_cell import nearest_cell
from gui.stage.editing.gestures.gesture import Gesture, Pointer
from gui.stage.items.node_item import NodeItem
from gui.stage.items.node_style import Shape
from gui.stage.scene import StageScene
from gui.stage.view import StageView
from gui.stage.viewport.fit_button import FitButton

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_MODIFIERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


class CellInspector(QObject, Gesture):
    """Lights a cell with its sources, and says where it comes from, somewhere on the `ground`:
    if that can be not where something else lies over the view, as the `foot` does at its lower
    edge, and the `others`."""

    def __init__(
        self,
        view: StageView,
        scene: StageScene,
        appearance: Appearance,
        translator: Translator,
        ground: QWidget,
        foot: FitButton,
        others: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self._appearance, self._translator = appearance, translator
        self.panel = CellPanel(appearance, view.viewport(), ground)
        self._over_view = foot, *others
        self._frames = CellFrames(view, scene, appearance)
        self._zoom = CellZoom(view, self._frames, appearance, foot)
        self.cell: Cell | None = None
        self._origin: Origin | None = None
        self._at: QPointF | None = None  # the pointer; None when keys have moved the cell
        self._closely = False  # Shift: the terms of a sum one by one
        self._moment: tuple[Trace, int] | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._look_again)
        view.key_pressed.connect(self.on_key)
        view.key_released.connect(self.on_key_released)
        translator.changed.connect(self.refresh)
        appearance.changed.connect(self.refresh)

    # which cell

    def cell_under(self, point: QPointF) -> Cell | None:
        """The number at a point of the viewport."""
        item = self._view.node_at(point)
        if item is None:
            return None
        inside = item.mapFromScene(self._view.mapToScene(point.toPoint()))
        found = item.cell_at(inside)
        if found is not None:
            return Cell(item.node, *found)
        shown = item.array_of(Part.VALUE)
        if item.style.shape is Shape.FIGURE and shown is not None and item.body.contains(inside):
            return Cell(item.node, Part.VALUE, (0,) * shown.ndim)
        return None

    def point(self, cell: Cell | None, at: QPointF | None = None) -> None:
        """Look at a cell, or (None) at none."""
        changed = cell != self.cell
        self.cell, self._at = cell, at
        if changed:
            self.refresh()
        elif cell is not None:
            self._place_panel()

    @Slot()
    def refresh(self) -> None:
        """The numbers, the language or the look have changed: say it anew."""
        item = self._item()
        if self.cell is None or item is None or not self._exists(item):
            self.cell = self._origin = None
            self.panel.hide()
        else:
            self._say(item, self.cell)
            self._place_panel()
        self._view.viewport().update()

    def _say(self, item: NodeItem, cell: Cell) -> None:
        assert self._scene.state is not None
        trace = self._scene.state.trace
        self._origin = origin(trace, cell)
        grid = item.painter_of(cell.part).grid if item.style.picture else None
        said = words(trace, cell, self._origin, grid, closely=self._closely)
        remarks = [self._translator.say(remark) for remark in said.remarks]
        self.panel.say(said.title, said.formulas, remarks)

    def follow(self, frame: Frame) -> None:
        """Another moment is shown. What is said changes only with an event."""
        moment = (frame.trace, frame.index)
        if self.cell is not None and moment != self._moment:
            self.refresh()
        self._moment = moment

    def _item(self) -> NodeItem | None:
        return self._scene.nodes.get(self.cell.node) if self.cell is not None else None

    def _exists(self, item: NodeItem) -> bool:
        """Is the number there at this moment? A gradient that is still to come is not."""
        assert self.cell is not None and self._scene.state is not None
        shown = item.array_of(self.cell.part)
        if shown is None or len(self.cell.index) != shown.ndim:
            return False
        if any(i >= n for i, n in zip(self.cell.index, shown.shape, strict=True)):
            return False
        state = self._scene.state.frame.gradient(self.cell.node)
        return self.cell.part is Part.VALUE or (state is not None and state.total is not None)

    def _place_panel(self) -> None:
        """Not over the cell, or, where that is large, not over the pointer; nor, if that can be,
        over what made it."""
        assert self.cell is not None
        about = self._frames.seen(self._frames.room(self.cell))
        if about.height() >= self._view.height() / 3 and self._at is not None:
            about = QRect(self._at.toPoint(), QSize(1, 1))
        spare = self._frames.sources_seen(self._origin) if self._origin is not None else []
        spare += [other.geometry() for other in self._over_view if not other.isHidden()]
        self.panel.show_beside(about, spare)

    # the pointer

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        if self._at is None and self.cell is not None and pointer.at == self._ignored:
            return None
        self._look(closely=pointer.fine)
        self.point(self.cell_under(pointer.at), pointer.at)
        return None

    _ignored = QPointF(-1, -1)

    def leave(self) -> None:
        self.point(None)

    def press(self, pointer: Pointer) -> bool:
        self.point(None)
        return False

    def wheel(self, pointer: Pointer, notches: float) -> bool:
        self._at = pointer.at
        self._later.start()
        return False

    @Slot()
    def _look_again(self) -> None:
        """After the view has moved under the pointer."""
        if self._at is not None:
            self.point(self.cell_under(self._at), self._at)

    @property
    def speaks(self) -> bool:
        return self.cell is not None

    # coming nearer

    def double_click(self, pointer: Pointer) -> bool:
        return self.come_near(pointer.at)

    def come_near(self, at: QPointF) -> bool:
        """Nearer to the picture that is there, or back; see `CellZoom`."""
        item, cell = self._view.node_at(at), self.cell_under(at)
        if item is not None and cell is None and not item.editable:
            near = nearest_cell(item, item.mapFromScene(self._view.mapToScene(at.toPoint())))
            cell = Cell(item.node, *near) if near else None
        if item is None or cell is None or not self._zoom.come_near(item, cell):
            return False
        self.point(None)
        return True

    def escape(self) -> bool:
        if self.cell is not None and self._at is None:
            self.point(None)
        elif self._zoom.near:
            self.point(None)
            self._zoom.go_back()
        else:
            return False
        return True

    @property
    def busy(self) -> bool:
        return self._zoom.near or (self.cell is not None and self._at is None)

    # keys

    @Slot(object)
    def on_key(self, event: QKeyEvent) -> None:
        """Alt + Shift + arrows: the next cell; from a selected card its first one."""
        if event.key() == Qt.Key.Key_Shift and self.cell is not None:
            self._look(closely=True)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is None or held != _MODIFIERS:
            return
        if self.cell is not None:
            cell = next_cell(self._item(), self.cell, *step)
        else:
            cell = first_cell(self._view.item_of(self._view.selection))
        if cell is not None:
            self._ignored = self._at or self._ignored
            self.point(cell)
            event.accept()

    @Slot(object)
    def on_key_released(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Shift:
            self._look(closely=False)

    def _look(self, *, closely: bool) -> None:
        if closely != self._closely:
            self._closely = closely
            self.refresh()

    def paint(self, painter: QPainter) -> None:
        if self.cell is not None and self._origin is not None and self._item() is not None:
            self._frames.paint(painter, self.cell, self._origin)
