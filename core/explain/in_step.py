"""What the code that runs in a step is given, and what it gives back: values to stand beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.format import number, shape
from core.trace import Forward, Propagate, Trace

_FEW = 4  # numbers that are written out


@dataclass(frozen=True)
class Argument:
    """A name in the code and its value as text. `gradient`: does it belong to the backward pass?
    `result`: is it what the code returns?"""

    name: str
    text: str
    gradient: bool = False
    result: bool = False


def arguments(trace: Trace, index: int) -> tuple[Argument, ...]:
    """The arguments and the result of the rule that runs in event `index`; empty if none does."""
    return tuple(_arguments(trace, index))


def _arguments(trace: Trace, index: int) -> Iterator[Argument]:
    match trace.events[index]:
        case Forward(node=target, value=value) if trace.graph.node(target).op is not None:
            yield from _inputs(trace, target)
            yield Argument("out", brief(value), result=True)
        case Propagate(edge=edge) as event:
            yield Argument("dout", brief(event.upstream), gradient=True)
            yield from _inputs(trace, edge.target)
            yield Argument("out", brief(trace.values[edge.target]))
            op = trace.graph.node(edge.target).op
            wrt = f"d_{op.inputs[edge.slot]}" if op else ""
            yield Argument(wrt, brief(event.share), gradient=True, result=True)


def _inputs(trace: Trace, target: str) -> Iterator[Argument]:
    node = trace.graph.node(target)
    for name, source in zip(node.op.inputs if node.op else (), node.inputs, strict=True):
        yield Argument(name, brief(trace.values[source]))


def brief(value: Array) -> str:
    """A number; a few numbers; of a larger array, its shape and from where to where it goes."""
    if value.size == 1:
        return number(value)
    if value.ndim == 1 and value.size <= _FEW:
        return f"[{', '.join(number(x) for x in value)}]"
    if not value.size or not np.isfinite(value).all():
        return shape(value)
    return f"{shape(value)}, {number(value.min(), 3)} … {number(value.max(), 3)}"
