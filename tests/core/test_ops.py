"""Every rule of every op against central differences.

The tests run over the registry: an op that is added is tested from then on. An op that is not
defined everywhere, or whose inputs must fit each other, says so in `POSITIVE` or `SHAPES`.
"""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from core import engine
from core.gradcheck import numerical_gradient
from core.graph import Graph, Node, Role
from core.messages import LANGUAGES, StudioError, catalogue
from core.ops import OPS, Op
from core.ops.axes import out_shape, work
from core.ops.base import fill

POSITIVE = {("log", "x"), ("sqrt", "x"), ("power", "x"), ("cross_entropy", "P")}
CLASSES = 4

sizes = st.integers(1, 3)
every_op = pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())


@st.composite
def matmul_shapes(draw):
    n, d, m, batch = (draw(sizes) for _ in range(4))
    left = draw(st.sampled_from([(d,), (n, d), (batch, n, d), (1, n, d)]))
    right = draw(st.sampled_from([(d,), (d, m), (batch, d, m)]))
    return left, right


@st.composite
def affine_shapes(draw):
    n, c, h, w, m = (draw(sizes) for _ in range(5))
    batch = draw(st.sampled_from([(c,), (n, c), (n, c, h, w)]))
    return batch, (np.prod(batch[1:] or batch, dtype=int), m), (m,)


entropy_shapes = st.tuples(sizes).map(lambda n: ((*n, CLASSES), (*n, CLASSES)))
SHAPES = {
    "matmul": matmul_shapes(),
    "affine": affine_shapes(),
    "cross_entropy": entropy_shapes,
    "softmax_cross_entropy": entropy_shapes,
}


def shapes_of(op: Op) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    """Shapes for the inputs: those that broadcast to each other, or an array of its own each."""
    if op.name in SHAPES:
        return SHAPES[op.name]
    if op.elementwise or len(op.inputs) > 1:
        several = mutually_broadcastable_shapes(num_shapes=len(op.inputs), max_dims=3, max_side=3)
        return several.map(lambda found: found.input_shapes)
    return st.lists(sizes, min_size=1, max_size=3).map(lambda shape: (tuple(shape),))


@st.composite
def inputs_of(draw, op: Op) -> list[np.ndarray]:
    """Numbers from −2 to 2, on a grid of quarters that is shifted for each input: no number is
    near 0 and no two inputs are near each other, so that every kink is far away."""
    arrays = []
    for slot, shape in enumerate(draw(shapes_of(op))):
        count = int(np.prod(shape))
        grid = draw(st.lists(st.integers(-8, 7), min_size=count, max_size=count))
        array = (np.array(grid, float) + 0.2 + 0.3 * slot).reshape(shape) / 4
        positive = (op.name, op.inputs[slot]) in POSITIVE
        arrays.append(np.abs(array) + 0.2 if positive else array)
    return arrays


def one_op(op: Op) -> Graph:
    """The graph that is only this op; an input without a rule is data."""
    roles = [Role.INPUT if x in op.rules else Role.DATA for x in op.inputs]
    leaves = [Node(x, role) for x, role in zip(op.inputs, roles, strict=True)]
    return Graph((*leaves, Node("out", Role.OPERATION, op, op.inputs)), "out")


def contributions(op: Op, arrays, seed: int = 0):
    """By input: what the engine hands back along its edge for a random upstream gradient."""
    graph = one_op(op)
    tape = engine.forward(graph, dict(zip(op.inputs, arrays, strict=True)))
    out = np.asarray(tape.values["out"])
    upstream = np.random.default_rng(seed).uniform(-1, 1, out.shape).astype(out.dtype)
    with np.errstate(all="ignore"):  # as the engine does
        return upstream, {
            edge.source: engine.unbroadcast(
                engine.propagate(graph, tape, edge, upstream), arrays[edge.slot].shape
            )
            for edge in graph.backward_edges
        }


