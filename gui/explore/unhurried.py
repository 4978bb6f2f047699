"""A tool that computes: at once when somebody changes something, and not while a net trains.

A net that trains shows thirty steps a second. What a tool says about one of them could not be
read, so it waits until training rests.
"""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from core.messages import Message
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.tool import Tool
from gui.i18n import Translator
from gui.workbench import Workbench

_REST = 300  # milliseconds without a new step


class Unhurried(Tool):
    """Subclasses say in `look` what there is to say about `self.trace`."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.trace: Trace | None = None
        self.active = False
        self._later = QTimer(self, singleShot=True, interval=_REST)
        self._later.timeout.connect(self._look)
        self._caption: Message | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._say)
        translator.changed.connect(self._look)

    def enter(self) -> None:
        self.active = True

    def leave(self) -> None:
        self.active = False
        self._later.stop()
        self._soon.stop()
        super().leave()

    def say(self, message: Message | None) -> None:
        """A sentence above the stage, once the stage has taken up the run that it is about."""
        self._caption = message
        self._soon.start()

    def demonstrate(self) -> None:
        """Do what a picture of the tool is to show."""

    def settle(self) -> None:
        """Say now what would be said soon."""
        if self._soon.isActive():
            self._soon.stop()
            self._say()

    @Slot()
    def _say(self) -> None:
        self.caption_changed.emit(self._caption)

    def set_trace(self, trace: Trace) -> None:
        self.trace = trace
        if not self.active:
            return
        if self._bench.locked:
            self._later.start()
        else:
            self._look()

    @Slot()
    def _look(self) -> None:
        if self.active and self.trace is not None:
            self.look(self.trace)

    def look(self, trace: Trace) -> None:
        """There is a run to look at, or its words are wanted in another language."""
        raise NotImplementedError
