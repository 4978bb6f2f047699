"""Keeps frames back from what takes long to draw, while numbers are moved by hand.

Typesetting a formula takes longer than a frame. The stage follows every step of a drag; numbers
on the card follow as plain text, and formulas when the hand rests for a moment.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.playback import Frame

_REST_MS = 120


class FrameDebouncer(QObject):
    """Passes frames on at once, except after `hold`: then the last one, when all is still."""

    frame_changed = Signal(object)
    passed_by = Signal(object)  # a frame that is kept back, to be followed as far as it can be

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: Frame | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.release)

    @Slot()
    def hold(self) -> None:
        """A number is about to move."""
        self._rest.start()

    @Slot(object)
    def set_frame(self, frame: Frame) -> None:
        if self._rest.isActive():
            if self._kept is not None:  # a single step is not worth a flicker
                self.passed_by.emit(frame)
            self._kept = frame
        else:
            self.frame_changed.emit(frame)

    @Slot()
    def release(self) -> None:
        """The hand rests, or has let go."""
        self._rest.stop()
        kept, self._kept = self._kept, None
        if kept is not None:
            self.frame_changed.emit(kept)
