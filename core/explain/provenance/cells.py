"""Single numbers of a run: which array they are in, where, what they were made from, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.engine import Array
from core.explain.provenance.axes import Box, Index, backward_sources, forward_sources
from core.explain.provenance.backward import backward_arithmetic
from core.explain.provenance.forward import forward_arithmetic
from core.explain.provenance.terms import MOST, Arithmetic, Term, plain
from core.graph import Edge
from core.trace import Propagate, Trace


class Part(StrEnum):
    """Which array of a node a number is in."""

    VALUE = "value"
    GRADIENT = "gradient"


@dataclass(frozen=True)
class Cell:
    """One number: `index` in the value of `node`, or in its gradient."""

    node: str
    part: Part
    index: Index


@dataclass(frozen=True)
class Source:
    """Some numbers that another one was made from: a box in the value or gradient of a node.

    role: what they are for the op: the name of an input, `out`, or `dout`.
    """

    node: str
    part: Part
    box: Box
    role: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a number comes from. A leaf's value is given: no sources, no arithmetic. Where there
    are sources and no arithmetic, it would take long."""

    value: float
    sources: tuple[Source, ...] = ()
    arithmetic: Arithmetic | None = None


def array_of(trace: Trace, node: str, part: Part) -> Array | None:
    """The array that a cell of `part` is in; None where the backward pass does not go."""
    return trace.values[node] if part is Part.VALUE else trace.gradients.get(node)


@np.errstate(all="ignore")  # inf and nan are shown where they arise, not printed
def origin(trace: Trace, cell: Cell) -> Origin:
    """Where the number in a cell comes from."""
    array = array_of(trace, cell.node, cell.part)
    assert array is not None
    value = float(np.asarray(array)[cell.index])
    if cell.part is Part.VALUE:
        return _of_value(trace, cell, value)
    return _of_gradient(trace, cell, value)


def _of_value(trace: Trace, cell: Cell, value: float) -> Origin:
    node = trace.graph.node(cell.node)
    if node.op is None:
        return Origin(value)
    arrays = [np.asarray(trace.values[name]) for name in node.inputs]
    inputs = dict(zip(node.op.inputs, arrays, strict=True))
    out = np.asarray(trace.values[cell.node])
    boxes = forward_sources(node.op, _shapes(inputs | {"out": out}), cell.index)
    named = dict(zip(node.op.inputs, node.inputs, strict=True))
    sources = tuple(Source(named[name], Part.VALUE, box, name) for name, box in boxes.items())
    return Origin(value, sources, forward_arithmetic(node.op, inputs, out, cell.index))


def ways(trace: Trace, node: str) -> tuple[Edge, ...]:
    """The edges whose contributions the gradient of `node` holds at the end of the run: all that
    arrived, unless a mistake that is tried out has lost some."""
    arrived = [trace.events[i] for i in trace.arrivals.get(node, ())]
    terms = trace.terms(node, len(trace))
    pairs = zip(reversed(arrived), reversed(terms), strict=False)
    kept = [e.edge for e, term in pairs if isinstance(e, Propagate) and e.contribution is term]
    return tuple(reversed(kept))


def left_over(trace: Trace, node: str) -> bool:
    """Does the gradient hold more than what arrived in this run?"""
    return len(trace.terms(node, len(trace))) > len(ways(trace, node))


def _of_gradient(trace: Trace, cell: Cell, value: float) -> Origin:
    """Of one contribution: the terms of its rule. Of several: one term for each."""
    edges, terms = ways(trace, cell.node), trace.terms(cell.node, len(trace))
    if not terms:
        return Origin(value)
    sources = tuple(source for edge in edges for source in behind(trace, edge, cell.index))
    if len(terms) == len(edges) == 1:
        return Origin(value, sources, _through(trace, edges[0], cell.index))
    if len(terms) == len(edges) and (numbers := _side_by_side(trace, edges, cell.index)):
        return Origin(value, sources, Arithmetic(numbers))
    numbers = plain([np.asarray(term)[cell.index] for term in terms])
    return Origin(value, sources, Arithmetic(numbers))


def _side_by_side(trace: Trace, edges: Sequence[Edge], index: Index) -> tuple[Term, ...]:
    """The products of all rules, where they are few enough to be written; else nothing."""
    found: list[Term] = []
    for edge in edges:
        part = _through(trace, edge, index)
        if part is None or part.divisor != 1 or len(found) + len(part.terms) > MOST:
            return ()
        found.extend(part.terms)
    return tuple(found)


def _through(trace: Trace, edge: Edge, index: Index) -> Arithmetic | None:
    """By the rule that ran, from the gradient that it got, which may not be the final one."""
    op, event = trace.op(edge.target), trace.events[trace.edge_index[edge]]
    assert op is not None and isinstance(event, Propagate)
    arguments, upstream = trace.arguments(edge.target), event.upstream
    usual = op is trace.graph.node(edge.target).op
    return backward_arithmetic(op, edge.slot, arguments, upstream, index, usual=usual)


def behind(trace: Trace, edge: Edge, index: Index) -> tuple[Source, ...]:
    """What the rule of one edge reads for a number of its contribution."""
    op, node = trace.op(edge.target), trace.graph.node(edge.target)
    assert op is not None
    arrays = dict(zip((*op.inputs, "out"), trace.arguments(node.id), strict=False))
    places = dict(zip((*op.inputs, "out"), (*node.inputs, node.id), strict=True))
    boxes = backward_sources(op, edge.slot, _shapes(arrays), index)
    return tuple(
        Source(edge.target, Part.GRADIENT, box, name)
        if name == "dout"
        else Source(places[name], Part.VALUE, box, name)
        for name, box in boxes.items()
    )


def _shapes(arrays: dict[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: np.shape(array) for name, array in arrays.items()}
