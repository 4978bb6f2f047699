"""Words longer than a line, broken where a reader would break them: Qt lets them stick out, or
makes room for them, however long somebody's names are."""

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QTextBoundaryFinder

_JOINER, _BREAK = "\N{WORD JOINER}", "\N{ZERO WIDTH SPACE}"
_PLACES = r"(?<=/)", r"(?<=[×·])", r"(?<=_)", r"(?!^|$)"  # those that are wanted first; anywhere
_UNIT = 2  # bytes of a letter as Qt counts

Width = Callable[[str], float]  # of a text in one line, in pixels


def breakable(text: str, room: float, width: Width) -> str:
    """The text with places to break it, if a word of it is wider than `room` (pixels)."""
    return "".join(_broken(word, room, width) for word in _words(text))


def _words(text: str) -> Iterator[str]:
    """What Qt does not break by itself: within Chinese that is hardly more than a letter."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    units, start = text.encode("utf-16-le"), 0
    while (end := finder.toNextBoundary()) >= 0:
        yield units[_UNIT * start : _UNIT * end].decode("utf-16-le")
        start = end


def _broken(word: str, room: float, width: Width) -> str:
    """Only as far as is needed: at no other place while a slash will do."""
    letters = word.rstrip()
    if width(letters) <= room:
        return word
    pieces = [letters.replace(_JOINER, "")]
    for place in _PLACES:
        parts = (re.split(place, each) if width(each) > room else [each] for each in pieces)
        pieces = [part for each in parts for part in each if part]
    return _BREAK.join(pieces) + word[len(letters) :]
