"""What every op makes of nan, ±∞ and ±0, and what gradients it gives there: as PyTorch does.

The exceptions are few, and each says why.
"""

import re
import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import engine
from core.explain.why import why
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.messages import LANGUAGES
from core.ops import OPS, Op
from core.trace import Propagate, run
from tests.core.test_ops import CLASSES, shapes_of
from tests.core.torch_twin import FUNCTIONS, torch

pytestmark = [pytest.mark.torch, pytest.mark.skipif(torch is None, reason="PyTorch is optional")]

SPECIAL = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 2.0, -2.5, 0.5)
UPSTREAM = (1.0, -2.0, 0.0, np.inf, -np.inf, np.nan)

elementwise = pytest.mark.parametrize("op", [op for op in OPS.values() if op.elementwise])
others = pytest.mark.parametrize("op", [op for op in OPS.values() if not op.elementwise])


def excepted(op: Op, values: tuple[float, ...]) -> bool:
    if op.name in ("max", "min"):
        return values[0] == values[1]  # of a tie, ours goes to the first input
    if op.name == "abs":
        return bool(np.isnan(values[0]))  # PyTorch's sign of nan is 0; nobody knows it
    # for NumPy x^½ is √x, which is nan at −∞
    return op.name == "power" and values == (-np.inf, 0.5)


def check(op: Op, arrays: list[np.ndarray], upstream: float) -> None:
    """Value and gradients of the op, and of its counterpart."""
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = np.asarray(op.forward(*arrays))
        theirs = FUNCTIONS[op.name](*leaves)
        np.testing.assert_allclose(out, theirs.detach().numpy(), err_msg=f"{arrays}")
        wanted = [leaf for leaf, name in zip(leaves, op.inputs, strict=True) if name in op.rules]
        dout = np.full(out.shape, upstream)
        found = torch.autograd.grad(theirs, wanted, torch.tensor(dout))
        for name, gradient in zip((n for n in op.inputs if n in op.rules), found, strict=True):
            ours = np.broadcast_to(op.rules[name](dout, *arrays, out), gradient.shape)
            said = f"d_{name} at {arrays}"
            np.testing.assert_allclose(ours, gradient.numpy(), err_msg=said, atol=1e-12)


@elementwise
def test_each_number_by_itself(op: Op) -> None:
    tried = 0
    for values in product(SPECIAL, repeat=len(op.inputs)):
        if not excepted(op, values):
            for upstream in UPSTREAM:
                check(op, [np.array(value) for value in values], upstream)
            tried += 1
    assert tried > 0.7 * len(SPECIAL) ** len(op.inputs)


@others
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_numbers_among_others(op: Op, data: st.DataObject) -> None:
    """Of an op that reads whole rows: through the engine, which adds up what was broadcast."""
    arrays = []
    for shape in data.draw(shapes_of(op)):
        count = int(np.prod(shape, dtype=int))
        numbers = st.lists(st.sampled_from(SPECIAL), min_size=count, max_size=count)
        arrays.append(np.array(data.draw(numbers)).reshape(shape))
    if op.labels:  # the labels are no result of anything
        arrays[1] = np.eye(CLASSES)[np.full(arrays[0].shape[:-1], 1)]
    names = tuple(op.inputs)
    nodes = [Node(n, Role.DATA if n in op.labels else Role.INPUT) for n in names]
    graph = Graph((*nodes, Node("out", Role.OPERATION, op, names)), "out")
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    with np.errstate(all="ignore"):
        tape = engine.forward(graph, dict(zip(names, arrays, strict=True)))
        ours = engine.gradients(graph, tape)
        theirs = FUNCTIONS[op.name](*leaves)
        np.testing.assert_allclose(
            tape.values["out"], theirs.detach().numpy().reshape(tape.values["out"].shape)
        )
        wanted = [leaf for leaf, name in zip(leaves, names, strict=True) if name in op.rules]
        found = torch.autograd.grad(theirs.sum(), wanted)
    for name, gradient in zip((n for n in names if n in op.rules), found, strict=True):
        said = f"d_{name} at {arrays}"
        np.testing.assert_allclose(ours[name], gradient.numpy(), err_msg=said, atol=1e-12)


GATES = ("max", "min", "relu")


@pytest.mark.parametrize("shape", [(), (3,)], ids=["one", "several"])
@pytest.mark.parametrize("name", [*GATES, "abs"])
def test_of_nan_no_gate_is_said_to_have_chosen(name: str, shape: tuple[int, ...]) -> None:
    """What is said follows the rule: where it lets a gradient pass, the sentence says so."""
    op = OPS[name]
    for values in product(SPECIAL, repeat=len(op.inputs)):
        arrays = [np.zeros(shape) + value for value in values]
        with np.errstate(all="ignore"):
            out = op.forward(*arrays)
            rules = {wrt: op.rules[wrt](np.ones(shape), *arrays, out) for wrt in op.rules}
        for wrt, passed in rules.items():
            said = op.case(wrt, np.ones(shape), *arrays, out)
            assert said is not None
            nan = bool(np.isnan(values).any())
            assert ("_nan" in said.key) is nan, (values, said)
            if nan and name in GATES:
                closed = name == "relu"  # it counts what stops, the others what passes
                counted = np.count_nonzero(passed == 0 if closed else passed)
                assert passed.all() and said.fields.get("n", counted) == counted
                assert said.fields.get("nans", len(shape) and 3) == (len(shape) and 3)


def test_nan_among_others_is_counted_by_itself() -> None:
    x = np.array([np.nan, -1.0, 2.0, 0.0])
    assert OPS["relu"].case("x", x, x, x).fields == {"n": 2, "total": 4, "nans": 1}
    y = np.array([1.0, 1.0, np.nan, 0.0])
    for wrt, n in (("x", 3), ("y", 3)):
        assert OPS["max"].case(wrt, x, x, y, x).fields == {"n": n, "total": 4, "nans": 2}


@pytest.mark.parametrize("text", ["max(log(x), y)", "min(y, log(x))", "relu(log(x))"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_that_nan_lets_the_gradient_pass(text: str, language: str) -> None:
    with np.errstate(all="ignore"):
        trace = run(parse(text), {"x": np.array(-1.0), "y": np.array(2.0)})
    for i, event in enumerate(trace.events):
        if isinstance(event, Propagate) and event.edge.target == trace.graph.output:
            message = why(trace, i)
            assert event.contribution == 1 and message is not None and "_nan" in message.key
            assert not re.search(r"[<>≤≥] nan|nan [<>≤≥]|\{", message.text(language))