@every_op
@settings(max_examples=25)
@given(st.data())
def test_every_rule_agrees_with_central_differences(op, data):
    arrays = data.draw(inputs_of(op))
    upstream, found = contributions(op, arrays)
    assert set(found) == set(op.rules)
    for name, gradient in found.items():
        slot = op.inputs.index(name)

        def weighted(x, slot=slot):
            out, _ = op.run(*arrays[:slot], x, *arrays[slot + 1 :])
            return float((out * upstream).sum())

        numeric = numerical_gradient(weighted, arrays[slot])
        assert gradient.shape == arrays[slot].shape
        np.testing.assert_allclose(gradient, numeric, rtol=1e-7, atol=1e-7, err_msg=name)


@every_op
@settings(max_examples=25)
@given(st.data())
def test_the_shape_of_the_output_is_known_before_it_is_computed(op, data):
    arrays = data.draw(inputs_of(op))
    shapes = [array.shape for array in arrays]
    out = np.asarray(op.run(*arrays)[0])
    assert out_shape(op, shapes) == out.shape
    made, terms = work(op, shapes)
    assert out.size <= made <= terms


@pytest.mark.parametrize(
    ("op", "shapes", "made", "terms"),
    [
        ("matmul", [(1, 5000), (5000, 1)], 1, 5000),
        ("matmul", [(2000, 1), (4000, 1, 2000)], 16_000_000_000, 16_000_000_000),
        ("affine", [(1000, 28, 28), (784, 100), (100,)], 100_000, 78_400_000),
        ("mse", [(5000, 1), (1, 5000)], 25_000_000, 25_000_000),  # the differences, all at once
        ("mse", [(5000, 2), (5000, 2)], 1, 10_000),
        ("row_sum", [(3, 4)], 3, 12),
    ],
)
def test_what_an_op_needs_follows_from_its_axes(op, shapes, made, terms):
    assert work(OPS[op], shapes) == (made, terms)


@every_op
@settings(max_examples=10)
@given(st.data())
def test_float32_stays_float32_forward_and_backward(op, data):
    arrays = [array.astype(np.float32) for array in data.draw(inputs_of(op))]
    out, memory = op.run(*arrays)
    assert out.dtype == np.float32
    assert bool(memory) == op.remembers
    for name, gradient in contributions(op, arrays)[1].items():
        assert gradient.dtype == np.float32, name


@pytest.mark.parametrize("labels", [np.array([1, 0]), np.array([[0, 1], [1, 0]])])
def test_integer_labels_do_not_turn_a_float32_loss_into_float64(labels):
    op = OPS["softmax_cross_entropy"]
    scores = np.array([[1, 2], [3, 4]], np.float32)
    assert op.forward(scores, labels)[0].dtype == np.float32
    assert contributions(op, (scores, labels))[1]["S"].dtype == np.float32


@every_op
def test_every_op_can_be_drawn_and_explained(op):
    assert OPS[op.name] is op
    assert op.symbol and op.rules and op.latex
    assert set(op.latex_rules) == set(op.rules)
    tex = {name: f"({name})" for name in (*op.inputs, *op.latex_parts)}
    assert not re.search(r"<\w+>", fill(op.latex, **tex))
    for rule in op.latex_rules.values():
        formula = fill(rule, **tex, dout="(dout)", out="(out)")
        assert "(dout)" in formula and not re.search(r"<\w+>", formula)


@every_op
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_op_says_why_its_gradient_is_what_it_is(op, language):
    assert catalogue(language)[op.explanation]


@every_op
def test_an_op_does_not_change_its_inputs(op):
    arrays = [np.linspace(0.5, 1.5, 4).reshape(2, 2) for _ in op.inputs]
    if op.name == "affine":
        arrays[2] = arrays[2][0]
    for array in arrays:
        array.setflags(write=False)
    contributions(op, arrays)


@pytest.mark.parametrize("name", ["max", "min"])
def test_a_tie_sends_the_gradient_to_one_side_only(name):
    x = np.array([2.0, -1.0])
    upstream, found = contributions(OPS[name], (x, x.copy()))
    np.testing.assert_array_equal(found["x"] + found["y"], upstream)


def test_kinks_have_the_slopes_that_the_tutorials_give_them():
    zero = np.zeros(1)
    assert contributions(OPS["relu"], (zero,))[1]["x"] == 0
    assert contributions(OPS["abs"], (zero,))[1]["x"] == 0


