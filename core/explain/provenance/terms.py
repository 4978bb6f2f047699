"""A number as a sum of terms: what its arithmetic consists of, and how it is written."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.engine import Array
from core.explain.provenance.axes import Axes, Box
from core.format import MINUS, bracketed, number

MOST = 4  # terms that are written


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


@dataclass(frozen=True)
class Arithmetic:
    """The number is the sum of the terms, divided by `divisor`."""

    terms: tuple[Term, ...]
    divisor: int = 1

    @cached_property
    def value(self) -> float:
        return math.fsum(term.value for term in self.terms) / self.divisor

    @property
    def omitted(self) -> bool:
        """Are there more terms than are written?"""
        return len(self.terms) > MOST

    def written(self, most: int = MOST) -> str:
        """`0.6·1 + (−0.3)·0 + 0.1`; of many terms the largest contributions, in their order."""
        chosen = sorted(self.largest(most))
        parts: list[str] = []
        for i in chosen:
            text = self.terms[i].written(first=not parts)
            bare = len(self.terms[i].factors) == 1 and text.startswith("(")
            sign = f" {MINUS} " if bare else " + "
            parts.append(text if not parts else sign + (text[2:-1] if bare else text))
        line = "".join(parts) + (" + …" if len(self.terms) > most else "")
        if self.divisor == 1:
            return line
        return f"({line}) / {self.divisor}" if len(self.terms) > 1 else f"{line} / {self.divisor}"

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


def pairs(upstream: Array, local: Array) -> tuple[Term, ...]:
    pairs = zip(upstream.tolist(), local.tolist(), strict=True)
    return tuple(Term(a * b, (a, b)) for a, b in pairs)


def small(value: float) -> str:
    return bracketed(number(value, 3))


def difference(a: float, b: float) -> str:
    return f"{number(a, 3)} {MINUS} {small(b)}"
