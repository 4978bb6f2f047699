"""Where a number comes from: nothing outside the stated sources ever changes it, and the
arithmetic that is written gives it."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine import unbroadcast
from core.examples import EXAMPLES
from core.explain.provenance import (
    Cell,
    Part,
    Source,
    array_of,
    formula,
    origin,
    written_cell,
    written_source,
)
from core.explore import mistakes
from core.explore.mistakes import Mistake
from core.format import MINUS, NARROW
from core.graph import Edge, Graph, Node, Role
from core.language.expression import parse
from core.language.literals import read_value
from core.ops import OPS
from core.trace import Propagate, Trace, run
from tests.core.random_graphs import Case, cases

SHAPES = [
    ("affine", (4, 3), (3, 2), (2,)),
    ("affine", (3,), (3, 2), (2,)),
    ("affine", (4, 2, 3), (6, 2), (2,)),
    ("matmul", (4, 3), (3, 2)),
    ("matmul", (3,), (3, 2)),
    ("matmul", (4, 3), (3,)),
    ("matmul", (3,), (3,)),
    ("matmul", (2, 4, 3), (3, 2)),
    ("matmul", (4, 3), (2, 3, 2)),
    ("add", (4, 3), (3,)),
    ("multiply", (4, 1), (1, 3)),
    ("multiply", (), (2, 3)),
    ("divide", (3,), (4, 3)),
    ("power", (3,), (3,)),
    ("max", (4, 3), (4, 1)),
    ("relu", (4, 3)),
    ("sigmoid", (3,)),
    ("softmax", (4, 3)),
    ("softmax", (3,)),
    ("softmax", (2, 2, 3)),
    ("cross_entropy", (4, 3), (4,)),
    ("cross_entropy", (3,), ()),
    ("cross_entropy", (4, 3), (4, 3)),
    ("softmax_cross_entropy", (4, 3), (4,)),
    ("softmax_cross_entropy", (3,), ()),
    ("softmax_cross_entropy", (4, 3), (4, 3)),
    ("mse", (4, 1), (4, 1)),
    ("mse", (4, 1), (3,)),
    ("sum", (4, 3)),
    ("row_sum", (4, 3)),
    ("row_sum", (3,)),
    ("mean", (2, 2, 3)),
    ("row_sum", (4, 3)),
    ("row_sum", (2, 2, 3)),
    ("row_sum", (3,)),
    ("reciprocal", (2, 3)),
    ("mean", ()),
    ("transpose", (2, 4, 3)),
]


def single(name: str, *shapes: tuple[int, ...]) -> Case:
    """An op on inputs of these shapes, and a weighted sum of what it gives."""
    op, random = OPS[name], np.random.default_rng(len(shapes))
    leaves = {x: random.uniform(0.5, 2, shape) for x, shape in zip(op.inputs, shapes, strict=True)}
    if op.labels and shapes[0] != shapes[1]:
        leaves["t"] = random.integers(0, 3, shapes[1])
    nodes = [Node(x, Role.INPUT if x in op.rules else Role.DATA) for x in op.inputs]
    nodes.append(Node("Y", Role.OPERATION, op, op.inputs))
    out = np.asarray(op.run(*leaves.values())[0])
    leaves["weights"] = random.uniform(0.5, 2, out.shape)
    nodes.append(Node("weights", Role.DATA))
    nodes.append(Node("Z", Role.OPERATION, OPS["multiply"], ("Y", "weights")))
    nodes.append(Node("L", Role.OPERATION, OPS["sum"], ("Z",)))
    return Case(Graph(tuple(nodes), "L"), leaves)


def every_cell(trace: Trace) -> list[Cell]:
    places = [(node, Part.VALUE) for node in trace.values]
    places += [(node, Part.GRADIENT) for node in trace.gradients]
    return [
        Cell(node, part, index)
        for node, part in places
        for index in np.ndindex(np.shape(array_of(trace, node, part)))
    ]


def test_every_op_is_looked_at():
    untried = set(OPS) - {name for name, *_ in SHAPES}
    assert all(OPS[name].elementwise for name in untried)


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: f"{case[0]}-{case[1:]}")
def test_the_arithmetic_gives_the_number(case):
    made = single(*case)
    check_arithmetic(run(made.graph, made.leaves))


@pytest.mark.parametrize("mistake", list(Mistake))
@pytest.mark.parametrize("case", SHAPES, ids=lambda case: f"{case[0]}-{case[1:]}")
def test_the_arithmetic_gives_the_number_of_a_run_with_a_mistake(case, mistake):
    made = single(*case)
    check_arithmetic(mistakes.run(made.graph, made.leaves, frozenset({mistake})))


@given(cases(most_operations=8), st.frozensets(st.sampled_from(list(Mistake)), min_size=1))
def test_the_arithmetic_gives_every_number_of_any_run_with_mistakes(case, which):
    check_arithmetic(mistakes.run(case.graph, case.leaves, which))


def test_what_was_left_in_a_gradient_is_a_term_of_its_own():
    trace = mistakes.run(parse("e = 2 * w"), {"w": 3.0}, frozenset({Mistake.STALE}))
    found = origin(trace, Cell("w", Part.GRADIENT, ()))
    assert (found.value, found.arithmetic.written()) == (4.0, "2 + 2")


def test_what_was_overwritten_is_no_source():
    trace = mistakes.run(parse("e = x * x"), {"x": 3.0}, frozenset({Mistake.OVERWRITE}))
    cell = Cell("x", Part.GRADIENT, ())
    found = origin(trace, cell)
    assert found.arithmetic.written() == "1·3" and formula(trace, cell, found) == "∂e/∂e · x"


def test_who_is_too_early_hands_on_what_had_arrived():
    values = {"a": 2.0, "b": 3.0}
    trace = mistakes.run(parse("c = a * b; e = c + c * a"), values, frozenset({Mistake.ORDER}))
    assert trace.gradients["c"] == 3
    found = origin(trace, Cell("b", Part.GRADIENT, ()))
    assert found.value == 2 and found.arithmetic.written() == "1·2"


def test_a_wrong_rule_is_not_explained_by_the_right_formula():
    trace = mistakes.run(parse("y = mean(x)"), {"x": [1.0, 2.0]}, frozenset({Mistake.MEAN}))
    found = origin(trace, Cell("x", Part.GRADIENT, (0,)))
    assert found.arithmetic.written() == "1"


def test_what_would_take_long_has_no_arithmetic_but_its_sources():
    trace = run(parse("y = sum(x @ w)"), {"x": np.ones((2, 600)), "w": np.ones((600, 600))})
    found = origin(trace, Cell("x", Part.GRADIENT, (0, 0)))
    assert found.arithmetic is None and len(found.sources) == 2


@given(cases(most_operations=8))
def test_the_arithmetic_gives_every_number_of_any_graph(case):
    check_arithmetic(run(case.graph, case.leaves))


def check_arithmetic(trace: Trace) -> None:
    for cell in every_cell(trace):
        found = origin(trace, cell)
        array = array_of(trace, cell.node, cell.part)
        assert found.value == pytest.approx(float(np.asarray(array)[cell.index]))
        if found.arithmetic is not None:
            assert "\\" not in formula(trace, cell, found)
            assert found.arithmetic.value == pytest.approx(found.value, rel=1e-9, abs=1e-12)
            assert found.arithmetic.written()


ODD = (np.nan, np.inf, -np.inf, 0.0, -1.0, 0.5, 1e308, -1e308, 1e200, 5e-324)


@given(cases(most_operations=8), st.randoms(use_true_random=False))
def test_every_number_can_be_pointed_at_whatever_the_numbers_are(case, random):
    """Warnings are errors here. The arithmetic comes to nan or ∞ where the engine does."""
    leaves = {
        name: np.array([random.choice([*ODD, x, x]) for x in value.flat]).reshape(value.shape)
        if case.graph.node(name).role is Role.INPUT
        else value
        for name, value in case.leaves.items()
    }
    trace = run(case.graph, leaves)
    for cell in every_cell(trace):
        check_told(trace, cell)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("y = sum(log(X) @ W)", {"X": [[0, 0], [1, 1]], "W": [[1], [-1]]}),
        ("y = sum(sqrt(x) - log(x))", {"x": [0, 1, 2]}),
        ("y = sum(x * x)", {"x": [1e308, 1, 2]}),
        ("L = mse(y, t)", {"y": [1e200, 1, 2], "t": [0, 0, 0]}),
        ("y = sum(X @ W)", {"X": [[1, 2]], "W": [[np.inf, 3], [1, -np.inf]]}),
        ("y = relu(x) * c", {"x": -1, "c": np.inf}),
        ("y = 1 / x + sqrt(x - 1)", {"x": 0}),
    ],
)
def test_what_is_not_finite_is_told_with_its_arithmetic(text, leaves):
    trace = run(parse(text), {name: np.array(value, float) for name, value in leaves.items()})
    for cell in every_cell(trace):
        check_told(trace, cell)
        found = origin(trace, cell)
        if found.arithmetic is not None:
            assert found.arithmetic.value == pytest.approx(found.value, nan_ok=True), cell


def check_told(trace: Trace, cell: Cell) -> None:
    found = origin(trace, cell)
    array = array_of(trace, cell.node, cell.part)
    np.testing.assert_equal(found.value, float(np.asarray(array)[cell.index]))
    assert isinstance(formula(trace, cell, found), str)
    if found.arithmetic is not None:
        assert found.arithmetic.written()
        terms = [found.arithmetic.terms[i] for i in found.arithmetic.largest(12)]
        assert all(term.written(first=True) for term in terms)


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: f"{case[0]}-{case[1:]}")
def test_what_is_not_a_source_never_changes_a_number(case):
    made = single(*case)
    trace = run(made.graph, made.leaves)
    inputs = made.graph.node("Y").inputs
    for cell in every_cell(trace):
        if cell.node == "Y" and cell.part is Part.VALUE:
            check_forward(made, trace, cell)
        if cell.node in inputs and cell.part is Part.GRADIENT:
            check_backward(made, trace, cell)


def outside(array: np.ndarray, source: Source) -> np.ndarray:
    """Other numbers everywhere but in the source."""
    array = np.asarray(array)
    changed = np.array(array + 0.37 if array.dtype.kind == "f" else (array + 1) % 3)
    changed[source.box] = array[source.box]
    return changed


def check_forward(made: Case, trace: Trace, cell: Cell) -> None:
    sources = {source.node: source for source in origin(trace, cell).sources}
    leaves = {x: made.leaves[x] for x in made.graph.node("Y").inputs}
    others = {x: outside(value, sources[x]) for x, value in leaves.items()}
    op = made.graph.node("Y").op
    assert np.asarray(op.run(*others.values())[0])[cell.index] == pytest.approx(
        trace.values["Y"][cell.index], rel=1e-12
    )


def check_backward(made: Case, trace: Trace, cell: Cell) -> None:
    """The rule, with other numbers in what it reads outside the sources, and in all that it is
    said not to read."""
    node = made.graph.node("Y")
    sources = {(s.node, s.part): s for s in origin(trace, cell).sources}
    inputs = [
        outside(made.leaves[x], sources.get((x, Part.VALUE), nowhere(made.leaves[x])))
        for x in node.inputs
    ]
    upstream = outside(trace.gradients["Y"], sources["Y", Part.GRADIENT])
    memory = node.op.run(*inputs)
    arguments = (*inputs, np.asarray(memory[0]), *memory[1])
    if ("Y", Part.VALUE) in sources:  # `out` is kept by itself: it is not computed again
        arguments = (*inputs, outside(trace.values["Y"], sources["Y", Part.VALUE]), *memory[1])
    slot = node.inputs.index(cell.node)
    share = np.asarray(node.op.rule(slot)(upstream, *arguments))
    event = trace.events[trace.edge_index[Edge(cell.node, "Y", slot)]]
    assert isinstance(event, Propagate)
    changed = unbroadcast(share, event.contribution.shape)[cell.index]
    assert changed == pytest.approx(event.contribution[cell.index], rel=1e-9)


def nowhere(array: np.ndarray) -> Source:
    return Source("", Part.VALUE, tuple(slice(0, 0) for _ in np.shape(array)) or (False,))


def test_a_row_and_a_column_make_a_number_of_a_product():
    example = EXAMPLES["affine"]
    trace = run(parse(example.expression), example.values)
    cell = Cell("Y", Part.VALUE, (2, 0))
    found = origin(trace, cell)
    assert [written_source(trace, s) for s in found.sources] == ["X[2, :]", "W[:, 0]", "b[0]"]
    assert found.arithmetic.written() == "0·0.5 + 1·1 + 0"
    assert written_cell(trace, cell) == "Y[2, 0]"
    back = origin(trace, Cell("X", Part.GRADIENT, (2, 0)))
    assert [written_source(trace, s) for s in back.sources] == ["∂L/∂Y[2, :]", "W[0, :]"]
    column = origin(trace, Cell("W", Part.GRADIENT, (1, 2)))
    assert [written_source(trace, s) for s in column.sources] == ["∂L/∂Y[:, 2]", "X[:, 1]"]
    assert formula(trace, cell, found) == "X[2, :] · W[:, 0] + b[0]"
    weight = Cell("W", Part.GRADIENT, (1, 2))
    assert formula(trace, weight, column) == "X[:, 1]ᵀ · ∂L/∂Y[:, 2]"
    bias = origin(trace, Cell("b", Part.GRADIENT, (1,)))
    assert [written_source(trace, s) for s in bias.sources] == ["∂L/∂Y[:, 1]"]


@pytest.mark.parametrize("text", ["L = sum(affine(X, W, b) * M)", "L = sum((X @ W) * M)"])
def test_numbers_stand_in_the_order_of_their_symbols(text):
    X, W, M = np.array([[2.0, 3.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]), np.array([[11.0, 13.0]])
    trace = run(parse(text), {"X": X, "W": W, "M": M, "b": np.zeros(2)})
    (product,) = trace.graph.node("d").inputs[:1]
    for cell, symbols, numbers in (
        (Cell("W", Part.GRADIENT, (1, 0)), f"X[:, 1]ᵀ · ∂L/∂{product}[:, 0]", "3·11"),
        (Cell("X", Part.GRADIENT, (0, 1)), f"∂L/∂{product}[:, :] · W[1, :]ᵀ", "11·7 + 13·8"),
    ):
        found = origin(trace, cell)
        assert (formula(trace, cell, found), found.arithmetic.written()) == (symbols, numbers)


def test_of_many_terms_the_largest_are_written_in_their_order():
    trace = run(parse("sum(x)"), {"x": np.array([0.1, 5.0, 0.2, -4.0, 0.3, 2.0, 3.0])})
    found = origin(trace, Cell(trace.graph.output, Part.VALUE, ()))
    assert found.arithmetic.written() == "5 − 4 + 2 + 3 + …"
    assert found.arithmetic.largest(2) == [1, 3]


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e-2), st.floats(-9, 9))
def test_what_is_written_comes_out_where_numbers_nearly_cancel(x, apart, factor):
    y = x * (1 - apart) if x else apart
    values = {"x": np.array([x, -y]), "y": np.array(y), "c": np.array([factor, factor])}
    for text in ("mean(x)", "x @ c"):
        trace = run(parse(text), values)
        found = origin(trace, Cell(trace.graph.output, Part.VALUE, ()))
        assert evaluated(found.arithmetic.written()) == pytest.approx(found.value, rel=0.02)


def evaluated(written: str) -> float:
    """What a reader gets who calculates it."""
    powers = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "e" + found[1].translate(LOW), written)
    plain = powers.replace(NARROW, "").replace("·", "*").replace(MINUS, "-")
    return float(read_value(plain))


LOW = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def test_an_error_that_is_nearly_none_is_written_with_its_digits():
    trace = run(
        parse("L = mse(y, t)"), {"y": np.array([1.0004, 2.0]), "t": np.array([1.0001, 2.0])}
    )
    found = origin(trace, Cell("L", Part.VALUE, ()))
    assert found.arithmetic.written() == "((1.0004 − 1.0001)² + (2 − 2)²) / 2"


def test_of_a_softmax_the_terms_that_count_are_written():
    trace = run(parse("Y = softmax(z)"), {"z": np.array([1.0, 2.0, 3.0, 4.0, 9.0, 0.0])})
    last = origin(trace, Cell("Y", Part.VALUE, (4,))).arithmetic.written()
    assert last == "e^9 / (e^2 + e^3 + e^4 + e^9 + …)"
    first = origin(trace, Cell("Y", Part.VALUE, (0,))).arithmetic.written()
    assert first == "e^1 / (e^1 + e^3 + e^4 + e^9 + …)"


def test_a_loss_is_never_the_ln_of_nothing():
    """Where no float holds the probability, what is written is what was computed."""
    scores, K = np.array([[1000.0, 0.0, -1000.0], [0.0, 0.0, -1000.0]]), "1000"
    for labels, written in (
        (np.array([2, 0]), f"(ln(e^{K} + e^0 + e^(−{K})) − (−{K}) − ln 0.5) / 2"),
        (np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), "(2000 + 0.693) / 2"),
    ):
        trace = run(parse("L = softmax_cross_entropy(s, t)"), {"s": scores, "t": labels})
        found = origin(trace, Cell("L", Part.VALUE, ()))
        assert found.arithmetic.written() == written
        assert found.arithmetic.value == pytest.approx(found.value)


def test_a_single_number_has_no_needless_brackets():
    trace = run(parse("y = abs(x) + sigmoid(x)"), {"x": np.array(-3.0)})
    said = [origin(trace, Cell(node, Part.VALUE, ())).arithmetic.written() for node in "cd"]
    assert said == ["|−3|", "σ(−3)"]


def test_contributions_over_several_paths_are_added():
    trace = run(parse("e = (a + b) * (b + 1)"), {"a": 2.0, "b": 1.0})
    found = origin(trace, Cell("b", Part.GRADIENT, ()))
    assert sorted(term.value for term in found.arithmetic.terms) == [2, 3]


@given(st.floats(-3, 3, width=16), st.floats(-3, 3, width=16))
def test_a_gate_is_written_with_its_numbers(x, y):
    trace = run(parse("max(x, y) * x"), {"x": x, "y": y})
    for node in trace.graph.operations:
        found = origin(trace, Cell(node.id, Part.VALUE, ()))
        assert found.arithmetic.value == pytest.approx(found.value)


def test_where_paths_meet_the_arithmetic_of_each_is_written_out():
    """Y ⊙ Y: what comes back is upstream times Y, twice."""
    example = EXAMPLES["affine"]
    trace = run(parse(example.expression), {k: np.asarray(v) for k, v in example.values.items()})
    cell = Cell("Y", Part.GRADIENT, (1, 1))
    found = origin(trace, cell)
    one = "∂L/∂c[1, 1] · Y[1, 1]"
    assert formula(trace, cell, found) == f"{one} + {one}"
    assert found.arithmetic.written() == "0.111·(−2.5) + 0.111·(−2.5)"
    assert found.arithmetic.value == pytest.approx(found.value)


def test_one_number_of_a_mean_has_no_array_of_ones():
    trace = run(parse("L = mean(x)"), {"x": np.asarray([1.0, 2.0])})
    cell = Cell("x", Part.GRADIENT, (1,))
    assert formula(trace, cell, origin(trace, cell)) == "∂L/∂L · 1/n"
