"""Paths: the sum over all of them is the gradient, and counting them needs none of them."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import trace
from core.examples import EXAMPLES, ladder
from core.explore.paths import Paths, count_paths, differentiable, running_sum, walk, work
from core.graph import Edge, Graph, Node, Role
from core.language.expression import parse
from core.ops import OPS
from tests.core.random_graphs import cases

FEW = 300  # paths that a test walks one by one


def gradient_nodes(recorded: trace.Trace) -> list[str]:
    reached = {edge.source for edge in recorded.graph.backward_edges}
    return sorted(reached | {recorded.graph.output})


@settings(max_examples=150, deadline=None)
@given(cases(most_operations=12), st.data())
def test_the_sum_over_all_paths_is_the_gradient(case, data):
    recorded = trace.run(case.graph, case.leaves)
    node = data.draw(st.sampled_from(gradient_nodes(recorded)))
    paths = Paths(case.graph, node)
    if paths.count > FEW:
        return
    products = [walk(recorded, path).product for path in paths]
    assert len(products) == paths.count > 0
    size = sum(np.abs(product) for product in products)
    np.testing.assert_allclose(
        sum(products), recorded.gradients[node], rtol=1e-12, atol=1e-12 * np.max(size)
    )


@settings(max_examples=80, deadline=None)
@given(cases(most_operations=12), st.data())
def test_paths_are_different_ways_from_the_output_to_the_node(case, data):
    recorded = trace.run(case.graph, case.leaves)
    node = data.draw(st.sampled_from(gradient_nodes(recorded)))
    paths = Paths(case.graph, node)
    seen = list(islice(paths, FEW))
    assert len(set(seen)) == len(seen) == min(paths.count, FEW)
    for path in seen:
        stations = [case.graph.output, *(edge.source for edge in path)]
        assert stations[-1] == node
        assert [edge.target for edge in path] == stations[:-1]
        assert set(path) <= set(case.graph.backward_edges)
    slots = [[edge.slot for edge in path] for path in seen]
    assert slots == sorted(slots)


@settings(max_examples=80, deadline=None)
@given(cases(most_operations=12), st.data())
def test_counts_agree_with_walking(case, data):
    recorded = trace.run(case.graph, case.leaves)
    node = data.draw(st.sampled_from(gradient_nodes(recorded)))
    paths = Paths(case.graph, node)
    if paths.count > FEW:
        return
    every = list(paths)
    assert paths.total_length == sum(map(len, every))
    assert paths.edge_count == len({edge for path in every for edge in path})
    lengths = [len(path) for path in every]
    assert [paths.travelled_before(i) for i in range(len(every))] == [
        sum(lengths[:i]) for i in range(len(every))
    ]


@settings(max_examples=80, deadline=None)
@given(cases(most_operations=15))
def test_one_pass_counts_for_all_nodes_at_once(case):
    counts = count_paths(case.graph)
    reached = {edge.source for edge in case.graph.backward_edges} | {case.graph.output}
    assert counts == {node: Paths(case.graph, node).count for node in reached}
    single = [work(case.graph, leaf) for leaf in differentiable(case.graph)]
    every = work(case.graph)
    assert every.paths == sum(one.paths for one in single)
    assert every.by_paths == sum(one.by_paths for one in single)
    assert every.by_backprop == len(case.graph.backward_edges)


@settings(max_examples=150, deadline=None)
@given(cases(most_operations=12), st.data())
def test_the_running_sum_needs_no_walk_over_the_paths_before(case, data):
    recorded = trace.run(case.graph, case.leaves)
    node = data.draw(st.sampled_from(gradient_nodes(recorded)))
    paths, tape = Paths(case.graph, node), recorded.tape
    number = data.draw(st.integers(0, min(paths.count, FEW) - 1))
    products = [walk(recorded, paths[i]).product for i in range(number + 1)]
    size = max(float(np.abs(product).max()) for product in products)
    np.testing.assert_allclose(
        running_sum(paths, tape, number), sum(products), rtol=1e-10, atol=1e-10 * size
    )


@given(st.integers(1, 60))
def test_a_ladder_has_two_to_the_n_paths_and_2n_edges(n):
    graph = parse(ladder(n))
    paths = Paths(graph, "x")
    assert paths.count == count_paths(graph)["x"] == 2**n
    assert paths.total_length == n * 2**n
    assert paths.edge_count == len(graph.backward_edges) == 2 * n
    assert (work(graph).paths, work(graph).by_backprop) == (2**n, 2 * n)


def test_the_last_path_of_a_tall_ladder_is_found_at_once():
    graph = parse(ladder(40))
    recorded = trace.run(graph, {"x": 1.0})
    paths, tape = Paths(graph, "x"), recorded.tape
    assert {edge.slot for edge in paths[0]} == {0}
    assert {edge.slot for edge in paths[2**40 - 1]} == {1}
    assert running_sum(paths, tape, 2**39) == 2**39 + 1
    assert running_sum(paths, tape, 2**40 - 1) == recorded.gradients["x"] == 2**40


def test_the_first_tutorials_example():
    example = EXAMPLES["chain_rule"]
    graph = parse(example.expression)
    recorded = trace.run(graph, example.values)
    tape = recorded.tape
    walks = [walk(recorded, path) for path in Paths(graph, "b")]
    assert [[edge.source for edge in w.path] for w in walks] == [["c", "b"], ["d", "b"]]
    assert [float(w.product) for w in walks] == [2.0, 3.0]
    assert [[float(f) for f in w.locals if f is not None] for w in walks] == [[2, 1], [3, 1]]
    assert [float(running_sum(Paths(graph, "b"), tape, i)) for i in (0, 1)] == [2.0, 5.0]
    of_b, of_all = work(graph, "b"), work(graph)
    assert (of_b.paths, of_b.by_paths, of_b.by_backprop) == (2, 4, 4)
    assert (of_all.paths, of_all.by_paths, of_all.by_backprop) == (3, 6, 5)


def test_the_output_has_one_path_of_no_edges():
    assert list(Paths(parse("y = x * x"), "y")) == [()]


@pytest.mark.parametrize("node", ["1", "z", "t"])
def test_no_path_leads_to_what_gets_no_gradient(node):
    nodes = (
        Node("x"),
        Node("z"),
        Node("t", Role.DATA),
        Node("1", Role.CONSTANT, literal=1.0),
        Node("c", Role.OPERATION, OPS["add"], ("x", "1")),
        Node("y", Role.OPERATION, OPS["multiply"], ("c", "t")),
    )
    paths = Paths(Graph(nodes, "y"), node)
    assert (paths.count, paths.total_length, paths.edge_count, list(paths)) == (0, 0, 0, [])
    with pytest.raises(IndexError):
        paths[0]
    assert differentiable(paths.graph) == ("x",)


def test_a_long_chain_needs_no_recursion():
    names = [f"v{i}" for i in range(5000)]
    chain = [
        Node(name, Role.OPERATION, OPS["negate"], (source,))
        for name, source in zip(names, ["x", *names], strict=False)
    ]
    paths = Paths(Graph((Node("x"), *chain), names[-1]), "x")
    assert paths.count == 1
    assert paths[0][0] == Edge("v4998", "v4999", 0)
    assert len(paths[0]) == 5000
