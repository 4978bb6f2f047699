"""One number after the other: push it by ±h, and run the whole graph for either."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core import engine
from core.engine import Array
from core.gradcheck.central import central_difference
from core.graph import Graph


@dataclass(frozen=True)
class Part:
    """The slopes of the numbers at these flat `places` of a leaf, each from two losses.

    passes: forward passes through the whole graph that they took. kinked: where a kink lies within
    ±h, if somebody looked.
    """

    name: str
    places: Array
    slopes: Array
    passes: int
    kinked: Array | None = None


def honest(
    graph: Graph, leaves: Mapping[str, Array], places: Mapping[str, Array]
) -> Iterator[Part]:
    """The numerical gradient of the output for the numbers at the flat `places` of leaves, by name.

    `leaves` are float64; each number is changed in place, and put back.
    """

    def output(_: Array) -> float:
        return float(engine.forward(graph, leaves).values[graph.output])

    for name, wanted in places.items():
        leaf = leaves[name]
        for place in wanted:
            slope = central_difference(output, leaf, np.unravel_index(place, leaf.shape))
            yield Part(name, np.array([place]), np.array([slope]), 2)
