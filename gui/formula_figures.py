"""Figures exchanged in a formula that has been set.

A step's formula is the last step's with other numbers, and to set it anew takes 10 ms. So a formula
is set once with a 0 for each number; then the numbers are put in sign by sign, what stands right of
them moves along, and fractions grow. In this font no two digits come closer than others.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Outlines = tuple[tuple[float, ...], str]  # the box (left, top, width, height), and letters as SVG

_NUMBER = re.compile(r"(?:\{-\})?\d+(?:\.\d+)?")
_KNOWN = {r"\cdot", r"\,", r"\quad", r"\frac", r"\theta", r"\nabla", r"\hat"}  # all in one row
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)")
_SHAPE = re.compile(r"<(path|rect) [^>]*/>")
_PLACE = re.compile(r"-?[\d.]+")
_WIDTH = re.compile(r' width="[^"]*"')
_SAME = 0.05  # points, of 20 for a letter; places are written in hundredths


@dataclass(frozen=True)
class Form:
    """A formula with a 0 for each of its numbers, and these."""

    tex: str
    numbers: tuple[str, ...]


def form(tex: str) -> Form | None:
    """None if numbers cannot be exchanged in this one."""
    if not set(_COMMAND.findall(tex)) <= _KNOWN:
        return None
    return Form(_NUMBER.sub("0", tex), tuple(_NUMBER.findall(tex)))


@dataclass(frozen=True)
class _Shape:
    """A letter or a bar as SVG, and its coordinates x, y, x, … in points."""

    svg: str
    path: tuple[float, ...]

    @property
    def is_bar(self) -> bool:
        return self.svg.startswith("<rect")

    @property
    def left(self) -> float:
        return min(self.path[::2])

    @property
    def right(self) -> float:
        return max(self.path[::2])

    @property
    def top(self) -> float:
        return min(self.path[1::2])

    def moved(self, by: float, down: float = 0.0) -> str:
        return f'<g transform="translate({by:.3f} {down:.3f})">{self.svg}</g>'

    def offset(self, other: "_Shape") -> tuple[float, float] | None:
        """How far it is from another of the same form and size; None if it is of another."""
        if len(self.path) != len(other.path):
            return None
        by, down = (self.path[i] - other.path[i] for i in (0, 1))
        pairs = enumerate(zip(self.path, other.path, strict=True))
        same = all(abs(a - b - (down if i % 2 else by)) < _SAME for i, (a, b) in pairs)
        return (by, down) if same else None


def _shapes(svg: str) -> list[_Shape]:
    found = []
    for each in _SHAPE.finditer(svg):
        numbers = [float(x) for x in _PLACE.findall(each[0].partition(" fill=")[0])]
        if each[1] == "rect":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y + height]
        found.append(_Shape(each[0], tuple(numbers)))
    return found


class _Sign(NamedTuple):
    shape: _Shape
    origin: float  # where it was set
    width: float


@dataclass(frozen=True)
class Digits:
    """The signs that numbers are made of; `zero` stands at the place 0."""

    zero: _Shape
    signs: Mapping[str, _Sign]

    @classmethod
    def set_by(cls, setter: Callable[[str], Outlines | None], *, power: bool = False) -> "Digits":
        """As they stand in a row, or in an exponent."""

        def row(tex: str) -> list[_Shape]:
            outlines = setter(f"0^{{{tex}}}" if power else tex)
            assert outlines is not None, tex
            return _shapes(outlines[1])[power:]

        order = "0123456789."
        zero, *shapes = row("0" + "".join(f"{sign}0" for sign in order))
        minus, behind = row("{-}0")
        wide = shapes[0].left - zero.left
        signs = {"-": _Sign(minus, 0.0, behind.left - zero.left)}
        origin = wide
        for sign, shape, after in zip(order, shapes[::2], shapes[1::2], strict=True):
            place = after.left - zero.left
            signs[sign] = _Sign(shape, origin, place - origin)
            origin = place + wide
        return cls(zero, signs)

    def grown(self, number: str) -> float:
        """How much wider it is than the 0 in its place."""
        return sum(self.signs[sign].width for sign in number) - self.signs["0"].width

    def written(self, number: str, x: float, y: float) -> str:
        found = []
        for sign in number:
            shape, origin, width = self.signs[sign]
            found.append(shape.moved(x - origin, y))
            x += width
        return "".join(found)


@dataclass(frozen=True)
class _Fraction:
    """The numbers of the shapes in it: the bar comes last."""

    bar: int
    above: tuple[int, ...]
    below: tuple[int, ...]

    @property
    def start(self) -> int:
        return min((*self.above, *self.below), default=self.bar)


class _Place(NamedTuple):
    """Of a number: what it is made of, and how far that has to be moved."""

    digits: Digits
    x: float
    y: float


class Exchange:
    """A formula that was set with a 0 for each number: others can be put in their `places`."""

    def __init__(self, outlines: Outlines, *kinds: Digits) -> None:
        self._box, svg = outlines
        self._shapes = _shapes(svg)
        self._places = {
            i: _Place(digits, *offset)
            for i, shape in enumerate(self._shapes)
            for digits in kinds
            if (offset := shape.offset(digits.zero)) is not None
        }
        bars = [i for i, shape in enumerate(self._shapes) if shape.is_bar]
        self._fractions = [self._fraction(bar) for bar in bars]

    @property
    def places(self) -> int:
        """How many numbers there are; 0 as well where a fraction stands in a fraction."""
        nested = any(a.bar >= b.start for a, b in pairwise(self._fractions))
        return 0 if nested else len(self._places)

    def _fraction(self, bar: int) -> _Fraction:
        rect = self._shapes[bar]
        inside = [i for i in range(bar) if self._shapes[i].left >= rect.left - _SAME]
        above = tuple(i for i in inside if self._shapes[i].top < rect.top)
        return _Fraction(bar, above, tuple(i for i in inside if i not in above))

    def put(self, numbers: Sequence[str]) -> Outlines:
        """The formula with these numbers."""
        written = (number.replace("{-}", "-") for number in numbers)
        given = dict(zip(self._places, written, strict=True))
        at, shift, found = 0, 0.0, list[str]()
        for fraction in self._fractions:
            shift = self._row(range(at, fraction.start), shift, given, found)
            shift = self._stretch(fraction, shift, given, found)
            at = fraction.bar + 1
        shift = self._row(range(at, len(self._shapes)), shift, given, found)
        left, top, width, height = self._box
        return (left, top, width + shift, height), "".join(found)

    def _row(
        self, row: Sequence[int], shift: float, given: Mapping[int, str], found: list[str]
    ) -> float:
        """What stands in a row that has moved to the right so far; how far what follows has."""
        for i in row:
            if i in given:
                digits, x, y = self._places[i]
                found.append(digits.written(given[i], x + shift, y))
                shift += digits.grown(given[i])
            else:
                found.append(self._shapes[i].moved(shift))
        return shift

    def _stretch(
        self, fraction: _Fraction, shift: float, given: Mapping[int, str], found: list[str]
    ) -> float:
        """A fraction: as wide as the wider of its halves, the other one in the middle."""
        halves = fraction.above, fraction.below
        more = [
            sum(self._places[i].digits.grown(given[i]) for i in half if i in given)
            for half in halves
        ]
        widths = [self._width(half) for half in halves]
        wider = max(map(sum, zip(widths, more, strict=True))) - max(widths)
        for half, grown in zip(halves, more, strict=True):
            self._row(half, shift + (wider - grown) / 2, given, found)
        bar = self._shapes[fraction.bar]
        left, _, right, _ = bar.path
        svg = _WIDTH.sub(f' width="{right - left + wider:.3f}"', bar.svg)
        found.append(_Shape(svg, bar.path).moved(shift))
        return shift + wider

    def _width(self, row: Sequence[int]) -> float:
        inside = [self._shapes[i] for i in row]
        return max(x.right for x in inside) - min(x.left for x in inside) if inside else 0.0
