"""A sentence in as many lines as it needs, its formulas whole.

Qt breaks a line after a slash and after a sign of equality; ∂L/ at the end of one line and ∂y at
the start of the next is no derivative any more.
"""

import re

from PySide6.QtWidgets import QLabel, QWidget

_JOINER, _FIXED = "\N{WORD JOINER}", "\N{NO-BREAK SPACE}"
_RATIO = re.compile(r"(?<=\S)/(?=∂)")
_RESULT = re.compile(r"(?<= =) (?=[-−]?\d)")  # a number stays with its sign of equality


def unbroken(text: str) -> str:
    """The text as it is to be wrapped: no line ends within a derivative, or before a result."""
    return _RESULT.sub(_FIXED, _RATIO.sub(f"/{_JOINER}", text))


class Sentence(QLabel):
    """`text()` is what it was given, without what keeps its formulas whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self.setWordWrap(True)

    def text(self) -> str:
        return self._said

    def setText(self, text: str) -> None:
        self._said = text
        super().setText(unbroken(text))
        self.setAccessibleName(text)
