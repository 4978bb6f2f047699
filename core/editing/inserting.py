"""New nodes: beside the graph, around a node, in the middle of a wire."""

from collections.abc import Sequence
from dataclasses import replace

from core.editing.edit import Edit, built, exchanged, known, literal_of, operation
from core.graph import Edge, Graph, Node, Role
from core.language.naming import checked, fresh_constant, fresh_input, fresh_operation
from core.messages import StudioError
from core.ops import Op


def insert(graph: Graph, op: str, inputs: Sequence[str | None] = ()) -> Edit:
    """A new operation that nobody reads yet. Inputs that are not given become fresh leaves.

    Raises:
        StudioError: no such operation, an unknown input, more inputs than it takes.
    """
    new = operation(op)
    if len(inputs) > len(new.inputs):
        raise StudioError("edit.error.too_many_inputs", op=op, n=len(new.inputs), given=len(inputs))
    for source in inputs:
        if source is not None:
            known(graph, source)
    added = new_operation(graph, new, inputs)
    return Edit(built((*graph.nodes, *added), graph.output), added[-1].id)


def insert_input(graph: Graph, name: str | None = None) -> Edit:
    """A new input that nobody reads yet.

    Raises:
        StudioError: the name cannot be one, or is taken.
    """
    chosen = fresh_input(_ids(graph)) if name is None else checked(name)
    if chosen in graph:
        raise StudioError("edit.error.taken", name=chosen)
    return Edit(built((*graph.nodes, Node(chosen)), graph.output), chosen)


def insert_constant(graph: Graph, value: object) -> Edit:
    """A new constant that nobody reads yet: a number, or rows of numbers.

    Raises:
        StudioError: the value cannot be said in a text.
    """
    literal = literal_of(value)
    node = Node(fresh_constant(_ids(graph), literal), Role.CONSTANT, literal=literal)
    return Edit(built((*graph.nodes, node), graph.output), node.id)


def wrap(graph: Graph, node: str, op: str) -> Edit:
    """Put `op` around a node: whoever read the node reads `op(node)` now, and so does the output.

    Further inputs of the op become fresh leaves.

    Raises:
        StudioError: no such node, no such operation.
    """
    known(graph, node)
    added = new_operation(graph, operation(op), (node,))
    new = added[-1].id
    nodes: list[Node] = []
    for old in graph.nodes:
        nodes.append(exchanged(old, node, new))
        if old.id == node:
            nodes.extend(added)
    return Edit(built(nodes, new if graph.output == node else graph.output), new)


def splice(graph: Graph, edge: Edge, op: str) -> Edit:
    """Put `op` into a wire: only this reader reads `op(source)` now.

    Raises:
        StudioError: no such wire, no such operation.
    """
    target = known(graph, edge.target)
    if edge not in graph.incoming(edge.target):
        raise StudioError("edit.error.no_wire", source=edge.source, target=edge.target)
    added = new_operation(graph, operation(op), (edge.source,))
    inputs = list(target.inputs)
    inputs[edge.slot] = added[-1].id
    nodes: list[Node] = []
    for old in graph.nodes:
        if old.id == edge.target:
            nodes.extend((*added, replace(old, inputs=tuple(inputs))))
        else:
            nodes.append(old)
    return Edit(built(nodes, graph.output), added[-1].id)


def new_operation(
    graph: Graph, op: Op, inputs: Sequence[str | None], name: str | None = None
) -> list[Node]:
    """The nodes of a new operation: fresh leaves for the inputs that are not given, then itself."""
    taken = set(_ids(graph))
    sources: list[str] = []
    leaves: list[Node] = []
    for slot, wish in enumerate(op.inputs):
        given = inputs[slot] if slot < len(inputs) else None
        if given is None:
            given = fresh_input(taken, wish)
            taken.add(given)
            leaves.append(Node(given))
        sources.append(given)
    node_id = name or fresh_operation(taken)
    return [*leaves, Node(node_id, Role.OPERATION, op, tuple(sources))]


def _ids(graph: Graph) -> frozenset[str]:
    return frozenset(node.id for node in graph.nodes)
