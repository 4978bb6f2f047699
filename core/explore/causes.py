"""Several mistakes at once: where each is at work, and what makes each gradient wrong.

What a mistake changes beside others is not what it changes alone: `=` clears away what the pass
before had left, and another order decides what `=` lets survive. So nothing is compared with a
run that nobody sees. All that is said are facts of the run on the stage, each at one node: here
something was replaced, something was left, something was handed on too early, a rule is a wrong
one, or what arrived came from a gradient that is wrong itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial as bound
from itertools import islice
from types import EllipsisType

import numpy as np

from core import engine
from core.engine import Array
from core.explore.findings import Finding, lost_nothing, mistaken_rule
from core.explore.mistakes import FlawedTrace, Mistake, run
from core.explore.replaced import Replaced, replaced_in
from core.explore.verdict import Verdict, alike, lost_in, same, spot
from core.explore.wrong_rules import UNDIVIDED
from core.format import number
from core.graph import Edge, Graph
from core.messages import Message
from core.names import called, listed, partial
from core.ops import Op
from core.trace import Propagate

_MOST_PLACES = 6  # that are named after a switch

Index = tuple[int, ...] | EllipsisType  # one element of a gradient, or all of them


@dataclass(frozen=True)
class Cause:
    """Why a gradient is wrong, in a sentence. `place` is where that happened; `mistake` is None
    where something wrong was only handed on."""

    mistake: Mistake | None
    place: str
    sentence: Message


@dataclass(frozen=True)
class Account:
    """A wrong gradient: what it is and should be, and why."""

    sentence: Message
    causes: tuple[Cause, ...]

    @property
    def first(self) -> Message:
        """In one sentence, with the first of its causes."""
        cause = self.causes[0].sentence if self.causes else ""
        return Message("explore.finding.first", {**self.sentence.fields, "cause": cause})


def accounts(
    trace: FlawedTrace, verdicts: Mapping[str, Verdict], most: int | None = None
) -> tuple[Account, ...]:
    """One for each gradient that was found wrong, in the order in which gradients travel; for the
    first `most` of them, if so many are enough."""
    facts = _Facts(trace)
    wrong = (
        node.id
        for node in reversed(trace.graph.nodes)
        if node.id in verdicts and verdicts[node.id].wrong
    )
    return tuple(facts.account(node, verdicts[node]) for node in islice(wrong, most))


def together(trace: FlawedTrace) -> dict[Mistake, Finding]:
    """For each of the mistakes of a run: where it is at work, or why it makes no difference."""
    facts = _Facts(trace)
    places: dict[Mistake | None, dict[str, None]] = {}
    for node in reversed(trace.graph.nodes):
        for cause in facts.causes(node.id, ..., every=True):
            places.setdefault(cause.mistake, {})[cause.place] = None
    return {
        mistake: _at_work(trace.graph, list(places[mistake]))
        if mistake in places
        else Finding(facts.idle(mistake), False)
        for mistake in Mistake
        if mistake in trace.mistakes
    }


def _at_work(graph: Graph, places: list[str]) -> Finding:
    named = listed(graph, places[:_MOST_PLACES])
    fields = {"nodes": named, "n": len(places), "more": len(places) - _MOST_PLACES}
    kind = "at_work_more" if len(places) > _MOST_PLACES else "at_work"
    return Finding(Message(f"explore.finding.{kind}", fields), True)


class _Facts:
    """What happened in a run with mistakes in it, beside the run without any."""

    def __init__(self, trace: FlawedTrace) -> None:
        self._trace = trace
        self._leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
        self._right = trace.right
        self._alike = bound(alike, lost=lost_in(self._right))

    def account(self, node: str, verdict: Verdict) -> Account:
        fields = {
            "partial": spot(self._trace.graph, node, verdict.index),
            "yours": number(verdict.yours),
            "right": number(self._right.gradients[node][verdict.index]),
        }
        sentence = Message("explore.finding.account", fields)
        return Account(sentence, tuple(self.causes(node, verdict.index)))

    def causes(self, node: str, index: Index, *, every: bool = False) -> Iterator[Cause]:
        """What happened on the way to a gradient; also to contributions that did not survive, if
        `every` is asked for."""
        graph, overwrites = self._trace.graph, Mistake.OVERWRITE in self._trace.mistakes
        terms = [term[index] for term in self._trace.arrived(node)]
        replaced = overwrites and len(terms) > 1 and not self._alike(_sum(terms), terms[-1])
        if replaced:
            yield Cause(Mistake.OVERWRITE, node, _replaced(called(graph, node), terms))
        left = self._trace.left.get(node)
        if left is not None and terms and not overwrites and not self._alike(left[index], 0.0):
            yield Cause(Mistake.STALE, node, _left(called(graph, node), left[index]))
        arrivals = self._trace.arrivals.get(node, ())
        for i in arrivals[-1:] if replaced and not every else arrivals:
            event = self._trace.events[i]
            assert isinstance(event, Propagate)
            yield from self._on_the_way(event, i, index)

    def _on_the_way(self, event: Propagate, when: int, index: Index) -> Iterator[Cause]:
        edge, graph = event.edge, self._trace.graph
        used, right = self._trace.op(edge.target), graph.node(edge.target).op
        total = self._trace.gradients[edge.target]
        assert used is not None and right is not None
        came = event.contribution[index]
        in_time = event.upstream is total
        if not in_time and not self._alike(came, self._share(edge, used, total)[index]):
            yield Cause(Mistake.ORDER, edge.target, self._too_early(edge.target, event, when))
        by_rule = used is right
        if not by_rule and not self._alike(came, self._share(edge, right, event.upstream)[index]):
            undivided = right.name in UNDIVIDED
            mistake = Mistake.MEAN if undivided else Mistake.DERIVATIVE
            sentence = mistaken_rule(right, graph, edge, self._trace.values)
            if undivided:
                sentence = Message("explore.finding.undivided", sentence.fields)
            yield Cause(mistake, edge.target, sentence)
        due = self._right.gradients[edge.target]
        if same(total, due):
            return
        handed_on = (self._share(edge, right, upstream)[index] for upstream in (total, due))
        if not self._alike(*handed_on):
            fields = {"node": called(graph, edge.target), "partial": partial(graph, edge.target)}
            yield Cause(None, edge.target, Message("explore.finding.handed_on", fields))

    def _share(self, edge: Edge, op: Op, upstream: Array) -> Array:
        """What would come back along an edge by the rule of `op`."""
        rule = op.rule(edge.slot)
        assert rule is not None
        with np.errstate(all="ignore"):
            share = np.asarray(rule(upstream, *self._trace.arguments(edge.target)))
        return engine.unbroadcast(share, self._trace.values[edge.source].shape)

    def _too_early(self, node: str, event: Propagate, when: int) -> Message:
        late = (self._trace.events[i] for i in self._trace.arrivals[node] if i > when)
        through = {e.edge.target: None for e in late if isinstance(e, Propagate)}
        graph = self._trace.graph
        fields = {"node": called(graph, node), "late": listed(graph, through)}
        if event.upstream.size > 1:
            return Message("explore.finding.early_array", fields)
        return Message("explore.finding.early", fields | {"early": number(event.upstream)})

    def idle(self, mistake: Mistake) -> Message:
        """Why a mistake is at work nowhere."""
        if mistake is Mistake.OVERWRITE:
            kind, nodes = replaced_in(self._trace)
            if kind is not Replaced.SMALL and any(map(np.any, self._trace.left.values())):
                return Message("explore.finding.overwrite_clears")
            return lost_nothing(self._trace.graph, kind, nodes)
        if mistake is Mistake.STALE and Mistake.OVERWRITE in self._trace.mistakes:
            return Message("explore.finding.stale_overwritten")
        if mistake is Mistake.ORDER and Mistake.OVERWRITE in self._trace.mistakes:
            before = run(
                self._trace.graph, self._leaves, self._trace.mistakes - {mistake}
            ).gradients
            if not all(self._alike(g, before[node]) for node, g in self._trace.gradients.items()):
                return Message("explore.finding.order_last")
        return Message(f"explore.finding.{mistake}_none")


def _sum(terms: list[Array]) -> Array:
    """Of contributions that may be ∞ and −∞."""
    with np.errstate(all="ignore"):
        return np.asarray(sum(terms))


def _replaced(name: str, terms: list[Array]) -> Message:
    if terms[-1].size > 1:
        return Message("explore.finding.replaced_array", {"node": name})
    lost = " + ".join(number(term) for term in terms[:-1])
    fields = {"node": name, "last": number(terms[-1]), "lost": lost}
    return Message("explore.finding.replaced", fields)


def _left(name: str, left: Array) -> Message:
    if left.size > 1:
        return Message("explore.finding.left_array", {"node": name})
    return Message("explore.finding.left", {"node": name, "before": number(left)})
