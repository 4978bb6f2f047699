"""The Explore dock: a list of tools, or the tool that is at work, with the way back.

A tool that was chosen is at work as long as it can be seen. Behind another tab it does nothing to
the stage and takes no keys; it goes on where it was when its tab is in front again.
"""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.playback import Frame
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.stepped import SteppedTool
from gui.explore.stepper import Stepper
from gui.explore.tool import Tool
from gui.explore.tools import TOOLS
from gui.i18n import Translator
from gui.widgets import Catalogue, ChoiceCard, space
from gui.workbench import Workbench


class ExplorePanel(QWidget):
    """One tool at a time. Tools are made when they are first chosen."""

    highlighted = Signal(object)  # Highlight | None
    caption_changed = Signal(object)  # Message | None
    opened = Signal(object)  # Document
    moved = Signal()  # a tool changes numbers, or another run is what a tool speaks of
    result_wanted = Signal()  # a tool that speaks of both passes has come: they are to be done
    left = Signal()  # the tool is put away: the keyboard may go elsewhere
    chosen = Signal(str)  # the key of a tool, or empty: none is wanted any more
    at_work = Signal(str)  # the key of the tool that is on the stage from now on; empty if none is

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._bench = workbench
        self._made: dict[str, Tool] = {}
        self._saved: dict[str, Any] = {}
        self._frame: Frame | None = None
        self._chosen: Tool | None = None
        self.tool: Tool | None = None  # the one at work: chosen, and to be seen
        self.catalogue = Catalogue(
            "explore", TOOLS, self._tool, "window.explore.done", appearance, translator
        )
        column = QVBoxLayout(self)
        column.addWidget(self.catalogue)
        space(column, appearance, margins=(0, 0, 0, 0))
        self.catalogue.chosen.connect(self._set_to_work)
        self.catalogue.left.connect(self.left)
        workbench.traced.connect(self._on_trace)

    # choosing

    @Slot(str)
    def choose(self, key: str) -> None:
        """Set a tool to work; the empty key is none of them."""
        self.catalogue.choose(key)

    @Slot()
    def done(self) -> None:
        """Leave the tool, back to the list."""
        self.catalogue.done()

    @property
    def current(self) -> str:
        """The key of the tool that was chosen; empty if none was."""
        return self.catalogue.current

    @property
    def stepper(self) -> Stepper | None:
        """What the keys go through at the moment, in the place of the passes."""
        return self.tool.stepper if isinstance(self.tool, SteppedTool) else None

    @property
    def cards(self) -> dict[str, ChoiceCard]:
        return self.catalogue.cards

    @Slot(str)
    def _set_to_work(self, key: str) -> None:
        if self._chosen is not None:
            self._chosen.leave()
        self._chosen = self._made.get(key)
        self._work(self._chosen)
        self.chosen.emit(key)
        if self.tool is not None and self.tool.of_result:
            self.result_wanted.emit()

    @Slot(bool)
    def be_seen(self, seen: bool) -> None:
        """The dock is in front, or something else is."""
        if seen and self.tool is None:
            self._work(self._chosen)
        elif not seen and self.tool is not None:
            self.tool.rest()
            self._work(None)

    def _work(self, tool: Tool | None) -> None:
        """This tool is on the stage from now on; None: none is."""
        self.tool = tool
        self.at_work.emit(self.current if tool is not None else "")
        if tool is None:
            return
        tool.enter()
        if self.stepper is not None:  # it walks over numbers that are there
            self.result_wanted.emit()
        if self._frame is not None:
            tool.set_frame(self._frame)
        if self._bench.trace is not None:
            tool.set_trace(self._bench.trace)

    # what is passed on

    @Slot(object)
    def _on_trace(self, trace: Trace) -> None:
        if self.tool is not None and self.tool.of_result:
            self.moved.emit()
        if self.tool is not None:
            self.tool.set_trace(trace)

    @Slot(object)
    def set_frame(self, frame: Frame) -> None:
        self._frame = frame
        if self.tool is not None:
            self.tool.set_frame(frame)
            if frame.position >= len(frame.trace):
                self.tool.say_again()

    @Slot()
    def hold(self) -> None:
        """A hand is about to move a number."""
        if self.tool is not None:
            self.tool.hold()

    @Slot(str)
    def choose_node(self, node: str) -> None:
        """A node was clicked on the stage."""
        if self.tool is not None:
            self.tool.choose(node)

    def _tool(self, key: str) -> Tool:
        tool = self._made[key] = TOOLS[key]()(self._appearance, self._translator, self._bench)
        tool.highlighted.connect(self.highlighted)
        tool.caption_changed.connect(self.caption_changed)
        tool.runner_changed.connect(self._bench.set_runner)
        tool.opened.connect(self.opened)
        tool.moved.connect(self.moved)
        tool.restore_state(self._saved.get(key, {}))
        return tool

    def close_work(self) -> bool:
        """The window closes: end threads; False if one did not end within a second."""
        ended = [tool.close_work() for tool in self._made.values()]  # each is asked
        return all(ended)

    # what is remembered

    def save_state(self) -> dict[str, Any]:
        """What each tool was set to; which one was at work is not taken up again."""
        return self._saved | {key: tool.save_state() for key, tool in self._made.items()}

    def restore_state(self, state: dict[str, Any]) -> None:
        self._saved = {k: v for k, v in state.items() if k in TOOLS and isinstance(v, dict)}
