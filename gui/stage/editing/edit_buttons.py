"""The buttons under the stage that edit: a new node, undo, redo. They say what they would do."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import IconButton, space
from gui.workbench import Workbench


class EditButtons(QWidget):
    """Undo and redo are greyed out while there is nothing to do."""

    wanted_node = Signal()

    def __init__(self, bench: Workbench, appearance: Appearance, translator: Translator) -> None:
        super().__init__()
        self._bench = bench
        self.add = IconButton(
            "plus",
            appearance,
            translator,
            key="canvas.do.add_node",
            keys="A",
            role="muted",
            side=16,
        )
        self.undo = IconButton("undo", appearance, translator, role="muted", side=16)
        self.redo = IconButton("redo", appearance, translator, role="muted", side=16)
        self.add.clicked.connect(self.wanted_node)
        self.undo.clicked.connect(bench.undo)
        self.redo.clicked.connect(bench.redo)
        row = QHBoxLayout(self)
        for button in (self.add, self.undo, self.redo):
            row.addWidget(button)
        space(row, appearance, gap=2)
        bench.history_changed.connect(self._say)
        self._say()

    @Slot()
    def _say(self) -> None:
        for button, name, keys, label in (
            (self.undo, "undo", "Ctrl+Z", self._bench.undo_label),
            (self.redo, "redo", "Ctrl+Shift+Z", self._bench.redo_label),
        ):
            button.setEnabled(label is not None)
            what = Message(f"canvas.do.{name}")
            if label is not None:
                what = Message(f"canvas.do.{name}_what", {"what": label})
            button.say(what, keys)