def test_a_power_of_zero_has_the_slopes_of_its_limits():
    exponents = np.array([-1.0, 0.0, 1.0, 2.0])
    upstream, found = contributions(OPS["power"], (np.zeros(4), exponents))
    np.testing.assert_array_equal(found["x"][1:], [0, upstream[2], 0])
    np.testing.assert_array_equal(found["y"], [upstream[0] * -np.inf, 0, 0, 0])


def test_the_slope_of_a_power_is_the_one_of_the_books_and_0_where_the_exponent_is():
    special = np.array([np.nan, np.inf, -np.inf, 0.0, 1.0, -1.0, 2.0, 3.0, -2.5, 0.5, 1e-300])
    x, y = (each.ravel() for each in np.meshgrid(special, special))
    with np.errstate(all="ignore"):
        expected = np.where(y == 0, 0.0, y * np.power(x, y - 1))
        np.testing.assert_array_equal(OPS["power"].d_x(np.ones(()), x, y, None), expected)
        for each, slope in zip(zip(x, y, strict=True), expected, strict=True):
            alone = OPS["power"].d_x(np.ones(()), *map(np.array, each), None)
            np.testing.assert_array_equal(alone, slope)


def test_sigmoid_keeps_its_precision_far_from_zero():
    x = np.array([-700.0, -40.0, -20.0, 20.0])
    np.testing.assert_allclose(OPS["sigmoid"].forward(x), 1 / (1 + np.exp(-x)), rtol=1e-14)
    assert OPS["sigmoid"].forward(np.array([-1e4, 1e4])).tolist() == [0, 1]


@pytest.mark.parametrize("scale", [1e4, -1e4])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_and_cross_entropy_are_stable_for_huge_scores(scale, dtype):
    scores = np.array([[scale, 0, -scale], [0, 0, 0]], dtype)
    probabilities = OPS["softmax"].forward(scores)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
    loss, _ = OPS["softmax_cross_entropy"].forward(scores, np.array([2, 0]))
    np.testing.assert_allclose(loss, (max(2 * scale, 0) + np.log(3)) / 2, rtol=1e-6)
    gradient = contributions(OPS["softmax_cross_entropy"], (scores, np.array([2, 0])))[1]["S"]
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize(
    ("shape", "labels", "key"),
    [
        ((2, 3), [0, 1, 2], "shape"),
        ((2, 3), [[0], [1]], "shape"),
        ((), 0, "shape"),
        ((2, 3, 2), np.zeros((2, 3, 2)), "shape"),
        ((2, 3), [0, 3], "range"),
        ((2, 3), [-1, 0], "range"),
        ((2, 3), [0.5, 1], "whole"),
        ((2, 3), [np.nan, 1], "whole"),
    ],
)
def test_labels_that_do_not_fit_are_named(shape, labels, key):
    with pytest.raises(StudioError) as caught:
        OPS["softmax_cross_entropy"].forward(np.zeros(shape), np.asarray(labels))
    assert caught.value.message.key == f"core.labels.{key}"


def test_one_sample_may_come_without_a_batch_axis():
    scores, op = np.array([1.0, 2.0, 3.0]), OPS["softmax_cross_entropy"]
    by_index = op.forward(scores, np.array(1))[0]
    by_row = op.forward(scores, np.array([0.0, 1.0, 0.0]))[0]
    assert by_index == by_row == pytest.approx(-np.log(OPS["softmax"].forward(scores)[1]))


@pytest.mark.parametrize(
    ("weights", "bias"),
    [((3,), ()), ((3, 2), (1, 2)), ((3, 2), (3,)), ((2, 2), (2,)), ((3, 2), (4, 2))],
)
def test_affine_takes_one_matrix_and_one_number_for_each_of_its_columns(weights, bias):
    shapes = {"X": (4, 3), "W": weights, "b": bias}
    with pytest.raises(StudioError) as caught:
        engine.forward(one_op(OPS["affine"]), {k: np.ones(shape) for k, shape in shapes.items()})
    assert caught.value.message.key.startswith("core.misfit.")
