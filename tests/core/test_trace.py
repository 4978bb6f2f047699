"""Traces: everything that happened, in an order in which it could have happened."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from core import engine, trace
from core.language.expression import parse
from core.trace import Accumulate, Event, Forward, Propagate, Seed
from core.trace_changes import share_order
from tests.core.random_graphs import cases

GOLDEN = Path(__file__).parent / "golden"
traced = settings(max_examples=100)


def run(case) -> trace.Trace:
    return trace.run(case.graph, case.leaves)


@traced
@given(cases())
def test_a_value_comes_after_the_values_that_it_needs(case):
    known = set()
    recorded = run(case)
    for event in recorded.events[: recorded.forward_count]:
        assert isinstance(event, Forward)
        assert known.issuperset(case.graph.node(event.node).inputs)
        known.add(event.node)
    assert known == {node.id for node in case.graph.nodes}
    assert recorded.value_index.keys() == known


@traced
@given(cases())
def test_nobody_hands_on_before_all_contributions_have_arrived(case):
    recorded = run(case)
    complete: set[str] = set()
    expected = {node.id: 0 for node in case.graph.nodes}
    for edge in case.graph.backward_edges:
        expected[edge.source] += 1
    for event in recorded.events[recorded.forward_count :]:
        match event:
            case Seed(node=node):
                assert node == case.graph.output and not complete
                complete.add(node)
            case Propagate(edge=edge):
                assert edge.target in complete and edge.source not in complete
                expected[edge.source] -= 1
                if not expected[edge.source] and len(recorded.arrivals[edge.source]) == 1:
                    complete.add(edge.source)
            case Accumulate(node=node):
                assert expected[node] == 0 and node not in complete
                complete.add(node)
            case _:
                raise AssertionError(f"{event} in the backward pass")
    assert not any(expected.values())
    assert set(recorded.gradients) >= complete


@traced
@given(cases())
def test_sums_add_up_and_every_contribution_is_its_rule_s(case):
    recorded = run(case)
    arrived = {}
    for event in recorded.events:
        if isinstance(event, Propagate):
            np.testing.assert_array_equal(event.upstream, recorded.gradients[event.edge.target])
            if event.local is not None:
                np.testing.assert_allclose(
                    event.contribution, event.upstream * event.local, rtol=1e-12, atol=1e-12
                )
            arrived.setdefault(event.edge.source, []).append(event.contribution)
    for node, terms in arrived.items():
        np.testing.assert_allclose(sum(terms), recorded.gradients[node], rtol=1e-12, atol=1e-12)
    sums = {e.node: e for e in recorded.events if isinstance(e, Accumulate)}
    assert sums.keys() == {node for node, terms in arrived.items() if len(terms) > 1}
    for node, event in sums.items():
        assert event.total is recorded.gradients[node]
        assert [id(term) for term in event.terms] == [id(term) for term in arrived[node]]


@traced
@given(cases())
def test_a_trace_holds_what_the_engine_computes(case):
    tape = engine.forward(case.graph, case.leaves)
    gradients = engine.gradients(case.graph, tape)
    recorded = run(case)
    assert recorded.values.keys() == tape.values.keys()
    assert recorded.gradients.keys() == gradients.keys()
    seed = recorded.events[recorded.forward_count]
    assert isinstance(seed, Seed) and seed.gradient is recorded.gradients[case.graph.output]
    for name in gradients:
        np.testing.assert_array_equal(recorded.gradients[name], gradients[name])


def as_json(event: Event) -> dict[str, object]:
    """One event with plain numbers, its kind first."""
    kind = type(event).__name__
    match event:
        case Forward(node=node, value=value):
            return {"event": kind, "node": node, "value": value.tolist()}
        case Seed(node=node, gradient=gradient):
            return {"event": kind, "node": node, "gradient": gradient.tolist()}
        case Propagate(edge=edge, upstream=upstream, local=local, contribution=contribution):
            return {
                "event": kind,
                "edge": [edge.source, edge.target, edge.slot],
                "upstream": upstream.tolist(),
                "local": None if local is None else local.tolist(),
                "contribution": contribution.tolist(),
            }
        case Accumulate(node=node, terms=terms, total=total):
            return {
                "event": kind,
                "node": node,
                "terms": [term.tolist() for term in terms],
                "total": total.tolist(),
            }
    raise AssertionError(event)


@pytest.mark.parametrize(
    ("name", "text", "leaves"),
    [
        ("tutorial", "e = (a + b) * (b + 1)", {"a": 2, "b": 1}),
        ("affine", "L = sum(relu(affine(X, W, b)))", {"X": [[1, 2]], "W": [[1], [3]], "b": [-1]}),
    ],
)
def test_golden_trace(name, text, leaves):
    """The whole story of two small graphs, checked by hand once and compared event by event."""
    recorded = trace.run(parse(text), leaves)
    golden = json.loads((GOLDEN / f"trace_{name}.json").read_text(encoding="utf-8"))
    assert [as_json(event) for event in recorded.events] == golden


def test_a_local_derivative_is_shown_only_where_it_exists_by_itself():
    events = trace.run(parse("y = sum(W @ x) * a"), {"W": np.eye(2), "x": [1, 2], "a": 3}).events
    known = {e.edge.source: e.local is not None for e in events if isinstance(e, Propagate)}
    assert known == {"c": False, "W": False, "x": False, "d": True, "a": True}


def test_a_broadcast_input_has_no_local_derivative_of_its_own_shape():
    events = trace.run(parse("y = x * a"), {"x": [1, 2, 3], "a": 2}).events
    locals_ = {e.edge.source: e.local for e in events if isinstance(e, Propagate)}
    assert locals_["a"] is None
    np.testing.assert_array_equal(locals_["x"], [2, 2, 2])


def test_nothing_travels_where_nothing_is_differentiable():
    recorded = trace.run(parse("y = 2 * 3"), {})
    assert [type(event) for event in recorded.events] == [Forward] * 3 + [Seed]
    assert set(recorded.gradients) == {"y"}


def test_a_local_derivative_is_computed_when_it_is_looked_at(monkeypatch):
    asked = []
    propagate = engine.propagate
    monkeypatch.setattr(engine, "propagate", lambda *a: asked.append(a[2]) or propagate(*a))
    events = trace.run(parse("y = tanh(x * a)"), {"x": 1, "a": 2}).events
    assert not asked
    seen = next(event for event in events if isinstance(event, Propagate))
    assert seen.local is seen.local
    assert asked == [seen.edge]


@traced
@given(cases())
def test_the_order_of_one_run_is_that_of_the_next(case):
    """What is looked up while a hand turns a number is what a look from scratch would find."""
    before, after, fresh = run(case), run(case), run(case)
    names = ("forward_count", "value_index", "edge_index", "arrivals", "total_index")
    for name in names:
        getattr(before, name)
    share_order(before, after)
    for name in names:
        assert vars(after)[name] is getattr(before, name)
        assert getattr(after, name) == getattr(fresh, name)


def test_another_graph_has_an_order_of_its_own():
    before, after = (trace.run(parse(text), {"a": 1.0}) for text in ("y = a * a", "y = a + 1"))
    assert before.value_index
    share_order(before, after)
    assert "value_index" not in vars(after)
