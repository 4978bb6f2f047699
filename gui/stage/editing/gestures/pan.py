"""Drag the stage itself: everything moves with the pointer."""

from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from gui.stage.editing.gestures.gesture import Gesture, Pointer

_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


class Movable(Protocol):
    """What can be moved: the view."""

    def pan(self, by: QPointF) -> None: ...

    def show_cursor(self, shape: Qt.CursorShape | None) -> None: ...


class Pan(Gesture):
    """Takes every press that nobody else wanted."""

    def __init__(self, view: Movable) -> None:
        self._view = view
        self._last = QPointF()

    def press(self, pointer: Pointer) -> bool:
        self._last = pointer.at
        return pointer.button in _BUTTONS

    def move(self, pointer: Pointer) -> None:
        self._view.show_cursor(Qt.CursorShape.ClosedHandCursor)
        self._view.pan(pointer.at - self._last)
        self._last = pointer.at
