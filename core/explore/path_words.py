"""A path and its product in a few words: `e → c → b`, `2 × 1 = 2`."""

from collections.abc import Sequence
from itertools import takewhile

from core.engine import Array, is_scalar
from core.explore.paths import Path, Walk
from core.format import bracketed, number, shape, subscript, whole
from core.graph import Graph
from core.messages import Message
from core.names import called

_MOST_STATIONS = 4
_MOST_FACTORS = 4


def way(graph: Graph, path: Path, most: int = _MOST_STATIONS) -> str:
    """The nodes that a path passes, from the output on. Where a node is read twice by the same
    op, the arrow says as which input: `y →₂ x`."""
    names = _stations(graph, path)
    if len(names) > most:
        names = [names[0], "→ …", *names[2 - most :]]  # its end tells it from the path before
    return " ".join(names)


def ways_apart(graph: Graph, paths: Sequence[Path], most: int = _MOST_STATIONS) -> list[str]:
    """The same of several paths beside each other: what all of them begin with is left out, and
    what tells them apart stays."""
    shared = _shared(paths)
    if len(paths) < 2 or shared > 1:
        return [way(graph, path, max(most, len(path) + 2 - shared)) for path in paths]
    return [" ".join(_ends(_stations(graph, path), most + 1)) for path in paths]


def ends_apart(graph: Graph, paths: Sequence[Path]) -> list[str]:
    """The shortest of such names: from the last node that all of them pass alike on."""
    shared = _shared(paths) if len(paths) > 1 else 0
    return [_from(_stations(graph, path), shared) for path in paths]


def _from(names: list[str], first: int) -> str:
    """Without what is before a node, and without the arrow that leads to it."""
    kept = [names[first].split(" ")[-1], *names[first + 1 :]]
    return " ".join(["…", *kept] if first else kept)


def _shared(paths: Sequence[Path]) -> int:
    """How many edges all of them begin with."""
    steps = zip(*paths, strict=False)
    return sum(1 for _ in takewhile(lambda edges: len(set(edges)) == 1, steps))


def reads_twice(graph: Graph) -> bool:
    """Are there arrows that say which input is meant?"""
    return any(len(set(node.inputs)) < len(node.inputs) for node in graph.operations)


def _stations(graph: Graph, path: Path) -> list[str]:
    names = [called(graph, graph.output)]
    for edge in path:
        twice = graph.node(edge.target).inputs.count(edge.source) > 1
        slot = subscript(str(edge.slot + 1)) if twice else ""
        names.append(f"→{slot} {called(graph, edge.source)}")
    return names


def _ends(names: list[str], most: int) -> list[str]:
    """The first step and the last two."""
    return names if len(names) <= most else [*names[:2], "→ …", *names[3 - most :]]


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
        written = [written[0], "…", written[-1]]
    return f"{' × '.join(written)} = {result}"


def result(walk: Walk) -> str:
    """What the factors give; of arrays, the shape."""
    return written(walk.product)


def written(value: Array) -> str:
    """A number as those that are counted, in groups; an array by its shape."""
    return number(value) if is_scalar(value) else shape(value)


def duration(seconds: int) -> Message:
    """A time in the largest unit that it fills."""
    for unit, length in (("years", 31_557_600), ("days", 86_400), ("hours", 3600)):
        if seconds >= 2 * length:
            return Message(f"explore.time.{unit}", {"n": whole(seconds // length)})
    return Message("explore.time.minutes", {"n": whole(seconds // 60)})
