"""The arithmetic of the forward rules: each op has its own."""

from collections.abc import Callable, Mapping

import numpy as np

from core.engine import Array
from core.explain.formulas import figure, spoken
from core.explain.provenance.axes import Index, axes_of, forward_sources
from core.explain.provenance.terms import MOST, Arithmetic, Term, difference, plain, products, small
from core.format import MINUS
from core.ops import Op
from core.ops.base import fill


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
    others = [int(i) for i in np.argsort(-scores, kind="stable") if i != here]
    told = sorted([here, *others[: MOST - 1]])  # its own and the largest: they make it what it is
    powers = [f"e^{small(scores[i])}" for i in told]
    below = " + ".join(powers) + (" + …" if len(scores) > MOST else "")
    text = f"e^{small(scores[here])} / ({below})"
    return Arithmetic((Term(float(op.run(scores)[0][here]), text=text),))


def _cross_entropy(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    """−ln p of the right class, for each row."""
    _, ((P, T),) = op.run(inputs["S"], inputs["t"])
    with np.errstate(all="ignore"):
        logs = -np.log(P)
    right = logs[np.arange(len(T)), T] if T.ndim == 1 else np.nansum(T * logs, axis=1)
    chosen = P[np.arange(len(T)), T] if T.ndim == 1 else None
    terms = (
        Term(float(loss), text=f"{MINUS}ln {small(chosen[i])}" if chosen is not None else "")
        if chosen is not None
        else Term(float(loss), (float(loss),))
        for i, loss in enumerate(right)
    )
    return Arithmetic(tuple(terms), len(T))


def _squares(op: Op, inputs: Mapping[str, Array], out: Array, index: Index) -> Arithmetic:
    y, t = np.broadcast_arrays(inputs["y"], inputs["t"])
    pairs = zip(y.ravel().tolist(), t.ravel().tolist(), strict=True)
    terms = tuple(Term((a - b) ** 2, text=f"({difference(a, b)})²") for a, b in pairs)
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
    "softmax_cross_entropy": _cross_entropy,
    "mse": _squares,
}
