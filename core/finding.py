"""Finding a node in a large graph: by its name, its op, or the number it is."""

from core.graph import Graph, Node
from core.names import called


def find(graph: Graph, words: str) -> tuple[str, ...]:
    """The nodes that `words` may mean, in the order of the graph; those that are called exactly
    so come first. Upper and lower case are the same."""
    wanted = words.strip().casefold()
    if not wanted:
        return ()
    exact = [n.id for n in graph.nodes if wanted in _names(graph, n)]
    loose = [n.id for n in graph.nodes if any(wanted in name for name in _names(graph, n))]
    return tuple(dict.fromkeys([*exact, *loose]))


def _names(graph: Graph, node: Node) -> list[str]:
    """All that a node goes by."""
    names = [called(graph, node.id), node.id] if node.literal is None else [called(graph, node.id)]
    if node.op is not None:
        names += [node.op.name, node.op.symbol]
    return [name.casefold() for name in names]
