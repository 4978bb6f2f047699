"""Which gradients of a run are wrong, by how much, and what each mistake has to do with it.

Wrong is what differs from backpropagation without a mistake. The witness is the numerical
gradient: central differences of the forward pass, which has no mistakes in it. It is heard where
it can tell right from wrong: not at a kink. The sentences name nodes and numbers of the graph at
hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from core import trace as tracing
from core.engine import Array, is_scalar
from core.examples import EXAMPLES, Example
from core.explore.mistakes import FlawedTrace, Mistake, run
from core.explore.nudge import Experiment
from core.format import number
from core.gradcheck import STEP
from core.graph import Edge, Graph
from core.messages import Message
from core.names import called, listed, partial
from core.ops import Op
from core.trace import Trace

MOST = 16  # elements of one array that are measured, and …
MOST_LARGE = 3  # … where a forward pass takes a while
_LARGE = 20_000  # numbers in all the values of a run
_WORK = 3_000  # nodes that are measured, times nodes that are computed for each, and …
FEWEST = 9  # … nodes that are measured however large the graph is: the rows of a table
_CLOSE = 1e-5  # relative: what two numbers that count as the same may be apart, and …
_LOST = 1e-14  # … beside that, relative to the largest gradient of the run
_ROUNDED = 10  # how many times a value is rounded, about, in a graph that one can look at

EXAMPLE_FOR: Mapping[Mistake, Example] = {
    Mistake.OVERWRITE: EXAMPLES["chain_rule"],
    Mistake.ORDER: Example("", "c = a * b; e = c + c * a", {"a": 2.0, "b": 3.0}),
    Mistake.STALE: EXAMPLES["chain_rule"],
    Mistake.DERIVATIVE: Example("", "y = sigmoid(w * x + b)", {"w": 0.5, "x": 3.0, "b": 0.2}),
    Mistake.MEAN: EXAMPLES["small_net"],
}


class Silence(StrEnum):
    """Why finite differences say nothing of a gradient."""

    KINK = "kink"  # the slope jumps there: the quotient is neither slope
    BLUNT = "blunt"  # the quotient is too inaccurate: it would be one without a mistake, too
    UNMEASURED = "unmeasured"  # in a graph of many nodes not every one is measured


@dataclass(frozen=True)
class Verdict:
    """The element `index` of a gradient that is farthest off (or any, where none is): what the
    run says, what backpropagation says without a mistake, and what finite differences say;
    None where they say nothing, and then why."""

    yours: float
    right: float
    wrong: bool
    index: tuple[int, ...]
    numerical: float | None = None
    silence: Silence | None = Silence.UNMEASURED


def verdicts(trace: Trace) -> dict[str, Verdict]:
    """A verdict on every gradient of a run, by node, in the order of the graph. In a graph of
    many nodes those are measured that are farthest from backpropagation."""
    right = _without_mistakes(trace)
    nodes = [node.id for node in trace.graph.nodes if node.id in trace.gradients]
    apart = {node: _distance(trace, right, node) for node in nodes}
    room = max(FEWEST, _WORK // len(trace.graph))
    farthest = sorted(nodes, key=lambda node: apart[node].max(initial=0.0), reverse=True)
    measured = set(farthest[:room])
    most = MOST_LARGE if sum(value.size for value in trace.values.values()) > _LARGE else MOST
    lost = lost_in(right)
    return {
        node: _judge(trace, right, node, apart[node], lost, most if node in measured else 0)
        for node in nodes
    }


def _without_mistakes(trace: Trace) -> Trace:
    if isinstance(trace, FlawedTrace):
        return trace.right
    leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
    return tracing.run(trace.graph, leaves)


def _distance(trace: Trace, right: Trace, node: str) -> Array:
    """Element by element: how far a gradient is from backpropagation's."""
    if same(trace.gradients[node], right.gradients[node]):  # most are: that is soon said
        return np.zeros(trace.gradients[node].shape)
    with np.errstate(all="ignore"):
        apart = np.abs(np.asarray(trace.gradients[node], np.float64) - right.gradients[node])
    return np.nan_to_num(apart, nan=np.inf)


