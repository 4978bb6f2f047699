"""Everything the keyboard can do, in one table.

The main window makes its actions from it, and the F1 sheet is the same table read aloud, so a
key that is listed works and a key that works is listed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QTabBar,
    QWidget,
)

from gui.i18n import Translator
from gui.stage.editing.gestures.keys import STAGE_KEYS


@dataclass(frozen=True)
class Shortcut:
    """One action: its name (message key `window.action.<name>`), its keys, its group on F1.

    `of_stage`: the stage answers these keys itself, for the node that is selected.
    """

    name: str
    keys: tuple[str, ...]
    group: str
    of_stage: bool = False


SHORTCUTS = (
    Shortcut("new", ("Ctrl+N",), "file"),
    Shortcut("open", ("Ctrl+O",), "file"),
    Shortcut("save", ("Ctrl+S",), "file"),
    Shortcut("save_as", ("Ctrl+Shift+S",), "file"),
    Shortcut("save_run", ("Ctrl+Alt+S",), "file"),
    Shortcut("open_run", ("Ctrl+Alt+O",), "file"),
    Shortcut("bring_back", ("Ctrl+Alt+Z",), "file"),
    Shortcut("export", ("Ctrl+Shift+E",), "file"),
    Shortcut("copy_picture", ("Ctrl+Shift+C",), "file"),
    Shortcut("copy_numpy", ("Ctrl+Shift+N",), "file"),
    Shortcut("copy_pytorch", ("Ctrl+Shift+P",), "file"),
    Shortcut("copy_latex", ("Ctrl+Shift+T",), "file"),
    Shortcut("copy_formula", ("Ctrl+Shift+F",), "file"),
    Shortcut("quit", ("Ctrl+Q",), "file"),
    Shortcut("play_pause", ("Space",), "playback"),
    Shortcut("step", ("Right",), "playback"),
    Shortcut("step_back", ("Left",), "playback"),
    Shortcut("to_start", ("Home",), "playback"),
    Shortcut("to_end", ("End",), "playback"),
    Shortcut("next", ("PgDown",), "playback"),
    Shortcut("previous", ("PgUp",), "playback"),
    Shortcut("edit_expression", ("Ctrl+L",), "stage"),
    Shortcut("fit", ("Ctrl+0",), "stage"),
    Shortcut("find", ("Ctrl+F", "/"), "stage"),
    Shortcut("find_next", ("F3",), "stage"),
    Shortcut("find_previous", ("Shift+F3",), "stage"),
    Shortcut("put_away", ("Escape",), "stage", of_stage=True),
    Shortcut("next_cell", ("Alt+Shift+Right",), "stage", of_stage=True),
    Shortcut("suggest", ("Ctrl+Space",), "typing", of_stage=True),
    Shortcut("take_suggestion", ("Tab",), "typing", of_stage=True),
    Shortcut("earlier", ("Up", "Down"), "typing", of_stage=True),
    Shortcut("earlier_list", ("Alt+Down",), "typing", of_stage=True),
    Shortcut("undo", ("Ctrl+Z",), "editing"),
    Shortcut("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "editing"),
    *(Shortcut(name, keys, "editing", of_stage=True) for name, keys in STAGE_KEYS.items()),
    Shortcut("train", ("Ctrl+T",), "panels"),
    Shortcut("freeze", ("Ctrl+K",), "panels"),
    Shortcut("race", ("Ctrl+R",), "panels"),
    Shortcut("detach", ("Ctrl+U",), "panels"),
    Shortcut("default_layout", ("Ctrl+Shift+L",), "panels"),
    Shortcut("present", ("F5",), "presenting"),
    Shortcut("present_panel", ("Shift+F5",), "presenting"),
    Shortcut("leave", ("Escape",), "presenting"),
    Shortcut("blank", (".", "B"), "presenting"),
    Shortcut("larger", ("Ctrl++", "Ctrl+="), "view"),
    Shortcut("smaller", ("Ctrl+-",), "view"),
    Shortcut("normal_size", ("Ctrl+Shift+0",), "view"),
    Shortcut("language", ("Ctrl+E",), "view"),
    Shortcut("theme", ("Ctrl+D",), "view"),
    Shortcut("keys", ("F1",), "view"),
)


def make_actions(
    window: QWidget, translator: Translator, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """One action per row of the table, added to `window`; `handlers` says what each does."""
    actions: dict[str, QAction] = {}
    for row in SHORTCUTS:
        if row.of_stage:
            continue
        action = QAction(window)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        action.triggered.connect(handlers[row.name])
        translator.bind(action.setText, f"window.action.{row.name}")
        window.addAction(action)
        actions[row.name] = action
    return actions


_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
_OWN_KEYS: tuple[tuple[type[QWidget], set[Qt.Key]], ...] = (
    (QAbstractButton, {Qt.Key.Key_Space}),
    (QComboBox, {Qt.Key.Key_Space} | _ARROWS),
    (QAbstractSpinBox, _ARROWS | {Qt.Key.Key_Period, Qt.Key.Key_B}),
    (QAbstractSlider, _ARROWS),
    (QTabBar, _ARROWS),
    (QAbstractItemView, _ARROWS),
)


def belongs_to_focus(event: QEvent) -> bool:
    """Does the focused control need this key for itself? Then no shortcut may take it.

    Space presses a focused button, arrows move a focused slider. Text fields see to it
    themselves. Asked for `ShortcutOverride` events, which Qt sends before it looks for shortcuts.
    """
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    focus, key = QApplication.focusWidget(), Qt.Key(event.key())
    own = getattr(focus, "own_keys", ())  # what a control of ours says itself
    return key in own or any(isinstance(focus, kind) and key in keys for kind, keys in _OWN_KEYS)
