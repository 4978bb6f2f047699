"""What an edit gives, and the few steps that all edits are made of.

An edit never changes a graph: it makes another one. Nodes that it does not touch keep their ids,
so that whoever draws both can let each node glide from its old place to its new one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from core.graph import Graph, Literal, Node, Role
from core.language.definitions import MAX_NODES
from core.language.literals import MAX_AXES
from core.language.naming import fresh_constant
from core.messages import StudioError
from core.ops import OPS, Op


@dataclass(frozen=True)
class Edit:
    """Another graph.

    Attributes:
        node: the node that the edit is about: the new one, the renamed one, the one that took
            the place of what was deleted.
        values: of leaves that the edit brings along; other new leaves get starting values.
        renamed: old id → new id; values and definitions move with it.
    """

    graph: Graph
    node: str
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


def known(graph: Graph, node_id: str) -> Node:
    """The node of that id.

    Raises:
        StudioError: there is none.
    """
    if node_id not in graph:
        raise StudioError("edit.error.no_node", node=node_id)
    return graph.node(node_id)


def operation(name: str) -> Op:
    """The op of that name.

    Raises:
        StudioError: there is none.
    """
    if name not in OPS:
        raise StudioError("edit.error.no_operation", name=name)
    return OPS[name]


def built(nodes: Iterable[Node], output: str, before: Graph | None = None) -> Graph:
    """A graph in which each constant has one reader, as in a text, where it stands at one place.

    Leaves that were read in the graph before, and are no longer, are left out.

    Raises:
        StudioError: the limit of nodes is passed.
    """
    nodes = _separated(list(nodes), output)
    if before is not None:
        nodes = _pruned(nodes, output, before)
    if len(nodes) > MAX_NODES:
        raise StudioError("edit.error.too_many", limit=MAX_NODES)
    return Graph(tuple(nodes), output)


def _pruned(nodes: list[Node], output: str, before: Graph) -> list[Node]:
    read = {source for node in nodes for source in node.inputs}
    kept = read | {output}
    return [
        node
        for node in nodes
        if node.op is not None or node.id in kept or not before.consumers(node.id)
    ]


def _separated(nodes: list[Node], output: str) -> list[Node]:
    """A constant that is read at several places becomes several constants."""
    constants = {node.id: node for node in nodes if node.role is Role.CONSTANT}
    taken = {node.id for node in nodes}
    used = {output} & constants.keys()
    result: list[Node] = []
    for node in nodes:
        inputs = list(node.inputs)
        for slot, source in enumerate(inputs):
            if source in used:
                copy = replace(constants[source], id=_copied(constants[source], taken))
                taken.add(copy.id)
                result.append(copy)
                inputs[slot] = copy.id
            elif source in constants:
                used.add(source)
        result.append(node if tuple(inputs) == node.inputs else replace(node, inputs=tuple(inputs)))
    return result


def _copied(node: Node, taken: Collection[str]) -> str:
    assert node.literal is not None
    return fresh_constant(taken, node.literal)


def exchanged(node: Node, old: str, new: str) -> Node:
    """The node, reading `new` wherever it read `old`."""
    if old not in node.inputs:
        return node
    return replace(node, inputs=tuple(new if source == old else source for source in node.inputs))


def literal_of(value: object, name: str = "") -> Literal:
    """A number, or nested rows of numbers, as a literal that a text can say.

    Raises:
        StudioError: not finite, without any number, or with too many axes.
    """
    array = np.asarray(value, dtype=float)
    if array.size == 0 or array.ndim > MAX_AXES or not np.isfinite(array).all():
        raise StudioError("edit.error.not_a_literal", node=name)
    return _nested(array.tolist())


def _nested(value: float | list) -> Literal:
    return tuple(_nested(part) for part in value) if isinstance(value, list) else value
