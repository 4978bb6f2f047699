"""What is typeset of a step adds up as it stands there, read by a calculator and not by us."""

import ast
import operator
import re
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.format import number, rounded
from core.optimizers import RULES
from core.surfaces import SURFACES, Racer, RaceSetup, custom_surface, descend
from core.surfaces.race.anatomy import anatomy

_RATES = {"adagrad": 0.5, "adam": 0.2, "adamw": 0.2, "rmsprop": 0.1}
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_LEAST = sys.float_info.min  # below it a float has few digits
_NUMBER = r"-?[\d.]+(?:e-?\d+)?"


def plain(tex: str) -> str:
    """A formula without its TeX; a vector is x|y in brackets."""
    tex = tex.replace(r",\,", "|").replace("{-}", "-").replace("{", "(").replace("}", ")")
    tex = re.sub(r"(?<=\d)\\,(?=\d{3})", "", tex)  # between groups of digits
    tex = re.sub(r" \\cdot 10\^\((-?\d+)\)", r"e\1", tex)
    tex = tex.replace(r"\cdot", "*").replace("^2", "**2")
    return tex.replace(")(", ")/(").replace(r"\frac", "")


def component(formula: str, i: int) -> str:
    """Of every vector the one number."""
    return re.sub(
        rf"\(({_NUMBER})\| ({_NUMBER})\)", lambda found: f"({found.group(i + 1)})", formula
    )


def value(node: ast.expr) -> float:
    """As a calculator has it."""
    if isinstance(node, ast.BinOp):
        return float(_OPERATORS[type(node.op)](value(node.left), value(node.right)))
    if isinstance(node, ast.UnaryOp):
        return -value(node.operand)
    assert isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return float(node.value)


def summands(node: ast.expr) -> list[float]:
    """What is added up in a formula."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return summands(node.left) + summands(node.right)
    return [value(node)]


def calculated(line: str, i: int) -> tuple[float, str, float]:
    """What a calculator finds for one axis of `name = formula = result`, what is there, and the
    size of the largest summand."""
    name, formula, result = line.split(" = ")
    assert name
    tree = ast.parse(component(plain(formula), i), mode="eval").body
    size = max(map(abs, summands(tree)))
    return value(tree), component(plain(result), i).strip("() "), size


def lines_of(line: str) -> list[str]:
    return re.split(r"(?: \\quad)+ ", line)


def adds_up(lines: tuple[str, ...], flat: bool) -> None:
    shown: dict[str, str] = {}
    for line in (part for whole in lines for part in lines_of(whole)):
        if r"\nabla" in line:
            continue
        name, formula, result = line.split(" = ")
        if name.startswith(r"\hat"):
            formula = formula.replace(rf"\frac{{{name[5]}}}", rf"\frac{{{shown[name[5]]}}}")
        shown[name] = result
        for i in range(1 if flat else 2):
            found, there, size = calculated(f"{name} = {formula} = {result}", i)
            digits = max(3, len(re.sub(r"e.*|[-.]", "", there).lstrip("0")))
            reads = [rounded(found, k) for k in range(3, digits + 10)]
            assert float(there) in reads or abs(found - float(there)) <= max(
                1e-12 * size, _LEAST
            ), line


def moves(line: str, before: np.ndarray, after: np.ndarray, flat: bool) -> None:
    _, formula, result = line.split(" = ")
    for i in range(1 if flat else 2):
        if abs(before[i] - after[i]) > 1e-10 * abs(before[i]):
            first = component(plain(formula), i).split()[0].strip("()")
            assert float(first) != float(component(plain(result), i).strip("()")), line


@pytest.mark.parametrize("name", RULES)
@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 199))
@settings(max_examples=15, deadline=None)
def test_every_line_of_a_step_adds_up_and_the_step_is_seen(name, x, y, step) -> None:
    extra = {"weight_decay": 0.1} if name == "adamw" else {}
    racer = Racer(name, {"lr": _RATES.get(name, 0.01), **extra})
    for surface, start in ((SURFACES["himmelblau"], (x, y)), (SURFACES["parabola"], (x, 0.0))):
        path = descend(surface, racer, start, 200)
        found = anatomy(racer, path, step, flat=surface.is_curve)
        if found is not None:
            adds_up(found.lines, surface.is_curve)
            moves(found.lines[-1], path.points[step], path.points[step + 1], surface.is_curve)


LONG = custom_surface("1000*x**2 + 0.001*y**2")
PLACES = [*(each for each in SURFACES.values() if each.batches is None), LONG]


@pytest.mark.parametrize("name", RULES)
@given(st.sampled_from(PLACES), st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 399))
@settings(max_examples=15, deadline=None)
def test_a_coordinate_adds_up_beside_a_much_larger_one(name, surface, x, y, step) -> None:
    """1.21e-15 − 1.5·2.41e-15/4.13 was 3.31e-16, as the other coordinate was near 1."""
    racer = Racer(name, surface.tuned_for(name))
    path = descend(surface, racer, (x, 0.0 if surface.is_curve else y), 400)
    found = anatomy(racer, path, step, flat=surface.is_curve)
    if found is not None:
        adds_up(found.lines, surface.is_curve)


@pytest.mark.parametrize(
    ("name", "rule", "step"), [("ravine", "adagrad", 27), ("plateau", "adagrad", 77)]
)
def test_a_number_near_nothing_adds_up(name: str, rule: str, step: int) -> None:
    setup = RaceSetup.of(name)
    path = descend(setup.surface, setup[rule].racer, setup.start, step + 1)
    found = anatomy(setup[rule].racer, path, step)
    assert found is not None
    adds_up(found.lines, False)


def test_near_a_minimum_a_step_is_seen_to_move() -> None:
    """(3.58, −1.84) − 0.01·(−0.00953, 0.104) was (3.58, −1.85)."""
    setup = RaceSetup.of("himmelblau")
    racer, start = setup["sgd"].racer, setup.start
    path = descend(setup.surface, racer, start, 46)
    (line,) = anatomy(racer, path, 45).lines
    assert f"({number(path.points[45, 0], 3)}|" not in plain(line)
    adds_up((line,), False)
    moves(line, path.points[45], path.points[46], False)


@pytest.mark.parametrize("name", RULES)
def test_on_a_curve_a_result_stands_in_no_brackets(name: str) -> None:
    """θ was (−2.1) there."""
    surface = SURFACES["parabola"]
    racer = Racer(name, surface.tuned_for(name))
    path = descend(surface, racer, (-2.5, 0.0), 5)
    found = anatomy(racer, path, 1, flat=True)
    assert found is not None
    for line in found.lines:
        results = [part.rpartition(" = ")[2] for part in lines_of(line)]
        assert not [result for result in results if result.startswith("(")]
        assert "((" not in plain(line)
    assert "-" in plain(found.lines[-1]).rpartition(" = ")[2]


def test_few_digits_stand_where_few_do() -> None:
    setup = RaceSetup.of("ravine")
    path = descend(setup.surface, setup["sgd"].racer, setup.start, 5)
    (line,) = anatomy(setup["sgd"].racer, path, 0).lines
    assert plain(line) == r"\theta = (-7| 2) - 0.95 * (-0.7| 4) = (-6.33| -1.8)"


def test_a_tiny_number_is_squared_as_a_whole() -> None:
    surface = custom_surface("1e-9 * x**2")
    path = descend(surface, Racer("adagrad"), (3.0, 0.0), 2)
    found = anatomy(Racer("adagrad"), path, 0, flat=True)
    assert found is not None and r"(6 \cdot 10^{{-}9})^2" in found.lines[0]
