"""The arithmetic that made one number, as terms that add up to it.

Forward, each op has its own: a product of a row and a column, a mean, a quotient of exponentials.
Backward there is one scheme, the chain rule: a sum, over all numbers of ∂L/∂Y that depend on this
one, of (∂L/∂Y there) · (∂Y there / ∂X here).
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.engine import Array
from core.format import MINUS, number
from core.formulas import figure, spoken
from core.ops import Op
from core.ops.base import fill
from core.provenance.axes import Axes, Box, Index, axes_of, backward_sources, forward_sources

MOST = 4  # terms that are written


@dataclass(frozen=True)
class Term:
    """A product of numbers; `text` says it where it is more than that."""

    value: float
    factors: tuple[float, ...] = ()
    text: str = ""

    def written(self, first: bool, digits: int = 3) -> str:
        if self.text:
            return self.text
        texts = [number(factor, digits) for factor in self.factors]
        return "·".join(
            f"({text})" if text.startswith(MINUS) and (i or not first) else text
            for i, text in enumerate(texts)
        )


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


def forward_arithmetic(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """How the op computes one number of its output."""
    if op.elementwise:
        return _elementwise(op, inputs, out, index)
    return _FORWARD.get(op.name, _given)(op, inputs, out, index)


def backward_arithmetic(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    """How a backward rule computes one number of a contribution.

    Args:
        arguments: what the rule gets after the upstream gradient, as in `engine.Tape`.
        index: in the input, whose shape the contribution has.
    """
    inputs = dict(zip(op.inputs, arguments, strict=False))
    out = np.asarray(arguments[len(op.inputs)])
    values = {**inputs, "out": out, "dout": np.asarray(upstream)}
    shapes = {name: np.shape(value) for name, value in values.items()}
    boxes = backward_sources(op, slot, shapes, index)
    if op.elementwise:
        return _slopes(op, slot, values, boxes)
    if op.name in _SPECIAL:
        return _SPECIAL[op.name](op, slot, arguments, np.asarray(upstream), index)
    axes = axes_of(op, shapes)
    ones = {name: box for name, box in boxes.items() if name == "dout" or op.name in _PRODUCTS}
    return _products(axes, values, ones)


# forward


def _elementwise(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    shapes = {name: np.shape(value) for name, value in inputs.items()} | {"out": out.shape}
    boxes = forward_sources(op, shapes, index)
    numbers = {name: np.asarray(inputs[name])[box].reshape(()) for name, box in boxes.items()}
    rounded = {name: np.asarray(float(number_of(value))) for name, value in numbers.items()}
    text = spoken(fill(op.latex, **{name: figure(value) for name, value in rounded.items()}))
    return Arithmetic((Term(float(op.run(*numbers.values())[0]), text=text),))


def number_of(value: Array) -> str:
    """The number as it is shown, three digits of it."""
    return f"{float(value):.3g}"


def _row_times_column(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    values = {**inputs, "out": out}
    shapes = {name: np.shape(value) for name, value in values.items()}
    axes, boxes = axes_of(op, shapes), forward_sources(op, shapes, index)
    factors = {name: box for name, box in boxes.items() if name != "b"}
    product = _products(axes, values, factors)
    bias = [float(inputs["b"][boxes["b"]].item())] if "b" in boxes else []
    return Arithmetic(product.terms + tuple(Term(b, (b,)) for b in bias))


def _sum(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    (array,) = inputs.values()
    divisor = array.size if op.name == "mean" else 1
    return Arithmetic(_plain(np.asarray(array).ravel()), divisor)


def _row(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    (array,) = inputs.values()
    return Arithmetic(_plain(np.asarray(array)[index[:-1]]))


def _same(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    (array,) = inputs.values()
    return Arithmetic(_plain([array[index[::-1]]]))


def _softmax(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    scores, here = np.atleast_1d(np.asarray(inputs["S"])[index[:-1]]), (index or (0,))[-1]
    powers = [f"e^{_small(score)}" for score in scores[:MOST]]
    below = " + ".join(powers) + (" + …" if len(scores) > MOST else "")
    text = f"e^{_small(scores[here])} / ({below})"
    return Arithmetic((Term(float(op.run(scores)[0][here]), text=text),))


def _cross_entropy(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """−ln p of the right class, for each row."""
    _, ((P, T),) = op.run(inputs["S"], inputs["t"])
    with np.errstate(all="ignore"):
        logs = -np.log(P)
    right = logs[np.arange(len(T)), T] if T.ndim == 1 else np.nansum(T * logs, axis=1)
    chosen = P[np.arange(len(T)), T] if T.ndim == 1 else None
    terms = (
        Term(float(loss), text=f"{MINUS}ln {_small(chosen[i])}" if chosen is not None else "")
        if chosen is not None
        else Term(float(loss), (float(loss),))
        for i, loss in enumerate(right)
    )
    return Arithmetic(tuple(terms), len(T))


def _squares(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    y, t = np.broadcast_arrays(inputs["y"], inputs["t"])
    pairs = zip(y.ravel().tolist(), t.ravel().tolist(), strict=True)
    terms = tuple(Term((a - b) ** 2, text=f"({_difference(a, b)})²") for a, b in pairs)
    return Arithmetic(terms, y.size)


def _given(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """Nobody has said how: the number itself."""
    return Arithmetic(_plain([out[index]]))


# backward


def _slopes(op: Op, slot: int, values: Mapping[str, Array], boxes: Mapping[str, Box]) -> Arithmetic:
    """Elementwise: upstream times local, summed where the input was repeated."""
    shape = np.shape(values["out"])
    box = boxes["dout"]
    parts = [np.broadcast_to(values[name], shape)[box] for name in (*op.inputs, "out")]
    upstream = np.asarray(values["dout"])[box]
    rule = op.rule(slot)
    assert rule is not None
    with np.errstate(all="ignore"):
        local = np.broadcast_to(rule(np.ones_like(upstream), *parts), upstream.shape)
    return Arithmetic(_pairs(upstream.ravel(), local.ravel()))


def _products(axes: Axes, values: Mapping[str, Array], boxes: Mapping[str, Box]) -> Arithmetic:
    """A product of arrays along the axes that are left free, number by number."""
    flat = [_along(axes, name, np.asarray(values[name])[box]) for name, box in boxes.items()]
    letters = sorted({letter for free, _ in flat for letter in free})
    aligned = []
    for free, part in flat:
        order = sorted(range(len(free)), key=lambda i: free[i])
        shape = tuple(part.shape[free.index(x)] if x in free else 1 for x in letters)
        aligned.append(part.transpose(order).reshape(shape))
    factors = [part.ravel().tolist() for part in np.broadcast_arrays(*aligned)]
    return Arithmetic(tuple(Term(math.prod(each), each) for each in zip(*factors, strict=True)))


def _along(axes: Axes, name: str, part: Array) -> tuple[str, Array]:
    """The part with one axis for each letter."""
    letters = axes.letters[name]
    kept = "".join(dict.fromkeys(letters))
    shape = [
        math.prod(n for n, x in zip(part.shape, letters, strict=True) if x == letter)
        for letter in kept
    ]
    return kept, part.reshape(shape)


def _mean_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    return Arithmetic(_plain(upstream), np.size(arguments[0]))


def _softmax_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    row, here = index[:-1], (index or (0,))[-1]
    P, dout = np.atleast_1d(np.asarray(arguments[1])[row]), np.atleast_1d(upstream[row])
    local = P[here] * ((np.arange(len(P)) == here) - P)
    return Arithmetic(_pairs(dout, local))


def _scores_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    """(p − t) / N."""
    P, T = arguments[3]
    row, here = (index[0], index[1]) if len(index) > 1 else (0, index[0])
    target = float(T[row] == here) if T.ndim == 1 else float(T[row, here])
    weight = 1.0 if T.ndim == 1 else float(T[row].sum())
    p, dout = float(P[row, here]) * weight, float(upstream)
    text = f"({_difference(p, target)})"
    if dout != 1:
        text = f"{_small(dout)}·{text}"
    return Arithmetic((Term(dout * (p - target), text=text),), len(P))


def _squares_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    """2 (y − t) / n for each pair that the number is in."""
    y, t = (np.asarray(arguments[i]) for i in (slot, 1 - slot))
    shape = np.broadcast_shapes(y.shape, t.shape)
    shapes = {name: np.shape(value) for name, value in zip(op.inputs, arguments, strict=False)}
    axes = axes_of(op, {**shapes, "out": ()})
    fixed = axes.fixed(op.inputs[slot], index)
    there = t[axes.box(op.inputs[1 - slot], fixed)].ravel().tolist()
    here, dout = float(y[index]), float(upstream)
    factor = "2" if dout == 1 else f"{_small(dout)}·2"
    terms = [
        Term(dout * 2 * (here - other), text=f"{factor}·({_difference(here, other)})")
        for other in there
    ]
    return Arithmetic(tuple(terms), math.prod(shape))


# pieces


def _plain(numbers: Iterable[float] | Array) -> tuple[Term, ...]:
    return tuple(Term(float(x), (float(x),)) for x in np.asarray(numbers).ravel().tolist())


def _pairs(upstream: Array, local: Array) -> tuple[Term, ...]:
    pairs = zip(upstream.tolist(), local.tolist(), strict=True)
    return tuple(Term(a * b, (a, b)) for a, b in pairs)


def _small(value: float) -> str:
    text = number(value, 3)
    return f"({text})" if text.startswith(MINUS) else text


def _difference(a: float, b: float) -> str:
    return f"{number(a, 3)} {MINUS} {_small(b)}"


_PRODUCTS = ("matmul", "affine")
_FORWARD: Mapping[str, Callable[[Op, Mapping[str, Array], Array, Index], Arithmetic]] = {
    "matmul": _row_times_column,
    "affine": _row_times_column,
    "sum": _sum,
    "mean": _sum,
    "row_sum": _row,
    "transpose": _same,
    "softmax": _softmax,
    "softmax_cross_entropy": _cross_entropy,
    "mse": _squares,
}
_SPECIAL: Mapping[str, Callable[..., Arithmetic]] = {
    "mean": _mean_back,
    "softmax": _softmax_back,
    "softmax_cross_entropy": _scores_back,
    "mse": _squares_back,
}
