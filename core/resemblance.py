"""How much of one graph is in another: whether an eye could follow the change."""

from collections.abc import Mapping
from dataclasses import replace

from core.graph import Graph

_MOST_NODES = 300  # larger graphs change at once
_ENOUGH = 0.4  # of the nodes must stay; else it is another graph, and there is nothing to follow


def resembles(before: Graph, after: Graph) -> bool:
    """Is so much of one graph in the other that one can follow the change?"""
    if max(len(before), len(after)) > _MOST_NODES:
        return False
    stays = staying(called_anew(before, renamed(before, after)), after)
    return len(stays) >= _ENOUGH * max(len(before), len(after))


def renamed(before: Graph, after: Graph) -> dict[str, str]:
    """Old name → new name, where the graphs differ in nothing but names; else none. A constant
    that gets a name becomes an input."""
    if len(before) != len(after):
        return {}
    names = {one.id: other.id for one, other in zip(before.nodes, after.nodes, strict=True)}
    alike = all(
        one.op is other.op and tuple(names[source] for source in one.inputs) == other.inputs
        for one, other in zip(before.nodes, after.nodes, strict=True)
    )
    found = {old: new for old, new in names.items() if old != new}
    exchanged = any(old in after or new in before for old, new in found.items())
    return found if alike and not exchanged and names[before.output] == after.output else {}


def called_anew(graph: Graph, names: Mapping[str, str]) -> Graph:
    """The graph with other names for some of its nodes."""
    if not names:
        return graph
    nodes = tuple(
        replace(
            node,
            id=names.get(node.id, node.id),
            inputs=tuple(names.get(source, source) for source in node.inputs),
        )
        for node in graph.nodes
    )
    return Graph(nodes, names.get(graph.output, graph.output))


def staying(before: Graph, after: Graph) -> set[str]:
    """The nodes that are in both, and are the same there."""
    return {
        node.id for node in after.nodes if node.id in before and before.node(node.id).op is node.op
    }
