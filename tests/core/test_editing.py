"""Editing a graph by hand: what each edit makes of it, what is refused, and that nothing breaks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import editing, engine
from core.documents.sameness import same
from core.editing import Edit, composites
from core.graph import Edge, Graph, Role
from core.language.alignment import aligned
from core.language.expression import parse
from core.language.printing import defined_names, expression
from core.messages import LANGUAGES, StudioError
from core.ops import OPS
from core.values import starting_values
from tests.core.texts import texts

TEXT = "e = (a + b) * (b + 1)"  # c = a + b, d = b + 1


def values_of(graph: Graph) -> dict[str, np.ndarray]:
    return engine.forward(graph, starting_values(graph, {})).values


def told(edit: Edit, text: str = TEXT) -> str:
    """What the expression bar shows after the edit."""
    names = {edit.renamed.get(name, name) for name in defined_names(text)}
    return expression(edit.graph, names | set(edit.renamed.values()))


def refusal(edit, *arguments: object) -> str:
    with pytest.raises(StudioError) as caught:
        edit(*arguments)
    assert all(caught.value.message.text(language) for language in LANGUAGES)
    return caught.value.message.key.removeprefix("edit.error.")


# new nodes


def test_a_new_operation_brings_its_inputs_along():
    edit = editing.insert(parse(TEXT), "max")
    assert told(edit) == "f = max(x, y); e = (a + b) * (b + 1)"
    assert edit.node == "f" and edit.graph.output == "e"


def test_new_inputs_are_called_as_the_operation_calls_them():
    graph = editing.insert(parse("L = sum(X @ W)"), "affine").graph
    assert graph.node("d").inputs == ("X1", "W1", "b")
    assert editing.insert(parse(TEXT), "softmax_cross_entropy").graph.node("f").inputs == ("S", "t")


def test_some_inputs_of_a_new_operation_are_given():
    edit = editing.insert(parse(TEXT), "multiply", [None, "c"])
    assert told(edit) == "c = a + b; f = x * c; e = c * (b + 1)"


def test_new_leaves():
    graph = parse(TEXT)
    assert told(editing.insert_input(graph)) == "x; e = (a + b) * (b + 1)"
    assert told(editing.insert_input(graph, "λ")) == "λ; e = (a + b) * (b + 1)"
    edit = editing.insert_constant(graph, 1)
    assert edit.node == "1′" and told(edit) == "1; e = (a + b) * (b + 1)"
    assert editing.insert_constant(graph, [[1, 2]]).graph.node("[…]").literal == ((1.0, 2.0),)


@pytest.mark.parametrize(
    ("node", "op", "text"),
    [
        ("c", "sigmoid", "e = sigmoid(a + b) * (b + 1)"),
        ("b", "exp", "f = exp(b); e = (a + f) * (f + 1)"),
        ("e", "relu", "e = (a + b) * (b + 1); relu(e)"),
        ("1", "negate", "e = (a + b) * (b + negate(1))"),
        ("d", "max", "e = (a + b) * max(b + 1, y)"),
    ],
)
def test_wrapping(node, op, text):
    edit = editing.wrap(parse(TEXT), node, op)
    assert told(edit) == text
    assert edit.graph.node(edit.node).op is OPS[op]
    assert edit.graph.output == ("e" if node != "e" else edit.node)


def test_an_operation_is_put_into_one_wire():
    edit = editing.splice(parse(TEXT), Edge("b", "d", 0), "sin")
    assert told(edit) == "e = (a + b) * (sin(b) + 1)"
    assert refusal(editing.splice, parse(TEXT), Edge("a", "d", 0), "sin") == "no_wire"


# wires


def test_a_wire_is_led_elsewhere_and_a_leaf_without_readers_goes():
    edit = editing.wire(parse(TEXT), "c", "d", 1)
    assert told(edit) == "c = a + b; e = c * (b + c)"
    assert "1" not in edit.graph


def test_the_output_stays_although_nobody_reads_it():
    graph = editing.make_output(parse("c = a + b; e = c * x"), "x").graph
    assert "x" in editing.wire(graph, "c", "e", 1).graph


def test_a_loose_leaf_stays_until_it_has_had_a_reader():
    graph = editing.insert_input(parse(TEXT), "x").graph
    graph = editing.replace(graph, "d", "multiply").graph
    assert "x" in graph
    graph = editing.wire(graph, "x", "d", 1).graph
    assert "x" not in editing.wire(graph, "a", "d", 1).graph


def test_a_constant_stands_at_one_place():
    graph = parse("e = x * 2; f = e + y")
    assert told(editing.wire(graph, "2", "f", 1), "e = 0; f = 0") == "e = x * 2; f = e + 2"


@pytest.mark.parametrize(
    ("source", "target", "slot", "key"),
    [
        ("e", "c", 0, "cycle"),
        ("c", "c", 1, "cycle"),
        ("a", "b", 0, "leaf_reads_nothing"),
        ("a", "c", 2, "no_slot"),
        ("a", "c", -1, "no_slot"),
        ("?", "c", 0, "no_node"),
        ("a", "?", 0, "no_node"),
    ],
)
def test_wires_that_cannot_be(source, target, slot, key):
    assert refusal(editing.wire, parse(TEXT), source, target, slot) == key


# changing a node


@pytest.mark.parametrize(
    ("text", "node", "op", "result"),
    [
        (TEXT, "c", "multiply", "e = a * b * (b + 1)"),
        (TEXT, "d", "exp", "e = (a + b) * exp(b)"),
        ("y = 2 * x", "y", "sin", "y = sin(x)"),
        ("y = sin(x)", "y", "max", "y = max(x, z)"),
        ("y = relu(a)", "y", "affine", "y = affine(a, W, b)"),
        ("Y = affine(X, W, b)", "Y", "matmul", "Y = X @ W"),
        ("L = mse(y, t)", "L", "softmax_cross_entropy", "L = softmax_cross_entropy(y, t)"),
    ],
)
def test_replacing_keeps_the_operands_that_fit(text, node, op, result):
    edit = editing.replace(parse(text), node, op)
    assert told(edit, text) == result and edit.node == node


def test_a_leaf_is_not_replaced():
    assert refusal(editing.replace, parse(TEXT), "a", "sin") == "not_an_operation"
    assert refusal(editing.replace, parse(TEXT), "c", "sn") == "no_operation"


def test_renaming():
    edit = editing.rename(parse(TEXT), "b", "bias")
    assert told(edit) == "e = (a + bias) * (bias + 1)" and edit.renamed == {"b": "bias"}
    assert told(editing.rename(parse(TEXT), "c", "和")) == "和 = a + b; e = 和 * (b + 1)"
    assert told(editing.rename(parse(TEXT), "d", "f")) == "f = b + 1; e = (a + b) * f"
    assert told(editing.rename(parse(TEXT), "e", " Ｌ ")) == "L = (a + b) * (b + 1)"
    assert editing.rename(parse(TEXT), "a", "a").graph == parse(TEXT)


def test_a_constant_with_a_name_is_an_input():
    edit = editing.rename(parse(TEXT), "1", "one")
    assert told(edit) == "one = 1; e = (a + b) * (b + one)"
    assert edit.graph.node("one").role is Role.INPUT


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("b", "taken"),
        ("", "not_a_name"),
        ("2x", "not_a_name"),
        ("a b", "not_a_name"),
        ("a·b", "not_a_name"),
        ("x; y", "not_a_name"),
        ("__debug__", "not_a_name"),
        ("for", "keyword"),
        ("x" * 201, "long_name"),
        ("None", "keyword"),
        ("sin", "operation_name"),
    ],
)
def test_names_that_cannot_be(name, key):
    assert refusal(editing.rename, parse(TEXT), "a", name) == key
    if key != "taken":
        assert refusal(editing.insert_input, parse(TEXT), name) == key


@settings(max_examples=200)
@given(st.text(max_size=6) | st.sampled_from(["权重", "λ_1", "𝒲", "ﬁ", "é", "µ", "match", "_"]))
def test_a_name_that_is_taken_can_be_typed(name):
    try:
        edit = editing.rename(parse("y = a * a"), "a", name)
    except StudioError:
        return
    again = parse(told(edit, "y = a * a"))
    assert same(again, edit.graph) and edit.node in again


def test_other_numbers():
    graph = parse("x = 3; y = x + 2 * z")
    assert told(editing.set_literal(graph, "x", 1e-7), "y = 0") == "x = 1e-7; y = x + 2 * z"
    assert told(editing.set_literal(graph, "2", [1, -2]), "y = 0") == "x = 3; y = x + [1, -2] * z"
    for value in (np.inf, np.nan, [], np.ones((1, 1, 1, 1, 1))):
        assert refusal(editing.set_literal, graph, "2", value) == "not_a_literal"
    assert refusal(editing.set_literal, graph, "y", 1) == "no_literal"


# deleting


@pytest.mark.parametrize(
    ("text", "node", "result"),
    [
        (TEXT, "c", "e = a * (b + 1)"),
        (TEXT, "d", "e = (a + b) * b"),
        (TEXT, "a", "e = b * (b + 1)"),
        (TEXT, "b", "e = a * 1"),
        (TEXT, "1", "e = (a + b) * b"),
        (TEXT, "e", "d = b + 1; a + b"),
        ("y = 2 * sin(x)", "y", "sin(x)"),
        ("y = sin(exp(x)) + z", "c", "y = sin(x) + z"),
        ("y = a - b", "a", "y = -b"),
        ("y = a - b", "b", "a"),
        ("Y = affine(X, W, b)", "b", "Y = X @ W"),
        ("L = softmax_cross_entropy(S, t)", "t", "L = softmax(S)"),
        ("y = x * x + sin(x) * z", "x", "z"),
        ("y = 3 + 2 * sin(x)", "x", "y = 3 + 2"),
    ],
)
def test_deleting_strikes_a_term(text, node, result):
    graph = parse(text)
    assert told(editing.delete(graph, node, values_of(graph)), text) == result


def test_an_operand_of_another_shape_is_not_let_through():
    text = "L = mse(x @ W, t)"
    graph = parse(text)
    edit = editing.delete(graph, "c", values_of(graph))
    assert told(edit, text) == "L = mse(c, t)"
    np.testing.assert_array_equal(edit.values["c"], values_of(graph)["c"])


def test_of_two_operands_the_one_with_the_shape_of_the_result_stays():
    graph = parse("b = [1, 2]; W = [[1, 2], [3, 4]]; y = sum((b + W) @ W)")
    top = next(n.id for n in graph.operations if n.op.name == "add")
    assert "sum(W @ W)" in told(editing.delete(graph, top, values_of(graph)), "y = 0")


def test_what_hangs_loose_is_simply_gone():
    graph = editing.insert(parse(TEXT), "max").graph
    edit = editing.delete(graph, "f", {})
    assert edit.graph == parse(TEXT)


def test_something_must_be_left():
    assert refusal(editing.delete, parse("x"), "x", {}) == "nothing_left"
    assert refusal(editing.delete, parse("y = sin(x)"), "x", {}) == "nothing_left"
    assert told(editing.delete(parse("x; y"), "y", {})) == "x"


# any sequence of edits


def random_edit(draw, graph: Graph) -> Edit:
    """One of all the edits there are, on nodes drawn at random."""
    ids = [node.id for node in graph.nodes]
    node, other = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    op = draw(st.sampled_from(sorted(OPS)))
    values = _values(graph)
    edits = [
        lambda: editing.insert(graph, op, [node]),
        lambda: editing.insert(graph, op),
        lambda: editing.insert_input(graph),
        lambda: editing.insert_constant(graph, draw(st.sampled_from([1, -2.5, [1, 2]]))),
        lambda: editing.wrap(graph, node, op),
        lambda: editing.splice(graph, draw(st.sampled_from(graph.edges)), op),
        lambda: editing.wire(graph, node, other, draw(st.integers(0, 2))),
        lambda: editing.make_output(graph, node),
        lambda: editing.replace(graph, node, op),
        lambda: editing.rename(graph, node, draw(st.sampled_from(["p", "q", "r2", "c", "变量"]))),
        lambda: editing.set_literal(graph, node, 4),
        lambda: editing.delete(graph, node, values),
        lambda: composites.split(graph, node),
        lambda: composites.fold(graph, node),
    ]
    chosen = draw(st.integers(0, len(edits) - 1))
    return edits[chosen if graph.edges or chosen != 5 else 0]()


def _values(graph: Graph) -> dict[str, np.ndarray]:
    try:
        return values_of(graph)
    except StudioError:  # the shapes do not fit: the workbench would refuse such an edit
        return {}


@settings(max_examples=100, deadline=None)
@given(st.data(), texts())
def test_any_sequence_of_edits_leaves_a_valid_printable_graph(data, text):
    try:
        graph = parse(text)
    except StudioError:
        graph = parse(TEXT)
    named = defined_names(text)
    for _ in range(data.draw(st.integers(1, 8))):
        before = graph
        try:
            edit = random_edit(data.draw, graph)
        except StudioError as error:
            assert error.message.key.startswith("edit.error.")
            assert all(error.message.text(language) for language in LANGUAGES)
            continue
        graph = edit.graph
        assert edit.node in graph
        assert edit.values.keys() <= {leaf.id for leaf in graph.leaves}
        named = {edit.renamed.get(name, name) for name in named} | set(edit.renamed.values())
        printed = expression(graph, named)
        again = parse(printed)
        assert same(aligned(again, graph, defined_names(printed)), graph), printed
        assert before == Graph(before.nodes, before.output)  # and nothing was done to the old one


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([TEXT, "y = sigmoid(w*x + b)", "L = mse(relu(x @ W), t)"]))
def test_an_edit_that_runs_gives_gradients(data, text):
    graph = parse(text)
    for _ in range(4):
        try:
            edit = random_edit(data.draw, graph)
            leaves = starting_values(edit.graph, dict(edit.values))
            tape = engine.forward(edit.graph, leaves)
        except StudioError:
            continue  # the workbench refuses what does not run
        graph = edit.graph
        assert engine.gradients(graph, tape)[graph.output] is not None
        again = parse(expression(graph))
        value = engine.forward(again, leaves).values[again.output]
        np.testing.assert_array_equal(value, tape.values[graph.output])
