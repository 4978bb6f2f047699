"""Small numbers are written as they are; only what rounding left of a sum is written 0."""

import numpy as np
from hypothesis import given

from core.explain.derivation import derivation
from core.explain.formulas import Kind, matrix
from core.explore import mistakes
from core.language.expression import parse
from core.rounding import without_rounding, written_gradient, written_share, written_value
from core.trace import Accumulate, Propagate, Trace, run
from tests.core.random_graphs import Case, cases


def traced(text: str, **values: object) -> Trace:
    return run(parse(text), {name: np.asarray(value) for name, value in values.items()})


def test_a_small_number_beside_a_large_one_is_a_number() -> None:
    X = np.array([1e13, 5.0, -3.0])
    trace = traced("y = X * X; L = sum(y)", X=X)
    assert written_value(trace, "X").tolist() == X.tolist()
    assert written_value(trace, "y").tolist() == (X * X).tolist()
    assert written_gradient(trace, "X", trace.gradients["X"]).tolist() == (2 * X).tolist()
    assert matrix(X).count(" 5 ") == 1
    numbers = next(x for x in derivation(trace, trace.value_index["y"]) if x.kind is Kind.NUMBERS)
    assert "[10¹³, 5, −3]" in numbers.plain or "5, −3" in numbers.plain


def test_so_is_one_that_is_a_sum_beside_a_larger_sum() -> None:
    trace = traced("Y = X @ W; L = sum(Y)", X=np.diag([1e13, 5.0]), W=np.eye(2))
    assert written_value(trace, "Y").tolist() == [[1e13, 0], [0, 5]]
    gradient = trace.gradients["W"]
    assert (
        written_gradient(trace, "W", gradient).tolist()
        == gradient.tolist()
        == [[1e13] * 2, [5] * 2]
    )


def test_what_rounding_left_of_a_sum_is_written_zero() -> None:
    rows = [[0.222, -0.556, 0.334], [1.0, 2.0, 3.0]]
    trace = traced("Y = X @ W; L = sum(Y)", X=rows, W=np.ones((3, 1)))
    assert trace.values["Y"][0] != 0
    assert written_value(trace, "Y").tolist() == [[0], [6]]
    row = traced("Y = row_sum(X); L = sum(Y)", X=rows)
    assert row.values["Y"][0] != 0 and written_value(row, "Y").tolist() == [[0], [6]]
    numbers = next(x for x in derivation(trace, trace.value_index["Y"]) if x.kind is Kind.NUMBERS)
    assert numbers.plain.endswith("[[0], [6]]")


def test_so_it_is_in_gradients_and_where_a_source_was_repeated() -> None:
    G = np.array([[0.222, 1.0], [-0.556, 1.0], [0.334, 1.0]])
    for text in ("L = sum((b + X) * G)", "L = sum((X @ W + b) * G)"):
        trace = traced(text, b=np.zeros(2), X=np.ones((3, 2)), G=G, W=np.eye(2))
        gradient = trace.gradients["b"]
        assert gradient[0] != 0 and written_gradient(trace, "b", gradient).tolist() == [0, 3]


def test_what_has_arrived_is_measured_by_what_has_arrived() -> None:
    """The first share is not small beside one that is still to come."""
    trace = traced("L = sum(X * [5, 5]) + sum(X * [1e14, 1e14])", X=[1.0, 2.0])
    first, second = (e for e in trace.events if isinstance(e, Propagate) and e.edge.source == "X")
    index = min(trace.arrivals["X"]) + 1
    assert written_gradient(trace, "X", first.contribution, index) is first.contribution
    assert written_share(trace, second) is second.contribution


def test_of_single_precision_and_of_single_numbers_nothing_is_said() -> None:
    sizes = np.array([1.0, 1.0])
    single = np.array([1e-20, 1.0], np.float32)
    assert without_rounding(single, sizes) is single
    trace = traced("y = a + b + c", a=0.222, b=-0.556, c=0.334)
    assert written_value(trace, "y") == trace.values["y"] != 0


def test_a_run_with_mistakes_shows_what_it_holds() -> None:
    graph = parse("y = sum(x * x)")
    trace = mistakes.run(graph, {"x": np.array([1.0, 2.0])}, frozenset([mistakes.Mistake.STALE]))
    gradient = trace.gradients["x"]
    assert written_gradient(trace, "x", gradient) is gradient
    for i, event in enumerate(trace.events):
        if isinstance(event, Accumulate):
            assert derivation(trace, i)


@given(cases())
def test_only_what_is_nothing_becomes_zero(case: Case) -> None:
    trace = run(case.graph, case.leaves)
    pairs = [(trace.values[n.id], written_value(trace, n.id)) for n in case.graph.nodes]
    pairs += [(g, written_gradient(trace, n, g)) for n, g in trace.gradients.items()]
    for exact, written in pairs:
        assert written.shape == exact.shape
        changed = exact != written
        assert not written[changed].any()
        assert np.abs(exact[changed]).max(initial=0.0) < 1e-8
