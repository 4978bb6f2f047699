"""What a mistake in the backward pass has to do with a graph, in one sentence that names nodes and
numbers of the graph at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from core import trace as tracing
from core.engine import Array, is_scalar
from core.examples import EXAMPLES, Example
from core.explore.mistakes import Mistake, run
from core.explore.replaced import Replaced, replaced_in
from core.explore.verdict import alike, lost_in
from core.format import number
from core.graph import Edge, Graph
from core.messages import Message
from core.names import called, listed, partial
from core.ops import Op
from core.trace import Trace

EXAMPLE_FOR: Mapping[Mistake, Example] = {
    Mistake.OVERWRITE: EXAMPLES["chain_rule"],
    Mistake.ORDER: Example("", "c = a * b; e = c + c * a", {"a": 2.0, "b": 3.0}),
    Mistake.STALE: EXAMPLES["chain_rule"],
    Mistake.DERIVATIVE: Example("", "y = sigmoid(w * x + b)", {"w": 0.5, "x": 3.0, "b": 0.2}),
    Mistake.MEAN: EXAMPLES["small_net"],
}


@dataclass(frozen=True)
class Finding:
    """What a mistake did to this graph, in a sentence; `matters` if any gradient is wrong."""

    sentence: Message
    matters: bool


def finding(graph: Graph, leaves: Mapping[str, Array], mistake: Mistake) -> Finding:
    """What this mistake does by itself; `core.explore.causes` says what several do together."""
    wrong = run(graph, leaves, frozenset({mistake}))
    right = tracing.run(graph, leaves)
    broken = _differing(wrong, right, lost_in(right))
    if not broken:
        return Finding(_no_harm(wrong, right, mistake), False)
    explain = {
        Mistake.OVERWRITE: _overwritten,
        Mistake.ORDER: _too_early,
        Mistake.STALE: _stale,
        Mistake.DERIVATIVE: _wrong_rule,
        Mistake.MEAN: _wrong_rule,
    }[mistake]
    sentence = explain(wrong, right, broken)
    if sentence is None:
        return Finding(_no_harm(wrong, right, mistake), False)
    return Finding(sentence, True)


def _no_harm(wrong: Trace, right: Trace, mistake: Mistake) -> Message:
    """Why a mistake makes no difference."""
    if mistake is Mistake.OVERWRITE:
        return lost_nothing(wrong.graph, *replaced_in(wrong))
    kind = "rounding" if _differing(wrong, right, 0.0) else f"{mistake}_none"
    return Message(f"explore.finding.{kind}")


def lost_nothing(graph: Graph, kind: Replaced, nodes: Sequence[str]) -> Message:
    """Why `=` in the place of `+=` does no harm."""
    return Message(f"explore.finding.overwrite_{kind}", {"nodes": listed(graph, nodes)})


def _differing(wrong: Trace, right: Trace, lost: float) -> list[str]:
    """The nodes with another gradient, as gradients travel: the first one is the cause."""
    return [
        node.id
        for node in reversed(right.graph.nodes)
        if node.id in right.gradients
        and not alike(wrong.gradients[node.id], right.gradients[node.id], lost)
    ]


def _overwritten(wrong: Trace, right: Trace, broken: list[str]) -> Message | None:
    """At the first node where something was lost. None if what was lost is rounding to any node
    that it was lost at, and has been magnified further down."""
    node = next((name for name in broken if len(right.arrivals.get(name, ())) > 1), None)
    if node is None:
        return None
    terms = wrong.arrived(node)
    fields = {"node": called(right.graph, node), "n": len(terms)}
    truth = right.gradients[node]
    if not is_scalar(truth) or number(terms[-1]) == number(truth):  # by less than is written
        return Message("explore.finding.overwrite_array", fields)
    numbers = {
        "lost": " + ".join(number(term) for term in terms[:-1]),
        "last": number(terms[-1]),
        "right": number(truth),
        "partial": partial(wrong.graph, node),
    }
    return Message("explore.finding.overwrite", fields | numbers)


def _too_early(wrong: Trace, right: Trace, broken: list[str]) -> Message | None:
    """At the first node that handed on before all had come. None if no node did: the numbers
    differ because the same contributions were added up in another order, and rounded there."""
    for node in reversed(wrong.graph.nodes):
        arrivals = wrong.arrivals.get(node.id, ())
        left = [i for edge, i in wrong.edge_index.items() if edge.target == node.id]
        if not arrivals or not left or arrivals[-1] < min(left):
            continue
        late = [i for i in arrivals if i > min(left)]
        through = {e.target: None for e, i in wrong.edge_index.items() if i in late}
        name, late_ones = called(wrong.graph, node.id), listed(wrong.graph, through)
        fields = {"node": name, "late": late_ones}
        upstream = wrong.terms(node.id, min(left))
        early, truth = np.sum(upstream, axis=0), right.gradients[node.id]
        if is_scalar(truth) and number(early) != number(truth):
            numbers = {"early": number(early), "right": number(truth)}
            return Message("explore.finding.order", fields | numbers)
        return Message("explore.finding.order_array", fields)
    return None


def _stale(wrong: Trace, right: Trace, broken: list[str]) -> Message:
    scalars = [node for node in reversed(broken) if is_scalar(right.gradients[node])]
    if not scalars:
        return Message("explore.finding.stale_array", {"node": called(right.graph, broken[-1])})
    fields = {
        "node": called(right.graph, scalars[0]),
        "before": number(right.gradients[scalars[0]]),
        "after": number(wrong.gradients[scalars[0]]),
    }
    return Message("explore.finding.stale", fields)


def _wrong_rule(wrong: Trace, right: Trace, broken: list[str]) -> Message | None:
    """At the first op whose rule is another one than it should be, and said something else."""
    mistaken = (
        edge
        for edge in wrong.graph.backward_edges
        if edge.source in broken and wrong.op(edge.target) is not right.op(edge.target)
    )
    if (edge := next(mistaken, None)) is None:
        return None
    op = right.op(edge.target)
    assert op is not None
    return mistaken_rule(op, right.graph, edge, right.values)


def mistaken_rule(op: Op, graph: Graph, edge: Edge, values: Mapping[str, Array]) -> Message:
    """What is wrong with the rule that ran in the place of the op's own; `values`: by node."""
    value = values[edge.source]
    target, source = (called(graph, node) for node in (edge.target, edge.source))
    fields: dict[str, object] = {"node": target, "input": source}
    if op.name == "relu":
        fields |= {"n": int((value <= 0).sum()), "total": value.size}
    if op.name in ("mean", "mse"):  # of an error, where one of its two inputs is repeated
        inputs = (values[node].shape for node in graph.node(edge.target).inputs)
        fields["count"] = prod(np.broadcast_shapes(*inputs))
    if op.labels:  # a mean over as many rows
        fields["count"] = 1 if value.ndim < 2 else len(value)
    return Message(f"explore.finding.{op.name}", fields)
