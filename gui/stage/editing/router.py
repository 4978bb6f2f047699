"""Which gesture gets the pointer: the first that takes a press has it until the button is up."""

from PySide6.QtCore import QPointF, Qt

from gui.stage.editing.gestures import Gesture, Pointer

_SLACK = 4  # pixels that a click may tremble


class GestureRouter:
    """Asks `gestures` in turn; whoever listens says what is to be done with what nobody takes."""

    def __init__(self, last: Gesture) -> None:
        self.gestures: list[Gesture] = []  # asked in turn, before …
        self._last = last  # … the one that takes whatever is left
        self._active: Gesture | None = None
        self._pressed_at: QPointF | None = None  # until it has travelled far enough

    @property
    def active(self) -> bool:
        """Is there a drag in progress?"""
        return self._active is not None

    @property
    def busy(self) -> bool:
        """Does anything wait for Escape?"""
        return self.active or any(gesture.busy for gesture in self.gestures)

    def press(self, pointer: Pointer) -> None:
        takers = (*self.gestures, self._last)
        self._active = next((each for each in takers if each.press(pointer)), None)
        self._pressed_at = pointer.at

    def move(self, pointer: Pointer) -> None:
        """A drag goes on, once it has left the place where it began."""
        if self._active is None:
            return
        if self._pressed_at is not None:
            if (pointer.at - self._pressed_at).manhattanLength() < _SLACK:
                return
            self._pressed_at = None
        self._active.move(pointer)

    def release(self, pointer: Pointer) -> bool:
        """The button is up; was it a click, in one place?"""
        active, self._active = self._active, None
        click = active is not None and self._pressed_at is not None
        self._pressed_at = None
        if active is not None and click:
            active.cancel()
        elif active is not None:
            active.release(pointer)
        return click

    def double_click(self, pointer: Pointer) -> bool:
        """Has any of them taken it?"""
        return any(gesture.double_click(pointer) for gesture in self.gestures)

    def wheel(self, pointer: Pointer, notches: float) -> bool:
        """Has any of them taken it?"""
        return any(gesture.wheel(pointer, notches) for gesture in self.gestures)

    def escape(self) -> bool:
        """Has any of them taken it?"""
        return any(gesture.escape() for gesture in self.gestures)

    def hover(self, pointer: Pointer) -> Qt.CursorShape | None:
        """Every gesture learns where the pointer is; the cursor of the first that has one."""
        shapes = [gesture.hover(pointer) for gesture in self.gestures]
        return next((shape for shape in shapes if shape is not None), None)

    def leave(self) -> None:
        """The pointer is not there any more, or something else is going on."""
        for gesture in self.gestures:
            gesture.leave()

    @property
    def speaks(self) -> bool:
        """Does any of them say by itself what is under the pointer?"""
        return any(gesture.speaks for gesture in self.gestures)

    def tips(self, pointer: Pointer) -> list[str]:
        """What could be done here."""
        return [gesture.tip(pointer) for gesture in self.gestures]

    def cancel(self) -> bool:
        """Give up the drag in progress; was there one?"""
        active, self._active, self._pressed_at = self._active, None, None
        if active is not None:
            active.cancel()
        return active is not None

    @property
    def stale(self) -> bool:
        """Is the drag in progress about another document?"""
        return self._active is not None and self._active.stale()
