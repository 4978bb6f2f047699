"""Keeps frames back from what takes long to draw, while numbers move or nobody looks.

Typesetting a formula takes longer than a frame, and holds Python's lock against a net that trains
beside it. The stage follows every step of a drag and of training; numbers on the card follow as
plain text, and formulas when the hand rests for a moment, or training does. Who drags the knob of
the timeline sees the step at which it rests.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.playback import Frame

_REST_MS = 120


class FrameDebouncer(QObject):
    """Passes frames on at once, except after `hold` or `skim`, while training moves the numbers, or
    while the card is out of sight: then the last one, when that is over."""

    frame_changed = Signal(object)
    passed_by = Signal(object)  # a frame that is kept back, to be followed as far as it can be
    waiting = Signal()  # one is kept back that has nothing to do with the one before

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: Frame | None = None
        self._training, self._seen = False, True
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._pass_on)
        self._skim = QTimer(self, singleShot=True, interval=_REST_MS)
        self._skim.timeout.connect(self._pass_on)

    @Slot()
    def skim(self) -> None:
        """Somebody has just gone to a step, and may be on the way to another one."""
        self._skim.start()

    @Slot()
    def hold(self) -> None:
        """A number is about to move."""
        self._rest.start()

    @Slot(bool)
    def set_training(self, training: bool) -> None:
        """Whether the frames are those of a net that trains."""
        self._training = training
        self._pass_on()

    @Slot(bool)
    def set_seen(self, seen: bool) -> None:
        """Whether the card is to be seen."""
        self._seen = seen
        self._pass_on()

    @Slot(object)
    def set_frame(self, frame: Frame) -> None:
        if self._seen and self._moving and self._kept is not None:
            self.passed_by.emit(frame)  # from the second on: a single step is not worth a flicker
        elif self._seen and self._skim.isActive():
            self.waiting.emit()
        self._kept = frame
        self._pass_on()

    @property
    def _moving(self) -> bool:
        return self._training or self._rest.isActive()

    @Slot()
    def _pass_on(self) -> None:
        """The hand rests, or whatever else kept a frame back is over."""
        waits = self._moving or self._skim.isActive()
        if self._seen and not waits and self._kept is not None:
            kept, self._kept = self._kept, None
            self.frame_changed.emit(kept)
