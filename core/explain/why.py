"""One sentence of why: what this step does to a gradient, from what really happened in it.

What every op has in common is said here: nothing arrives, something is not a finite number, a
repeated input collects its shares. What is special about an op, it says itself (`Op.case`).
"""

import numpy as np

from core.engine import Array, is_scalar, repeated_axes
from core.explain import whole
from core.explain.origin import origin
from core.format import bracketed, number
from core.graph import Edge, Role
from core.messages import Message
from core.names import called, listed, local, partial
from core.ops.probability import chosen
from core.trace import Accumulate, Forward, Propagate, Seed, Trace, result


def why(trace: Trace, index: int) -> Message | None:
    """Why event number `index` has the result that it has; None where there is nothing to say."""
    event = trace.events[index]
    if not np.isfinite(result(event)).all():
        return _not_finite(trace, index)
    match event:
        case Forward():
            return None
        case Seed(node=node, gradient=gradient):
            kind = "seed" if is_scalar(gradient) else "seed_array"
            return Message(f"ops.general.{kind}", {"node": called(trace.graph, node)})
        case Accumulate(node=node, terms=terms):
            fields = {"node": called(trace.graph, node), "n": len(terms)}
            left = len(terms) > len(trace.arrivals[node])  # a mistake that is tried out
            return Message(f"ops.general.{'left_over' if left else 'accumulate'}", fields)
        case Propagate():
            return _propagate(trace, event)


def _propagate(trace: Trace, event: Propagate) -> Message:
    fields = _fields(trace, event)
    if not event.upstream.any():
        return Message("ops.general.nothing_arrives", fields)
    op = trace.op(event.edge.target)
    assert op is not None
    wrt = op.inputs[event.edge.slot]
    said = op.case(wrt, event.upstream, *trace.arguments(event.edge.target))
    case = Message(said.key, fields | dict(said.fields)) if said else None
    if axes := repeated_axes(event.share.shape, event.contribution.shape):
        times = int(np.prod([event.share.shape[axis] for axis in axes]))
        kind = "repeated_number" if is_scalar(event.contribution) and times > 1 else "repeated"
        repeated = Message(f"ops.general.{kind}", fields | {"n": times})
        if case is None or "total" not in case.fields:  # it says nothing of single places
            return repeated
        return Message("ops.general.both", {"one": case, "other": repeated})
    return case or whole.reason(trace, event) or Message(op.explanation, fields)


def _fields(trace: Trace, event: Propagate) -> dict[str, object]:
    """What every sentence about a share may use: names, and the numbers that are single ones.

    source, target, other: names (other is the other one of two inputs); other_is: with its
    number; x, z, out: the numbers of source, other and target; out_squared: out², its sign in
    brackets; upstream, slope, result; of_W: the name of the op's input W.
    """
    graph, edge, values = trace.graph, event.edge, trace.values
    node = graph.node(edge.target)
    assert node.op is not None
    inputs = dict(zip(node.op.inputs, node.inputs, strict=True))
    others = [i for slot, i in enumerate(node.inputs) if slot != edge.slot][:1] or [edge.source]
    upstream = partial(graph, edge.target)
    names: dict[str, object] = {f"of_{x}": called(graph, i) for x, i in inputs.items()}
    return names | {
        "source": called(graph, edge.source),
        "target": called(graph, edge.target),
        "other": called(graph, others[0]),
        "op": node.op.symbol,
        "other_is": _said(trace, others[0]),
        "x": _short(values[edge.source], called(graph, edge.source)),
        "z": _short(values[others[0]], called(graph, others[0])),
        "out": _short(values[edge.target], called(graph, edge.target)),
        "out_squared": f"{bracketed(_short(values[edge.target], called(graph, edge.target)))}²",
        "upstream": _short(event.upstream, upstream),
        "slope": _short(event.local, local(graph, edge)),
        "result": _short(event.contribution, partial(graph, edge.source)),
    }


def _said(trace: Trace, node: str) -> str:
    """`y = 3`; a constant or an array only by what it is called."""
    name, value = called(trace.graph, node), _short(trace.values[node], "")
    is_number = trace.graph.node(node).role is Role.CONSTANT
    return f"{name} = {value}" if value and not is_number else name


def _short(value: Array | None, name: str) -> str:
    """A single number as such, an array by its name."""
    return number(value) if value is not None and is_scalar(value) else name


def _not_finite(trace: Trace, index: int) -> Message:
    """Where infinity or nan arose from which this event has it, and by what."""
    first = origin(trace, index)
    said = infinite(trace, first)
    if first == index:
        return said
    return Message("ops.infinite.carried", {"node": said.fields["node"], "cause": said})


def infinite(trace: Trace, index: int) -> Message:
    """By what infinity or nan arose in event number `index`; `node` is where."""
    event = trace.events[index]
    fields: dict[str, object] = {"value": _strangest(result(event))}
    match event:
        case Forward(node=name):
            node = trace.graph.node(name)
            op = node.op
            fields |= {"node": called(trace.graph, name), "op": op.symbol if op else ""}
            fields["inputs"] = listed(trace.graph, node.inputs)
            kind = op.name if op and op.name in _DOMAINS else "value" if op else "given"
            if op and node.inputs:
                x = trace.values[node.inputs[-1 if op.name == "divide" else 0]]
                if op.probabilities:
                    x = chosen(x, trace.values[node.inputs[1]])
                    kind = "cross_entropy" if (x >= 0).all() else "entropy_of_scores"
                fields["x"] = _offender(x, op.name)
        case Propagate(edge=edge):
            fields |= {"source": called(trace.graph, edge.source)}
            fields |= {"node": called(trace.graph, edge.target), "op": _symbol(trace, edge)}
            kind = "slope"
        case Seed(node=name) | Accumulate(node=name):
            fields, kind = {"node": called(trace.graph, name), **fields}, "sum"
    return Message(f"ops.infinite.{kind}", fields)


_DOMAINS = {"log", "sqrt", "divide", "exp", "power"}


def _symbol(trace: Trace, edge: Edge) -> str:
    op = trace.graph.node(edge.target).op
    return op.symbol if op else ""


def _strangest(value: Array) -> str:
    """∞, −∞ or nan: what stands in the array and is no finite number."""
    return number(value[~np.isfinite(value)].flat[0] if value.ndim else value)


def _offender(x: Array, op: str) -> str:
    """The input's number that an op cannot take."""
    numbers = x.reshape(-1)
    match op:
        case "exp":
            return number(numbers.max())
        case "divide":
            return number(numbers[np.abs(numbers).argmin()])
    return number(numbers.min())
