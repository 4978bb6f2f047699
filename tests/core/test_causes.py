"""Several mistakes at once: what is said of a gradient is what happened to it in this very run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import trace as tracing
from core.explore.causes import accounts, together
from core.explore.mistakes import FlawedTrace, Mistake, run
from core.explore.verdict import verdicts
from core.format import number
from core.language.expression import parse
from core.messages import LANGUAGES
from tests.core.random_graphs import cases

several = st.frozensets(st.sampled_from(list(Mistake)), min_size=2)
OVERWRITE, ORDER, STALE, DERIVATIVE, MEAN = Mistake


def flawed(text: str, *mistakes: Mistake, **values: object) -> FlawedTrace:
    leaves = {name: np.asarray(value) for name, value in values.items()}
    trace = run(parse(text), leaves, frozenset(mistakes))
    assert isinstance(trace, FlawedTrace)
    return trace


def told(trace: FlawedTrace) -> dict[str, list[str]]:
    """By sentence about a wrong gradient: the sentences about its causes."""
    return {
        account.sentence.text(): [cause.sentence.text() for cause in account.causes]
        for account in accounts(trace, verdicts(trace))
    }


def test_an_undivided_error_counts_the_numbers_that_it_is_the_mean_of() -> None:
    trace = flawed("L = mse(y, t)", MEAN, y=np.zeros((3, 1)), t=np.ones((3, 4)))
    causes = [cause for causes in told(trace).values() for cause in causes]
    assert causes and all("12" in cause and "3" not in cause for cause in causes)


def test_infinite_contributions_of_both_signs_have_no_sum_and_give_no_warning() -> None:
    trace = flawed("e = a / z - a / z", OVERWRITE, ORDER, a=1.0, z=0.0)
    assert any("replaced" in cause for causes in told(trace).values() for cause in causes)
    assert together(trace)[OVERWRITE].matters


def test_three_at_once_do_not_contradict_each_other() -> None:
    trace = flawed("e = (a + b) * (b + 1)", OVERWRITE, ORDER, STALE, a=2.0, b=1.0)
    replaced = "At b the last contribution, 3, replaced 2: with = nothing is added up."
    assert told(trace) == {"∂e/∂b is 3 instead of 5:": [replaced]}
    said = {mistake: found.sentence.text() for mistake, found in together(trace).items()}
    assert said[OVERWRITE] == "At work at b."
    assert "which contribution comes last" in said[ORDER]
    assert "= replaces what the pass before had left" in said[STALE]


def test_each_gradient_has_its_own_causes() -> None:
    trace = flawed("c = a * b; e = c + c * a", ORDER, STALE, a=2.0, b=3.0)
    early = "c handed on 1 before its contribution from d had come."
    assert told(trace) == {
        "∂e/∂b is 4 instead of 6:": [
            "b still held 2 from the backward pass before, and the new pass was added to it.",
            early,
        ],
        "∂e/∂a is 18 instead of 15:": [
            "a still held 9 from the backward pass before, and the new pass was added to it.",
            early,
        ],
    }


def test_what_is_only_handed_on_is_said_to_be() -> None:
    trace = flawed("c = a * b; e = c + c * a", OVERWRITE, STALE, a=2.0, b=3.0)
    of_b = told(trace)["∂e/∂b is 4 instead of 6:"]
    assert of_b == ["∂e/∂c is wrong itself, and so is what comes from c."]


def test_two_that_undo_each_other_do_no_harm() -> None:
    trace = flawed("y = sigmoid(w * x + b)", OVERWRITE, STALE, w=0.5, x=3.0, b=0.2)
    found = together(trace)
    assert told(trace) == {} and not any(f.matters for f in found.values())
    assert "what the pass before had left" in found[OVERWRITE].sentence.text()


def test_of_an_array_the_numbers_are_those_of_the_element_that_is_spoken_of() -> None:
    trace = flawed("y = mean(x * x * x)", OVERWRITE, MEAN, x=[1.0, 3.0])
    causes = told(trace)["∂y/∂x[1] is 9 instead of 13.5:"]
    assert causes[0].startswith("At x the last contribution, 9, replaced 9 + 9")


@settings(max_examples=100, deadline=None)
@given(cases(most_operations=12), several)
def test_every_wrong_gradient_has_a_cause_among_the_mistakes_that_are_on(case, which) -> None:
    trace = run(case.graph, case.leaves, which)
    truth = tracing.run(case.graph, case.leaves)
    found, matters = verdicts(trace), together(trace)
    assert matters.keys() == which
    for account in accounts(trace, found):
        assert account.causes
        assert account.sentence.fields["right"] in {
            number(x) for gradient in truth.gradients.values() for x in np.ravel(gradient)
        }
        for cause in account.causes:
            assert cause.mistake is None or cause.mistake in which
            if cause.mistake is not None:
                assert matters[cause.mistake].matters
        for language in LANGUAGES:
            assert account.first.text(language)
    for finding in matters.values():
        for language in LANGUAGES:
            assert finding.sentence.text(language)


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=12), several)
def test_a_mistake_that_is_at_work_nowhere_spoils_nothing(case, which) -> None:
    trace = run(case.graph, case.leaves, which)
    if not any(found.matters for found in together(trace).values()):
        assert not any(v.wrong for v in verdicts(trace).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_places_are_counted(language: str) -> None:
    text = "; ".join(f"a{i + 1} = a{i} * a{i}" for i in range(9))
    trace = flawed(text, OVERWRITE, DERIVATIVE, a0=1.0)
    assert "3" in together(trace)[OVERWRITE].sentence.text(language)