def _judge(trace: Trace, right: Trace, node: str, apart: Array, lost: float, most: int) -> Verdict:
    """Measures the element that is wrong, or of a gradient that is right up to `most`, until one
    is found that cannot be confirmed."""
    yours, honest = trace.gradients[node], right.gradients[node]
    if not yours.ndim:
        said = Verdict(float(yours), float(honest), not alike(yours, honest, lost), ())
        return _measure(right, node, said) if most else said
    wrong = ~close(yours, honest, lost)
    places = np.argsort(-np.where(wrong, apart, 0), axis=None, kind="stable")
    found: list[Verdict] = []
    for place in places[: 1 if wrong.any() else max(most, 1)]:
        index = tuple(int(i) for i in np.unravel_index(place, yours.shape))
        said = Verdict(float(yours[index]), float(honest[index]), bool(wrong[index]), index)
        found.append(_measure(right, node, said) if most else said)
        if found[-1].silence:
            break
    return found[-1]


def _measure(right: Trace, node: str, said: Verdict) -> Verdict:
    """With the numerical gradient, if that tells right from wrong."""
    experiment = Experiment(right, node, said.index)
    numerical = experiment.central(STEP)
    noise = _ROUNDED * float(experiment.rounding(np.array(STEP)))
    confirms = alike(numerical, said.right, max(noise, _LOST))
    if confirms and not (said.wrong and abs(said.yours - said.right) <= 2 * noise):
        return replace(said, numerical=numerical, silence=None)
    at_kink = not confirms and experiment.kink(STEP)
    return replace(said, silence=Silence.KINK if at_kink else Silence.BLUNT)


def lost_in(trace: Trace) -> float:
    """What may be lost to rounding in any gradient of a run, where large ones cancel out."""
    sizes = [float(np.abs(g).max(initial=0.0)) for g in trace.gradients.values()]
    return _LOST * max((size for size in sizes if np.isfinite(size)), default=1.0)


def close(one: ArrayLike, other: ArrayLike, lost: float) -> Array:
    """Which numbers are the same but for rounding? Infinities and nan are if they are the same
    ones. This measure decides what is called wrong, in numbers and in sentences."""
    one, other = np.asarray(one), np.asarray(other)
    with np.errstate(all="ignore"):
        room = _CLOSE * np.maximum(np.abs(one), np.abs(other)) + lost
        near = np.isfinite(room) & (np.abs(one - other) <= room)
    return np.asarray(near | (one == other) | (np.isnan(one) & np.isnan(other)))


def alike(one: ArrayLike, other: ArrayLike, lost: float) -> bool:
    """Are they all?"""
    return same(one, other) or bool(close(one, other, lost).all())


def same(one: ArrayLike, other: ArrayLike) -> bool:
    """Are they equal, nan with nan, and 0 with −0? In a thousand nodes this is asked thousands of
    times, mostly of single numbers."""
    one, other = np.asarray(one), np.asarray(other)
    if one.ndim or other.ndim:
        return np.array_equal(one, other, equal_nan=True)
    a, b = one.item(), other.item()
    return bool(a == b or (a != a and b != b))


def spot(graph: Graph, node: str, index: tuple[int, ...]) -> str:
    """∂L/∂W₁[0, 2]: one number of a gradient; of a single number without the brackets."""
    name = partial(graph, node)
    return f"{name}[{', '.join(map(str, index))}]" if index else name


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
        kind = "rounding" if _differing(wrong, right, 0.0) else f"{mistake}_none"
        return Finding(Message(f"explore.finding.{kind}"), False)
    explain = {
        Mistake.OVERWRITE: _overwritten,
        Mistake.ORDER: _too_early,
        Mistake.STALE: _stale,
        Mistake.DERIVATIVE: _wrong_rule,
        Mistake.MEAN: _wrong_rule,
    }[mistake]
    sentence = explain(wrong, right, broken)
    if sentence is None:
        return Finding(Message("explore.finding.rounding"), False)
    return Finding(sentence, True)


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
    terms = Trace.terms(wrong, node, len(wrong))
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
    if op.name == "softmax_cross_entropy":
        fields["count"] = 1 if value.ndim < 2 else len(value)
    return Message(f"explore.finding.{op.name}", fields)
