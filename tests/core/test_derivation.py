"""The formulas on the card: the rule in symbols, the numbers put in, the result."""

import re

import numpy as np
import pytest

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
    assert r"\mathrel{+}=" in derivation(CHAIN, first)[0].tex
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
