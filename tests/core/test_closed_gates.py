"""Where nothing flows, exactly 0 flows, whatever comes from above: ∞ · 0 would be nan."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ops import OPS
from tests.core.test_listing import check_numpy, check_torch, traced
from tests.core.torch_twin import FUNCTIONS, torch

FROM_ABOVE = st.one_of(st.floats(-5, 5), st.sampled_from([np.inf, -np.inf, np.nan]))
below, above = st.floats(-9, -0.1), st.floats(0.1, 9)


@given(upstream=st.lists(FROM_ABOVE, min_size=3, max_size=3), x=below)
def test_a_closed_gate_passes_exactly_nothing(upstream: list[float], x: float) -> None:
    dout, closed = np.array(upstream), np.full(3, x)
    for name, wrt, inputs in (
        ("relu", "x", (closed,)),
        ("max", "x", (closed, -closed)),
        ("max", "y", (-closed, closed)),
        ("max", "y", (closed, closed)),
        ("min", "x", (-closed, closed)),
        ("min", "y", (closed, -closed)),
        ("power", "x", (closed, np.zeros(3))),
    ):
        with np.errstate(all="ignore"):
            found = OPS[name].rules[wrt](dout, *inputs, OPS[name].forward(*inputs))
        assert (found == 0).all(), (name, wrt, upstream)


@given(upstream=st.lists(FROM_ABOVE, min_size=3, max_size=3), x=above)
def test_an_open_one_passes_everything_as_it_is(upstream: list[float], x: float) -> None:
    dout, open_ = np.array(upstream), np.full(3, x)
    for name, inputs in (("relu", (open_,)), ("max", (open_, -open_)), ("min", (-open_, open_))):
        found = OPS[name].rules["x"](dout, *inputs, OPS[name].forward(*inputs))
        np.testing.assert_array_equal(found, dout)


CLOSED = [  # what stands above is infinitely steep where the gate leaves 0
    "y = sqrt(relu(x))",
    "y = 1 / relu(x)",
    "y = log(relu(x)) + x",
    "y = sqrt(max(x, 0))",
    "y = sqrt(max(0, x))",
    "y = relu(x) ** 0.5 + min(x, 5)",
    "y = 1 / min(0, -x)",
    "y = sum(1 / relu(x * [1, -1]))",
    "y = log(1 - (x - 1) ** 0)",
]


@pytest.mark.torch
@pytest.mark.parametrize("text", CLOSED)
@settings(max_examples=5, deadline=None)
@given(x=below)
def test_both_copies_have_the_gradient_of_the_stage(text: str, x: float, tmp_path_factory) -> None:
    pytest.importorskip("torch")
    folder: Path = tmp_path_factory.mktemp("scripts")
    trace = traced(text, x=x)
    assert not np.isnan(trace.gradients["x"])
    check_numpy(trace, folder)
    check_torch(trace, folder)


@pytest.mark.torch
@given(data=st.data(), upstream=st.sampled_from([1.0, np.inf, -np.inf, np.nan]))
@settings(deadline=None)
def test_what_a_cross_entropy_does_not_read_gets_nothing(data: st.DataObject, upstream) -> None:
    pytest.importorskip("torch")
    P = np.array(data.draw(st.lists(st.floats(0, 1), min_size=6, max_size=6))).reshape(2, 3)
    labels = np.array(data.draw(st.lists(st.integers(0, 2), min_size=2, max_size=2)))
    op, leaf = OPS["cross_entropy"], torch.tensor(P, requires_grad=True)
    for t in (labels, np.eye(3)[labels]):
        with np.errstate(all="ignore"):
            found = op.rules["P"](np.array(upstream), P, t, op.forward(P, t))
        assert (found[np.eye(3)[labels] == 0] == 0).all()
        theirs = FUNCTIONS["cross_entropy"](leaf, torch.tensor(t))
        (expected,) = torch.autograd.grad(theirs, leaf, torch.tensor(upstream))
        np.testing.assert_allclose(found, expected.numpy())
