"""A node becomes another one in its place: another operation, another name, another number."""

from dataclasses import replace as changed

from core.editing.edit import Edit, built, exchanged, known, literal_of, operation
from core.editing.inserting import new_operation
from core.graph import Graph, Node, Role
from core.language.naming import checked
from core.messages import StudioError


def replace(graph: Graph, node: str, op: str) -> Edit:
    """Another operation in the place of this one, which keeps its name.

    Of two operands a function keeps the one that is no number: `2 * x` becomes `sin(x)`. An
    operation that takes more gets fresh leaves. Leaves that nobody reads any more go.

    Raises:
        StudioError: no such node or operation; the node is a leaf.
    """
    old, new = known(graph, node), operation(op)
    if old.op is None:
        raise StudioError("edit.error.not_an_operation", node=node)
    wanted = len(new.inputs)
    operands = old.inputs
    if len(operands) > wanted:
        slots = sorted(range(len(operands)), key=lambda i: (_is_number(graph, operands[i]), i))
        operands = tuple(operands[i] for i in sorted(slots[:wanted]))
    added = new_operation(graph, new, operands, name=node)
    nodes: list[Node] = []
    for other in graph.nodes:
        nodes.extend(added if other.id == node else [other])
    return Edit(built(nodes, graph.output, before=graph), node)


def _is_number(graph: Graph, node: str) -> bool:
    return graph.node(node).role is Role.CONSTANT


def rename(graph: Graph, node: str, name: str) -> Edit:
    """Another name for a node. A constant that gets a name becomes an input that starts with it.

    Raises:
        StudioError: no such node; no identifier; taken, or the name of an operation.
    """
    old, new = known(graph, node), checked(name)
    if new == node:
        return Edit(graph, node)
    if new in graph:
        raise StudioError("edit.error.taken", name=new)
    role = Role.INPUT if old.role is Role.CONSTANT else old.role
    nodes = [
        changed(old, id=new, role=role) if other.id == node else exchanged(other, node, new)
        for other in graph.nodes
    ]
    output = new if graph.output == node else graph.output
    return Edit(built(nodes, output), new, renamed={node: new})


def set_literal(graph: Graph, node: str, value: object) -> Edit:
    """Another number, or other rows of numbers, for a constant or for an input that the text
    gives its value. Its id stays as it is.

    Raises:
        StudioError: no such node, no such leaf, or a value that a text cannot say.
    """
    old = known(graph, node)
    if old.role not in (Role.CONSTANT, Role.INPUT):
        raise StudioError("edit.error.no_literal", node=node)
    new = changed(old, literal=literal_of(value, node))
    nodes = [new if other.id == node else other for other in graph.nodes]
    return Edit(built(nodes, graph.output), node)
