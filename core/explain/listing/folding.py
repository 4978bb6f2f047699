"""Long lines of Python in several, each short enough for a narrow card, and still Python."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

_DEEPER = 4  # spaces before what goes on
_LAST = 99  # open brackets; the rank of a place outside of all
_OPERATORS = frozenset("+-*/@%<>=!&|^")


def fold(line: str, width: int) -> list[str]:
    """The same line in several of at most `width` letters, as far as there are places for it: in
    brackets after a comma or before an operator; where there are none, with a backslash. Its
    comment goes before it."""
    if len(line) <= width:
        return [line]
    code, _, comment = line.partition("  # ")
    margin = " " * (len(code) - len(code.lstrip()))
    lines = textwrap.wrap(
        comment, width, initial_indent=f"{margin}# ", subsequent_indent=f"{margin}# "
    )
    depth = 0
    while len(code) > width:
        places = [place for place in _places(code, depth) if place.end <= width]
        if not places:
            break
        at, depth, *_ = min(places, key=lambda found: (found.depth or _LAST, found.rank, -found.at))
        lines.append(code[:at].rstrip() + (" \\" if depth == 0 else ""))
        code = margin + " " * _DEEPER + code[at:].lstrip()
    return [*lines, code]


class _Place(NamedTuple):
    """Where a line may end: the index of the first letter after it, how many brackets are open
    there, how good a place it is (0: the best), and how long the line becomes."""

    at: int
    depth: int
    rank: int
    end: int


def _places(code: str, depth: int) -> Iterator[_Place]:
    for i in range(len(code) - len(code.lstrip()) + 1, len(code) - 1):
        depth += _opened(code[i])
        before_operator = code[i] == " " and code[i + 1] in _OPERATORS
        if depth == 0 and before_operator:
            yield _Place(i + 1, depth, 1, i + len(" \\"))
        elif depth > 0 and code[i] == " " and code[i - 1] == ",":
            yield _Place(i + 1, depth, 0, i)
        elif depth > 0 and before_operator:
            yield _Place(i + 1, depth, 1, i)
        elif depth > 0 and code[i] in "([{" and code[i + 1] not in ")]}":
            yield _Place(i + 1, depth, 2, i + 1)


def _opened(code: str) -> int:
    """How many more brackets are open after it."""
    return sum((letter in "([{") - (letter in ")]}") for letter in code)
