"""Where a number that is not finite comes from: the events that it was computed from, backwards.

Infinity and nan spread only to what is computed from them. Two can arise in one graph that have
nothing to do with each other, so that the first of the whole run may be another one's cause.
"""

import numpy as np

from core.trace import Accumulate, Event, Forward, Propagate, Seed, Trace, result


def origin(trace: Trace, index: int) -> int:
    """The index of the event in which infinity or nan arose first, of those from which event
    number `index` has it; `index` itself, if all that it was computed from is finite."""
    seen, waiting, found = {index}, [index], index
    while waiting:
        at = waiting.pop()
        sources = [i for i in _sources(trace, at) if not np.isfinite(result(trace.events[i])).all()]
        if not sources:
            found = min(found, at)
        waiting += [i for i in sources if i not in seen]
        seen.update(sources)
    return found


def _sources(trace: Trace, index: int) -> tuple[int, ...]:
    """The events that an event got its numbers from, whether they are finite or not."""
    event: Event = trace.events[index]
    match event:
        case Forward(node=node):
            return tuple(trace.value_index[source] for source in trace.graph.node(node).inputs)
        case Seed():
            return ()
        case Accumulate(node=node):
            return tuple(i for i in trace.arrivals.get(node, ()) if i < index)
        case Propagate(upstream=upstream):
            if not np.isfinite(upstream).all():
                return _of_upstream(trace, event.edge.target, index)
            return tuple(trace.value_index[node] for node in _read(trace, event))


def _of_upstream(trace: Trace, node: str, index: int) -> tuple[int, ...]:
    """What the gradient of a node was made of when event number `index` used it."""
    total = trace.total_index[node]
    if total < index and not isinstance(trace.events[total], Propagate):
        return (total,)
    return tuple(i for i in trace.arrivals.get(node, ()) if i < index)


def _read(trace: Trace, event: Propagate) -> tuple[str, ...]:
    """The nodes by whose values a rule gives what is not finite: of those that are not, each that
    does so although all the others are given as 1."""
    target = event.edge.target
    node, arguments, op = trace.graph.node(target), trace.arguments(target), trace.op(target)
    rule = op.rule(event.edge.slot) if op is not None else None
    assert rule is not None
    read = (*node.inputs, target)  # that is how arguments begin
    bad = [i for i in range(len(read)) if not np.isfinite(trace.values[read[i]]).all()]

    def alone(at: int) -> bool:
        given = [
            np.ones_like(each) if i in bad and i != at else each for i, each in enumerate(arguments)
        ]
        with np.errstate(all="ignore"):
            return not np.isfinite(rule(event.upstream, *given)).all()

    return tuple(read[i] for i in bad if alone(i)) or tuple(read[i] for i in bad)
