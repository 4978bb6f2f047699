"""Cross-entropy of probabilities: what is special about it beside the other ops."""

import numpy as np
import pytest

from core import engine
from core.explain.derivation import derivation
from core.explain.formulas import Kind
from core.explain.narration import caption
from core.explain.provenance import Cell, Part, origin
from core.explain.why import why
from core.explore import mistakes
from core.explore.findings import finding
from core.language.expression import parse
from core.messages import LANGUAGES, StudioError
from core.ops import OPS
from core.playback import frame_at
from core.trace import Trace, run
from core.values import starting_values

TEXT = "L = cross_entropy(P, t)"
P = np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]])


def traced(text: str = TEXT, **values: object) -> Trace:
    return run(parse(text), {name: np.asarray(value) for name, value in values.items()})


def said(trace: Trace, source: str, language: str = "en") -> str:
    index = next(i for edge, i in trace.edge_index.items() if edge.source == source)
    message = why(trace, index)
    assert message is not None
    return message.text(language)


def test_it_is_the_mean_of_minus_ln_p_of_the_right_classes() -> None:
    trace = traced(P=P, t=[1, 2])
    assert trace.values["L"] == pytest.approx((np.log(4) - np.log(0.8)) / 2)
    np.testing.assert_allclose(trace.gradients["P"], [[0, -2, 0], [0, 0, -0.625]])


def test_labels_as_rows_are_the_same_labels() -> None:
    by_index, by_row = traced(P=P, t=[1, 2]), traced(P=P, t=np.eye(3)[[1, 2]])
    assert by_index.values["L"] == by_row.values["L"]
    np.testing.assert_array_equal(by_index.gradients["P"], by_row.gradients["P"])
    alone = traced(P=P[1], t=2)
    assert alone.values["L"] == pytest.approx(-np.log(0.8)) and alone.gradients["P"].shape == (3,)


@pytest.mark.parametrize("t", [[0, 1], np.eye(2)], ids=["labels", "rows"])
def test_a_probability_of_0_costs_nothing_where_it_is_not_the_right_one(t: object) -> None:
    trace = traced(P=np.eye(2), t=t)
    assert trace.values["L"] == 0
    np.testing.assert_array_equal(trace.gradients["P"], -np.eye(2) / 2)


@pytest.mark.parametrize("t", [[1, 1], np.eye(2)[[1, 1]]], ids=["labels", "rows"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_right_class_of_probability_0_costs_infinity_and_says_so(t, language) -> None:
    trace = traced(P=np.eye(2), t=t)
    assert trace.values["L"] == np.inf and trace.gradients["P"][0, 1] == -np.inf
    told = why(trace, trace.value_index["L"])
    assert told is not None and told.key == "ops.infinite.cross_entropy"
    assert "∞" in told.text(language) and "0" in told.text(language)
    assert told.text(language) in said(trace, "P", language)


def test_scores_are_told_apart_from_a_probability_of_0() -> None:
    trace = traced(P=[[2.0, -1.5]], t=[1])
    told = str(why(trace, trace.value_index["L"]))
    assert "−1.5 is no probability" in told and "softmax comes first" in told
    trace = traced(P=[[-1.5, 0.0]], t=[1])  # of what is not read, nothing is said
    assert "has the probability 0" in str(why(trace, trace.value_index["L"]))


def test_where_softmax_comes_out_as_0_only_the_whole_stays_finite() -> None:
    values = {"S": [[1000.0, 0.0]], "t": [1]}
    whole = traced("L = softmax_cross_entropy(S, t)", **values)
    steps = traced("L = cross_entropy(softmax(S), t)", **values)
    assert whole.values["L"] == 1000 and steps.values["L"] == np.inf
    assert "Softmax with loss, as one operation" in str(why(steps, steps.value_index["L"]))


@pytest.mark.parametrize(
    ("shape", "labels", "key"),
    [((2, 3), [0, 1, 2], "shape"), ((2, 3), [0, 3], "range"), ((2, 3), [0.5, 1], "whole")],
)
def test_labels_that_do_not_fit_are_named(shape, labels, key) -> None:
    with pytest.raises(StudioError) as caught:
        engine.forward(parse(TEXT), {"P": np.ones(shape), "t": np.array(labels)})
    assert caught.value.message.key == f"core.labels.{key}"


def test_the_card_names_the_class_or_the_least_likely_one() -> None:
    assert "Only class 2, the right one" in said(traced(P=P[1], t=2), "P")
    assert "slope is −1/0.8." in said(traced(P=P[1], t=2), "P")
    assert "−1/(2 · p)" in (batch := said(traced(P=P, t=[1, 2]), "P")) and "with 0.25," in batch
    assert "do not sum to 1" in said(traced(P=2 * P, t=[1, 2]), "P")
    assert said(traced(P=P, t=np.eye(3)[[1, 2]]), "P") == batch


def test_the_card_writes_the_rule_out() -> None:
    trace = traced(P=P[:1], t=[1])
    lines = {line.kind: line.plain for line in derivation(trace, next(iter(trace.arrivals["P"])))}
    assert lines[Kind.RULE] == "∂L/∂P = −∂L/∂L · 1/N t/P"
    assert lines[Kind.NUMBERS] == "= −1 · 1/1 ([0, 1, 0])/([0.5, 0.25, 0.25]) = [0, −4, 0]"


@pytest.mark.parametrize(
    ("text", "cell", "written"),
    [
        (TEXT, Cell("L", Part.VALUE, ()), "(−ln 0.25 − ln 0.8) / 2"),
        (TEXT, Cell("P", Part.GRADIENT, (1, 2)), "−1/0.8 / 2"),
        (TEXT, Cell("P", Part.GRADIENT, (1, 1)), "0 / 2"),
        (f"{TEXT}; y = 3 * L", Cell("P", Part.GRADIENT, (1, 2)), "(−3)·1/0.8 / 2"),
    ],
)
def test_a_single_number_is_written_out(text: str, cell: Cell, written: str) -> None:
    found = origin(traced(text, P=P, t=[1, 2]), cell)
    assert found.arithmetic.written() == written
    assert found.arithmetic.value == pytest.approx(found.value)


@pytest.mark.parametrize("classes", [2, 3, 10, 150])
def test_it_starts_with_probabilities(classes: int) -> None:
    given = {"t": np.zeros(3, int), "W": np.ones((classes, 2))}
    graph = parse("L = cross_entropy(P, t) + sum(P @ W)")
    found = starting_values(graph, given)["P"]
    assert found.shape == (3, classes) and (found > 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mean_that_is_not_divided_is_found(language: str) -> None:
    graph, leaves = parse(TEXT), {"P": P, "t": np.array([1, 2])}
    wrong = mistakes.run(graph, leaves, frozenset([mistakes.Mistake.MEAN]))
    np.testing.assert_allclose(wrong.gradients["P"], [[0, -4, 0], [0, 0, -1.25]])
    found = finding(graph, leaves, mistakes.Mistake.MEAN)
    assert found.matters and "2" in found.sentence.text(language)


def test_it_is_an_op_of_its_own_name() -> None:
    assert parse(TEXT).node("L").op is OPS["cross_entropy"]


# after softmax

STEPS = "P = softmax(S); L = cross_entropy(P, t)"
SCORES = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]])


