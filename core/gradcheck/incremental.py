"""The same central differences, evaluating again only what a pushed number changes.

One forward pass gives every value of the net at rest. Then the numbers are pushed in blocks, and
each block goes through the layers as arrays of what changes (see `core/gradcheck/changes.py`). The
difference of two losses is summed over the samples that change; what the others add to both
cancels, and so does its rounding: these differences are more precise than those one by one.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from core import engine
from core.engine import Array, Tape
from core.gradcheck.central import STEP
from core.gradcheck.changes import (
    STARTS,
    Cells,
    Perturbation,
    Rows,
    affine,
    elementwise,
    whole_rows,
)
from core.gradcheck.one_by_one import Part, one_by_one
from core.graph import Edge, Graph
from core.ops import Op

_CELLS = 10_000  # numbers that a block may change: few enough for the processor's cache


def incremental(
    graph: Graph, leaves: Mapping[str, Array], places: Mapping[str, Array]
) -> Iterator[Part]:
    """As `one_by_one`, to which a leaf is left whose way to the loss is not a `route`."""
    tape = engine.forward(graph, leaves)
    passes = 1  # which the first part tells of
    for name, wanted in places.items():
        way = route(graph, tape, name)
        if way is None or not np.isfinite(tape.values[graph.output]):
            yield from one_by_one(graph, leaves, {name: wanted})
            continue
        size = max(1, _CELLS // len(tape.values[way[0].target]))
        for start in range(0, len(wanted), size):
            some = wanted[start : start + size]
            slopes, kinked = _slopes(graph, tape, way, some)
            yield Part(name, some, slopes, passes, kinked)
            passes = 0


def route(graph: Graph, tape: Tape, name: str) -> tuple[Edge, ...] | None:
    """The edges from a leaf to the loss, if each value on the way is read once and the layers are
    of the kinds that `core/gradcheck/changes.py` knows: an Affine that the leaf is the W or the b
    of, then further Affine layers and functions of one number, and a mean over samples."""
    way: list[Edge] = []
    node = name
    while node != graph.output:
        readers = graph.consumers(node)
        if len(readers) != 1:
            return None
        way.append(readers[0])
        node = readers[0].target
    if len(way) < 2 or not _starts(graph, tape, way[0]) or not _ends(graph, tape, way[-1]):
        return None
    return tuple(way) if all(_passes(graph, tape, edge) for edge in way[1:-1]) else None


def _starts(graph: Graph, tape: Tape, edge: Edge) -> bool:
    op = _op(graph, edge)
    batch = tape.arguments[edge.target][0]
    return (op.name, op.inputs[edge.slot]) in STARTS and batch.ndim == 2


def _passes(graph: Graph, tape: Tape, edge: Edge) -> bool:
    op = _op(graph, edge)
    alone = op.elementwise and len(op.inputs) == 1
    return alone or (op.name == "affine" and edge.slot == 0)


def _ends(graph: Graph, tape: Tape, edge: Edge) -> bool:
    """One target for each row of scores, which are the loss's first input."""
    if _op(graph, edge).per_sample is None or edge.slot != 0:
        return False
    scores, targets = tape.arguments[edge.target][:2]
    return scores.ndim == 2 and targets.shape[:1] == scores.shape[:1]


def _op(graph: Graph, edge: Edge) -> Op:
    op = graph.node(edge.target).op
    assert op is not None, "a leaf reads nothing"
    return op


def _slopes(graph: Graph, tape: Tape, way: tuple[Edge, ...], places: Array) -> tuple[Array, Array]:
    """(f(x + h) − f(x − h)) / 2h for each place, and whether a kink lies between."""
    first, *between, last = way
    old = tape.values[first.source].ravel()[places]
    pushed = Perturbation(places, old + STEP, old - STEP)
    op = _op(graph, first)
    start = STARTS[op.name, op.inputs[first.slot]]
    change: Cells | Rows = start(pushed, tape.arguments[first.target])
    for edge in between:
        op = _op(graph, edge)
        hand_on = elementwise if op.elementwise else affine
        change = hand_on(op, change, tape.arguments[edge.target])
    scores, targets = tape.arguments[last.target][:2]
    rows = whole_rows(change, scores)
    loss = _op(graph, last).per_sample
    assert loss is not None, "the way ends in a mean over samples"
    rise = loss(rows.plus, targets[rows.row]) - loss(rows.minus, targets[rows.row])
    total = np.bincount(rows.trial, weights=rise, minlength=len(places))
    kinked = np.bincount(rows.trial[rows.kinked], minlength=len(places)) > 0
    return total / len(scores) / (2 * STEP), kinked
