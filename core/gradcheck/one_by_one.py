"""One number after the other: push it by ±h, and run the whole graph for either."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core import engine
from core.engine import Array
from core.gradcheck.central import central_difference
from core.graph import Graph, Node


@dataclass(frozen=True)
class Part:
    """The slopes of the numbers at these flat `places` of a leaf, each from two losses.

    passes: forward passes through the whole graph that they took. kinked: whether a kink (of a
    ReLU) lies within ±h, so that there is no slope to compare.
    """

    name: str
    places: Array
    slopes: Array
    passes: int
    kinked: Array


def one_by_one(
    graph: Graph, leaves: Mapping[str, Array], places: Mapping[str, Array]
) -> Iterator[Part]:
    """The numerical gradient of the output for the numbers at the flat `places` of leaves, by name.

    `leaves` are float64; each number is changed in place, and put back.
    """
    bends = [(node.inputs[0], kink) for node in graph.operations for kink in _kinks(node)]
    sides: list[Array] = []

    def output(_: Array) -> float:
        values = engine.forward(graph, leaves).values
        sides.extend(values[source] > kink for source, kink in bends)
        return float(values[graph.output])

    for name, wanted in places.items():
        leaf = leaves[name]
        for place in wanted:
            sides.clear()
            slope = central_difference(output, leaf, np.unravel_index(place, leaf.shape))
            above, below = sides[: len(bends)], sides[len(bends) :]
            crossed = any(map(_differ, above, below))
            yield Part(name, np.array([place]), np.array([slope]), 2, np.array([crossed]))


def _kinks(node: Node) -> tuple[float, ...]:
    return node.op.kinks if node.op is not None else ()


def _differ(one: Array, other: Array) -> bool:
    return one.tobytes() != other.tobytes()
