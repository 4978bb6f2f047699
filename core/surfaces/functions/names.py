"""What x and y are in a text: where a racer stands. Text may give them a value, which is a start,
or call its result y, which is a curve over x; nothing else may be called by these names."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core import engine
from core.graph import Graph, Node, Role
from core.messages import StudioError

POINT = ("x", "y")


def check_names(graph: Graph) -> None:
    """Are x and y left to the racers?

    Raises:
        StudioError: one of them is a formula, and not the result of a curve.
    """
    for node in graph.nodes:
        if node.role is Role.OPERATION and node.id in POINT and not _is_height(graph, node):
            raise StudioError("arena.error.defined", name=node.id, free=_free(graph, "u"))


def with_height(graph: Graph) -> Graph:
    """The same, with another name for a result that is called y: `y = x**2` is a curve."""
    if graph.output != "y" or not _is_height(graph, graph.node("y")):
        return graph
    name = _free(graph, "f")
    nodes = (replace(node, id=name) if node.id == "y" else node for node in graph.nodes)
    return Graph(tuple(nodes), name)


def with_values(graph: Graph) -> Graph:
    """The same, with the number in place of an x or y that is reckoned from numbers alone: also
    `x = 1/2` gives it a value. What it was reckoned from stays, if only as a loose end."""
    found = {name: _reckoned(graph, name) for name in POINT if name in graph}
    values = {name: Node(name, literal=x) for name, x in found.items() if x is not None}
    if not values:
        return graph
    return Graph(tuple(values.get(node.id, node) for node in graph.nodes), graph.output)


def without_values(graph: Graph) -> Graph:
    """The same, with an x and y that have no value, and without loose ends."""
    free = (Node(each.id) if _is_place(each) else each for each in with_values(graph).nodes)
    bare = Graph(tuple(free), graph.output)
    return bare.upto(bare.output)


def typed_start(graph: Graph) -> Mapping[str, float]:
    """The values that a text gives to x and y, as in `x = 3; y = 2; x**2 + y**2`."""
    return {
        node.id: float(node.literal)
        for node in graph.nodes
        if _is_place(node) and isinstance(node.literal, int | float)
    }


def _is_place(node: Node) -> bool:
    return node.id in POINT and node.role is Role.INPUT


def _reckoned(graph: Graph, name: str) -> float | None:
    """The number that such a formula gives; None if it is none, or is the result."""
    part = graph.upto(name)
    leaves = [node for node in part.nodes if node.role is not Role.OPERATION]
    free = any(node.literal is None or node.id in POINT for node in leaves)
    if name == graph.output or free:
        return None
    with np.errstate(all="ignore"):
        value = engine.forward(part, {}).values[name]
    return float(value) if np.ndim(value) == 0 else None


def _is_height(graph: Graph, node: Node) -> bool:
    """Is it a result by the name of y, which nothing else reads?"""
    return node.id == graph.output == "y" and node.role is Role.OPERATION


def _free(graph: Graph, name: str) -> str:
    while name in graph:
        name += "′"
    return name