def lines_at_softmax(trace: Trace, source: str = "S") -> dict[Kind, str]:
    index = next(i for edge, i in trace.edge_index.items() if edge.source == source)
    return {line.kind: line.plain for line in derivation(trace, index)}


def test_out_of_both_rules_comes_p_minus_t() -> None:
    trace = traced(STEPS, S=SCORES, t=[1, 2])
    np.testing.assert_allclose(
        trace.gradients["S"], (trace.values["P"] - np.eye(3)[[1, 2]]) / 2, atol=1e-15
    )
    lines = lines_at_softmax(trace)
    assert lines[Kind.RULE] == "∂L/∂S = P ⊙ (∂L/∂P − ⟨∂L/∂P, P⟩)"
    assert lines[Kind.WHOLE].startswith("= ∂L/∂L · 1/N (P − t) = 1 · 1/2 ([[0.245,")
    assert "− [[−0.5], [−0.5]])" in lines[Kind.NUMBERS]  # ⟨∂L/∂P, P⟩ is −1/N in each row
    assert lines[Kind.NUMBERS].split(" = ")[-1] == lines[Kind.WHOLE].split(" = ")[-1]
    moment = frame_at(trace, trace.arrivals["S"][0] + 0.5)
    assert str(caption(moment)) == "∂L/∂P goes back through softmax to S: (P − t)/2 is left"
    assert said(trace, "S") == (
        "L has sent −t/(2 · P). Times P, the P cancels: (P − t)/2 is left for S."
    )


def test_one_sample_by_itself_and_a_loss_that_is_used_further() -> None:
    trace = traced(f"{STEPS}; y = 2 * L", S=SCORES[0], t=1)
    whole = lines_at_softmax(trace)[Kind.WHOLE]
    assert whole == "= ∂y/∂L · 1/N (P − t) = 2 · 1/1 ([0.245, 0.665, 0.09] − [0, 1, 0]) = " + (
        "[0.489, −0.67, 0.18]"
    )
    assert "probabilities sum to 1" in said(trace, "S")


def test_where_a_probability_is_0_the_whole_has_a_gradient() -> None:
    trace = traced(STEPS, S=[[1000.0, 0.0]], t=[1])
    lines = lines_at_softmax(trace)
    assert lines[Kind.NUMBERS].endswith("[nan, nan]")
    assert lines[Kind.WHOLE].endswith("([1, 0] − [0, 1]) = [1, −1]")
    moment = frame_at(trace, trace.arrivals["S"][0] + 0.5)
    assert str(caption(moment)) == "∂L/∂P goes back through softmax to S, shape 1×2"


@pytest.mark.parametrize(
    ("text", "t"),
    [
        ("P = softmax(S); q = sum(P); y = cross_entropy(P, t) + q", [1, 2]),
        (f"{STEPS}; y = L + sum(P)", [1, 2]),  # not all that comes, comes from the loss
        ("P = softmax(S); y = mse(P, w)", [1, 2]),
        (STEPS, np.ones((2, 3))),  # no classes
    ],
)
def test_elsewhere_nothing_cancels(text: str, t: object) -> None:
    values = {"S": SCORES, "t": t, "w": np.zeros((2, 3))}
    graph = parse(text)
    trace = run(graph, {leaf.id: np.asarray(values[leaf.id]) for leaf in graph.leaves})
    assert Kind.WHOLE not in lines_at_softmax(trace)
    assert "probabilities sum to 1" in said(trace, "S")


@pytest.mark.parametrize("mistake", ["DERIVATIVE", "MEAN", "ORDER"])
def test_with_a_mistake_at_work_nothing_is_said_to_cancel(mistake: str) -> None:
    """Not even where only the order is wrong, and L hands on before all has come."""
    leaves = {"S": SCORES, "t": np.array([1, 2])}
    graph = parse(f"{STEPS}; y = 2 * sin(L) + L")
    trace = mistakes.run(graph, leaves, frozenset([mistakes.Mistake[mistake]]))
    assert Kind.WHOLE in lines_at_softmax(run(graph, leaves))
    assert Kind.WHOLE not in lines_at_softmax(trace)
