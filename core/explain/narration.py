"""What happens at a moment of playback, as sentences and as short lines of text.

The caption above the stage, the words of the transport bar and the line under a node all come
from here. They are messages: a key and its numbers, to be said in any language.
"""

from core.engine import Array, is_scalar
from core.explain import whole
from core.explain.why import infinite
from core.format import bracketed, number, shape
from core.graph import Edge, Role
from core.messages import Message
from core.names import called, listed, local, partial
from core.playback import Frame, Phase
from core.trace import Accumulate, Event, Forward, Propagate, Seed, Trace

MOST_TERMS = 3  # of a sum that is written out


def caption_in_phase(frame: Frame) -> Message:
    """The caption, with the pass that it belongs to."""
    words = caption(frame)
    if frame.event is None:
        return words
    phase = "forward" if frame.phase is Phase.FORWARD else "backward"
    return Message(f"stage.caption.in_{phase}", {"words": words})


def caption(frame: Frame) -> Message:
    """One plain sentence: what is happening at this moment."""
    event, graph = frame.event, frame.trace.graph
    if event is None:
        return Message("stage.caption.start")
    if frame.progress == 0 and frame.index == len(frame.trace):
        return _end(frame.trace)
    match event:
        case Forward():
            return _forward(frame.trace, event)
        case Seed(node=node, gradient=ones):
            if not is_scalar(ones):
                fields = {"output": called(graph, node), "n": ones.size}
                return Message("stage.caption.seed_array", fields)
            return Message("stage.caption.seed", {"partial": partial(graph, node)})
        case Propagate():
            return _propagate(frame.trace, event)
        case Accumulate():
            return _accumulate(frame.trace, event)


def _end(trace: Trace) -> Message:
    """Both passes are over; not with success, if there are numbers that nobody can use."""
    first = trace.first_not_finite
    if first is None:
        return Message("stage.caption.end", {"output": called(trace.graph, trace.graph.output)})
    kind = "values" if isinstance(trace.events[first], Forward) else "gradients"
    cause = infinite(trace, first)
    fields = {"n": len(trace.not_finite), "node": cause.fields["node"], "cause": cause}
    return Message(f"stage.caption.end_no_{kind}", fields)


def _forward(trace: Trace, event: Forward) -> Message:
    node, value = trace.graph.node(event.node), event.value
    name = called(trace.graph, event.node)
    if node.op is None:
        role = "constant" if node.role is Role.CONSTANT else "leaf"
        if is_scalar(value):
            return Message(f"stage.caption.{role}", {"node": name, "value": number(value)})
        return Message(f"stage.caption.{role}_array", {"node": name, "shape": shape(value)})
    fields: dict[str, object] = {"node": name, "op": node.op.symbol}
    fields["inputs"] = listed(trace.graph, node.inputs)
    if is_scalar(value):
        return Message("stage.caption.compute", fields | {"value": number(value)})
    return Message("stage.caption.compute_array", fields | {"shape": shape(value)})


def _propagate(trace: Trace, event: Propagate) -> Message:
    """What goes back along an edge; at a fan-out, which of the contributions it is."""
    words, arrivals = _passed(trace, event), trace.arrivals[event.edge.source]
    if len(arrivals) == 1:
        return words
    number_of_it = arrivals.index(trace.edge_index[event.edge]) + 1
    return Message("stage.caption.nth", {"words": words, "i": number_of_it, "of": len(arrivals)})


def _passed(trace: Trace, event: Propagate) -> Message:
    edge, graph = event.edge, trace.graph
    op = graph.node(edge.target).op
    fields: dict[str, object] = {
        "source": called(graph, edge.source),
        "target": called(graph, edge.target),
        "op": op.symbol if op else "",
        "upstream": partial(graph, edge.target),
    }
    if blocked(event):
        return Message("stage.caption.blocked", fields)
    if event.local is not None and is_scalar(event.contribution):
        numbers = {
            "slope": local(graph, edge),
            "number": number(event.upstream),
            "local": bracketed(number(event.local)),
            "result": number(event.contribution),
        }
        return Message("stage.caption.chain", fields | numbers)
    if is_scalar(event.contribution):
        return Message("stage.caption.propagate", fields | {"result": number(event.contribution)})
    if cancelled := whole.reason(trace, event):
        return Message("stage.caption.cancelled", fields | dict(cancelled.fields))
    return Message("stage.caption.propagate_array", fields | {"shape": shape(event.contribution)})


