"""What a tool of the Explore dock is.

A tool looks at the run on the stage and may do three things to it: emphasise some of it, say a
sentence above it, and have it run by other rules. Whatever it does it takes back in `leave`.

It looks at once when somebody changes something. Two things it waits for: a net that trains shows
thirty steps a second, and nobody could read what is said about one of them; and a hand that moves
a number must not be held up, so a tool whose last look took longer than a frame waits until the
hand rests. While it waits it stays with the run that it looked at: `trace` and what was worked out
from it change together. It does not wait where the graph is another one.
"""

from time import perf_counter
from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.messages import Message
from core.playback import Frame
from core.trace import Trace
from core.trace_changes import same_structure
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.workbench import Workbench

_TRAINING_RESTS = 300  # milliseconds without a new step
_HAND_RESTS = 120  # milliseconds without a move
_FRAME = 1 / 60  # seconds


class Tool(QWidget):
    """One way to explore. Its words are `explore.<key>.title` and `explore.<key>.about`.

    Subclasses say in `look` what there is to say about a run.
    """

    key: ClassVar[str]
    of_result: ClassVar[bool] = False  # does it speak of both passes, whatever was played?

    highlighted = Signal(object)  # Highlight | None: what the stage is to emphasise
    runner_changed = Signal(object)  # a runner for the workbench, or None for the true one
    caption_changed = Signal(object)  # Message | None: a sentence above the stage
    opened = Signal(object)  # Document: an example that shows more
    moved = Signal()  # it changes numbers: their effect is to be seen

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._translator = translator
        self._bench = workbench
        self.trace: Trace | None = None  # the run that was looked at last, and …
        self._coming: Trace | None = None  # … the one that is on the stage
        self.active = False
        self._frame: Frame | None = None  # the moment that is shown
        self._said: Message | None = None
        self._slow = False  # did the last look take longer than a frame?
        self._hand = QTimer(self, singleShot=True, interval=_HAND_RESTS)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._look)
        translator.changed.connect(self._look)

    def enter(self) -> None:
        """It is on the stage from now on; `set_trace` follows."""
        self.active = True

    def leave(self) -> None:
        """It was put away."""
        self.rest()

    def close_work(self) -> bool:
        """The window closes: end threads; False if one did not end within a second."""
        return True

    def rest(self) -> None:
        """It is not on the stage any more, perhaps only because nobody can see it: take back what
        has been done to the stage. `enter` does it again."""
        self.active = False
        self._later.stop()
        self.highlighted.emit(None)
        self.runner_changed.emit(None)
        self.say(None)

    @Slot()
    def hold(self) -> None:
        """A hand is about to move a number."""
        self._hand.start()

    def set_trace(self, trace: Trace) -> None:
        """The run on the stage: another document, other values, or a step of training. The stage
        shows it already."""
        self._coming = trace
        if not self.active:
            return
        if self.trace is None or not same_structure(self.trace.graph, trace.graph):
            self._look()
        elif self._bench.locked:
            self._later.start(_TRAINING_RESTS)
        elif self._slow and self._hand.isActive():
            self._later.start(_HAND_RESTS)
        else:
            self._look()

    @Slot()
    def _look(self) -> None:
        if self.active and self._coming is not None:
            self._later.stop()
            begun = perf_counter()
            self.trace = self._coming
            self.look(self.trace)
            self._slow = perf_counter() - begun > _FRAME

    def look(self, trace: Trace) -> None:
        """There is a run to look at, or its words are wanted in another language."""
        raise NotImplementedError

    def say(self, message: Message | None) -> None:
        """A sentence above the stage; None: what the stage itself would say."""
        self._said = message
        self.caption_changed.emit(message)

    def say_again(self) -> None:
        """The passes have come to their end, about which the stage has a sentence of its own."""
        if self._said is not None:
            self.caption_changed.emit(self._said)

    def demonstrate(self) -> None:
        """Do what a picture of the tool is to show."""

    def set_frame(self, frame: Frame) -> None:
        """The moment that is shown."""
        self._frame = frame
        if self.active and frame.trace is self.trace:
            self.follow()

    def follow(self) -> None:
        """Another moment of the run that was looked at: marks stand on what has arrived by now."""

    def over(self, trace: Trace) -> int:
        """How many events of a run are over at the moment that is shown; if it is another run that
        is shown, all."""
        frame = self._frame
        return frame.index if frame is not None and frame.trace is trace else len(trace)

    def choose(self, node: str) -> None:
        """A node was clicked on the stage."""

    def save_state(self) -> dict[str, Any]:
        """Plain data for the settings."""
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take up what `save_state` gave; anything may be missing or wrong."""
