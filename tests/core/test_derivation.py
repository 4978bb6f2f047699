"""The formulas on the card: the rule in symbols, the numbers put in, the result."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.derivation import Kind, Line, derivation
from core.examples import EXAMPLES
from core.expression import parse
from core.graph import Edge
from core.ops import OPS
from core.trace import Accumulate, Propagate, Trace, run
from core.values import starting_values


def traced(text: str, **values: object) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


CHAIN = traced("e = (a + b) * (b + 1)", a=2.0, b=1.0)


def lines_of(trace: Trace, edge: Edge) -> tuple[Line, ...]:
    return derivation(trace, trace.edge_index[edge])


def test_the_chain_rule_the_ops_own_rule_and_the_numbers() -> None:
    rule, numbers = lines_of(CHAIN, Edge("c", "e", 0))
    assert rule.tex == (
        r"\frac{\partial e}{\partial c} = \frac{\partial e}{\partial e}"
        r" \cdot \frac{\partial e}{\partial c} = \frac{\partial e}{\partial e} \cdot d"
    )
    assert rule.plain == "∂e/∂c = ∂e/∂e · ∂e/∂c"
    assert numbers.tex == r"1 \cdot 2 = 2"
    assert numbers.kind is Kind.NUMBERS


def test_contributions_of_a_fan_out_are_added_to_what_has_arrived() -> None:
    first, second = CHAIN.arrivals["b"]
    assert "{+}{=}" in derivation(CHAIN, first)[0].tex
    assert derivation(CHAIN, first)[1].tex == r"3 \cdot 1 = 3"
    assert derivation(CHAIN, second)[1].tex == r"3 + 2 \cdot 1 = 5"


def test_the_sum_is_written_as_a_sum() -> None:
    index = next(i for i, e in enumerate(CHAIN.events) if isinstance(e, Accumulate))
    rule, numbers = derivation(CHAIN, index)
    assert rule.tex.count(r"\frac") == 5
    assert rule.plain == "∂e/∂b = ∂e/∂d · ∂d/∂b + ∂e/∂c · ∂c/∂b"
    assert numbers.plain == "3 + 2 = 5"


def test_both_edges_of_a_square() -> None:
    trace = traced("y = x * x", x=3.0)
    assert lines_of(trace, Edge("x", "y", 0))[1].tex == r"1 \cdot 3 = 3"
    assert lines_of(trace, Edge("x", "y", 1))[1].tex == r"3 + 1 \cdot 3 = 6"


def test_negative_factors_are_in_brackets() -> None:
    trace = traced("f = x * y", x=3.0, y=-4.0)
    assert lines_of(trace, Edge("x", "f", 0))[1].tex == r"1 \cdot ({-}4) = {-}4"
    assert lines_of(trace, Edge("x", "f", 0))[1].plain == "1 · (−4) = −4"


def test_arrays_show_how_shapes_fit() -> None:
    trace = traced("L = mean(affine(X, W, b))", X=np.ones((100, 784)), W=np.ones((784, 50)))
    rule, shapes = lines_of(trace, Edge("W", "c", 1))
    assert rule.tex == r"\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial c}"
    assert shapes.kind is Kind.SHAPES
    assert shapes.plain == "(784 × 50) = (784 × 100) · (100 × 50)"


@pytest.mark.parametrize(
    ("shape", "sign", "shapes"),
    [
        ((), r"\sum_{i, j}", "() = Σ_i, j (2 × 3)"),
        ((3,), r"\sum_{i}", "(3) = Σ_i (2 × 3)"),
        ((2, 1), r"\sum_{j}", "(2 × 1) = Σ_j (2 × 3)"),
    ],
)
def test_what_was_repeated_gets_the_sum_over_its_repeats(
    shape: tuple[int, ...], sign: str, shapes: str
) -> None:
    trace = traced("L = sum(x + b)", x=np.ones((2, 3)), b=np.ones(shape))
    rule, sizes = lines_of(trace, Edge("b", "c", 1))
    of_c, of_b = r"\frac{\partial L}{\partial c}", r"\frac{\partial L}{\partial b}"
    assert rule.tex == (
        rf"{of_b} = {sign} {of_c} \odot \frac{{\partial c}}{{\partial b}} = {sign} {of_c} \odot 1"
    )
    assert rule.plain == f"∂L/∂b = {shapes.split(' = ')[1].split(' (')[0]} ∂L/∂c · ∂c/∂b"
    assert sizes.kind is Kind.SHAPES
    assert sizes.plain == shapes.replace("()", "(1)")
    assert r"\sum" not in lines_of(trace, Edge("x", "c", 0))[0].tex


def test_repeats_are_summed_on_each_way_of_a_fan_out_and_by_every_op() -> None:
    trace = traced("y = x * b; z = y - b; L = mse(z, t)", x=np.ones((2, 3)), t=np.ones(3))
    index = next(i for i, e in enumerate(trace.events) if isinstance(e, Accumulate))
    assert derivation(trace, index)[0].plain == (
        "∂L/∂b = Σ_i, j ∂L/∂z · ∂z/∂b + Σ_i, j ∂L/∂y · ∂y/∂b"
    )
    labels = lines_of(trace, Edge("t", "L", 1))[0].tex
    assert r"= \sum_{i} \frac{\partial L}{\partial L} \cdot \frac{2}{n} (t - z)" in labels


@pytest.mark.parametrize("text", ["sum(x)", "mean(x)", "mse(x, 1)", "softmax_cross_entropy(x, t)"])
def test_the_gradient_of_a_number_is_not_multiplied_element_by_element(text: str) -> None:
    trace = traced(f"L = {text}", x=np.ones((2, 3)), t=np.array([0, 1]))
    rule = lines_of(trace, Edge("x", "L", 0))[0]
    assert r"\frac{\partial L}{\partial L} \cdot" in rule.tex and r"\odot" not in rule.tex


def test_elements_are_multiplied_where_the_gradient_from_above_is_an_array() -> None:
    trace = traced("y = exp(x); L = sum(y)", x=np.ones(3))
    rule = lines_of(trace, Edge("x", "y", 0))[0]
    assert rule.tex.endswith(r"= \frac{\partial L}{\partial y} \odot e^{x}")


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
        terms, result = derivation(trace, i)[1].tex.rsplit(" = ", 1)
        expected = pytest.approx(float(event.contribution), rel=1e-6, abs=1e-8)
        assert value(result) == expected
        assert value(terms) == expected


def test_the_card_has_more_digits_than_the_stage() -> None:
    trace = traced("y = sigmoid(x)", x=1.0)
    assert lines_of(trace, Edge("x", "y", 0))[1].tex.endswith("= 0.1966119332")


def test_names_that_cannot_be_typeset_are_written_as_text() -> None:
    trace = traced("损失 = 误差 * 误差", 误差=3.0)
    rule, numbers = lines_of(trace, Edge("误差", "损失", 0))
    assert rule.tex == ""
    assert rule.plain == "∂损失/∂误差 = ∂损失/∂损失 · ∂损失/∂误差"
    assert numbers.tex == r"1 \cdot 3 = 3"


@pytest.mark.parametrize("name", OPS)
def test_every_op_can_be_explained(name: str) -> None:
    """Forward and backward, and no place of a template is left open."""
    op = OPS[name]
    trace = traced(f"out = {name}({', '.join(op.inputs)})")
    for i, event in enumerate(trace.events):
        for line in derivation(trace, i):
            assert not re.search(r"<\w+>|⟨|⟩", line.tex + line.plain)
            assert line.plain
        if isinstance(event, Propagate):
            assert derivation(trace, i)[0].tex


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_event_of_the_examples_has_a_line(key: str) -> None:
    example = EXAMPLES[key]
    trace = traced(example.expression, **example.values)
    assert all(derivation(trace, i) for i in range(len(trace)))