def _accumulate(trace: Trace, event: Accumulate) -> Message:
    fields: dict[str, object] = {"node": called(trace.graph, event.node), "n": len(event.terms)}
    if not is_scalar(event.total):
        return Message("stage.caption.collect_array", fields)
    line = sum_line(event.terms, event.total)
    if len(event.terms) > len(trace.arrivals[event.node]):
        return Message("stage.caption.collect_left", fields | {"sum": line})
    through = [
        Message(
            "stage.caption.path",
            {
                "value": bracketed(number(term)) if i else number(term),
                "node": called(trace.graph, edge.target),
            },
        )
        for i, (edge, term) in enumerate(zip(_arrived(trace, event.node), event.terms, strict=True))
    ]
    if len(through) == 2:
        return Message(
            "stage.caption.collect_two", fields | {"first": through[0], "second": through[1]}
        )
    total = number(event.total)
    return Message(
        "stage.caption.collect",
        fields | {"sum": line, "total": total},
    )


def _arrived(trace: Trace, node: str) -> tuple[Edge, ...]:
    events = (trace.events[i] for i in trace.arrivals[node])
    return tuple(event.edge for event in events if isinstance(event, Propagate))


def blocked(event: Propagate) -> bool:
    """Did this gate stop a gradient that was not zero?"""
    return bool(event.upstream.any()) and not event.contribution.any()


def sum_line(
    terms: tuple[Array, ...], total: Array | None, expected: int = 0, digits: int = 4
) -> str:
    """`3 + …` while fewer than `expected` have arrived, then `3 + 2`, with its total `3 + 2 = 5`;
    one that is alone, as it is."""
    written = [number(term, digits) for term in terms]
    if len(written) > MOST_TERMS:
        written = [written[0], "…", written[-1]]
    line = written[0] + "".join(_plus(term) for term in written[1:])
    if total is None:
        return f"{line} + …" if len(terms) < expected else line
    return line if len(terms) == 1 else f"{line} = {number(total, digits)}"


def _plus(term: str) -> str:
    """A negative term is subtracted: 3 − 2."""
    return f" − {term[1:]}" if term.startswith("−") else f" + {term}"


def gradient_line(frame: Frame, node: str, digits: int = 4) -> str:
    """The line under a node: `∂e/∂b = 3 + …`; empty while nothing has arrived."""
    line = gradient_sum(frame, node, digits)
    return f"{partial(frame.trace.graph, node)} = {line}" if line else ""


def gradient_sum(frame: Frame, node: str, digits: int = 4) -> str:
    """The same without what it is the gradient of: `3 + …`."""
    state = frame.gradient(node)
    if state is None:
        return ""
    if state.total is not None and not state.terms:
        return number(state.total, digits) if is_scalar(state.total) else ""
    if all(is_scalar(term) for term in state.terms):
        expected = len(frame.trace.arrivals.get(node, ()))
        return sum_line(state.terms, state.total, expected, digits)
    return ""


def step_words(trace: Trace, index: int) -> Message:
    """What event number `index` is, in a few words: for the transport bar and its tooltips."""
    event: Event = trace.events[index]
    graph = trace.graph
    match event:
        case Forward(node=node):
            op = graph.node(node).op
            return Message(
                f"stage.step.{'forward' if op else 'read'}", {"node": called(graph, node)}
            )
        case Seed(node=node):
            return Message("stage.step.seed", {"partial": partial(graph, node)})
        case Propagate(edge=edge):
            ends = {"source": called(graph, edge.source), "target": called(graph, edge.target)}
            words = Message("stage.step.propagate", ends)
            twins = [e.slot for e in graph.incoming(edge.target) if e.source == edge.source]
            if len(twins) == 1:
                return words
            which = {"i": twins.index(edge.slot) + 1, "of": len(twins)}
            return Message("stage.caption.nth", {"words": words, **which})
        case Accumulate(node=node):
            return Message("stage.step.accumulate", {"node": called(graph, node)})
