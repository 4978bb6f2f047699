"""The arithmetic of the forward rules: each op has its own."""

from collections.abc import Callable, Mapping

import numpy as np

from core.engine import Array
from core.explain.aloud import spoken
from core.explain.formulas import figure, tidied
from core.explain.provenance.axes import Index, axes_of, forward_sources
from core.explain.provenance.terms import MOST, Arithmetic, Term, difference, plain, products, small
from core.format import MINUS
from core.ops import Op
from core.ops.base import fill
from core.ops.probability import paired


def forward_arithmetic(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """How the op computes one number of its output."""
    if op.elementwise:
        return _elementwise(op, inputs, out, index)
    return _FORWARD.get(op.name, _given)(op, inputs, out, index)


def _elementwise(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    shapes = {name: np.shape(value) for name, value in inputs.items()} | {"out": out.shape}
    boxes = forward_sources(op, shapes, index)
    numbers = {name: np.asarray(inputs[name])[box].reshape(()) for name, box in boxes.items()}
    rounded = {name: np.asarray(float(number_of(value))) for name, value in numbers.items()}
    filled = fill(op.latex, **{name: figure(value) for name, value in rounded.items()})
    text = spoken(tidied(filled))
    return Arithmetic((Term(float(op.run(*numbers.values())[0]), text=text),))


def number_of(value: Array) -> str:
    """The number as it is shown, three digits of it."""
    return f"{float(value):.3g}"


def _row_times_column(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    values = {**inputs, "out": out}
    shapes = {name: np.shape(value) for name, value in values.items()}
    axes, boxes = axes_of(op, shapes), forward_sources(op, shapes, index)
    factors = {name: box for name, box in boxes.items() if name != "b"}
    product = products(axes, values, factors)
    bias = [float(inputs["b"][boxes["b"]].item())] if "b" in boxes else []
    return Arithmetic(product.terms + tuple(Term(b, (b,)) for b in bias))


def _sum(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """Everything that is read, added up; a mean divides by how many there are."""
    ((name, array),) = inputs.items()
    box = forward_sources(op, {name: np.shape(array), "out": np.shape(out)}, index)[name]
    read = np.asarray(array)[box]
    return Arithmetic(plain(read), read.size if op.name == "mean" else 1)


def _softmax(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    scores, here = np.atleast_1d(np.asarray(inputs["S"])[index[:-1]]), (index or (0,))[-1]
    text = f"e^{small(scores[here])} / ({_powers(scores, here)})"
    return Arithmetic((Term(float(op.run(scores)[0][here]), text=text),))


def _powers(scores: Array, here: int) -> str:
    """A softmax's sum, with its own power and the largest: they make it what it is."""
    others = [int(i) for i in np.argsort(-scores, kind="stable") if i != here]
    powers = [f"e^{small(scores[i])}" for i in sorted([here, *others[: MOST - 1]])]
    return " + ".join(powers) + (" + …" if len(scores) > MOST else "")


def _cross_entropy(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """−ln p of the right class, for each row of probabilities."""
    P, T = paired(inputs["P"], inputs["t"])
    return _surprises(op, inputs, T, lambda row, label: f"{MINUS}ln {small(P[row, label])}")


def _softmax_cross_entropy(
    op: Op, inputs: Mapping[str, Array], out: Array, index: Index
) -> Arithmetic:
    """The same for each row of scores."""
    _, ((P, T),) = op.run(inputs["S"], inputs["t"])
    scores = np.atleast_2d(inputs["S"])
    return _surprises(op, inputs, T, lambda row, label: _surprise(scores[row], P[row], label))


def _surprises(
    op: Op, inputs: Mapping[str, Array], T: Array, written: Callable[[int, int], str]
) -> Arithmetic:
    """A mean over rows; of each with a label, how its loss is `written`."""
    assert op.per_sample is not None
    losses = np.atleast_1d(op.per_sample(*inputs.values())).tolist()
    if T.ndim > 1:
        return Arithmetic(plain(losses), len(T))
    texts = (written(row, int(label)) for row, label in enumerate(T))
    return Arithmetic(tuple(map(_said, losses, texts)), len(T))


def _surprise(scores: Array, p: Array, label: int) -> str:
    """−ln p; where no float can hold p, as it is computed: ln Σ eˢ − s."""
    if p[label]:
        return f"{MINUS}ln {small(p[label])}"
    return f"ln({_powers(scores, label)}) {MINUS} {small(scores[label])}"


def _said(value: float, text: str) -> Term:
    return Term(value, text=text)


def _squares(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    y, t = np.broadcast_arrays(inputs["y"], inputs["t"])
    pairs = zip(y.ravel().tolist(), t.ravel().tolist(), strict=True)
    terms = tuple(Term((a - b) * (a - b), text=f"({difference(a, b)})²") for a, b in pairs)
    return Arithmetic(terms, y.size)


def _given(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """Nobody has said how: the number itself."""
    return Arithmetic(plain([out[index]]))


_FORWARD: Mapping[str, Callable[[Op, Mapping[str, Array], Array, Index], Arithmetic]] = {
    "matmul": _row_times_column,
    "affine": _row_times_column,
    "sum": _sum,
    "mean": _sum,
    "row_sum": _sum,
    "transpose": _sum,
    "softmax": _softmax,
    "cross_entropy": _cross_entropy,
    "softmax_cross_entropy": _softmax_cross_entropy,
    "mse": _squares,
}
