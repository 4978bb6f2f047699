"""Single numbers of a run: which array they are in, where, what they were made from, and how."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.engine import Array
from core.explain.provenance.axes import Box, Index, backward_sources, forward_sources
from core.explain.provenance.backward import backward_arithmetic
from core.explain.provenance.forward import forward_arithmetic
from core.explain.provenance.terms import Arithmetic, Term
from core.graph import Edge
from core.ops import Op
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
    """Where a number comes from. A leaf's value is given: no sources, no arithmetic."""

    value: float
    sources: tuple[Source, ...] = ()
    arithmetic: Arithmetic | None = None


def array_of(trace: Trace, node: str, part: Part) -> Array | None:
    """The array that a cell of `part` is in; None where the backward pass does not go."""
    return trace.values[node] if part is Part.VALUE else trace.gradients.get(node)


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


def _of_gradient(trace: Trace, cell: Cell, value: float) -> Origin:
    """Through one consumer: the terms of its rule. Through several: one term for each."""
    edges = [trace.events[i].edge for i in trace.arrivals.get(cell.node, ())]  # type: ignore[union-attr]
    sources = tuple(source for edge in edges for source in _behind(trace, edge, cell.index))
    if not edges:
        return Origin(value)
    if len(edges) == 1:
        return Origin(value, sources, _through(trace, edges[0], cell.index))
    return Origin(value, sources, Arithmetic(tuple(_share(trace, e, cell.index) for e in edges)))


def _share(trace: Trace, edge: Edge, index: Index) -> Term:
    event = trace.events[trace.edge_index[edge]]
    assert isinstance(event, Propagate)
    share = float(np.asarray(event.contribution)[index])
    return Term(share, (share,))


def _arguments(trace: Trace, edge: Edge) -> tuple[Op, tuple[Array, ...]]:
    node = trace.graph.node(edge.target)
    assert node.op is not None
    inputs = tuple(np.asarray(trace.values[name]) for name in node.inputs)
    if node.op.elementwise or not node.op.remembers:
        return node.op, (*inputs, np.asarray(trace.values[edge.target]))
    out, memory = node.op.run(*inputs)
    return node.op, (*inputs, np.asarray(out), *memory)


def _through(trace: Trace, edge: Edge, index: Index) -> Arithmetic:
    op, arguments = _arguments(trace, edge)
    upstream = np.asarray(trace.gradients[edge.target])
    return backward_arithmetic(op, edge.slot, arguments, upstream, index)


def _behind(trace: Trace, edge: Edge, index: Index) -> tuple[Source, ...]:
    """What the rule of one edge reads for a number of its contribution."""
    node = trace.graph.node(edge.target)
    assert node.op is not None
    arrays = {
        x: np.asarray(trace.values[n]) for x, n in zip(node.op.inputs, node.inputs, strict=True)
    }
    arrays["out"] = np.asarray(trace.values[edge.target])
    places = dict(zip(node.op.inputs, node.inputs, strict=True)) | {"out": edge.target}
    boxes = backward_sources(node.op, edge.slot, _shapes(arrays), index)
    return tuple(
        Source(edge.target, Part.GRADIENT, box, name)
        if name == "dout"
        else Source(places[name], Part.VALUE, box, name)
        for name, box in boxes.items()
    )


def _shapes(arrays: dict[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: np.shape(array) for name, array in arrays.items()}
