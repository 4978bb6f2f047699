"""Kinks that cancel, and poles: neither is called a bend, and a pole is no kink."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.explore.nudge import Experiment
from core.explore.quotients import Regime
from core.explore.special import choices
from core.explore.verdict import Silence, verdicts
from tests.core.test_listing import traced

CANCEL = ["relu(x) - relu(-x)", "max(x, 0) + min(x, 0)", "max(0, x) + min(0, x)"]


@pytest.mark.parametrize("text", CANCEL)
@settings(max_examples=8, deadline=None)
@given(k=st.floats(0.1, 9), epsilon=st.floats(1e-6, 1))
def test_kinks_that_cancel_are_told_with_what_was_chosen(text: str, k: float, epsilon: float):
    trace = traced(f"y = k * ({text})", x=0.0, k=k)
    experiment = Experiment(trace, "x")
    assert experiment.regime(epsilon) is Regime.CHOSEN
    assert choices(trace, "x").count("=") >= 2
    assert verdicts(trace)["x"].silence is Silence.CHOSEN


@settings(max_examples=20, deadline=None)
@given(st.floats(-8, -1), st.floats(1.2, 90))
def test_a_pole_within_epsilon_is_told(power: float, times: float) -> None:
    x = 10**power
    for text in ("y = 1 / x", "y = x ** -3", "y = 3 * reciprocal(x)"):
        assert Experiment(traced(text, x=x), "x").regime(times * x) is Regime.POLE, text
    assert Experiment(traced("y = 1 / x", x=x), "x").regime(x / 100) is not Regime.POLE


def test_the_cases_that_were_told_wrong_and_those_that_were_not() -> None:
    for text, x, epsilon, wanted in (
        ("y = 1 / x", 1e-9, 0.01, Regime.POLE),
        ("y = 1 / x", 0.005, 0.01, Regime.POLE),
        ("y = relu(x)", 0.0, 0.01, Regime.KINK_HERE),
        ("y = abs(x)", 0.005, 0.01, Regime.KINK_NEAR),
        ("y = exp(x)", 2.0, 0.5, Regime.TRUNCATION),
        ("y = tanh(1000 * x)", 0.0, 1.0, Regime.TRUNCATION),
    ):
        assert Experiment(traced(text, x=np.float64(x)), "x").regime(epsilon) is wanted, (text, x)
