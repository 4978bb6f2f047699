"""A sentence in as many lines as it needs, its formulas whole.

Qt breaks a line after a slash and at any space; ∂L/ at the end of one line and ∂y at the start of
the next is no derivative any more, and (P − is no bracket.
"""

import re

from PySide6.QtWidgets import QLabel, QWidget

_JOINER, _FIXED = "\N{WORD JOINER}", "\N{NO-BREAK SPACE}"
_RATIO = re.compile(r"(?<=\S)/(?=∂)|(?<=\))/(?=\w)")
_BRACKET = re.compile(r"\([^()]{1,16}\)")  # longer ones may need more than a line
_SHORT = re.compile(r"(?<!\S)\(?[^\s()]{1,4} [-−+·×] [^\s()]{1,4}\)?(?!\w)")  # as 1 − x² is
_OPERATOR = re.compile(r" [-−+·×/=] ")
_RESULT = re.compile(r"(?<= =) (?=[-−]?\d)")  # a number stays with its sign of equality


def unbroken(text: str) -> str:
    """The text as it is to be wrapped: no line ends within a derivative, a small bracket or a
    difference of two letters, or before a result."""
    for part in (_BRACKET, _SHORT):
        text = part.sub(_whole, text)
    return _RESULT.sub(_FIXED, _RATIO.sub(f"/{_JOINER}", text))


def _whole(found: re.Match[str]) -> str:
    words = found[0]
    return words.replace(" ", _FIXED) if _OPERATOR.search(words) else words


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
