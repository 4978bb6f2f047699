"""Sentences about single cases: what is said holds of the numbers at hand, and of how many."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explain.why import why
from core.explore.verdict import Silence, verdicts
from core.messages import LANGUAGES
from core.trace import Propagate, Trace
from tests.core.test_listing import traced


def said(trace: Trace, source: str, language: str = "en") -> str:
    """At the first edge that leads to `source`."""
    events = enumerate(trace.events)
    at = next(i for i, e in events if isinstance(e, Propagate) and e.edge.source == source)
    message = why(trace, at)
    assert message is not None
    text = message.text(language)
    assert not re.search(r"[{}]", text)
    return text


@given(st.floats(-9, -0.01))
def test_outside_of_its_domain_a_logarithm_has_no_slope(x: float) -> None:
    for language in LANGUAGES:
        assert "steep" not in (one := said(traced("y = log(x)", x=x), "x", language))
        assert "很陡" not in one
        assert "2" in said(traced("L = sum(log(x))", x=[x, 1.0, 2 * x]), "x", language)
    for text in ("y = sqrt(x)", "y = x ** 0.5", "y = x ** 2.5"):
        assert "slope of" not in said(traced(text, x=x), "x")
    assert "lies below 0, where there is no ln" in said(traced("L = sum(log(x))", x=[x, 1]), "x")


@given(st.floats(-9, -0.01), st.sampled_from(["y = log(x) * x", "y = sqrt(x) + x", "y = x ** 0.5"]))
def test_nan_is_not_said_to_agree_with_nan(x: float, text: str) -> None:
    found = verdicts(traced(text, x=x))
    assert {v.silence for v in found.values()} == {Silence.UNDEFINED}


@pytest.mark.parametrize("language", LANGUAGES)
@given(y=st.lists(st.floats(-3, 3), min_size=2, max_size=4))
def test_where_no_error_is_nothing_pulls(language: str, y: list[float]) -> None:
    text = said(traced("L = mse(y, t)", y=y, t=y), "y", language)
    assert "hardest" not in text and "最强" not in text


@given(st.lists(st.sampled_from([-1.0, 0.0, 2.0]), min_size=2, max_size=5))
def test_of_abs_any_count_reads_well(x: list[float]) -> None:
    text = said(traced("L = sum(abs(x))", x=x), "x")
    assert not re.search(r"\b1 are\b|\b1 of \d+ numbers lie\b|\b1 have\b", text)


def test_a_single_number_is_no_array() -> None:
    X = np.ones((2, 3))
    scalar = said(traced("L = sum(X + s)", X=X, s=2.0), "s")
    assert scalar == "s was used 6 times by +: its shares are summed."
    assert "number of 2" not in said(traced("Y = relu(X); L = sum(Y * 2)", X=X), "Y")
    for text in ("L = sum(X / k)", "L = sum(X * k)"):
        assert "of k" not in said(traced(text, X=X, k=4.0), "X")
