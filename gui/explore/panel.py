"""The Explore dock: a list of tools, or the tool that is at work, with the way back."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.playback import Frame
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.pages import Pages
from gui.explore.tool import Tool
from gui.explore.tools import TOOLS
from gui.i18n import Translator
from gui.widgets import ChoiceCard, IconButton, space
from gui.workbench import Workbench


class ExplorePanel(QWidget):
    """One tool at a time. Tools are made when they are first chosen."""

    highlighted = Signal(object)  # Highlight | None
    caption_changed = Signal(object)  # Message | None
    opened = Signal(object)  # Document
    moved = Signal()  # a tool changes numbers
    left = Signal()  # the tool is put away: the keyboard may go elsewhere
    chosen = Signal(str)  # the key of the tool at work; empty if none is

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
        self._pages: dict[str, QWidget] = {}
        self._saved: dict[str, Any] = {}
        self.tool: Tool | None = None
        self.stack = Pages()
        self.stack.addWidget(self._menu())
        column = QVBoxLayout(self)
        column.addWidget(self.stack)
        space(column, appearance, margins=(0, 0, 0, 0))
        workbench.traced.connect(self._on_trace)

    # choosing

    @Slot(str)
    def choose(self, key: str) -> None:
        """Set a tool to work; the empty key is none of them."""
        if key not in TOOLS:
            key = ""
        if self.tool is not None:
            if self.tool.key == key:
                return
            self.tool.leave()
        self.tool = self._tool(key) if key else None
        self.stack.setCurrentWidget(self._pages[key] if key else self._list)
        if self.tool is not None:
            self.tool.enter()
            if self._bench.trace is not None:
                self.tool.set_trace(self._bench.trace)
        self.chosen.emit(key)

    @Slot()
    def done(self) -> None:
        """Leave the tool, back to the list."""
        self.choose("")
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape does what the button at the top does."""
        if event.key() == Qt.Key.Key_Escape and self.tool is not None:
            self.done()
        else:
            super().keyPressEvent(event)

    @property
    def current(self) -> str:
        """The key of the tool at work; empty if none is."""
        return self.tool.key if self.tool else ""

    # what is passed on

    @Slot(object)
    def _on_trace(self, trace: Trace) -> None:
        if self.tool is not None:
            self.tool.set_trace(trace)

    @Slot(object)
    def set_frame(self, frame: Frame) -> None:
        if self.tool is not None:
            self.tool.set_frame(frame)

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

    # what it looks like

    def _menu(self) -> QWidget:
        """All tools, each with a sentence."""
        self._list = QWidget()
        self._list.setProperty("role", "bare")
        column = QVBoxLayout(self._list)
        self.cards: dict[str, ChoiceCard] = {}
        for key in TOOLS:
            words = f"explore.{key}.title", f"explore.{key}.about"
            card = self.cards[key] = ChoiceCard(*words, self._appearance, self._translator)
            card.clicked.connect(lambda _=False, key=key: self.choose(key))
            column.addWidget(card)
        column.addStretch(1)
        space(column, self._appearance, margins=(14, 12, 14, 12), gap=10)
        return self._list

    def _tool(self, key: str) -> Tool:
        if key not in self._made:
            tool = TOOLS[key]()(self._appearance, self._translator, self._bench)
            tool.highlighted.connect(self.highlighted)
            tool.caption_changed.connect(self.caption_changed)
            tool.runner_changed.connect(self._bench.set_runner)
            tool.opened.connect(self.opened)
            tool.moved.connect(self.moved)
            tool.restore_state(self._saved.get(key, {}))
            self._made[key] = tool
            self._pages[key] = self._page(key, tool)
            self.stack.addWidget(self._pages[key])
        return self._made[key]

    def _page(self, key: str, tool: Tool) -> QWidget:
        """The tool under its title, with a button that leaves it."""
        page = QWidget()
        page.setProperty("role", "bare")
        title = QLabel()
        title.setProperty("role", "heading")
        self._translator.bind(title.setText, f"explore.{key}.title")
        self._translator.bind(title.setToolTip, f"explore.{key}.about")
        back = IconButton(
            "close", self._appearance, self._translator, key="window.explore.done", side=14
        )
        back.clicked.connect(self.done)
        row, column = QHBoxLayout(), QVBoxLayout(page)
        row.addWidget(title, 1)
        row.addWidget(back)
        column.addLayout(row)
        tool.setParent(page)
        column.addWidget(tool, 1)
        space(row, self._appearance)
        space(column, self._appearance, margins=(14, 8, 14, 12), gap=8)
        return page

    # what is remembered

    def save_state(self) -> dict[str, Any]:
        """What each tool was set to; which one was at work is not taken up again."""
        return self._saved | {key: tool.save_state() for key, tool in self._made.items()}

    def restore_state(self, state: dict[str, Any]) -> None:
        self._saved = {k: v for k, v in state.items() if k in TOOLS and isinstance(v, dict)}
