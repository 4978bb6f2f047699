"""A number as a sum of terms: what its arithmetic consists of, and how it is written."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.engine import Array
from core.explain.provenance.axes import Axes, Box
from core.format import MINUS, bracketed, number

MOST = 4  # terms that are written
_DIGITS = range(3, 13)  # of a number in them: so few that what is written still comes out
_SLACK = 0.005  # of the result


@dataclass(frozen=True)
class Term:
    """A product of numbers; `text` says it where it is more than that.

    place: of a term of a long product, its index along the axis that is summed over.
    """

    value: float
    factors: tuple[float, ...] = ()
    text: str = ""
    place: int | None = None

    def written(self, first: bool, digits: int = 3) -> str:
        if self.text:
            return self.text
        texts = [number(factor, digits) for factor in self.factors]
        return "·".join(bracketed(text) if i or not first else text for i, text in enumerate(texts))

    def rounded(self, digits: int | None) -> float:
        """What comes out if each factor has so many digits (None: all that it has)."""
        return math.prod(_rounded(x, digits) for x in self.factors) if self.factors else self.value


@dataclass(frozen=True)
class Arithmetic:
    """The number is the sum of the terms, divided by `divisor`."""

    terms: tuple[Term, ...]
    divisor: int = 1

    @cached_property
    def value(self) -> float:
        terms = [term.value for term in self.terms]
        try:
            return math.fsum(terms) / self.divisor
        except (ValueError, OverflowError):  # −∞ + ∞, or beyond the largest float on the way
            return sum(terms) / self.divisor

    @property
    def omitted(self) -> bool:
        """Are there more terms than are written?"""
        return len(self.terms) > MOST

    def written(self, most: int = MOST) -> str:
        """`0.6·1 + (−0.3)·0 + 0.1`; of many terms the largest contributions, in their order."""
        chosen = sorted(self.largest(most))
        whole = len(self.terms) <= most  # else nobody can add it up
        digits = enough_digits(self._rounded) if whole else _DIGITS[0]
        parts: list[str] = []
        for i in chosen:
            text = self.terms[i].written(first=not parts, digits=digits)
            bare = len(self.terms[i].factors) == 1 and text.startswith("(")
            less = text[2:-1] if bare else text.removeprefix(MINUS)
            sign = f" {MINUS} " if less != text else " + "
            parts.append(sign + less if parts else text)
        line = "".join(parts) + (" + …" if len(self.terms) > most else "")
        if self.divisor == 1:
            return line
        return f"({line}) / {self.divisor}" if len(self.terms) > 1 else f"{line} / {self.divisor}"

    def _rounded(self, digits: int | None) -> float:
        """What comes out of factors with so many digits."""
        return sum(term.rounded(digits) for term in self.terms)

    def largest(self, most: int) -> list[int]:
        """The terms that contribute most, the largest first."""
        sizes = np.abs([term.value for term in self.terms])
        return [int(i) for i in np.argsort(-sizes, kind="stable")[:most]]


def products(axes: Axes, values: Mapping[str, Array], boxes: Mapping[str, Box]) -> Arithmetic:
    """A product of arrays along the axes that are left free, number by number."""
    flat = [_along(axes, name, np.asarray(values[name])[box]) for name, box in boxes.items()]
    letters = sorted({letter for free, _ in flat for letter in free})
    aligned = []
    for free, part in flat:
        order = sorted(range(len(free)), key=lambda i: free[i])
        shape = tuple(part.shape[free.index(x)] if x in free else 1 for x in letters)
        aligned.append(part.transpose(order).reshape(shape))
    factors = [part.ravel().tolist() for part in np.broadcast_arrays(*aligned)]
    terms = enumerate(zip(*factors, strict=True))
    return Arithmetic(tuple(Term(math.prod(each), each, place=i) for i, each in terms))


def _along(axes: Axes, name: str, part: Array) -> tuple[str, Array]:
    """The part with one axis for each letter."""
    letters = axes.letters[name]
    kept = "".join(dict.fromkeys(letters))
    shape = [
        math.prod(n for n, x in zip(part.shape, letters, strict=True) if x == letter)
        for letter in kept
    ]
    return kept, part.reshape(shape)


def plain(numbers: Iterable[float] | Array) -> tuple[Term, ...]:
    return tuple(Term(float(x), (float(x),)) for x in np.asarray(numbers).ravel().tolist())


def pairs(first: Array, second: Array) -> tuple[Term, ...]:
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return tuple(Term(a * b, (a, b)) for a, b in pairs)


def small(value: float) -> str:
    return bracketed(number(value, 3))


def difference(a: float, b: float) -> str:
    digits = enough_digits(lambda digits: _rounded(a, digits) - _rounded(b, digits))
    return f"{number(a, digits)} {MINUS} {bracketed(number(b, digits))}"


def enough_digits(result: Callable[[int | None], float]) -> int:
    """The fewest with which the `result` of rounded numbers is still that of the numbers: 1.0004 −
    1.0001 must not be written 1 − 1. Where nothing is enough (the result is 0, or rounding), 3."""
    exact = result(None)
    if not math.isfinite(exact):
        return _DIGITS[0]
    good = (n for n in _DIGITS if abs(result(n) - exact) <= _SLACK * abs(exact))
    return next(good, _DIGITS[0])


def _rounded(x: float, digits: int | None) -> float:
    return x if digits is None else float(f"{x:.{digits}g}")
