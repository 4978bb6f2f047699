"""What the code that runs in a step is given, and what it gives back: values to stand beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.format import number, shape
from core.graph import Role
from core.names import called
from core.rounding import written_gradient, written_share, written_value
from core.trace import Forward, Propagate, Trace

_FEW = 4  # numbers that are written out


@dataclass(frozen=True)
class Argument:
    """A name in the code and its value as text. `gradient`: does it belong to the backward pass?
    `result`: is it what the code returns? `node`: the node that it is in this graph, whose name is
    another one; else empty."""

    name: str
    value: Array
    gradient: bool = False
    result: bool = False
    node: str = ""

    @property
    def text(self) -> str:
        return brief(self.value)

    @property
    def words(self) -> str:
        """`x = f = 3`, the op's own name first; of an array that is not written out
        `X = A: 100×784 array, 0 … 1`."""
        sign = " =" if is_written(self.value) else ":"
        named = f"{self.name} = {self.node}" if self.node else self.name
        return f"{named}{sign} {self.text}"


def arguments(trace: Trace, index: int) -> tuple[Argument, ...]:
    """The arguments and the result of the rule that runs in event `index`; empty if none does."""
    return tuple(_arguments(trace, index))


def _arguments(trace: Trace, index: int) -> Iterator[Argument]:
    match trace.events[index]:
        case Forward(node=target) if trace.graph.node(target).op is not None:
            yield from _inputs(trace, target)
            yield _of_node(trace, "out", target, result=True)
        case Propagate(edge=edge) as event:
            upstream = written_gradient(trace, edge.target, event.upstream, index)
            yield Argument("dout", upstream, gradient=True)
            yield from _inputs(trace, edge.target)
            yield _of_node(trace, "out", edge.target)
            op = trace.graph.node(edge.target).op
            wrt = f"d_{op.inputs[edge.slot]}" if op else ""
            stretched = event.share.shape != event.contribution.shape
            share = event.share if stretched else written_share(trace, event)
            yield Argument(wrt, share, gradient=True, result=True)


def _inputs(trace: Trace, target: str) -> Iterator[Argument]:
    node = trace.graph.node(target)
    for name, source in zip(node.op.inputs if node.op else (), node.inputs, strict=True):
        yield _of_node(trace, name, source)


def _of_node(trace: Trace, name: str, node: str, result: bool = False) -> Argument:
    """What the code calls `name` is the value of a node. A constant has no other name."""
    constant = trace.graph.node(node).role is Role.CONSTANT
    known = "" if constant else called(trace.graph, node)
    value = written_value(trace, node)
    return Argument(name, value, result=result, node=known if known != name else "")


def is_written(value: Array) -> bool:
    """Are there so few numbers that all of them are written?"""
    return value.size == 1 or (value.ndim == 1 and 0 < value.size <= _FEW)


def brief(value: Array) -> str:
    """A number; a few numbers; of a larger array, its shape and from where to where it goes."""
    if value.size == 1:
        return number(value)
    if is_written(value):
        return f"[{', '.join(number(x) for x in value)}]"
    if not value.size or not np.isfinite(value).all():
        return f"{shape(value)} array"
    return f"{shape(value)} array, {number(value.min(), 3)} … {number(value.max(), 3)}"
