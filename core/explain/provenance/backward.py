"""The arithmetic of the backward rules. There is one scheme, the chain rule.

A sum, over all numbers of ∂L/∂Y that depend on this one, of (∂L/∂Y there) · (∂Y there / ∂X here).
The second factor is not written down here a second time: it is what the rule that ran makes of an
upstream gradient that is 1 there and 0 elsewhere. Only how some ops are *written* has a place of
its own, and is used where the rule that ran is the op's own; and of a matrix product the factor is
read from the other matrix, since a 1 among 0s would make nan of what stands beside ∞.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from core.engine import Array, unbroadcast
from core.explain.provenance.axes import Axes, Box, Index, axes_of, backward_sources, reads
from core.explain.provenance.terms import (
    Arithmetic,
    Term,
    difference,
    pairs,
    plain,
    products,
    small,
)
from core.format import MINUS
from core.ops import Op
from core.ops.probability import paired

_PRODUCTS = ("matmul", "affine")
MOST_TERMS = 512  # applications of a rule for the sake of one number, and …
MOST_WORK = 20_000_000  # … numbers that they may give together
MOST_SLOPES = 100_000  # terms of an elementwise op: its rule is applied once

_DOUT_LAST = re.compile(r"<\w+>(\^\\top)? <dout>")  # Xᵀ · ∂L/∂Y: the numbers, too, in this order


def backward_arithmetic(
    op: Op, slot: int, arguments: tuple[Any, ...], upstream: Array, index: Index, *, usual: bool
) -> Arithmetic | None:
    """How a backward rule computes one number of a contribution; None where that would take long.

    Args:
        op: the one whose rule ran.
        arguments: what the rule gets after the upstream gradient, as in `engine.Tape`.
        index: in the input, whose shape the contribution has.
        usual: is it the op's own rule, and no mistake that is tried out?
    """
    values = dict(zip((*op.inputs, "out"), map(np.asarray, arguments), strict=False))
    values["dout"] = np.asarray(upstream)
    shapes = {name: np.shape(value) for name, value in values.items()}
    axes = axes_of(op, shapes)
    boxes = backward_sources(op, slot, shapes, index)
    box = boxes["dout"]
    if op.elementwise:
        return _slopes(op, slot, values, box)
    last = _DOUT_LAST.fullmatch(op.latex_rules[op.inputs[slot]])
    if usual and op.name in _PRODUCTS and len(boxes) == 2:
        if values["dout"][box].size > MOST_TERMS:
            return None
        order = reversed(boxes) if last else boxes
        return products(axes, values, {name: boxes[name] for name in order})
    found = _by_basis(op, slot, axes, values, arguments[len(op.inputs) + 1 :], index)
    if found is None:
        return None
    dout, local = values["dout"][box].ravel(), found
    if usual and op.name in _WRITTEN:
        text, divisor = _WRITTEN[op.name](op, slot, arguments, values["dout"], index)
        product = float(dout @ local)
        return Arithmetic((Term(product * divisor, text=text),), divisor)
    if reads(op, slot) == ("dout",) and (local == 1).all():
        return Arithmetic(plain(dout))
    return Arithmetic(pairs(local, dout) if last else pairs(dout, local))


def _slopes(op: Op, slot: int, values: Mapping[str, Array], box: Box) -> Arithmetic | None:
    """Elementwise: upstream times local, summed where the input was repeated."""
    shape = np.shape(values["out"])
    upstream = values["dout"][box]
    if upstream.size > MOST_SLOPES:
        return None
    parts = [np.broadcast_to(values[name], shape)[box] for name in (*op.inputs, "out")]
    rule = op.rule(slot)
    assert rule is not None
    local, share = (
        np.broadcast_to(rule(dout, *parts), upstream.shape).ravel().tolist()
        for dout in (np.ones_like(upstream), upstream)
    )
    factors = zip(upstream.ravel().tolist(), local, strict=True)
    return Arithmetic(tuple(map(Term, share, factors)))


def _by_basis(
    op: Op,
    slot: int,
    axes: Axes,
    values: Mapping[str, Array],
    memory: tuple[Any, ...],
    index: Index,
) -> Array | None:
    """∂out/∂(the number at `index`) for each number of `out` that depends on it, flattened.

    Along the axes that input and output share, only the place at hand is computed: for a number
    of ∂L/∂X in an Affine layer, its row of the batch. Other axes stay whole, as rules may count
    their numbers (a mean does).
    """
    name, rule = op.inputs[slot], op.rule(slot)
    assert rule is not None
    fixed = axes.fixed(name, index)
    shared = {x: at for x, at in fixed.items() if x in axes.letters["out"]}
    parts = {x: values[x][axes.box(x, shared)] for x in (*op.inputs, "out")}
    here = tuple(i - s.start for i, s in zip(index, axes.box(name, shared), strict=True))
    out, source = parts["out"], parts[name]
    if out.size > MOST_TERMS or out.size * max(part.size for part in parts.values()) > MOST_WORK:
        return None
    found = []
    for place in np.ndindex(out.shape):
        basis = np.zeros(out.shape)
        basis[place] = 1.0
        share = np.asarray(rule(basis, *parts.values(), *memory))
        found.append(float(unbroadcast(share, source.shape)[here]))
    return np.array(found)


# how it is written: a text, and what it is divided by


def _mean(
    op: Op, slot: int, arguments: tuple[Any, ...], upstream: Array, index: Index
) -> tuple[str, int]:
    return small(float(upstream)), np.size(arguments[0])


def _probabilities(
    op: Op, slot: int, arguments: tuple[Any, ...], upstream: Array, index: Index
) -> tuple[str, int]:
    """−(t / p) / N."""
    P, T = paired(*arguments[:2])
    row, here = (index[0], index[1]) if len(index) > 1 else (0, index[0])
    target = float(T[row] == here) if T.ndim == 1 else float(T[row, here])
    if not target:
        return "0", len(P)
    minus = MINUS if upstream == 1 else f"{small(-float(upstream))}·"
    return f"{minus}{small(target)}/{small(float(P[row, here]))}", len(P)


def _scores(
    op: Op, slot: int, arguments: tuple[Any, ...], upstream: Array, index: Index
) -> tuple[str, int]:
    """(p − t) / N."""
    P, T = arguments[3]
    row, here = (index[0], index[1]) if len(index) > 1 else (0, index[0])
    target = float(T[row] == here) if T.ndim == 1 else float(T[row, here])
    weight = 1.0 if T.ndim == 1 else float(T[row].sum())
    p, dout = float(P[row, here]) * weight, float(upstream)
    text = f"({difference(p, target)})"
    return (text if dout == 1 else f"{small(dout)}·{text}"), len(P)


def _squares(
    op: Op, slot: int, arguments: tuple[Any, ...], upstream: Array, index: Index
) -> tuple[str, int]:
    """2 (y − t) / n for each pair that the number is in."""
    y, t = (np.asarray(arguments[i]) for i in (slot, 1 - slot))
    shapes = {name: np.shape(value) for name, value in zip(op.inputs, arguments, strict=False)}
    axes = axes_of(op, {**shapes, "out": ()})
    fixed = axes.fixed(op.inputs[slot], index)
    there = t[axes.box(op.inputs[1 - slot], fixed)].ravel().tolist()
    here, dout = float(y[index]), float(upstream)
    factor = "2" if dout == 1 else f"{small(dout)}·2"
    texts = [f"{factor}·({difference(here, other)})" for other in there[:_PAIRS]]
    text = " + ".join(texts) + (" + …" if len(there) > _PAIRS else "")
    number = math.prod(np.broadcast_shapes(y.shape, t.shape))
    return (f"({text})" if len(texts) > 1 and number > 1 else text), number


_PAIRS = 4  # of one number, that are written
_WRITTEN: Mapping[str, Callable[..., tuple[str, int]]] = {
    "mean": _mean,
    "cross_entropy": _probabilities,
    "softmax_cross_entropy": _scores,
    "mse": _squares,
}
