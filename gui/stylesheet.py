"""The style sheet of the whole program, written once for every theme and every size.

The files in `resources/style` are in Qt's style sheet language with three abbreviations: `@ink` is
the theme's colour of that role (`@small`, `@body` … the heights of the type steps), `12sp` a length
that moves with the scale factor, and `half(14+1+1)` half of lengths that do: Qt draws square
corners where a radius is one pixel too large. Widgets ask for a look with a dynamic property:

    label.setProperty("role", "caption")      a rounded panel, a caption, a figure …
    button.setProperty("tone", "backward")    the colour of its words
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QDir

from gui.theme import COLOUR_ROLES, Theme

_RESOURCES = Path(__file__).resolve().parent.parent / "resources"
ICONS = _RESOURCES / "icons"

_SHEETS = ("surfaces", "words", "buttons", "fields", "lists")  # a later one overrules

_LENGTH = re.compile(r"(?<![\w.-])(-?)(\d+(?:\.\d+)?)sp\b")
_HALF = re.compile(r"half\(([\d+]+)\)")
_NAME = re.compile(r"@([a-z_]+)")


@cache
def _template() -> str:
    sheets = (_RESOURCES / "style" / f"{name}.qss" for name in _SHEETS)
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def stylesheet(
    theme: Theme,
    px: Callable[[float], int],
    text_px: Callable[[str], int],
    mono: Sequence[str],
) -> str:
    """The sheet for `theme`; `px` scales a length, `text_px` gives the height of a type step."""
    QDir.setSearchPaths("icons", [str(ICONS)])
    names = {role: getattr(theme, role).name() for role in COLOUR_ROLES}
    names |= {step: f"{text_px(step)}px" for step in ("small", "body", "title", "display")}
    names["forward_strong"] = theme.forward.darker(112).name()
    names["scroll"] = theme.disabled.name()
    names["tint"] = "-dark" if theme.dark else ""
    quoted = ", ".join(f'"{family}"' for family in mono)
    names["mono_font"] = f"font-family: {quoted}; font-size: {text_px('mono')}px;"
    sheet = _NAME.sub(lambda found: names[found[1]], _template())
    sheet = _HALF.sub(lambda found: f"{sum(map(px, map(int, found[1].split('+')))) // 2}px", sheet)
    return _LENGTH.sub(lambda found: f"{found[1]}{px(float(found[2]))}px", sheet)
