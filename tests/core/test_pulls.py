"""What is said of a softmax with loss holds of the gradients that stand beside it."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.explain.why import why
from core.graph import Edge
from core.messages import LANGUAGES
from tests.core.test_listing import traced

scores = arrays(float, (4, 3), elements=st.floats(-6, 6).map(lambda s: round(s, 2)))
indices = st.lists(st.integers(0, 2), min_size=4, max_size=4).map(np.array)
mixtures = arrays(float, (4, 3), elements=st.floats(0.05, 1)).map(
    lambda T: T / T.sum(axis=1, keepdims=True)
)


def told(S: object, t: object, language: str = "en") -> tuple[str, np.ndarray]:
    """The sentence at the loss, and the gradient of the scores."""
    trace = traced("L = softmax_cross_entropy(S, t)", S=S, t=t)
    message = why(trace, trace.edge_index[Edge("S", "L", 0)])
    assert message is not None
    return message.text(language), trace.gradients["S"]


@given(scores, indices, st.booleans())
def test_the_sample_that_pulls_hardest_is_named(S: np.ndarray, t: np.ndarray, rows: bool) -> None:
    said, gradient = told(S, np.eye(3)[t] if rows else t)
    pull, right = np.abs(gradient).sum(axis=1), int((S.argmax(axis=1) == t).sum())
    counted = {0: "None of the 4", 4: "All 4", 1: "1 of 4 samples is"}
    assert counted.get(right, f"{right} of 4 samples are") in said
    if named := re.search(r"S\[(\d)\] pulls hardest: its label, class (\d)", said):
        row = int(named[1])
        assert int(named[2]) == t[row] and pull[row] == pytest.approx(pull.max())
    else:
        assert np.isclose(pull, pull.max()).sum() > 1 and "pull" in said


@given(scores, mixtures, st.integers(1, 4))
def test_of_a_mixture_the_classes_move_as_is_said(S: np.ndarray, t: np.ndarray, n: int) -> None:
    one = n == 1
    said, gradient = told(S[0] if one else S[:n], t[0] if one else t[:n])
    if np.abs(gradient).max() < 1e-6:
        return
    row = 0 if one else int(re.search(r"S\[(\d)\]", said)[1])
    D = np.atleast_2d(gradient)
    pull = np.abs(D).sum(axis=1)
    assert pull[row] == pytest.approx(pull.max()) and "predicted" not in said
    moves = (
        r"lass (\d) has more than its share, (\S+) > (\S+), .* class (\d) has less, (\S+) < (\S+),"
    )
    more, p, share, less, q, rest = re.search(moves, said).groups()
    assert D[row, int(more)] > 0 > D[row, int(less)]
    assert p != share and q != rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cases_that_were_told_wrong(language: str) -> None:
    said, _ = told([[0.1, 0, 0, 0], [5, 4.9, 0, 0]], [0, 1], language)
    assert "S[0]" in said and "0.731" in said  # it is right, and pulls harder than the wrong one
    said, gradient = told([1.0, 0.0], [0.6, 0.4], language)
    assert gradient[0] > 0 and "0.731 > 0.6" in said and "0.269 < 0.4" in said
    for S in (np.eye(2) * 9, np.eye(2)[::-1] * 9, np.eye(2) * 99, np.zeros((2, 2))):
        said, _ = told(S, [0, 1], language)
        assert not re.search(r"[{}]", said) and "hardest" not in said
    for t in ([[0.5, 0.5]] * 2, [0.5, 0.5], [1.0, 1.0], [0.0, 0.0]):
        said, _ = told(np.zeros(np.shape(t)), t, language)
        assert not re.search(r"[{}]|>", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_rows_are_alike_none_is_pulled_up_hardest(language: str) -> None:
    for rows in (2, 3):
        P, t = np.full((rows, 2), 0.5), np.zeros(rows)
        trace = traced("L = cross_entropy(P, t)", P=P, t=t)
        message = why(trace, trace.edge_index[Edge("P", "L", 0)])
        assert message is not None and message.key == "ops.case.entropy_alike"
        assert not re.search(r"[{}]", message.text(language))
