"""x and y are where a racer stands, whatever a text calls its results."""

import numpy as np
import pytest

from core.graph import Node
from core.messages import LANGUAGES, StudioError
from core.surfaces import Racer, RaceSetup, custom_surface, descend
from core.surfaces.race.report import typed_surface


@pytest.mark.parametrize("name", ["y", "z", "f", "L"])
def test_a_result_may_have_any_name_and_y_is_a_curve(name: str) -> None:
    """Of `y = x**2` the y of a racer went down by the slope 1 of the result by itself."""
    surface, plain = custom_surface(f"{name} = x**2"), custom_surface("x**2")
    assert surface.is_curve and surface.start == plain.start and surface.tuned == plain.tuned
    one, other = (
        descend(each, Racer("sgd", {"lr": 0.1}), (2.0, 1.0), 3) for each in (surface, plain)
    )
    assert np.array_equal(one.points, other.points) and np.array_equal(one.losses, other.losses)
    assert (one.points[:, 1] == 1).all()


def test_a_curve_of_several_lines_may_be_called_y() -> None:
    for text in (
        "a = x**2; y = a + sin(a)",
        "f = 3 * x; y = f**2",
        "y = f * x; f = 2",
        "y = x**2; y",
    ):
        surface = custom_surface(text)
        assert surface.is_curve
        x = np.linspace(-2, 2, 9)
        h = 1e-6
        slope = (surface.values(x + h, 0.0) - surface.values(x - h, 0.0)) / (2 * h)
        along_x, along_y = surface.gradient(x, 0.0)
        assert np.allclose(along_x, slope, atol=1e-5) and not along_y.any()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("y = 2*x; x**2 + y**2", "y"),
        ("x = 2*y; x**2 + y**2", "x"),
        ("x = y**2", "x"),
        ("x = 2; y = x/4; x**2 + y**2", "y"),
        ("x = [1, 2] / 2; x**2 + y**2", "x"),
        ("y = x**2; f = 3 * y", "y"),
    ],
)
def test_a_formula_by_the_name_of_a_place_is_said_to_be_one(text: str, name: str) -> None:
    with pytest.raises(StudioError) as told:
        custom_surface(text)
    assert told.value.message.key == "arena.error.defined"
    for language in LANGUAGES:
        said = told.value.message.text(language)
        assert f"{name} = …" in said and "u" in said


@pytest.mark.parametrize("text", ["y = 3", "x = 3", "y = 2 * 3", "x = 1; y = 2"])
def test_values_alone_are_no_function(text: str) -> None:
    with pytest.raises(StudioError) as told:
        custom_surface(text)
    assert told.value.message.key == "arena.error.constant"


def test_values_in_the_text_are_the_start() -> None:
    setup = RaceSetup.custom("x = 3; y = 2; x**2 + y**2")
    assert setup.starts == ((3.0, 2.0),) == setup.as_meant.starts
    assert RaceSetup.custom("x = 3; x**2").start == (3.0, 0.0)
    x, y = RaceSetup.custom("y = 0.5; x**2 + y**2").start
    assert y == 0.5 and x == RaceSetup.custom("x**2 + y**2").start[0]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x = 1/2; y = -(1+1); x**2 + y**2", (0.5, -2.0)),
        ("a = 2; x = a/4; y = exp(0); a * x**2 + y**2", (0.5, 1.0)),
        ("x = 2**-1; x**2", (0.5, 0.0)),
        ("x = 1/2; y = x**2", (0.5, 0.0)),
    ],
)
def test_a_value_may_be_reckoned(text: str, start: tuple[float, float]) -> None:
    """`x = 1/2` was taken for a formula by the name of a place, and refused."""
    surface = custom_surface(text)
    assert surface.start == start
    assert typed_surface(text, None).start[0] == start[0]
    x, y = np.array([1.0, 3.0]), np.array([2.0, -1.0])
    assert not np.array_equal(*surface.values(x, y)), "x is where a racer stands"
    on_stage = custom_surface(surface.formula)
    assert np.array_equal(on_stage.values(x, y), surface.values(x, y))
    places = [node for node in on_stage.graph.nodes if node.id in ("x", "y")]
    assert places and all(node == Node(node.id) for node in places)


def test_a_text_without_values_goes_to_the_stage_as_it_was_typed() -> None:
    text = "a=2;  a*x**2 + y**2"
    assert custom_surface(text).formula == text
    assert custom_surface(f"x = 3; {text}").formula == "a = 2; a * x ** 2 + y ** 2"


def test_a_value_that_is_reckoned_to_be_none_is_refused() -> None:
    with pytest.raises(StudioError) as refused:
        custom_surface("x = 1/0; x**2 + y**2")
    assert refused.value.message.key == "arena.error.no_value"


def test_where_no_start_has_a_value_none_is_asked_for() -> None:
    for text in ("1/0*x", "sqrt(x - 100)"):
        with pytest.raises(StudioError) as refused:
            typed_surface(text, None)
        assert refused.value.message.key == "arena.error.no_value_around"
    assert typed_surface("sqrt(x - 100)", [101.0]).start == (101.0, 0.0)


@pytest.mark.parametrize(
    ("text", "what"), [("x = 0; 1/x", "value"), ("x = 0; y = 1; sqrt(x)*y", "slope")]
)
def test_a_text_that_begins_where_there_is_nothing_is_refused(text: str, what: str) -> None:
    """By the window as by the command line."""
    for read in (custom_surface, lambda text: typed_surface(text, None)):
        with pytest.raises(StudioError) as refused:
            read(text)
        assert refused.value.message.key == f"arena.error.no_{what}"
