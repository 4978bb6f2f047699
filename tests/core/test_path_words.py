"""Paths in words: short enough for a narrow dock, and no two alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core import trace
from core.examples import ladder
from core.explore.path_words import ends_apart, product, way, ways_apart, written
from core.explore.paths import Paths, walk
from core.format import whole
from core.language.expression import parse


def test_a_path_names_its_nodes():
    graph = parse("e = (a + b) * (b + 1)")
    assert [way(graph, path) for path in Paths(graph, "b")] == ["e → c → b", "e → d → b"]


def test_parallel_edges_are_told_apart():
    graph = parse("y = x * x")
    assert [way(graph, path) for path in Paths(graph, "x")] == ["y →₁ x", "y →₂ x"]


def test_a_long_path_keeps_both_ends():
    graph = parse(ladder(9))
    assert way(graph, Paths(graph, "x")[1]) == "a₉ → … →₁ a₁ →₂ x"


@given(st.integers(2, 12), st.data())
def test_of_paths_beside_each_other_no_two_are_alike(n, data):
    """Also of many: what they share is left out, not what tells them apart."""
    graph = parse(ladder(n))
    paths = Paths(graph, "x")
    first = data.draw(st.integers(0, paths.count - min(4, paths.count)))
    chosen = [paths[i] for i in range(first, min(first + 4, paths.count))]
    assert len(set(ways_apart(graph, chosen))) == len(chosen)
    assert len(set(ends_apart(graph, chosen))) == len(chosen)


def test_what_paths_share_is_left_out():
    graph = parse(ladder(5))
    paths = Paths(graph, "x")
    assert ways_apart(graph, [paths[0], paths[1], paths[2]]) == [
        "a₅ → … →₁ a₁ →₁ x",
        "a₅ → … →₁ a₁ →₂ x",
        "a₅ → … →₂ a₁ →₁ x",
    ]


def test_the_shortest_names_begin_where_paths_part():
    graph = parse(ladder(5))
    paths = Paths(graph, "x")
    assert ends_apart(graph, [paths[28], paths[30]]) == ["… a₂ →₁ a₁ →₁ x", "… a₂ →₂ a₁ →₁ x"]
    assert ends_apart(graph, [paths[0]]) == ["a₅ →₁ a₄ →₁ a₃ →₁ a₂ →₁ a₁ →₁ x"]


def products(text, node, **leaves):
    recorded = trace.run(parse(text), leaves)
    return [product(walk(recorded, path)) for path in Paths(recorded.graph, node)]


def test_a_product_is_written_out():
    assert products("e = (a - b) * b", "b", a=3.0, b=2.0) == ["2 × (−1) = −2", "1"]
    assert products(ladder(6), "x", x=1.0)[0] == "1 × … × 1 = 1"
    assert products("y = sum(x * x)", "x", x=[1.0, 2.0]) == ["(2,)", "(2,)"]


def test_arrays_are_their_shapes():
    assert written(np.zeros((2, 3))) == "2×3"
    assert written(np.array(0.5)) == "0.5"


@given(st.integers(0, 10**12 - 1))
def test_whole_numbers_are_grouped_and_stay_exact(n):
    assert int(whole(n).replace("\u202f", "")) == n
    assert n < 10_000 or all(len(group) <= 3 for group in whole(n).split("\u202f"))


def test_huge_numbers_keep_their_power_of_ten():
    assert whole(2**40) == "1.1×10¹²"
    assert whole(10**20 - 1) == "1×10²⁰"  # it was 9.999×10¹⁹
    assert whole(3**1500).endswith("×10⁷¹⁵")
