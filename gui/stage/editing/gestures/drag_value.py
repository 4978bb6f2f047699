"""Drag on a number to change it: right or up is more. The wheel does the same in single steps.

One drag is one step of undo; Escape takes it back while it lasts. Each step is run at once.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from core.editing.steps import stepped
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.editable_numbers import EditableNumber, EditableNumbers
from gui.stage.editing.gestures.gesture import Gesture, Pointer
from gui.stage.view import StageView
from gui.workbench import Workbench

_TRAVEL = 6  # pixels for one step


class DragValue(Gesture):
    """Takes presses on numbers that can be changed."""

    def __init__(
        self,
        numbers: EditableNumbers,
        bench: Workbench,
        view: StageView,
        appearance: Appearance,
        translator: Translator,
        typed: Callable[[EditableNumber], None],
    ) -> None:
        self._numbers = numbers
        self._bench = bench
        self._view = view
        self._look = appearance
        self._translator = translator
        self._typed = typed
        self._hovered: EditableNumber | None = None
        self._dragged: EditableNumber | None = None
        self._merge = ""
        self._changed = False
        self._setting = False  # is the change of the document mine?
        self._across = True  # is this drag along the x axis?
        self._turned = 0.0  # of a notch of the wheel, so far …
        self._turned_at: EditableNumber | None = None  # … over this number
        self._anchor(Pointer(QPointF()))

    # the drag

    def press(self, pointer: Pointer) -> bool:
        spot = self._numbers.at(pointer.at) if pointer.button is Qt.MouseButton.LeftButton else None
        if spot is None:
            return False
        self._dragged, self._changed = spot, False
        self._merge = self._numbers.fresh_merge()
        self._view.hold(True)
        self._anchor(pointer)
        return True

    def _anchor(self, pointer: Pointer) -> None:
        """Count steps from here: at the press, and when other keys are held."""
        self._from, self._held = pointer.at, pointer.modifiers
        if self._dragged is not None:
            self._start = self._numbers.value(self._dragged)
            self._exponent = self._numbers.exponent(self._dragged, pointer)
        self._steps = 0

    def move(self, pointer: Pointer) -> None:
        spot = self._dragged
        if spot is None:
            return
        if pointer.modifiers != self._held:
            self._anchor(pointer)
        way = pointer.at - self._from
        if not self._changed:
            self._across = abs(way.x()) >= abs(way.y())
        self._view.show_cursor(self._shape())
        steps = int((way.x() if self._across else -way.y()) / self._look.px(_TRAVEL))
        if steps != self._steps:
            self._steps = steps
            number = stepped(self._start, steps, self._exponent)
            self._setting = True
            try:
                self._changed |= self._numbers.set(spot, number, self._merge)
            finally:
                self._setting = False

    def _shape(self) -> Qt.CursorShape:
        return Qt.CursorShape.SizeHorCursor if self._across else Qt.CursorShape.SizeVerCursor

    def release(self, pointer: Pointer) -> None:
        self._dragged = None
        self._view.hold(False)
        self._bench.settle()

    def cancel(self) -> None:
        if self._dragged is not None:
            self._bench.withdraw(self._merge)
        self._dragged, self._changed = None, False
        self._view.hold(False)

    def stale(self) -> bool:
        """Somebody else has changed the document. Training does so all the time, and refuses
        what the drag would do, so only a number that is gone matters then."""
        if self._dragged is None or self._setting:
            return False
        return not self._bench.locked or not self._numbers.has(self._dragged)

    # the pointer over a number

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        self._show(self._numbers.at(pointer.at))
        return Qt.CursorShape.SizeHorCursor if self._hovered is not None else None

    def leave(self) -> None:
        self._show(None)

    def _show(self, spot: EditableNumber | None) -> None:
        before, self._hovered = self._hovered, spot
        if spot != before:
            for changed in filter(None, (before, spot)):
                margin = self._look.px(4)
                room = self._numbers.room(changed)
                self._view.redraw(room.adjusted(-margin, -margin, margin, margin))

    def wheel(self, pointer: Pointer, notches: float) -> bool:
        spot = self._numbers.at(pointer.at)
        if spot is None:
            return False
        if spot != self._turned_at:
            self._turned, self._turned_at = 0.0, spot
        self._turned += notches
        steps = int(self._turned)
        if steps:
            self._turned -= steps
            self._numbers.nudge(spot, steps, pointer)
        return True

    def double_click(self, pointer: Pointer) -> bool:
        spot = self._numbers.at(pointer.at)
        if spot is not None:
            self._typed(spot)
        return spot is not None

    def tip(self, pointer: Pointer) -> str:
        spot = self._numbers.at(pointer.at)
        return "" if spot is None else self._translator.tr("canvas.hint.value")

    def paint(self, painter: QPainter) -> None:
        """Arrows on both sides of the number under the pointer: it can be dragged."""
        spot = self._dragged or self._hovered
        if spot is None or not self._numbers.has(spot):
            return
        room = self._numbers.room(spot)
        painter.setPen(QPen(self._look.theme.forward, self._look.px(1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if spot.index:
            painter.drawRect(room.adjusted(1, 1, -1, -1))
        else:
            painter.drawPath(self._arrows(room))

    def _arrows(self, room: QRectF) -> QPainterPath:
        if room.height() < self._look.px(50):  # name and number in one row leave no place inside
            frame, inset = QPainterPath(), self._look.px(3)
            frame.addRoundedRect(room.adjusted(inset, inset, -inset, -inset), 2 * inset, 2 * inset)
            return frame
        half, inset = self._look.px(3.5), self._look.px(7)
        path = QPainterPath()
        y = room.top() + room.height() * 0.76
        for x, way in ((room.left() + inset, -1), (room.right() - inset, 1)):
            path.moveTo(x - way * half / 2, y - half)
            path.lineTo(x + way * half / 2, y)
            path.lineTo(x - way * half / 2, y + half)
        return path
