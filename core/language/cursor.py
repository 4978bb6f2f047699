"""What stands around the cursor of somebody who types an expression. Positions count from 0.

The text need not be an expression yet. Full-width brackets and commas count as theirs; what
follows a `#` is a comment until the end of the line.
"""

import re
from dataclasses import dataclass

from core.language.literals import plain_characters
from core.ops import OPS

_OPENING = {"(": ")", "[": "]"}
_CLOSING = {")": "(", "]": "["}
_WORD = re.compile(r"(?:[^\W\d_]|(?<!\d)_)\w*")  # 12_345 has none


@dataclass(frozen=True)
class Brackets:
    """A bracket beside the cursor, and its partner; None if it has none."""

    at: int
    partner: int | None


@dataclass(frozen=True)
class Call:
    """A function whose arguments are being typed: its op, where its name begins, which argument."""

    op: str
    start: int
    argument: int


def words(text: str) -> list[tuple[int, str]]:
    """Every name in the text, with its place."""
    return [(found.start(), found[0]) for found in _WORD.finditer(plain(text))]


def word_at(text: str, cursor: int) -> tuple[int, int]:
    """Where the name begins and ends that the cursor stands in, or behind; empty if in none."""
    for start, word in words(text):
        if start < cursor <= start + len(word):
            return start, start + len(word)
    return cursor, cursor


def brackets_at(text: str, cursor: int) -> Brackets | None:
    """The bracket in front of the cursor, or else behind it."""
    code = plain(text)
    for at in (cursor - 1, cursor):
        if 0 <= at < len(code) and code[at] in "()[]":
            return Brackets(at, _pairs(code).get(at))
    return None


def is_balanced(text: str) -> bool:
    """Does every bracket have its partner?"""
    code = plain(text)
    return len(_pairs(code)) == sum(code.count(bracket) for bracket in "()[]")


def call_at(text: str, cursor: int) -> Call | None:
    """The innermost function with the cursor between its brackets."""
    code = plain(text)[:cursor]
    depth = argument = 0
    for at in range(len(code) - 1, -1, -1):
        character = code[at]
        if character in ")]":
            depth += 1
        elif character in "([" and depth:
            depth -= 1
        elif character in "([":
            start, end = word_at(code, at)
            if character == "(" and code[start:end] in OPS:
                return Call(code[start:end], start, argument)
            argument = 0  # a bracket around one argument of something further out
        elif character == "," and not depth:
            argument += 1
        elif character in ";\n":
            return None
    return None


def plain(text: str) -> str:
    """The text as the parser sees it, character for character; comments are blank."""
    code = plain_characters(text)
    return re.sub("#.*", lambda comment: " " * len(comment[0]), code)


def _pairs(code: str) -> dict[int, int]:
    """Both ways: each bracket that has a partner → its place. A bracket of the other kind in
    between has none, and neither have those that it separates."""
    pairs: dict[int, int] = {}
    open_: list[int] = []
    for at, character in enumerate(code):
        if character in _OPENING:
            open_.append(at)
        elif character in _CLOSING and open_ and code[open_[-1]] == _CLOSING[character]:
            other = open_.pop()
            pairs[at], pairs[other] = other, at
        elif character == ";":
            open_.clear()
    return pairs


def one_line(text: str) -> str:
    """Several lines of definitions as one. A line that ends within brackets goes on in the next;
    comments would hide what follows, so they are left out."""
    lines = text.splitlines()
    if len(lines) < 2:
        return text.strip().rstrip(";；")
    parts: list[str] = []
    depth = 0
    for line in lines:
        code = plain(line)
        end = len(code.rstrip())
        kept = line[:end].strip().rstrip(";；")
        if kept and parts:
            parts.append(" " if depth > 0 else "; ")
        if kept:
            parts.append(kept)
        depth += sum(code.count(b) for b in _OPENING) - sum(code.count(b) for b in _CLOSING)
    return "".join(parts)
