"""What a tool of the Explore dock is.

A tool looks at the run on the stage and may do three things to it: emphasise some of it, say a
sentence above it, and have it run by other rules. Whatever it does it takes back in `leave`.
"""

from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.playback import Frame
from core.trace import Trace
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.workbench import Workbench


class Tool(QWidget):
    """One way to explore. Its words are `explore.<key>.title` and `explore.<key>.about`."""

    key: ClassVar[str]

    highlighted = Signal(object)  # Highlight | None: what the stage is to emphasise
    runner_changed = Signal(object)  # a runner for the workbench, or None for the true one
    caption_changed = Signal(object)  # Message | None: a sentence above the stage
    opened = Signal(object)  # Document: an example that shows more

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

    def enter(self) -> None:
        """It is on the stage from now on; `set_trace` follows."""

    def leave(self) -> None:
        """It is no longer: take back what has been done to the stage."""
        self.highlighted.emit(None)
        self.runner_changed.emit(None)
        self.caption_changed.emit(None)

    def set_trace(self, trace: Trace) -> None:
        """The run on the stage: another document, other values, or a step of training."""

    def set_frame(self, frame: Frame) -> None:
        """The moment that is shown."""

    def choose(self, node: str) -> None:
        """A node was clicked on the stage."""

    def save_state(self) -> dict[str, Any]:
        """Plain data for the settings."""
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take up what `save_state` gave; anything may be missing or wrong."""
