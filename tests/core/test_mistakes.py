"""Mistakes: each makes the gradients wrong where it should, and nowhere else."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import trace as tracing
from core.examples import EXAMPLES
from core.explain.derivation import derivation
from core.explain.narration import caption, gradient_line
from core.explain.why import why
from core.explore.causes import accounts, together
from core.explore.findings import EXAMPLE_FOR, finding
from core.explore.mistakes import FlawedTrace, Mistake, order, run
from core.explore.verdict import FEWEST, Silence, same, verdicts
from core.explore.wrong_rules import UNDIVIDED, WRONG_DERIVATIVES
from core.language.expression import parse
from core.messages import text
from core.ops import OPS
from core.playback import frame_at
from core.trace import Forward, Propagate
from tests.big_graphs import expression
from tests.core.random_graphs import Case, cases

SPECIAL = [0.0, -0.0, 1.0, np.nextafter(1.0, 2.0), np.nan, np.inf, -np.inf]
mistakes = st.frozensets(st.sampled_from(list(Mistake)), min_size=1)


def opened(key_or_text, values=None):
    example = EXAMPLES.get(key_or_text)
    expression = example.expression if example else key_or_text
    given_values = values if values is not None else example.values
    leaves = {name: np.asarray(value) for name, value in given_values.items()}
    graph = parse(expression)
    leaves = {k: v.astype(int) if k == "t" and v.ndim == 1 else v for k, v in leaves.items()}
    return graph, leaves


def one(*which: Mistake) -> frozenset[Mistake]:
    return frozenset(which)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_without_a_mistake_the_run_is_the_usual_one(case):
    usual, found = tracing.run(case.graph, case.leaves), run(case.graph, case.leaves)
    assert type(found) is tracing.Trace
    for name, gradient in usual.gradients.items():
        np.testing.assert_array_equal(found.gradients[name], gradient)


@settings(max_examples=120, deadline=None)
@given(cases(most_operations=12), mistakes)
def test_a_run_with_mistakes_is_a_trace_that_plays(case, which):
    recorded = run(case.graph, case.leaves, which)
    usual = tracing.run(case.graph, case.leaves)
    assert isinstance(recorded, FlawedTrace)
    assert recorded.gradients.keys() == usual.gradients.keys()
    assert recorded.edge_index.keys() == usual.edge_index.keys()
    assert recorded.forward_count == usual.forward_count
    for event in recorded.events:
        if isinstance(event, Forward):
            np.testing.assert_array_equal(event.value, usual.values[event.node])
    for position in np.arange(0, len(recorded) + 1, 0.5):
        frame = frame_at(recorded, float(position))
        for language in ("en", "zh_CN"):
            assert caption(frame).text(language)
        for node in case.graph.nodes:
            gradient_line(frame, node.id)
    for index in range(len(recorded)):
        derivation(recorded, index), why(recorded, index)
    last = frame_at(recorded, len(recorded))
    for node, gradient in recorded.gradients.items():
        state = last.gradient(node)
        assert state is not None and state.total is gradient
        if state.terms:
            np.testing.assert_allclose(sum(state.terms), gradient, rtol=1e-9, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(cases(most_operations=12))
def test_overwriting_keeps_the_last_contribution(case):
    recorded = run(case.graph, case.leaves, one(Mistake.OVERWRITE))
    for node, arrivals in recorded.arrivals.items():
        event = recorded.events[arrivals[-1]]
        assert isinstance(event, Propagate)
        np.testing.assert_array_equal(recorded.gradients[node], event.contribution)


@settings(max_examples=100, deadline=None)
@given(cases(most_operations=12))
def test_breadth_first_travels_every_edge_and_reaches_near_nodes_first(case):
    travelled = order(case.graph, one(Mistake.ORDER))
    assert sorted(travelled, key=str) == sorted(case.graph.backward_edges, key=str)
    distance = {case.graph.output: 0}
    for edge in travelled:
        distance.setdefault(edge.source, distance[edge.target] + 1)
    steps = [distance[edge.target] for edge in travelled]
    assert steps == sorted(steps)


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=12))
def test_gradients_that_nobody_zeroed_are_twice_as_large_on_the_leaves(case):
    recorded = run(case.graph, case.leaves, one(Mistake.STALE))
    usual = tracing.run(case.graph, case.leaves)
    for node, gradient in usual.gradients.items():
        leaf = case.graph.node(node).op is None
        reached = node in recorded.arrivals
        np.testing.assert_allclose(
            recorded.gradients[node], gradient * (2 if leaf and reached else 1), rtol=1e-12
        )


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=10))
def test_a_right_run_is_found_right(case):
    for verdict in verdicts(tracing.run(case.graph, case.leaves)).values():
        assert not verdict.wrong


@settings(max_examples=80, deadline=None)
@given(cases(most_operations=10), st.sampled_from(list(Mistake)))
def test_what_finite_differences_call_wrong_is_what_differs(case, mistake):
    wrong = run(case.graph, case.leaves, one(mistake))
    usual = tracing.run(case.graph, case.leaves)
    found = verdicts(wrong)
    for node, verdict in found.items():
        apart = np.abs(wrong.gradients[node] - usual.gradients[node]).max()
        size = np.abs(usual.gradients[node]).max()
        if apart > 1e-3 * max(size, 1):
            assert verdict.wrong
        if apart == 0:
            assert not verdict.wrong
    assert finding(case.graph, case.leaves, mistake).matters or not any(
        verdict.wrong for verdict in found.values()
    )


@settings(max_examples=150, deadline=None)
@given(cases(most_operations=12), st.sampled_from(list(Mistake)), st.integers(-300, 300))
def test_there_is_always_something_to_say(case, mistake, power):
    """Also of numbers so large or small that what is lost is rounding, or everything is."""
    leaves = {
        name: value * 10.0**power if value.dtype.kind == "f" and i % 2 else value
        for i, (name, value) in enumerate(case.leaves.items())
    }
    with np.errstate(all="ignore"):
        for language in ("en", "zh_CN"):
            assert finding(case.graph, leaves, mistake).sentence.text(language)


def test_another_order_of_a_sum_is_rounding():
    graph, leaves = opened("e = a*1e20 + (-1e20*a + sin(a))", {"a": 1.0})
    found = finding(graph, leaves, Mistake.ORDER)
    assert not found.matters and "rounding" in found.sentence.text()


def test_each_mistake_matters_in_its_example():
    for mistake, shown in EXAMPLE_FOR.items():
        graph, leaves = opened(shown.expression, shown.values)
        assert finding(graph, leaves, mistake).matters, mistake
        assert any(v.wrong for v in verdicts(run(graph, leaves, one(mistake))).values())


def sentence(key, mistake, values=None):
    graph, leaves = opened(key, values)
    found = finding(graph, leaves, mistake)
    for language in ("zh_CN", "en"):
        words = found.sentence.text(language)
    return words


def test_the_sentence_names_what_was_replaced():
    words = sentence("chain_rule", Mistake.OVERWRITE)
    assert "b is read 2 times" in words and "2, replaced 3: ∂e/∂b is 2 instead of 5" in words


def test_the_sentence_names_who_was_too_early():
    example = EXAMPLE_FOR[Mistake.ORDER]
    assert "c handed on 1" in sentence(example.expression, Mistake.ORDER, example.values)


def test_the_sentence_names_the_stale_gradient():
    assert "held 2" in sentence("chain_rule", Mistake.STALE)


@pytest.mark.parametrize(
    ("expression", "values", "mistake"),
    [
        ("y = relu(x) * 2", {"x": -1.0}, Mistake.DERIVATIVE),
        ("y = sigmoid(x)", {"x": 0.5}, Mistake.DERIVATIVE),
        ("y = tanh(x)", {"x": 0.5}, Mistake.DERIVATIVE),
        ("y = sum(softmax(x) * [1, 2, 3])", {"x": [0.1, 0.2, 0.3]}, Mistake.DERIVATIVE),
        ("y = mean(x)", {"x": [1.0, 2.0]}, Mistake.MEAN),
        ("y = mse(x, z)", {"x": [1.0, 2.0], "z": [0.0, 0.0]}, Mistake.MEAN),
        (
            "y = softmax_cross_entropy(x, t)",
            {"x": [[1.0, 2.0], [2.0, 1.0]], "t": [0, 1]},
            Mistake.MEAN,
        ),
        ("y = sum(x * x)", {"x": [1.0, 2.0]}, Mistake.OVERWRITE),
        ("c = x * w; y = sum(c + c * x)", {"x": [1.0, 2.0], "w": [3.0, 1.0]}, Mistake.ORDER),
        ("y = sum(x * x)", {"x": [1.0, 2.0]}, Mistake.STALE),
    ],
)
def test_every_mistake_has_a_sentence_for_numbers_and_arrays(expression, values, mistake):
    graph, leaves = opened(expression, values)
    assert finding(graph, leaves, mistake).matters
    assert sentence(expression, mistake, values)


@pytest.mark.parametrize("mistake", list(Mistake))
def test_no_difference_is_said_as_well(mistake):
    graph, leaves = opened("y = a * b", {"a": 0.0, "b": 0.0})
    found = finding(graph, leaves, mistake)
    assert not found.matters
    assert text(found.sentence.key) != text(found.sentence.key, "zh_CN")


def test_a_kink_is_not_called_a_mistake():
    graph, leaves = opened("y = relu(x)", {"x": 0.0})
    verdict = verdicts(tracing.run(graph, leaves))["x"]
    assert verdict.numerical is None and verdict.silence is Silence.KINK and not verdict.wrong


@pytest.mark.parametrize(
    ("expression", "values"),
    [("y = max(a, b)", {"a": 1.0, "b": 1.0}), ("Y = relu(X); y = sum(Y)", {"X": [2.0, 0.0, 1.0]})],
)
def test_at_a_tie_finite_differences_say_nothing(expression, values):
    found = verdicts(tracing.run(*opened(expression, values)))
    spoken = {node for node, verdict in found.items() if verdict.silence is None}
    assert spoken == found.keys() - values.keys()
    assert all(found[node].silence is Silence.KINK for node in values)


def test_where_a_pole_is_near_finite_differences_are_too_inaccurate():
    found = verdicts(tracing.run(*opened("y = 1 / x", {"x": 1e-5})))["x"]
    assert found.silence is Silence.BLUNT and not found.wrong


@pytest.mark.parametrize("size", [1e-10, 1e-3, 1e5])
def test_sentence_and_verdict_have_one_measure(size):
    doubled = f"y = {size!r} * x + {size!r} * x"
    graph, leaves = opened(doubled, {"x": 1.0})
    found = verdicts(run(graph, leaves, one(Mistake.OVERWRITE)))["x"]
    assert finding(graph, leaves, Mistake.OVERWRITE).matters and found.wrong
    assert found.numerical == pytest.approx(2 * size) and found.right == 2 * size


def test_a_mistake_below_what_differences_can_tell_is_still_one():
    graph, leaves = opened("y = 1e-12 * x + 1e-12 * x + 1000", {"x": 1.0})
    found = verdicts(run(graph, leaves, one(Mistake.OVERWRITE)))["x"]
    assert found.wrong and found.silence is Silence.TINY


@pytest.mark.parametrize(
    ("expression", "values", "silence"),
    [
        ("y = sigmoid(x)", {"x": 36.0}, Silence.TINY),  # σ(36 ± h) are both 1
        ("y = 1e-12 * x + 1000", {"x": 1.0}, Silence.TINY),
        ("y = tanh(x) - 1", {"x": 18.0}, Silence.TINY),  # y itself is 0, and never was rounded
        ("y = 1e-16 * x", {"x": 1.0}, None),  # small, and measured all the same
        ("y = relu(x) + 1000", {"x": -1.0}, None),  # the slope is 0, and so is the difference
        ("y = sum(sigmoid(x))", {"x": [0.0, 36.0]}, None),  # one of the two is measured
        ("y = sum(sigmoid(x))", {"x": [35.0, 36.0]}, Silence.TINY),
    ],
)
def test_a_gradient_below_the_rounding_of_differences_is_not_said_to_agree(
    expression, values, silence
):
    found = verdicts(tracing.run(*opened(expression, values)))["x"]
    assert not found.wrong
    assert found.silence is silence
    assert (found.numerical is None) == (silence is not None)


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=12), st.sampled_from([1.0, 1e-9, 1e-13]))
@example(Case(*opened("y = sigmoid(x)", {"x": 36.0})), 1.0)  # σ(36 ± h) are both 1
@example(Case(*opened("y = sum(sigmoid(x))", {"x": [35.0, 36.0]})), 1.0)
def test_what_is_said_to_agree_was_measured(case, factor):
    """A quotient of 0 confirms no gradient, however small: the rounding would say as much."""
    labels = {name: v for name, v in case.leaves.items() if v.dtype.kind != "f"}
    leaves = {name: value * factor for name, value in case.leaves.items()} | labels
    for verdict in verdicts(tracing.run(case.graph, leaves)).values():
        if verdict.numerical is not None and verdict.right and np.isfinite(verdict.right):
            assert verdict.numerical == pytest.approx(verdict.right, rel=0.3, abs=0)


@pytest.mark.parametrize(
    ("expression", "values", "kind", "nodes"),
    [
        ("e = a * b", {"a": 2.0, "b": 3.0}, "none", ""),
        ("y = x * w + relu(x)", {"x": -1.0, "w": 2.0}, "zero", "x"),
        ("y = x * x", {"x": 0.0}, "zero", "x"),
        ("y = x * w + x - x", {"x": 1.0, "w": 2.0}, "small", "x"),  # they cancel
        ("y = 3 * x + 1e-9 * x + w * w", {"x": 1.0, "w": 0.0}, "small", "x"),
        ("y = relu(x) * x", {"x": [-1.0, -2.0]}, "zero", "x"),
    ],
)
def test_why_replacing_does_no_harm_is_said_as_it_is(expression, values, kind, nodes):
    graph, leaves = opened(expression, values)
    alone = finding(graph, leaves, Mistake.OVERWRITE)
    beside = together(run(graph, leaves, one(Mistake.OVERWRITE, Mistake.MEAN)))[Mistake.OVERWRITE]
    for found in (alone, beside):
        assert not found.matters
        assert found.sentence.key == f"explore.finding.overwrite_{kind}"
        assert found.sentence.fields["nodes"] == nodes
        assert f" {nodes} " in found.sentence.text("en") or not nodes


def test_what_arrived_is_kept_apart_from_what_the_gradient_was_made_of():
    trace = run(*opened("y = x * w + x", {"x": 2.0, "w": 3.0}), one(Mistake.OVERWRITE))
    arrived = [float(term) for term in trace.arrived("x")]
    assert sorted(arrived) == [1.0, 3.0]
    assert trace.terms("x", len(trace)) == (trace.gradients["x"],) == (arrived[-1],)


def test_of_a_large_graph_every_gradient_has_a_verdict_and_some_are_measured():
    graph, leaves = opened(expression(1000), {})
    leaves = {leaf.id: np.array(0.01) for leaf in graph.leaves}
    found = verdicts(run(graph, leaves, one(Mistake.STALE)))
    assert len(found) == len(graph)
    assert {node for node, v in found.items() if v.wrong} == set(leaves)
    measured = [v for v in found.values() if v.silence is not Silence.UNMEASURED]
    assert len(measured) == FEWEST and all(v.wrong and v.numerical for v in measured)


def test_many_mistakes_in_a_large_graph_are_measured_by_one_right_run(monkeypatch):
    """All that is said of them: another run of the same graph would say the same, and later."""
    runs = []
    usual = tracing.run
    monkeypatch.setattr(tracing, "run", lambda *given: runs.append(1) or usual(*given))
    graph, leaves = opened("neuron")
    trace = run(graph, leaves, one(Mistake.OVERWRITE, Mistake.DERIVATIVE))
    found = verdicts(trace)
    assert any(verdict.wrong for verdict in found.values())
    assert together(trace) and accounts(trace, found)
    assert len(runs) == 1
    for node, verdict in found.items():
        assert verdict.right == float(usual(graph, leaves).gradients[node])


@given(st.sampled_from(SPECIAL), st.sampled_from(SPECIAL))
def test_the_same_numbers_are_the_same_in_arrays_and_alone(a, b):
    alone = same(np.array(a), np.array(b))
    assert alone == same(np.array([a]), np.array([b]))
    assert alone == np.array_equal([a], [b], equal_nan=True)
    assert not same(np.array([a, a]), np.array(a))


def test_wrong_rules_are_no_ops_of_the_program():
    for wrong in (*WRONG_DERIVATIVES.values(), *UNDIVIDED.values()):
        right = OPS[wrong.name]
        assert type(wrong) is not type(right) and type(right) in type(wrong).__mro__
        assert wrong.forward is right.forward and wrong.inputs == right.inputs
        assert set(wrong.rules) == set(right.rules) == set(wrong.latex_rules)


@pytest.mark.parametrize("mistake", [Mistake.DERIVATIVE, Mistake.MEAN])
def test_the_card_shows_the_rule_that_really_ran(mistake):
    """Its formula, with numbers that multiply out to what was sent, and the reason."""
    graph, leaves = opened("y = mean(sigmoid(x))", {"x": [0.5, 2.0]})
    recorded = run(graph, leaves, one(mistake))
    for index, event in enumerate(recorded.events):
        if isinstance(event, Propagate) and recorded.op(event.edge.target) not in OPS.values():
            said = why(recorded, index)
            assert said is not None and said.key.startswith("explore.wrong.")
            assert "mistake" in said.text() and derivation(recorded, index)
            break
    else:
        raise AssertionError("no wrong rule ran")
