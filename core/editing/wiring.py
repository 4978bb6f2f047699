"""Wires that are led to another port, and which node is the output."""

from dataclasses import replace

from core.editing.edit import Edit, built, known
from core.graph import Graph
from core.messages import StudioError


def wire(graph: Graph, source: str, target: str, slot: int) -> Edit:
    """Input number `slot` of `target` reads `source` from now on.

    A leaf that nobody reads any more goes; a constant that is read already is copied, since in a
    text it stands at one place. An operation that nobody reads any more stays where it is.

    Raises:
        StudioError: no such node or input, or the wire would close a cycle.
    """
    known(graph, source)
    port(graph, target, slot)
    if target in upstream(graph, source):
        raise StudioError("edit.error.cycle", source=source, target=target)
    nodes = []
    for node in graph.nodes:
        inputs = (*node.inputs[:slot], source, *node.inputs[slot + 1 :])
        nodes.append(replace(node, inputs=inputs) if node.id == target else node)
    return Edit(built(nodes, graph.output, before=graph), target)


def make_output(graph: Graph, node: str) -> Edit:
    """From now on the gradients are those of `node`.

    Raises:
        StudioError: no such node.
    """
    known(graph, node)
    return Edit(built(graph.nodes, node), node)


def port(graph: Graph, target: str, slot: int) -> str:
    """The name that the op of `target` gives to its input number `slot`.

    Raises:
        StudioError: no such node, a leaf, or no such input.
    """
    op = known(graph, target).op
    if op is None:
        raise StudioError("edit.error.leaf_reads_nothing", node=target)
    if not 0 <= slot < len(op.inputs):
        raise StudioError("edit.error.no_slot", node=target, n=len(op.inputs), slot=slot + 1)
    return op.inputs[slot]


def upstream(graph: Graph, node: str) -> frozenset[str]:
    """The node, and everything that it depends on."""
    found = {node}
    waiting = [node]
    while waiting:
        for source in graph.node(waiting.pop()).inputs:
            if source not in found:
                found.add(source)
                waiting.append(source)
    return frozenset(found)
