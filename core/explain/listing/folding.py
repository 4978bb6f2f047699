"""Long lines of Python in several, each short enough for a narrow card, and still Python.

Python's own tokenizer says what is a bracket, an operator and a comment: in `"0 to n - 1"` there is
neither a place to fold at nor a minus.
"""

import textwrap
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from tokenize import COMMENT, OP, TokenError, TokenInfo, generate_tokens
from typing import NamedTuple

_DEEPER = 4  # spaces before what goes on
_LAST = 99  # open brackets; the rank of a place outside of all
_OPERATORS = frozenset("+-*/@%<>=!&|^")
_OPEN, _CLOSED = frozenset("([{"), frozenset(")]}")


def fold(line: str, width: int) -> list[str]:
    """The same line in several of at most `width` letters, as far as there are places for it: in
    brackets after a comma or before an operator; where there are none, with a backslash. Its
    comment goes before it."""
    if len(line) <= width:
        return [line]
    code, comment = _apart(line)
    margin = " " * (len(line) - len(line.lstrip()))
    lines = textwrap.wrap(
        comment, width, initial_indent=f"{margin}# ", subsequent_indent=f"{margin}# "
    )
    places, begun, ahead = list(_places(code)), 0, ""  # where the rest begins, and what before it
    while len(ahead) + len(code) - begun > width:
        room = begun + width - len(ahead)
        near = [place for place in places if begun < place.at and place.end <= room]
        if not near:
            break
        best = min(near, key=lambda found: (found.depth or _LAST, found.rank, -found.at))
        lines.append(ahead + code[begun : best.at].rstrip() + (" \\" if best.depth == 0 else ""))
        begun, ahead = best.at, margin + " " * _DEEPER
    return [*lines, ahead + code[begun:]] if code else lines


class _Place(NamedTuple):
    """Where a line may end: the index of the first letter after it, how many brackets are open
    there, how good a place it is (0: the best), and how far the line reaches that ends there."""

    at: int
    depth: int
    rank: int
    end: int


def _places(code: str) -> Iterator[_Place]:
    depth = 0
    for before, after in pairwise(_tokens(code)):
        depth += (before.string in _OPEN) - (before.string in _CLOSED)
        end, at = before.end[1], after.start[1]
        apart = at > end
        if apart and after.type == OP and after.string[0] in _OPERATORS:
            yield _Place(at, depth, 1, end + (0 if depth else len(" \\")))
        elif depth and apart and before.string == ",":
            yield _Place(at, depth, 0, end)
        elif depth and before.string in _OPEN and after.string not in _CLOSED:
            yield _Place(at, depth, 2, end)


def _apart(line: str) -> tuple[str, str]:
    """The code of a line, and the words of its comment."""
    for token in _tokens(line):
        if token.type == COMMENT:
            return line[: token.start[1]].rstrip(), token.string.lstrip("# ")
    return line, ""


def _tokens(code: str) -> Iterator[TokenInfo]:
    """Those that stand in a line; brackets may be open at its end."""
    try:
        yield from (token for token in generate_tokens(StringIO(code).readline) if token.string)
    except TokenError:
        return
