"""Numbers and rows of numbers as text: `3`, `-0.5`, `[[1, 2], [3, 4]]`.

Read through Python's parser and a whitelist; never evaluated.
"""

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping

import numpy as np

from core.format import NARROW
from core.graph import Literal
from core.messages import StudioError

# What people type or paste instead, character for character so that columns stay true: also every
# space but the narrow one, which stands between digits.
CHARACTERS = str.maketrans(
    "（）［］，；＝＋－−＊×·／÷＠．＃　０１２３４５６７８９", "()[],;=+--***//@.# 0123456789"
) | dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x205F), " ")

_IN_GROUPS = re.compile(  # and neither the digits after a point nor those of 1e-12
    rf"(?<![\w.{NARROW}])(?<![0-9.][eE][-+])[1-9][0-9]{{0,2}}(?:{NARROW}[0-9]{{3}})+(?![0-9{NARROW}])"
)
_NAME = re.compile(r"(?<!\w)[^\W\d₀-₉]\w*")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

MAX_AXES = 4
MAX_TEXT = 200_000


def plain_characters(text: str) -> str:
    """The text as the language has it: `（x₁ ＋ x₂）` is `(x1 + x2)`; only in a name is a digit
    written low."""
    return _NAME.sub(lambda name: name[0].translate(_LOWERED), _plain_numbers(text))


def _plain_numbers(text: str) -> str:
    """Digits in groups, as numbers are shown, are put together with Python's own sign for that,
    `12_345`: no column moves."""
    return _IN_GROUPS.sub(lambda n: n[0].replace(NARROW, "_"), text.translate(CHARACTERS))


class NotLiteralError(ValueError):
    """`tree` looks like a literal and is none; `key` tells why."""

    def __init__(self, key: str, tree: ast.expr) -> None:
        super().__init__(key)
        self.key = key
        self.tree = tree


def read_value(text: str, name: str = "") -> np.ndarray:
    """The array that `text` writes, as float64. A number may be worked out: `1/3`, `-2**0.5`.

    Raises:
        StudioError: it is neither a finite number nor rectangular rows of numbers.
    """
    if len(text) > MAX_TEXT:
        raise StudioError("core.value.too_long", name=name, limit=MAX_TEXT)
    try:
        match statements(_plain_numbers(text).strip()):
            case [ast.Expr(value=tree)]:
                literal = read_literal(_Folded().visit(tree))
            case _:
                literal = None
    except (SyntaxError, ValueError, MemoryError, RecursionError, ArithmeticError):
        literal = None
    if literal is None:
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise StudioError("core.value.not_a_value", name=name, text=shown)
    return np.array(literal)


class _Folded(ast.NodeTransformer):
    """Puts the result in the place of arithmetic with numbers. Everything is a float, so that no
    power takes long.

    Raises:
        ArithmeticError: a division by 0, a number beyond floats, a root of a negative number.
    """

    def visit_BinOp(self, tree: ast.BinOp) -> ast.expr:
        calculate = _ARITHMETIC.get(type(tree.op))
        one, other = (_number(self.visit(part)) for part in (tree.left, tree.right))
        if calculate is None or one is None or other is None:
            return tree
        result = calculate(one, other)
        if not isinstance(result, float) or not math.isfinite(result):
            raise ArithmeticError
        return _written(result)

    def visit_UnaryOp(self, tree: ast.UnaryOp) -> ast.expr:
        number = _number(self.visit(tree.operand))
        if number is None or not isinstance(tree.op, ast.USub | ast.UAdd):
            return tree
        return _written(-number if isinstance(tree.op, ast.USub) else number)


_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def _number(tree: ast.expr) -> float | None:
    """The number that is written there, with its sign; None if it is something else."""
    if isinstance(tree, ast.Constant | ast.UnaryOp):
        literal = read_literal(tree)
        return literal if isinstance(literal, float) else None
    return None


def _written(number: float) -> ast.expr:
    """A negative number has its sign before it, as the parser has it."""
    constant = ast.Constant(abs(number))
    negative = math.copysign(1.0, number) < 0
    return ast.UnaryOp(ast.USub(), constant) if negative else constant


def statements(text: str) -> list[ast.stmt]:
    """What Python's own parser reads; of `1is x` it would warn, but that is refused anyway.

    Raises:
        SyntaxError, ValueError, MemoryError, RecursionError: as `ast.parse` does.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body


def read_literal(tree: ast.expr) -> Literal | None:
    """The literal that a syntax tree is; None if it is something else.

    Raises:
        NotLiteralError: text or True instead of a number, ragged rows, a number beyond floats.
    """
    while isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.UAdd):
        tree = tree.operand
    match tree:
        case ast.Constant(value=bool()):
            raise NotLiteralError("not_a_number", tree)
        case ast.Constant(value=int() | float() as value):
            return _finite(value, tree)
        case ast.Constant():
            raise NotLiteralError("not_a_number", tree)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -_finite(value, tree)
        case ast.List(elts=elements):
            return _rows(elements, tree)
    return None


def _rows(elements: list[ast.expr], tree: ast.expr) -> Literal:
    parts = tuple(part for part in map(read_literal, elements) if part is not None)
    shapes = {_shape(part) for part in parts}
    if not parts or len(parts) < len(elements) or len(shapes) > 1:
        raise NotLiteralError("matrix", tree)
    if len(shapes.pop()) >= MAX_AXES:
        raise NotLiteralError("matrix", tree)
    return parts


def _shape(literal: Literal) -> tuple[int, ...]:
    if isinstance(literal, float):
        return ()
    return (len(literal), *_shape(literal[0]))


def _finite(value: int | float, tree: ast.expr) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise NotLiteralError("too_large", tree)
    return number
