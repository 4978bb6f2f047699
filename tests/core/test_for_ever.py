"""Who goes round for ever is told so, and who stands at a saddle point, also without curvature."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import LANGUAGES
from core.surfaces import Racer, custom_surface, descend
from core.surfaces.race.arrival import tolerance
from core.surfaces.race.verdict import Outcome, Verdict, verdict


def told(text: str, name: str, start: tuple[float, float], steps=60, **settings) -> Verdict:
    surface, racer = custom_surface(text), Racer(name, settings)
    return verdict(surface, racer, descend(surface, racer, start, steps), "it")


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.floats(0.15, 0.5), st.floats(0.5, 3.0))
def test_momentum_at_a_kink_swings_for_ever(rate, x) -> None:
    """Its turns are longer than a step, and it was “still under way”."""
    lr = float(f"{rate:.2g}")
    found = told("abs(x)", "momentum", (x, 0.0), 100, lr=lr)
    path = descend(custom_surface("abs(x)"), Racer("momentum", {"lr": lr}), (x, 0.0), 4000)
    for_ever = np.ptp(path.points[-200:, 0]) > 4 * tolerance(custom_surface("abs(x)"))
    assert (found.outcome is Outcome.SWINGING) == for_ever, found.message.text("en")


@pytest.mark.parametrize("steps", [100, 500])
def test_who_alternates_is_not_under_way(steps: int) -> None:
    text = "sin(3*x) + sin(3*y) + 0.1*(x**2 + y**2)"
    assert told(text, "rmsprop", (2.0, 1.5), steps, lr=0.1).outcome is Outcome.SWINGING


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.floats(0.9, 0.9999), st.floats(0.01, 1.0))
def test_swings_that_are_damped_however_slowly_are_no_cycle(momentum, rate) -> None:
    given = {"lr": float(f"{rate:.2g}"), "momentum": float(f"{momentum:.5g}")}
    found = told("x**2 + y**2", "momentum", (3.0, 0.5), 100, **given)
    assert found.message.key != "arena.verdict.swinging"


def test_who_is_at_a_saddle_point_is_told_so_whatever_its_rule_remembers() -> None:
    """RMSprop, nearer to it than SGD, was said to be held by its memory."""
    for name in ("sgd", "rmsprop"):
        assert told("x**2 - y**2", name, (3.0, 0.0), lr=0.1).message.key == "arena.verdict.saddle"


@pytest.mark.parametrize("text", ["x**4 - y**4", "x**3 + y**3", "x**2*y - y**3/3", "x**4 - y**6"])
@pytest.mark.parametrize("factor", ["1e-3", "1", "1e4"])
def test_a_saddle_without_curvature_is_told_by_heights(text: str, factor: str) -> None:
    found = told(f"{factor}*({text})", "sgd", (0.0, 0.0), lr=1e-3)
    assert found.message.key == "arena.verdict.saddle_by_heights"
    assert all(found.message.text(language) for language in LANGUAGES)


@pytest.mark.parametrize("text", ["x**4 + y**4", "-x**4 - y**4", "x**3", "tanh(9 + x**2 + y**2)"])
def test_what_is_no_saddle_is_not_told_to_be_one(text: str) -> None:
    assert "saddle" not in told(text, "sgd", (0.0, 0.0), lr=0.1).message.key
