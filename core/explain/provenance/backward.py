"""The arithmetic of the backward rules. There is one scheme, the chain rule.

A sum, over all numbers of ∂L/∂Y that depend on this one, of (∂L/∂Y there) · (∂Y there / ∂X here).
"""

import math
from collections.abc import Callable, Mapping

import numpy as np

from core.engine import Array
from core.explain.provenance.axes import Box, Index, axes_of, backward_sources
from core.explain.provenance.terms import (
    Arithmetic,
    Term,
    difference,
    pairs,
    plain,
    products,
    small,
)
from core.ops import Op


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
    return products(axes, values, ones)


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
    return Arithmetic(pairs(upstream.ravel(), local.ravel()))


def _mean_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    return Arithmetic(plain(upstream), np.size(arguments[0]))


def _softmax_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    row, here = index[:-1], (index or (0,))[-1]
    P, dout = np.atleast_1d(np.asarray(arguments[1])[row]), np.atleast_1d(upstream[row])
    local = P[here] * ((np.arange(len(P)) == here) - P)
    return Arithmetic(pairs(dout, local))


def _scores_back(
    op: Op, slot: int, arguments: tuple[Array, ...], upstream: Array, index: Index
) -> Arithmetic:
    """(p − t) / N."""
    P, T = arguments[3]
    row, here = (index[0], index[1]) if len(index) > 1 else (0, index[0])
    target = float(T[row] == here) if T.ndim == 1 else float(T[row, here])
    weight = 1.0 if T.ndim == 1 else float(T[row].sum())
    p, dout = float(P[row, here]) * weight, float(upstream)
    text = f"({difference(p, target)})"
    if dout != 1:
        text = f"{small(dout)}·{text}"
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
    factor = "2" if dout == 1 else f"{small(dout)}·2"
    terms = [
        Term(dout * 2 * (here - other), text=f"{factor}·({difference(here, other)})")
        for other in there
    ]
    return Arithmetic(tuple(terms), math.prod(shape))


_PRODUCTS = ("matmul", "affine")
_SPECIAL: Mapping[str, Callable[..., Arithmetic]] = {
    "mean": _mean_back,
    "softmax": _softmax_back,
    "softmax_cross_entropy": _scores_back,
    "mse": _squares_back,
}
