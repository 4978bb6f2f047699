"""What a gesture is: it takes a press, follows the pointer, and ends in a release or is cancelled.

The view asks its gestures in turn who takes a press; the first that does gets everything until the
button is up again. Small movements are kept from it, so that a click is not a drag.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter


@dataclass(frozen=True)
class Pointer:
    """Where the mouse or the pen is, in pixels of the viewport, and what is held down."""

    at: QPointF
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @classmethod
    def of(cls, event: QMouseEvent) -> "Pointer":
        return cls(event.position(), event.button(), event.modifiers())

    @property
    def fine(self) -> bool:
        """Shift: small steps."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def coarse(self) -> bool:
        """Ctrl, or Alt with the wheel (Ctrl + wheel is the size of the text everywhere)."""
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        return bool(self.modifiers & held)


class Gesture:
    """Does nothing. A gesture overrides what it needs."""

    def press(self, pointer: Pointer) -> bool:
        """Is this press for me?"""
        return False

    def move(self, pointer: Pointer) -> None:
        """The pointer has travelled with the button held."""

    def release(self, pointer: Pointer) -> None:
        """The button is up, after the pointer had travelled."""

    def cancel(self) -> None:
        """Escape, or the button came up where it had gone down: as if nothing had happened."""

    def stale(self) -> bool:
        """Another document is on the stage: is what I have taken no longer what it was?"""
        return False

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        """No button is held. The cursor that shows what I would do here; None: nothing."""
        return None

    def leave(self) -> None:
        """The pointer has left the stage, or something else is going on."""

    def double_click(self, pointer: Pointer) -> bool:
        """Is this double click for me?"""
        return False

    def wheel(self, pointer: Pointer, notches: float) -> bool:
        """Is this turn of the wheel for me?"""
        return False

    @property
    def speaks(self) -> bool:
        """Do I say by myself what is under the pointer? Then there is no tooltip."""
        return False

    @property
    def busy(self) -> bool:
        """Is there something of mine that Escape would leave?"""
        return False

    def escape(self) -> bool:
        """Escape was pressed: leave what there is to leave; was there anything?"""
        return False

    def tip(self, pointer: Pointer) -> str:
        """What could be done here, for the tooltip."""
        return ""

    def paint(self, painter: QPainter) -> None:
        """Draw over the scene, in its coordinates."""
