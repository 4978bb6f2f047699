"""The menus of the stage. An entry that cannot be chosen says why in its tooltip."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.messages import Message
from gui.i18n import Translator
from gui.stage.editing.gestures.keys import spoken
from gui.stage.editing.palette_entries import operations

NODE = (
    ("edit_value", "reset_value", "reset_all", "copy_value"),
    ("add_node", "replace", "wrap"),
    ("split", "fold"),
    ("make_output", "rename", "delete"),
)
CANVAS = (("add_node",), ("reset_all",), ("undo", "redo"), ("fit",))
_BY_OP = {"replace", "wrap"}


class Commands(Protocol):
    """Who does what the menu offers."""

    def run(self, command: str, node: str, op: str = "") -> object: ...

    def why_not(self, command: str, node: str, op: str = "") -> Message | None: ...

    def title(self, command: str, node: str) -> Message: ...


def build(
    groups: Sequence[Sequence[str]],
    node: str,
    commands: Commands,
    translator: Translator,
    parent: QWidget,
) -> QMenu:
    """A menu for a node, or for the empty canvas."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for i, names in enumerate(groups):
        if i:
            menu.addSeparator()
        for name in names:
            title = translator.say(commands.title(name, node))
            if name in _BY_OP:
                _by_op(menu, name, node, commands, translator, title)
            else:
                action = menu.addAction(title, partial(commands.run, name, node))
                _mark(action, commands.why_not(name, node), translator)
                action.setObjectName(name)
                keys = spoken(name)
                if keys:
                    action.setText(f"{title}\t{keys}")
    return menu


def embolden(menu: QMenu, command: str) -> None:
    """Write in bold what a double click would have done."""
    for action in menu.actions():
        if action.objectName() == command:
            menu.setDefaultAction(action)


def _by_op(
    menu: QMenu, name: str, node: str, commands: Commands, translator: Translator, title: str
) -> None:
    """A submenu of all operations in their groups; whether each would do is found out late."""
    choices = QMenu(title, menu)
    choices.setToolTipsVisible(True)
    choices.menuAction().setObjectName(name)
    reason = commands.why_not(name, node)
    if reason is not None:
        _mark(choices.menuAction(), reason, translator)
    for group, entries in groupby(operations(), lambda entry: entry.group):
        ops = QMenu(translator.tr(f"canvas.group.{group}"), choices)
        ops.setToolTipsVisible(True)
        for entry in entries:
            words = f"{translator.say(entry.title)}\t{entry.symbol}"
            action = ops.addAction(words, partial(commands.run, name, node, entry.name))
            action.setObjectName(entry.name)
            action.setData(translator.say(entry.about))
        ops.aboutToShow.connect(partial(_judge, ops, name, node, commands, translator))
        choices.addMenu(ops)
    choices.addSeparator()
    search = choices.addAction(
        translator.tr("canvas.do.search") + f"\t{spoken(name)}", partial(commands.run, name, node)
    )
    search.setObjectName("search")
    menu.addMenu(choices)


def _judge(ops: QMenu, name: str, node: str, commands: Commands, translator: Translator) -> None:
    for action in ops.actions():
        _mark(action, commands.why_not(name, node, action.objectName()), translator)


def _mark(action: QAction, reason: Message | None, translator: Translator) -> None:
    action.setEnabled(reason is None)
    action.setToolTip(translator.say(reason) if reason is not None else action.data() or "")
