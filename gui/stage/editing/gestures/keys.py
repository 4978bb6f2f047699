"""The keys of the stage: what they do to the node that is selected.

The same table makes the F1 sheet and the menus, so a key that is listed works.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

STAGE_KEYS: Mapping[str, tuple[str, ...]] = {
    "edit_value": ("Return", "Enter"),
    "nudge": ("Up", "Down"),
    "reset_value": ("Ctrl+Backspace",),
    "copy_value": ("Ctrl+C",),
    "add_node": ("A",),
    "replace": ("R",),
    "wrap": ("W",),
    "split": ("S",),
    "fold": ("F",),
    "make_output": ("O",),
    "rename": ("F2",),
    "delete": ("Del", "Backspace"),
    "select_next": ("Tab", "Alt+Right"),
}

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def command_of(event: QKeyEvent) -> str:
    """The name of the command that a key gives; empty if it is none."""
    pressed = QKeySequence(event.keyCombination().toCombined() & ~_KEYPAD.value)
    for name, keys in STAGE_KEYS.items():
        if any(pressed == QKeySequence(key) for key in keys):
            return name
    return ""


def way_of(event: QKeyEvent) -> tuple[int, int] | None:
    """Alt and an arrow: the direction in which the selection goes."""
    if event.modifiers() & ~_KEYPAD == Qt.KeyboardModifier.AltModifier:
        return _WAYS.get(Qt.Key(event.key()))
    return None


def nudge_of(event: QKeyEvent) -> int:
    """↑ and ↓, with Shift or Ctrl: so many steps; 0 for other keys."""
    if event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)


def spoken(name: str) -> str:
    """The first key of a command, as menus write it; empty if it has none."""
    keys = STAGE_KEYS.get(name, ())
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
