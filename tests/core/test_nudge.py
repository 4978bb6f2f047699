"""Nudges: the output follows the gradient, and difference quotients converge and fall apart."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import engine, trace
from core.explore.cut import cut, pushable
from core.explore.nudge import EPSILONS, Experiment
from core.explore.quotients import Regime
from core.language.expression import parse
from tests.core.random_graphs import cases


@st.composite
def experiments(draw) -> Experiment:
    case = draw(cases(most_operations=12))
    recorded = trace.run(case.graph, case.leaves)
    node = draw(st.sampled_from(pushable(recorded)))
    places = list(np.ndindex(recorded.values[node].shape))
    return Experiment(recorded, node, draw(st.sampled_from([None, *places])))


@settings(max_examples=150, deadline=None)
@given(experiments())
def test_the_slope_is_the_gradient_of_the_run(experiment):
    gradient = experiment.trace.gradients[experiment.node]
    wanted = gradient.sum() if experiment.index is None else gradient[experiment.index]
    assert experiment.slope == pytest.approx(float(wanted), rel=1e-9, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(experiments())
def test_a_small_push_moves_the_output_by_gradient_times_epsilon(experiment):
    push = experiment.push(1e-5)
    second, third = experiment.curvature
    roughness = 1 + abs(push.before) + abs(second) + abs(third)
    assert abs(push.change - push.predicted) <= 1e-9 * roughness
    assert abs(push.central - push.slope) <= 1e-7 * roughness


@settings(max_examples=100, deadline=None)
@given(experiments(), st.sampled_from([0.1, -0.01]))
def test_a_push_is_what_the_whole_graph_does(experiment, epsilon):
    """Of a leaf, without cutting anything."""
    graph, node = experiment.trace.graph, experiment.node
    if graph.node(node).op is not None:
        return
    leaves = {leaf.id: experiment.trace.values[leaf.id].copy() for leaf in graph.leaves}
    if experiment.index is None:
        leaves[node] = leaves[node] + epsilon
    else:
        leaves[node][experiment.index] += epsilon
    after = trace.run(graph, leaves).values[graph.output]
    assert experiment.output(epsilon) == pytest.approx(float(after), rel=1e-12, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(experiments())
def test_only_what_depends_on_the_node_moves(experiment):
    moved = experiment.changes(0.01)
    assert experiment.node in moved
    pushed = moved.pop(experiment.node)
    assert pushed.sum() == pytest.approx(0.01 * (pushed.size if experiment.index is None else 1))
    below = {n.id for n in experiment.trace.graph.operations} & moved.keys()
    assert below == set(moved)


def test_an_operation_is_pushed_as_if_it_were_an_input():
    recorded = trace.run(parse("e = (a + b) * (b + 1)"), {"a": 2.0, "b": 1.0})
    push = Experiment(recorded, "c").push(0.5)
    assert (push.before, push.after, push.slope) == (6.0, 7.0, 2.0)
    assert push.change == push.predicted == 1.0
    moved = Experiment(recorded, "b").changes(0.5)
    assert {k: float(v) for k, v in moved.items()} == {"b": 0.5, "c": 0.5, "d": 0.5, "e": 2.75}


def test_cutting_leaves_out_what_only_the_node_needed():
    graph = parse("y = sin(a * b) + b")
    part = cut(graph, "c")
    assert {node.id for node in part.nodes} == {"c", "d", "b", "y"}
    assert {node.id for node in cut(graph, "y").nodes} == {"y"}


def test_the_errors_fall_then_rise_as_theory_says():
    recorded = trace.run(parse("y = exp(sin(x))"), {"x": 1.0})
    scan = Experiment(recorded, "x").scan()

    def slope(errors, low, high):
        part = (scan.epsilons <= high) & (scan.epsilons >= low)
        return np.polyfit(np.log10(scan.epsilons[part]), np.log10(errors[part]), 1)[0]

    def best(errors):
        return scan.epsilons[np.nanargmin(errors)]

    assert slope(scan.one_sided, 1e-6, 1e-2) == pytest.approx(1, abs=0.05)
    assert slope(scan.central, 1e-4, 1e-1) == pytest.approx(2, abs=0.1)
    assert slope(scan.one_sided, 1e-14, 1e-10) == pytest.approx(-1, abs=0.4)
    assert 1e-9 < best(scan.one_sided) < 1e-6
    assert 1e-7 < best(scan.central) < 1e-3
    for errors, expected in (
        (scan.one_sided, scan.expected_one_sided),
        (scan.central, scan.expected_central),
    ):
        tame = scan.epsilons < 0.1
        assert np.median(np.abs(np.log10(errors[tame] / expected[tame]))) < 0.5
        assert (errors[tame] < 10 * expected[tame]).all()


@settings(max_examples=40, deadline=None)
@given(st.floats(0.3, 1.5))
def test_expected_errors_bound_the_measured_ones(x):
    scan = Experiment(trace.run(parse("y = exp(x) * sin(x)"), {"x": x}), "x").scan()
    small = EPSILONS < 0.03
    room = 20 * scan.expected_central + 1e-14
    assert (scan.central[small] <= room[small]).all()
    assert (scan.one_sided[small] <= 20 * scan.expected_one_sided[small] + 1e-14).all()


def test_a_straight_line_has_no_truncation_error():
    scan = Experiment(trace.run(parse("y = 3 * x + 1"), {"x": 2.0}), "x").scan()
    np.testing.assert_allclose(scan.one_sided[:8], 0, atol=1e-13)


def test_a_node_that_the_output_does_not_need_moves_nothing():
    recorded = trace.run(parse("c = x * 2; y = z + 1"), {"x": 1.0, "z": 2.0})
    experiment = Experiment(recorded, "x")
    assert (experiment.slope, experiment.push(0.1).change) == (0.0, 0.0)


def test_single_precision_is_pushed_in_double():
    leaves = {"x": np.array([1.0, 2.0], np.float32)}
    push = Experiment(trace.run(parse("y = sum(x * x)"), leaves), "x", (1,)).push(1e-6)
    assert push.central == pytest.approx(4.0, rel=1e-8)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(), min_size=1, max_size=3), st.integers(-15, 0))
@example([1e308], -2)
@example([1e308, -1e308], -2)
@example([1e200, 1e200], 0)
@example([-np.inf, np.inf], 0)
@example([-np.inf, 1.0], 0)
def test_no_numbers_break_an_experiment(xs, power):
    for text in ("y = x * 10", "y = x * x", "y = relu(x)"):
        recorded = trace.run(parse(text), {"x": np.array(xs)})
        for index in (None, (0,)):
            experiment = Experiment(recorded, "x", index)
            push = experiment.push(10.0**power)
            experiment.changes(10.0**power)
            experiment.scan(EPSILONS[::20])
            stuck = experiment.regime(10.0**power) is Regime.STUCK
            assert stuck is not np.isfinite(xs if index is None else xs[0]).any()
            assert experiment.measurable(10.0**power) <= np.isfinite(push.central)


def experiment_on(text, node, **values):
    recorded = trace.run(parse(text), {k: np.asarray(v) for k, v in values.items()})
    return Experiment(recorded, node)


@pytest.mark.parametrize("epsilon", [1.0, 1e-2, 1e-5])
def test_of_a_parabola_the_central_quotient_is_exact_and_nothing_else_is_said(epsilon):
    """Its bend is the same on both sides: the error of the central quotient does not shrink."""
    experiment = experiment_on("e = (a + b) * (b + 1)", "b", a=2.0, b=1.0)
    assert experiment.regime(epsilon) is Regime.CENTRAL_ROUNDED
    push = experiment.push(epsilon)
    assert abs(push.central - push.slope) < 1e-9 < abs(push.one_sided - push.slope)


def test_the_regimes_come_in_order_as_epsilon_shrinks():
    experiment = experiment_on("y = exp(x)", "x", x=1.0)
    found = [experiment.regime(epsilon) for epsilon in (1e-2, 1e-7, 1e-14)]
    assert found == [Regime.TRUNCATION, Regime.CENTRAL_ROUNDED, Regime.ROUNDING]


def test_a_turning_point_is_no_straight_line():
    """f″ is 0 there, and both quotients are off all the same."""
    assert experiment_on("y = x ** 3", "x", x=0.0).regime(0.1) is Regime.TRUNCATION
    assert experiment_on("y = 3 * x", "x", x=0.0).regime(0.1) is Regime.STRAIGHT


@pytest.mark.parametrize("epsilon", [1.0, 1e-2, 1e-6, 1e-14])
@pytest.mark.parametrize(
    ("text", "node", "values", "slopes"),
    [
        ("y = relu(x) * 3", "x", {"x": 0.0}, (0.0, 3.0)),
        ("y = abs(x)", "x", {"x": 0.0}, (-1.0, 1.0)),
        ("y = max(a, b)", "a", {"a": 1.0, "b": 1.0}, (0.0, 1.0)),
        ("y = min(a, b)", "b", {"a": 1.0, "b": 1.0}, (1.0, 0.0)),
    ],
)
def test_at_a_kink_no_push_is_small_enough(text, node, values, slopes, epsilon):
    experiment = experiment_on(text, node, **values)
    assert experiment.regime(epsilon) is Regime.KINK_HERE
    kink = experiment.kink(epsilon)
    assert kink is not None and (kink.before, kink.after) == slopes
    assert experiment.push(epsilon).central == pytest.approx(sum(slopes) / 2, rel=0.1)


@pytest.mark.parametrize("x", [0.0005, -0.005])
def test_a_kink_that_a_push_reaches_across_is_named_and_a_smaller_one_does_not(x):
    experiment = experiment_on("y = relu(x) * 3", "x", x=x)
    assert experiment.regime(0.01) is Regime.KINK_NEAR
    assert experiment.kink(0.01).at == pytest.approx(-x, rel=1e-6)
    assert experiment.regime(abs(x) / 2) is not Regime.KINK_NEAR
    assert experiment.curvature == (0, 0)


@settings(max_examples=80, deadline=None)
@example(x=1.5625, power=0.0, steepness=31.0)  # 1 - tanh² has one digit left: stairs
@example(x=-2.6299969091780477, power=-1.0, steepness=294.49467099258595)  # no whole digit left
@given(st.floats(-3, 3), st.floats(-15, 0), st.floats(0.1, 300))
def test_a_bend_is_no_kink(x, power, steepness):
    smooth = ("tanh(k * x)", "exp(sin(x)) * k", "k * x ** 3 - x", "sigmoid(x)", "sigmoid(k * x)")
    for text in (f"y = {each}" for each in smooth):
        leaves = {"x": x, "k": steepness} if "k" in text else {"x": x}
        assert experiment_on(text, "x", **leaves).kink(10.0**power) is None


@settings(max_examples=80, deadline=None)
@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-14, 0))
def test_a_kink_is_found_exactly_where_the_push_reaches_it(x, where, power):
    epsilon, apart = 10.0**power, where - x
    if abs(abs(apart) - epsilon) < 1e-3 * epsilon + 1e-15:
        return
    kink = experiment_on("y = abs(x - c) * 2", "x", x=x, c=where).kink(epsilon)
    assert (kink is not None) == (abs(apart) < epsilon)


def test_a_pole_is_neither_a_kink_nor_a_straight_line():
    assert experiment_on("y = log(x)", "x", x=0.005).kink(1.0) is None
    assert experiment_on("y = 1 / x", "x", x=0.001).regime(0.01) is Regime.POLE


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("text", ["y = relu(x) * 3", "y = exp(sin(x))"])
def test_work_can_be_given_up_between_any_two_passes(text, kind, monkeypatch):
    """One pass is one value of the output, or one slope: forward, and back."""
    passes = {"compute": 0, "gradients": 0}

    def count(name):
        run = getattr(engine, name)

        def counting(*arguments):
            passes[name] += 1
            return run(*arguments)

        monkeypatch.setattr(engine, name, counting)

    def most(steps):
        """Passes of one kind from one yield to the next, or to the end."""
        found = []
        passes.update(compute=0, gradients=0)
        for _ in steps:
            found.append(max(passes.values()))
            passes.update(compute=0, gradients=0)
        return max(*found, *passes.values())

    def made():
        return Experiment(trace.run(parse(text), {"x": np.array(0.0005, kind)}), "x")

    for name in passes:
        count(name)
    experiment = made()
    assert most(experiment.looking(0.01)) == 1
    passes.update(compute=0, gradients=0)
    assert experiment.regime(0.01) and experiment.curvature
    assert experiment.kink(0.01) or "relu" not in text
    assert not any(passes.values()), "what was found out is known"
    assert most(made().scanning(EPSILONS)) == 1


@pytest.mark.parametrize(
    ("text", "x", "epsilon", "side"),
    [
        ("y = 1 / x", 1.0, 1.0, "−"),
        ("y = 1 / x", -1.0, 1.0, "+"),
        ("y = sqrt(x)", 0.5, 1.0, "−"),
        ("y = log(x)", 0.0005, 0.001, "−"),
        ("y = log(x)", 0.0005, 0.1, "−"),
        ("y = log(1 - x * x)", 0.0, 1.0, "±"),
    ],
)
def test_a_push_out_of_the_domain_is_told_a_smaller_one_that_stays_inside(text, x, epsilon, side):
    experiment = experiment_on(text, "x", x=x)
    assert experiment.regime(epsilon) is Regime.OUTSIDE
    assert experiment.push(epsilon).outside == side
    inside = experiment.inside(epsilon)
    assert inside is not None and inside < epsilon and experiment.inside(inside) is None
    assert experiment.regime(inside) in (Regime.TRUNCATION, Regime.CENTRAL_ROUNDED)
    assert np.isfinite(experiment.curvature).all()


@pytest.mark.parametrize(
    ("text", "epsilon"), [("y = log(x)", 0.01), ("y = relu(log(x))", 1e-6), ("y = 1 / x", 0.1)]
)
def test_where_the_node_stands_outside_no_push_helps(text, epsilon):
    assert experiment_on(text, "x", x=0.0).regime(epsilon) is Regime.UNDEFINED


@pytest.mark.parametrize("epsilon", [1.0, 1e-6, 1e-14])
def test_at_the_border_no_push_is_small_enough(epsilon):
    experiment = experiment_on("y = x ** 1.5", "x", x=0.0)
    assert experiment.slope == 0 and experiment.regime(epsilon) is Regime.EDGE
    assert experiment.inside(epsilon) is None


@pytest.mark.parametrize("epsilon", [0.5, 1e-3, 1e-9, 1e-15])
@pytest.mark.parametrize("text", ["y = relu(x)", "y = x * 0"])
def test_where_nothing_moves_nothing_is_rounded(text, epsilon):
    assert experiment_on(text, "x", x=-1.0).regime(epsilon) is Regime.FLAT


def test_what_moves_by_less_than_a_digit_is_not_flat():
    assert experiment_on("y = 1 + x * x", "x", x=0.0).regime(1e-9) is not Regime.FLAT
