"""The formulas on the card: the rule in symbols, the numbers put in, the result."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.examples import EXAMPLES
from core.explain.derivation import Kind, Line, derivation
from core.explain.listing import WRITERS
from core.explain.why import why
from core.graph import Edge
from core.language.expression import parse
from core.ops import OPS
from core.trace import Accumulate, Forward, Propagate, Trace, run
from core.values import starting_values


def traced(text: str, **values: object) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


CHAIN = traced("e = (a + b) * (b + 1)", a=2.0, b=1.0)


def lines_of(trace: Trace, edge: Edge) -> dict[Kind, Line]:
    return of_event(trace, trace.edge_index[edge])


def of_event(trace: Trace, index: int) -> dict[Kind, Line]:
    lines = derivation(trace, index)
    assert len({line.kind for line in lines}) == len(lines), "one line for each stage"
    return {line.kind: line for line in lines}


def total_of(trace: Trace) -> dict[Kind, Line]:
    return of_event(trace, next(i for i, e in enumerate(trace.events) if isinstance(e, Accumulate)))


def test_the_rule_then_what_comes_from_above_then_the_numbers() -> None:
    lines = lines_of(CHAIN, Edge("c", "e", 0))
    assert list(lines) == [Kind.RULE, Kind.UPSTREAM, Kind.NUMBERS]
    assert lines[Kind.RULE].tex == (
        r"\frac{\partial e}{\partial c} = \frac{\partial e}{\partial e}"
        r" \cdot \frac{\partial e}{\partial c} = \frac{\partial e}{\partial e} \cdot d"
    )
    assert lines[Kind.RULE].plain == "∂e/∂c = ∂e/∂e · ∂e/∂c = ∂e/∂e · d"
    assert lines[Kind.UPSTREAM].tex == r"= 1 \cdot d"
    assert lines[Kind.NUMBERS].tex == r"= 1 \cdot 2 = 2"


def test_where_the_local_derivative_is_a_number_its_symbol_stays_for_a_stage() -> None:
    lines = lines_of(CHAIN, Edge("b", "d", 0))
    assert lines[Kind.UPSTREAM].plain == "= 3 · ∂d/∂b"
    assert lines[Kind.NUMBERS].plain == "= 3 · 1 = 3"


def test_the_local_derivative_has_a_number_of_its_own() -> None:
    trace = traced("y = sigmoid(x); L = y * y", x=0.0)
    lines = lines_of(trace, Edge("x", "y", 0))
    assert lines[Kind.UPSTREAM].plain == "= 1 · σ(x)(1 − σ(x))"
    assert lines[Kind.NUMBERS].plain == "= 1 · σ(0)(1 − σ(0)) = 1 · 0.25 = 0.25"


def test_a_fan_out_is_a_sum_before_it_is_a_total() -> None:
    first, second = (of_event(CHAIN, i) for i in CHAIN.arrivals["b"])
    assert "{+}{=}" in first[Kind.RULE].tex
    assert first[Kind.SUM].plain == "∂e/∂b = 3 + …"
    assert second[Kind.NUMBERS].plain == "= 2 · 1 = 2"
    assert second[Kind.SUM].plain == "∂e/∂b = 3 + 2"
    total = total_of(CHAIN)
    assert total[Kind.RULE].plain == "∂e/∂b = ∂e/∂d ∂d/∂b + ∂e/∂c ∂c/∂b"
    assert total[Kind.PRODUCTS].plain == "= 3 · 1 + 2 · 1"
    assert total[Kind.NUMBERS].plain == "= 3 + 2 = 5"


@pytest.mark.parametrize("n", [3, 7])
def test_many_contributions_arrive_one_by_one(n: int) -> None:
    names = "abcdefg"[:n]
    trace = traced("y = " + " + ".join(f"{name} * x" for name in names), x=1.0, a=-2.0)
    sums = [of_event(trace, i)[Kind.SUM].plain for i in trace.arrivals["x"]]
    assert sums[0].endswith(" + …") and not sums[-1].endswith("…")
    assert [text.count("+") for text in sums] == [*range(1, min(n, 7)), min(n, 6) - 1]
    assert "(−2)" in sums[n - 1] or n > 6
    assert total_of(trace)[Kind.NUMBERS].plain.endswith(f" = {trace.gradients['x']:g}")


def test_both_edges_of_a_square_are_told_apart() -> None:
    trace = traced("y = x * x", x=3.0)
    first, second = (lines_of(trace, Edge("x", "y", slot)) for slot in (0, 1))
    assert r"\frac{\partial y}{\partial x^{(1)}}" in first[Kind.RULE].tex
    assert r"\frac{\partial y}{\partial x^{(2)}}" in second[Kind.RULE].tex
    assert first[Kind.NUMBERS].tex == second[Kind.NUMBERS].tex == r"= 1 \cdot 3 = 3"
    assert second[Kind.SUM].plain == "∂y/∂x = 3 + 3"
    assert total_of(trace)[Kind.NUMBERS].plain == "= 3 + 3 = 6"


def test_what_reaches_the_output_directly_is_told_from_the_whole_gradient() -> None:
    """∂y/∂p is 7; what y itself says of p, as its second input, is only 1 of that."""
    trace = traced("p = 2 * x; q = 3 * x; y = p * q + p", x=2.0)
    total = of_event(trace, trace.total_index["p"])
    assert total[Kind.RULE].plain == "∂y/∂p = ∂y/∂y ∂y/∂p⁽²⁾ + ∂y/∂c ∂c/∂p"
    assert total[Kind.NUMBERS].plain == "= 1 + 6 = 7"
    direct = lines_of(trace, Edge("p", "y", 1))
    assert direct[Kind.RULE].plain == "∂y/∂p += ∂y/∂y · ∂y/∂p⁽²⁾ = ∂y/∂y · 1"


def test_negative_factors_are_in_brackets() -> None:
    trace = traced("f = x * y", x=3.0, y=-4.0)
    numbers = lines_of(trace, Edge("x", "f", 0))[Kind.NUMBERS]
    assert numbers.tex == r"= 1 \cdot ({-}4) = {-}4"
    assert numbers.plain == "= 1 · (−4) = −4"


def test_arrays_show_how_shapes_fit() -> None:
    trace = traced("L = mean(affine(X, W, b))", X=np.ones((100, 784)), W=np.ones((784, 50)))
    lines = lines_of(trace, Edge("W", "c", 1))
    assert lines[Kind.RULE].tex == (
        r"\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial c}"
    )
    assert lines[Kind.UPSTREAM].plain == "= Xᵀ G, G = ∂L/∂c ∈ [0.0002, 0.0002]^(100 × 50)"
    assert lines[Kind.SHAPES].plain == "(784 × 50) = (784 × 100) · (100 × 50)"
    assert Kind.NUMBERS not in lines
    biases = lines_of(trace, Edge("b", "c", 2))
    assert biases[Kind.SHAPES].plain == "(50,) = Σₙ (100 × 50)"


def test_the_upstream_has_a_letter_that_no_node_has() -> None:
    trace = traced("L = mean(X @ G)", X=np.ones((9, 5)), G=np.ones((5, 7)))
    assert "= Xᵀ D, D = ∂L/∂c" in lines_of(trace, Edge("G", "c", 1))[Kind.UPSTREAM].plain


def test_small_matrices_are_multiplied_with_their_numbers() -> None:
    trace = traced("L = sum(X @ W)", X=np.array([[1.0, 2.0]]), W=np.array([[3.0], [-4.0]]))
    lines = lines_of(trace, Edge("W", "c", 1))
    assert lines[Kind.NUMBERS].plain == "= [[1], [2]] · 1 = [[1], [2]]"
    assert r"\begin{pmatrix} 3 & -4 \end{pmatrix}" in (
        lines_of(trace, Edge("X", "c", 0))[Kind.NUMBERS].tex
    )


@pytest.mark.parametrize("x", [[[2.0]], [[2.0], [5.0]]])
def test_a_matrix_of_a_single_number_is_not_the_next_digit_of_its_neighbour(x) -> None:
    """Side by side, 2 and −3 are a difference, and 2 and 1 twenty-one."""
    trace = traced("L = sum(X @ W)", X=np.array(x), W=np.array([[-3.0]]))
    product = of_event(trace, trace.value_index["c"])[Kind.NUMBERS].plain
    assert product in ("= 2 · (−3) = −6", "= [[2], [5]] · (−3) = [[−6], [−15]]")
    of_w = lines_of(trace, Edge("W", "c", 1))[Kind.NUMBERS].plain
    assert of_w in ("= 2 · 1 = 2", "= [2, 5] [[1], [1]] = 7")
    assert " · (−3) = " in lines_of(trace, Edge("X", "c", 0))[Kind.NUMBERS].plain


@pytest.mark.parametrize(
    ("x", "w", "of_x", "of_w"),
    [
        ((2, 3), (3, 4), "(2 × 3) = (2 × 4) · (4 × 3)", "(3 × 4) = (3 × 2) · (2 × 4)"),
        ((3,), (3, 4), "(1 × 3) = (1 × 4) · (4 × 3)", "(3 × 4) = (3 × 1) · (1 × 4)"),
        ((2, 3), (3,), "(2 × 3) = (2 × 1) · (1 × 3)", "(3 × 1) = (3 × 2) · (2 × 1)"),
        (
            (5, 2, 3),
            (5, 3, 4),
            "(5 × 2 × 3) = (5 × 2 × 4) · (5 × 4 × 3)",
            "(5 × 3 × 4) = (5 × 3 × 2) · (5 × 2 × 4)",
        ),
    ],
)
def test_products_transpose_the_last_two_axes(
    x: tuple[int, ...], w: tuple[int, ...], of_x: str, of_w: str
) -> None:
    trace = traced("L = sum(X @ W)", X=np.ones(x), W=np.ones(w))
    assert lines_of(trace, Edge("X", "c", 0))[Kind.SHAPES].plain == of_x
    assert lines_of(trace, Edge("W", "c", 1))[Kind.SHAPES].plain == of_w


def test_a_transpose_turns_all_axes_around() -> None:
    trace = traced("L = sum(transpose(X))", X=np.ones((2, 3, 4)))
    assert lines_of(trace, Edge("X", "c", 0))[Kind.SHAPES].plain == "(2 × 3 × 4) = (4 × 3 × 2)ᵀ"


def test_a_transpose_shows_the_matrix_before_and_after() -> None:
    """Both ways it was `= M = M`, the same matrix twice."""
    trace = traced("c = transpose(X); L = sum(c * c)", X=np.array([[1.0, 2.0], [3.0, 4.0]]))
    before, after = (
        rf"\begin{{pmatrix}} {cells} \end{{pmatrix}}"
        for cells in (r"1 & 2 \\ 3 & 4", r"1 & 3 \\ 2 & 4")
    )
    forward = next(
        i for i, e in enumerate(trace.events) if isinstance(e, Forward) and e.node == "c"
    )
    numbers = {line.kind: line.tex for line in derivation(trace, forward)}[Kind.NUMBERS]
    assert numbers == rf"= {{{before}}}^\top = {after}"
    doubled = before.replace("1 & 2", "2 & 4").replace("3 & 4", "6 & 8")
    assert lines_of(trace, Edge("X", "c", 0))[Kind.NUMBERS].tex == f"= {doubled}"
    flat = traced("L = sum(transpose(X))", X=np.array([1.0, 2.0]))
    assert flat.events and derivation(flat, 1)[1].tex == r"= \begin{pmatrix} 1 & 2 \end{pmatrix}"


def test_an_image_is_one_row_of_a_layer() -> None:
    trace = traced("L = sum(affine(X, W, b))", X=np.ones((5, 2, 2)), W=np.ones((4, 3)))
    assert lines_of(trace, Edge("W", "c", 1))[Kind.SHAPES].plain == "(4 × 3) = (4 × 5) · (5 × 3)"


@pytest.mark.parametrize(
    ("shape", "sign", "shapes"),
    [
        ((), r"\sum_{i, j}", "(1) = Σᵢⱼ (2 × 3)"),
        ((3,), r"\sum_{i}", "(3,) = Σᵢ (2 × 3)"),
        ((2, 1), r"\sum_{j}", "(2 × 1) = Σⱼ (2 × 3)"),
    ],
)
def test_what_was_repeated_gets_the_sum_over_its_repeats(
    shape: tuple[int, ...], sign: str, shapes: str
) -> None:
    trace = traced("L = sum(x + b)", x=np.ones((2, 3)), b=np.ones(shape))
    lines = lines_of(trace, Edge("b", "c", 1))
    of_c, of_b = r"\frac{\partial L}{\partial c}", r"\frac{\partial L}{\partial b}"
    assert lines[Kind.RULE].tex == (
        rf"{of_b} = {sign} {of_c} \odot \frac{{\partial c}}{{\partial b}} = {sign} {of_c} \odot 1"
    )
    assert lines[Kind.SHAPES].plain == shapes
    assert lines[Kind.NUMBERS].plain.startswith(shapes.split("= ")[1].split(" (")[0], 2)
    assert r"\sum" not in lines_of(trace, Edge("x", "c", 0))[Kind.RULE].tex


def test_repeats_are_summed_on_each_way_of_a_fan_out_and_by_every_op() -> None:
    trace = traced("y = x * b; z = y - b; L = mse(z, t)", x=np.ones((2, 3)), t=np.ones(3))
    assert total_of(trace)[Kind.RULE].plain == ("∂L/∂b = Σᵢⱼ ∂L/∂z ∂z/∂b + Σᵢⱼ ∂L/∂y ∂y/∂b")
    labels = lines_of(trace, Edge("t", "L", 1))
    assert r"= \sum_{i} \frac{\partial L}{\partial L} \cdot \frac{2}{n} (t - z)" in (
        labels[Kind.RULE].tex
    )


@pytest.mark.parametrize("text", ["sum(x)", "mean(x)", "mse(x, 1)", "softmax_cross_entropy(x, t)"])
def test_the_gradient_of_a_number_is_not_multiplied_element_by_element(text: str) -> None:
    trace = traced(f"L = {text}", x=np.ones((2, 3)), t=np.array([0, 1]))
    rule = lines_of(trace, Edge("x", "L", 0))[Kind.RULE]
    assert r"\frac{\partial L}{\partial L} \cdot" in rule.tex and r"\odot" not in rule.tex


def test_counts_become_numbers() -> None:
    trace = traced("L = mean(x)", x=np.ones((2, 3)))
    lines = lines_of(trace, Edge("x", "L", 0))
    assert r"\frac{1}{n}" in lines[Kind.UPSTREAM].tex
    assert r"\frac{1}{6}" in lines[Kind.NUMBERS].tex


def test_elements_are_multiplied_where_the_gradient_from_above_is_an_array() -> None:
    trace = traced("y = exp(x); L = sum(y)", x=np.array([0.0, np.log(2)]))
    lines = lines_of(trace, Edge("x", "y", 0))
    assert lines[Kind.RULE].tex.endswith(r"= \frac{\partial L}{\partial y} \odot e^{x}")
    assert lines[Kind.NUMBERS].plain == "= [1, 1] ⊙ [1, 2] = [1, 2]"


# what is written is true

COMPARED: dict[str, Callable[[float, float], int]] = {
    ">": lambda x, y: int(x > y),
    "<": lambda x, y: int(x < y),
    r"\ge": lambda x, y: int(x >= y),
    r"\le": lambda x, y: int(x <= y),
}
NUMBER = r"(\((?:[^()]|\([^()]*\))*\)|-?[\d.]+)"
AS_TYPED: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\{-\}", "-"),
    (r"(?<=\d)\\,(?=\d{3})", ""),
    (r"\\frac\{(.*)\}\{(.*)\}", r"((\1) / (\2))"),
    (r"\{", "("),
    (r"\}", ")"),
    (r"\b1\((.*) (>|<|\\.e) (.*)\)", lambda m: str(COMPARED[m[2]](value(m[1]), value(m[3])))),
    (r"\\mathrm\(sign\)\((.*)\)", lambda m: f"({np.sign(value(m[1]))})"),
    (rf"\\tanh\^2 {NUMBER}", r"tanh(\1)**2"),
    (rf"(?<=[\d)] )\\ln {NUMBER}", r"* log(\1)"),
    (rf"\\(cos|sin) {NUMBER}", r"\1(\2)"),
    (r"\be\^", "exp"),
    (r"\)\(", ") * ("),
    (r"\\cdot", "*"),
    (r"\^", "**"),
    (r"\\sigma", "sigmoid"),
    (r"(?<=\d)\\sqrt", "*sqrt"),
    (r"\\", ""),
)


def value(tex: str) -> float:
    """What a formula of numbers amounts to: typed as it is written, and computed forwards."""
    for written, typed in AS_TYPED:
        tex = re.sub(written, typed, tex)
    return float(traced(f"y = {tex}").values["y"])


numbers = st.integers(-30, 30).filter(bool).map(lambda n: n / 8)
sizes = st.sampled_from([1.0, 1.0, 1e-6])


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.elementwise])
@settings(max_examples=30)
@given(x=numbers, y=numbers, scale=sizes)
def test_the_numbers_that_are_put_in_amount_to_the_contribution(
    name: str, x: float, y: float, scale: float
) -> None:
    op = OPS[name]
    x = abs(x) if name in ("log", "sqrt", "power") else x
    given = dict(zip(op.inputs, (x * scale, y), strict=False))
    trace = traced(f"u = {name}({', '.join(op.inputs)}); out = u * v", v=-1.5, **given)
    for i, event in enumerate(trace.events):
        if not isinstance(event, Propagate):
            continue
        expected = pytest.approx(float(event.contribution), rel=1e-6, abs=1e-8)
        sides = of_event(trace, i)[Kind.NUMBERS].tex.removeprefix("= ").split(" = ")
        assert len(sides) >= 2
        assert all(value(side) == expected for side in sides)


def test_a_loss_of_a_probability_that_no_float_holds_has_numbers_that_amount_to_it() -> None:
    """softmax([1000, 0, −1000]) is [1, 0, 0], and −ln 0 would be ∞: the loss is 2000."""
    trace = traced("L = softmax_cross_entropy(s, t)", s=[1000.0, 0.0, -1000.0], t=2)
    said = of_event(trace, trace.value_index["L"])[Kind.NUMBERS].plain
    assert said == "= −1/1 Σ [0, 0, 1] ⊙ [0, −1000, −2000] = 2000"
    trace = traced("L = softmax_cross_entropy(s, t)", s=[0.0, 0.0], t=1)
    said = of_event(trace, trace.value_index["L"])[Kind.NUMBERS].plain
    assert said == "= −1/1 Σ [0, 1] ln [0.5, 0.5] = 0.6931471806"


def test_elements_are_multiplied_forward_too() -> None:
    trace = traced("y = x * z * 2", x=np.ones(2), z=np.ones(2))
    first, second = (of_event(trace, trace.value_index[node]) for node in ("c", "y"))
    assert first[Kind.RULE].plain == "c = x ⊙ z"
    assert second[Kind.RULE].plain == "y = c · 2"


def test_the_card_has_more_digits_than_the_stage() -> None:
    trace = traced("y = sigmoid(x)", x=1.0)
    assert lines_of(trace, Edge("x", "y", 0))[Kind.NUMBERS].tex.endswith("= 0.1966119332")


def test_vectors_that_are_too_long_for_a_line_are_multiplied_as_columns() -> None:
    trace = traced("L = sum(x * w)", x=[1.0, 2.0, -3.0, 4.0, 0.0], w=[1.0, 2.0, 3.0, 4.0, 27024.0])
    column = r"\begin{pmatrix} 1 \\ 2 \\ 3 \\ 4 \\ 27\,024 \end{pmatrix}"
    numbers = lines_of(trace, Edge("x", "c", 0))[Kind.NUMBERS].tex
    assert numbers.endswith(f" = {column}") and numbers.count("pmatrix") == 6
    assert r"1 & 2 & 3 & 4 & 27\,024" in of_event(trace, 1)[Kind.RULE].tex


def test_names_that_cannot_be_typeset_are_written_as_text() -> None:
    trace = traced("损失 = 误差 * 误差", 误差=3.0)
    lines = lines_of(trace, Edge("误差", "损失", 0))
    assert lines[Kind.RULE].tex == lines[Kind.UPSTREAM].tex == ""
    assert lines[Kind.RULE].plain == (
        "∂损失/∂误差 += ∂损失/∂损失 · ∂损失/∂误差⁽¹⁾ = ∂损失/∂损失 · 误差"
    )
    assert lines[Kind.UPSTREAM].plain == "= 1 · 误差"
    assert lines[Kind.NUMBERS].tex == r"= 1 \cdot 3 = 3"


@pytest.mark.parametrize("name", OPS)
def test_every_op_can_be_explained(name: str) -> None:
    """Forward and backward, and no place of a template is left open."""
    op = OPS[name]
    trace = traced(f"out = {name}({', '.join(op.inputs)})")
    for i, event in enumerate(trace.events):
        for line in derivation(trace, i):
            assert not re.search(r"<\w+>|[\ue000\ue001]", line.tex + line.plain)
            assert line.plain
        if isinstance(event, Propagate):
            assert derivation(trace, i)[0].tex


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("L = mse(x, x)", {"x": [-np.inf, 1.0]}),
        ("L = mse(x, t)", {"x": [1e308, 1.0], "t": [-1e308, 1.0]}),
        ("L = softmax_cross_entropy(x, t)", {"x": [[1e308, -1e308]], "t": [[1.0, 0.0]]}),
        ("L = softmax_cross_entropy(x, t)", {"x": [[np.inf, -np.inf]], "t": [[0.0, 1.0]]}),
        ("y = 1e308 - x; z = y * y", {"x": [0.5, 1.5]}),
        ("y = log(x) + sqrt(-1 - x) + 1 / x", {"x": [0.0, np.nan]}),
    ],
)
def test_numbers_that_are_not_finite_are_written_without_a_warning(text, leaves) -> None:
    """On the card, and by whoever copies the run; warnings are errors here."""
    trace = run(parse(text), {name: np.array(value) for name, value in leaves.items()})
    assert all(derivation(trace, i) for i in range(len(trace)))
    assert all(why(trace, i) is not None for i in range(trace.forward_count, len(trace)))
    assert all(write(trace) for write in WRITERS.values())


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_event_of_the_examples_has_a_line(key: str) -> None:
    example = EXAMPLES[key]
    trace = traced(example.expression, **example.values)
    assert all(derivation(trace, i) for i in range(len(trace)))


def test_a_sum_of_vectors_is_one_of_their_shapes_as_numpy_has_them() -> None:
    """As on the stage; (7) would be read as the number 7, and once was: 7 = 7 + …"""
    trace = traced("p = 2 * x; y = sum(p * x)", x=np.arange(7.0))
    first, second = (of_event(trace, i) for i in trace.arrivals["x"])
    assert first[Kind.SUM].tex == r"(7{,}) = (7{,}) + \cdots"
    assert second[Kind.SUM].plain == "(7,) = (7,) + (7,)"
    assert total_of(trace)[Kind.SHAPES].plain == "(7,) = (7,) + (7,)"


SHAPES = r"\((?:\d+(?: \\times )?)+(?:\{,\})?\)"  # (3 \times 3), (3{,})


@pytest.mark.parametrize("key", ["affine", "small_net", "linear_relu_linear"])
def test_no_array_is_set_equal_to_its_shape(key):
    """A line about shapes has shapes on both sides of its equals sign."""
    example = EXAMPLES[key]
    graph = parse(example.expression)
    leaves = {name: np.asarray(value) for name, value in example.values.items()}
    leaves = {k: v.astype(int) if k == "t" and v.ndim == 1 else v for k, v in leaves.items()}
    trace = run(graph, leaves)
    said = 0
    for index in range(len(trace)):
        for line in derivation(trace, index):
            sides = re.sub(r"\^\{\(\d\)\}", "", line.tex).split(" = ")
            shaped = [bool(re.search(SHAPES, side)) for side in sides]
            assert len(set(shaped)) == 1, line.tex
            said += all(shaped)
    assert said


def test_an_array_of_ones_is_not_the_number_one():
    trace = run(parse("L = mean(x)"), {"x": np.asarray([1.0, 2.0])})
    plain = [line.plain for line in derivation(trace, trace.edge_index[trace.graph.edges[0]])]
    assert plain[0] == "∂L/∂x = ∂L/∂L · 1/n · 𝟏"


@pytest.mark.parametrize(
    ("text", "values", "says"),
    [
        ("y = max(a, b)", {"a": np.nan, "b": 2.0}, {"a": "¬(nan < 2)", "b": "¬(2 ≤ nan)"}),
        ("y = min(a, b)", {"a": -3.0, "b": np.nan}, {"a": "¬(−3 > nan)", "b": "¬(nan ≥ −3)"}),
        ("y = relu(a)", {"a": np.nan}, {"a": "¬(nan ≤ 0)"}),
        ("y = max(a, b)", {"a": 3.0, "b": 2.0}, {"a": "3 ≥ 2", "b": "2 > 3"}),
    ],
)
def test_of_nan_the_card_says_the_question_that_was_asked(text, values, says) -> None:
    """1(nan ≥ 2) is 0: what runs, and lets the gradient pass, asks whether nan < 2."""
    trace = traced(text, **values)
    for edge in trace.graph.edges:
        line = lines_of(trace, edge)[Kind.NUMBERS]
        assert f"1({says[edge.source]})" in line.plain
