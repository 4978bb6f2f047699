"""The definitions in a text, each cut out and read by Python's own parser; and where in the text
something is wrong with one of them."""

import ast
import re
from dataclasses import dataclass
from itertools import chain
from keyword import iskeyword

from core.language.literals import statements
from core.messages import StudioError
from core.ops import OPS

MAX_DEPTH = 90
MAX_NODES = 1500
_OPERATOR = re.compile(r"(?<=[\w)\]])\s*(\*\*|[-+*/@])")  # between two operands: a node each


class ExpressionError(StudioError):
    """What is wrong with an expression, and where: `line` and `column` count from 1."""

    def __init__(self, key: str, line: int, column: int, **fields: object) -> None:
        super().__init__(f"expression.error.{key}", line=line, column=column, **fields)
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Definition:
    """One `name = expression`, cut out of the `source`, where it begins at `start`."""

    source: str
    start: int
    text: str

    def place(self, characters: int = 0) -> tuple[int, int]:
        """Line and column, so many characters into the definition."""
        at = self.start + characters
        return self.source.count("\n", 0, at) + 1, at - self.source.rfind("\n", 0, at)

    def error(self, key: str, characters: int, **fields: object) -> ExpressionError:
        line, column = self.place(characters)
        return ExpressionError(key, line, column, **fields)


def split(text: str) -> list[Definition]:
    """Cut at `;` and at line ends outside brackets."""
    pieces: list[Definition] = []
    start, depth = 0, 0
    for i, character in enumerate(chain(text, ";")):
        depth += (character in "([{") - (character in ")]}")
        if depth > MAX_DEPTH:
            raise Definition(text, i, "").error("too_deep", 0, limit=MAX_DEPTH)
        if character == ";" or (character == "\n" and depth <= 0):
            raw = text[start:i]
            if body := raw.strip():
                pieces.append(Definition(text, start + raw.index(body), body))
            start, depth = i + 1, 0
    return pieces


def syntax(piece: Definition) -> list[ast.stmt]:
    """The syntax tree of one definition."""
    try:
        return statements(piece.text.replace("\n", " "))
    except SyntaxError as error:
        if word := _python_word(piece.text):
            raise piece.error("keyword", word.start(), name=word[0]) from None
        raise piece.error(_syntax_kind(piece.text), max((error.offset or 1) - 1, 0)) from None
    except ValueError:  # a character that no program may hold, such as NUL
        raise piece.error("syntax", 0) from None
    except (MemoryError, RecursionError):  # Python's parser nests a flat sum, too
        operators = [found.start(1) for found in _OPERATOR.finditer(piece.text)]
        if len(operators) > MAX_NODES:
            raise piece.error("too_many", operators[MAX_NODES], limit=MAX_NODES) from None
        raise piece.error("too_deep", 0, limit=MAX_DEPTH) from None


def _python_word(text: str) -> re.Match[str] | None:
    """The first word that Python keeps for itself: `lambda` is no name."""
    return next((word for word in re.finditer(r"\w+", text) if iskeyword(word[0])), None)


def _syntax_kind(text: str) -> str:
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        return "brackets"
    if re.search(r"=\s*$", text):
        return "no_formula"
    if "==" in text:
        return "equals"
    left, equals, _ = text.partition("=")
    if equals and not left.strip().isidentifier():
        return "target"
    return next((kind for kind, habit in _HABITS.items() if re.search(habit, text)), "syntax")


_HABITS = {  # as it is written on paper, by the sentence that says how it is typed
    "caret": "[²³¹⁰⁴-⁹]",
    "bars": r"\|.+\|",
    "root": "√",
    "call": rf"\b({'|'.join(OPS)})\s+\w",
    "times": r"(?<![\w.])\d[\d_]*(\.\d+)?\s*[^\W\d_]",
}
