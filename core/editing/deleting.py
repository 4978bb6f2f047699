"""Deleting, as one strikes a term from a formula.

    an operation    lets one operand through: `2 * sin(x)` without the product is `sin(x)`.
                    Where no operand would fit (the rest would not run), an input takes its
                    place, which keeps its name and its value.
    a leaf          is struck from every formula that it stands in: `a*x + b` without b is `a*x`,
                    `a - b` without a is `-b`. What is nothing without it goes too: without x,
                    `2 * sin(x)` is 2.

What nobody read is simply gone. Leaves that nobody reads any more go; operations stay, since a
part of a formula that hangs loose can still be wired to something.
"""

from collections.abc import Mapping
from dataclasses import replace as changed

import numpy as np

from core import sizes
from core.editing.edit import Edit, built, exchanged, known
from core.graph import Graph, Node, Role
from core.messages import StudioError
from core.ops import OPS, Op

# What an operation is without the operand in this position: op → slot → the op that remains.
_WITHOUT: Mapping[str, Mapping[int, str]] = {
    "affine": {2: "matmul"},
    "subtract": {0: "negate"},
    "softmax_cross_entropy": {1: "softmax"},
}

Values = Mapping[str, np.ndarray]


def delete(graph: Graph, node: str, values: Values) -> Edit:
    """The graph without this node; see above for what takes its place.

    Args:
        values: of the nodes as they are now, to see what fits; may be empty.

    Raises:
        StudioError: no such node, or nothing would be left.
    """
    old = known(graph, node)
    if not graph.consumers(node) and node != graph.output:
        return _without(graph, {node})
    if old.op is None:
        return _struck(graph, node)
    return _let_through(graph, old, values)


def _let_through(graph: Graph, node: Node, values: Values) -> Edit:
    """An operand takes the place of the operation: the first with which the rest runs."""
    for operand in _by_fit(graph, node, values):
        edit = _instead(graph, node.id, operand)
        if _still_runs(edit.graph, values):
            return edit
    return _kept_as_input(graph, node.id, values)


def _by_fit(graph: Graph, node: Node, values: Values) -> list[str]:
    """The operands: those that are no numbers first, of these those of the node's own shape."""

    def misfit(operand: str) -> tuple[bool, bool]:
        shapes = [np.shape(values[name]) for name in (node.id, operand) if name in values]
        return graph.node(operand).role is Role.CONSTANT, len(set(shapes)) > 1

    return sorted(node.inputs, key=misfit)


def _still_runs(graph: Graph, values: Values) -> bool:
    """Would the graph run with the values of now? Yes, if these are not all known."""
    if any(leaf.id not in values and leaf.literal is None for leaf in graph.leaves):
        return True
    given = {leaf.id: values[leaf.id] for leaf in graph.leaves if leaf.literal is None}
    return sizes.runs(graph, given)


def _instead(graph: Graph, node: str, other: str) -> Edit:
    """Whoever read the node reads the other one."""
    nodes = [exchanged(old, node, other) for old in graph.nodes if old.id != node]
    output = other if graph.output == node else graph.output
    return Edit(built(nodes, output, before=graph), other)


def _kept_as_input(graph: Graph, node: str, values: Values) -> Edit:
    nodes = [Node(node) if old.id == node else old for old in graph.nodes]
    value = {node: np.array(values[node], dtype=float)} if node in values else {}
    return Edit(built(nodes, graph.output, before=graph), node, value)


def _struck(graph: Graph, leaf: str) -> Edit:
    """Go through the operations in order and see what each is without what has gone."""
    stands_for: dict[str, str | None] = {leaf: None}
    nodes: list[Node] = []
    for node in graph.nodes:
        if node.id == leaf:
            continue
        inputs = [stands_for.get(source, source) for source in node.inputs]
        left = tuple(source for source in inputs if source is not None)
        if len(left) == len(inputs):
            nodes.append(changed(node, inputs=left))
        elif (remaining := _remaining(node, inputs)) is not None:
            nodes.append(changed(node, op=remaining, inputs=left))
        else:
            stands_for[node.id] = next(iter(left), None)
    output = stands_for.get(graph.output, graph.output)
    if output is None:
        output = _last_sink(nodes)
    readers = [edge.target for edge in graph.consumers(leaf)]
    after = built(nodes, output, before=graph)
    places = (stands_for.get(reader, reader) for reader in readers)
    return Edit(after, next((p for p in places if p is not None and p in after), output))


def _remaining(node: Node, inputs: list[str | None]) -> Op | None:
    assert node.op is not None
    gone = [slot for slot, source in enumerate(inputs) if source is None]
    name = _WITHOUT.get(node.op.name, {}).get(gone[0]) if len(gone) == 1 else None
    return OPS[name] if name else None


def _without(graph: Graph, gone: set[str]) -> Edit:
    nodes = [node for node in graph.nodes if node.id not in gone]
    return Edit(built(nodes, graph.output, before=graph), graph.output)


def _last_sink(nodes: list[Node]) -> str:
    """The last node that nobody reads: the next best output."""
    read = {source for node in nodes for source in node.inputs}
    loose = [node.id for node in nodes if node.id not in read]
    if not loose:
        raise StudioError("edit.error.nothing_left")
    return loose[-1]
