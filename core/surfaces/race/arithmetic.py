"""Arithmetic that is read: in TeX, with so many digits that it is right as it is written.

A sum of rounded numbers is not the rounded sum. Each line is written as a formula of `Term`s, which
carry the numbers that a reader sees; the fewest digits are taken with which the formula gives what
stands on its right, and with which a step is seen to move.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.explain.formulas import tidied, written
from core.format import latex_number, number, rounded

FEWEST, _MOST = 3, 12  # significant digits
_EXTRA = 3  # one less of digits more may the numbers on the left have
_SETTING = 4  # digits of a setting, at least
_ROUNDING = 1e-12  # of the largest summand: no more is lost, or moved


@dataclass(frozen=True, eq=False)
class Term:
    """A part of a formula: its value, from the numbers as they are written, (n,), how it is
    written, and for each of them the size of what was added up in it."""

    value: Array
    tex: str
    size: Array

    def __add__(self, other: "Term") -> "Term":
        size = np.maximum(self.size, other.size)
        return Term(self.value + other.value, f"{self.tex} + {other.tex}", size)

    def __sub__(self, other: "Term") -> "Term":
        size = np.maximum(self.size, other.size)
        return Term(self.value - other.value, f"{self.tex} - {other.tex}", size)

    def __mul__(self, other: "Term") -> "Term":
        return _term(self.value * other.value, rf"{self.tex} \cdot {other.tex}")

    def __truediv__(self, other: "Term") -> "Term":
        return _term(self.value / other.value, rf"\frac{{{self.tex}}}{{{other.tex}}}")

    @property
    def squared(self) -> "Term":
        tex = self.tex if self.tex.startswith("(") or "^" not in self.tex else f"({self.tex})"
        return _term(self.value**2, f"{tex}^2")

    def named(self, name: str) -> "Term":
        """The same number, written as the name of what was just worked out."""
        return Term(self.value, name, self.size)


def _term(value: Array, tex: str) -> Term:
    return Term(value, tex, abs(value))


@dataclass(frozen=True)
class Writer:
    """Numbers with so many digits. flat: on a curve, numbers for x alone."""

    digits: int
    flat: bool

    def __call__(self, value: Array) -> Term:
        """A vector, or a number on a curve."""
        value = np.atleast_1d(value)[: 1 if self.flat else None]
        numbers = [written(each, self.digits) for each in value]
        if self.flat:
            tex = f"({numbers[0]})" if numbers[0].startswith("{-}") else numbers[0]
        else:
            tex = f"({numbers[0]},\\, {numbers[-1]})"
        return _term(np.array([rounded(each, self.digits) for each in value]), tex)

    def setting(self, value: float) -> Term:
        """A hyperparameter, or what was made of one."""
        digits = max(self.digits, _SETTING)
        return _term(np.array([rounded(value, digits)]), latex_number(value, digits))


Formula = Callable[[Writer], Term]


@dataclass(frozen=True)
class Line:
    """`name` is the value of a formula. before: what a step led from, that is to be seen to move.
    then: by what the result, as it is written, is divided for the line that follows; it has one
    more digit then."""

    name: str
    formula: Formula
    result: Array
    before: Array | None = None
    then: float | None = None


@dataclass(frozen=True)
class Worked:
    """A line in TeX, the one that follows it, if any, and the digits of the last result."""

    tex: str
    then: str
    digits: int


def worked(line: Line, flat: bool) -> Worked:
    """With the fewest digits that do; with the fewest of all where none do, as in a number that
    only rounding has left over."""
    with np.errstate(all="ignore"):
        for digits in range(FEWEST, _MOST + 1):
            for extra in range(_EXTRA):
                found, right = _written(line, digits, extra, flat)
                if right:
                    return found
        return _written(line, FEWEST, 0, flat)[0]


def _written(line: Line, digits: int, extra: int, flat: bool) -> tuple[Worked, bool]:
    last = digits + (line.then is not None)
    left, right = line.formula(Writer(last + extra, flat)), Writer(last, flat)(line.result)
    fits = _same(left, right, last) and (line.before is None or _moves(line, last, flat))
    tex, then = f"{line.name} = {tidied(f'{left.tex} = {right.tex}')}", ""
    if line.then is not None:
        share = Writer(digits + extra, flat).setting(line.then)
        quotient, value = (
            right.named(line.name) / share,
            Writer(digits, flat)(line.result / line.then),
        )
        then = rf"\hat{{{line.name}}} = {tidied(f'{quotient.tex} = {value.tex}')}"
        fits = fits and _same(quotient, value, digits)
    return Worked(tex, then, digits), fits


def _same(left: Term, right: Term, digits: int) -> bool:
    """Does a reader who calculates find what is written?"""
    shape = right.value.shape
    found, slack = (np.broadcast_to(each, shape) for each in (left.value, _ROUNDING * left.size))
    return all(
        not np.isfinite(b) or number(a, digits) == number(b, digits) or abs(a - b) <= lost
        for a, b, lost in zip(found, right.value, slack, strict=True)
    )


def _moves(line: Line, digits: int, flat: bool) -> bool:
    """Is everything that has moved seen to have moved?"""
    assert line.before is not None
    pairs: Sequence[tuple[float, float]] = list(zip(line.before, line.result, strict=True))
    return all(
        not abs(a - b) > _ROUNDING * max(abs(a), abs(b)) or number(a, digits) != number(b, digits)
        for a, b in pairs[: 1 if flat else None]
    )
