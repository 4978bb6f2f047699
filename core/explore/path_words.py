"""A path and its product in a few words: `e → c → b`, `2 × 1 = 2`."""

from core.engine import Array, is_scalar
from core.explore.paths import Path, Walk
from core.format import bracketed, number, shape, subscript
from core.graph import Graph
from core.names import called

_MOST_STATIONS = 4
_MOST_FACTORS = 4


def way(graph: Graph, path: Path, most: int = _MOST_STATIONS) -> str:
    """The nodes that a path passes, from the output on. Where a node is read twice by the same
    op, the arrow says as which input: `y →₂ x`."""
    names = [called(graph, graph.output)]
    for edge in path:
        twice = graph.node(edge.target).inputs.count(edge.source) > 1
        slot = subscript(str(edge.slot + 1)) if twice else ""
        names.append(f"→{slot} {called(graph, edge.source)}")
    if len(names) > most:
        names = [names[0], "→ …", *names[2 - most :]]  # its end tells it from the path before
    return " ".join(names)


def product(walk: Walk) -> str:
    """The factors and what they give; of arrays, the shape of what the path contributes."""
    if not is_scalar(walk.product):
        return shape(walk.product)
    result = number(walk.product)
    factors = [local for local in walk.locals if local is not None and is_scalar(local)]
    if len(factors) < len(walk.locals) or len(factors) < 2:
        return result
    written = [bracketed(number(factor)) for factor in factors]
    if len(written) > _MOST_FACTORS:
        written = [*written[: _MOST_FACTORS - 2], "…", written[-1]]
    return f"{' × '.join(written)} = {result}"


def written(value: Array) -> str:
    """A number as it is, an array by its shape."""
    return number(value) if is_scalar(value) else shape(value)
