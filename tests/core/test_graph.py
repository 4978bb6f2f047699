"""Graphs: sorted and validated on construction, immutable, and walked without recursion."""

import copy
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.graph import Edge, Graph, Node, Role
from core.language.expression import parse
from core.messages import LANGUAGES, StudioError
from core.ops import OPS
from tests.core.random_graphs import cases


def operation(name: str, op: str, *inputs: str) -> Node:
    return Node(name, Role.OPERATION, OPS[op], inputs)


X, Y = Node("x"), Node("y")


@settings(max_examples=60)
@given(cases())
def test_inputs_come_before_the_nodes_that_use_them(case):
    order = [node.id for node in case.graph.nodes]
    for node in case.graph.nodes:
        assert all(order.index(source) < order.index(node.id) for source in node.inputs)


@settings(max_examples=60)
@given(cases(), st.randoms())
def test_sorting_loses_nothing_and_is_deterministic(case, random):
    nodes = list(case.graph.nodes)
    assert Graph(tuple(nodes), case.graph.output).nodes == case.graph.nodes
    random.shuffle(nodes)
    assert set(Graph(tuple(nodes), case.graph.output).nodes) == set(case.graph.nodes)


def test_among_the_ready_nodes_the_first_given_goes_first():
    nodes = (operation("c", "add", "y", "x"), Y, X, operation("d", "exp", "y"))
    assert [node.id for node in Graph(nodes, "c").nodes] == ["y", "x", "c", "d"]


def test_a_graph_cannot_be_changed():
    graph = Graph((X,), "x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        graph.output = "y"
    with pytest.raises(dataclasses.FrozenInstanceError):
        graph.node("x").id = "y"


def test_equal_graphs_are_equal_and_can_be_keys():
    assert parse("e = a * b") == parse("e = a*b")
    assert len({parse("e = a * b"), parse("e = a*b"), parse("e = a + b")}) == 2


def test_a_copied_graph_has_the_same_ops():
    graph = parse("e = (a + b) * [1, 2]")
    copied = copy.deepcopy(graph)
    assert copied == graph and copied.node("e").op is OPS["multiply"]


@pytest.mark.parametrize(
    ("nodes", "output", "key", "fields"),
    [
        ((X, X), "x", "duplicate", {"node": "x"}),
        ((X,), "z", "no_output", {"node": "z"}),
        ((), "z", "no_output", {"node": "z"}),
        ((X, operation("z", "exp", "w")), "z", "unknown_input", {"node": "z", "input": "w"}),
        ((X, operation("z", "add", "x")), "z", "arity", {"node": "z", "wanted": 2, "given": 1}),
        ((X, Node("z", inputs=("x",))), "z", "arity", {"node": "z", "wanted": 0, "given": 1}),
        ((operation("z", "exp", "z"),), "z", "cycle", {"node": "z"}),
        (
            (X, operation("p", "add", "q", "x"), operation("q", "exp", "p"), Y),
            "q",
            "cycle",
            {"node": "p"},
        ),
    ],
)
def test_what_is_not_a_graph_is_refused_by_name(nodes, output, key, fields):
    with pytest.raises(StudioError) as caught:
        Graph(nodes, output)
    assert caught.value.message.key == f"core.graph.{key}"
    assert caught.value.message.fields == fields
    for language in LANGUAGES:
        assert fields["node"] in caught.value.message.text(language)


def test_both_edges_of_a_square_exist():
    graph = Graph((X, operation("y", "multiply", "x", "x")), "y")
    assert graph.edges == (Edge("x", "y", 0), Edge("x", "y", 1))
    assert graph.incoming("y") == graph.consumers("x") == graph.edges
    assert graph.consumers("y") == graph.incoming("x") == ()


@settings(max_examples=60)
@given(cases())
def test_edges_seen_from_either_end_are_the_same(case):
    graph = case.graph
    by_target = [edge for node in graph.nodes for edge in graph.incoming(node.id)]
    by_source = [edge for node in graph.nodes for edge in graph.consumers(node.id)]
    assert tuple(by_target) == graph.edges
    assert sorted(by_source, key=repr) == sorted(by_target, key=repr)
    assert set(graph.leaves).isdisjoint(graph.operations)
    assert len(graph) == len(graph.leaves) + len(graph.operations)


@settings(max_examples=60)
@given(cases())
def test_backward_edges_are_those_between_the_output_and_a_differentiable_leaf(case):
    graph = case.graph
    behind = {node.id for node in graph.leaves if node.role is Role.INPUT}
    for node in graph.operations:  # a node wants a gradient if one of its inputs does
        if behind.intersection(node.inputs[: len(node.op.rules)]):
            behind.add(node.id)
    ahead = {graph.output}
    for edge in reversed(graph.edges):
        if edge.target in ahead:
            ahead.add(edge.source)
    expected = {
        edge
        for edge in graph.edges
        if edge.source in behind and edge.target in ahead and graph.rule(edge)
    }
    assert set(graph.backward_edges) == expected
    assert len(graph.backward_edges) == len(expected)
    assert graph.ancestors == ahead
    assert {node.id for node in graph.nodes if graph.wants_gradient(node.id)} == behind


def test_no_gradient_goes_into_data_constants_and_labels():
    graph = parse("L = softmax_cross_entropy(2 * S, t)")
    assert {edge.source for edge in graph.backward_edges} == {"c", "S"}


def test_upto_keeps_only_what_a_node_depends_on():
    part = parse("c = a * b; d = exp(z); e = c + d").upto("c")
    assert [node.id for node in part.nodes] == ["a", "b", "c"]
    assert part.output == "c" and "d" not in part and "a" in part
