"""Layers of a graph, left to right, and the order of the nodes within each.

A node stands as far right as its uses allow, so that a leaf is beside the op that reads it.
An edge that crosses layers gets a *bend* in each of them: a vertex without a size that keeps a
lane free for its wire. Two edges between the same nodes (`x * x`) always get bends, since they
would cover each other.

The order within layers follows the operands, `a` above `b` in `a + b`. Neighbours in a layer change
places as long as that leaves fewer crossings (the `transpose` of Gansner et al., *A technique for
drawing directed graphs*, 1993): so a term more moves what it crosses, and nothing else. An order
that fast-sugiyama makes from nothing is worth starting from only where it spares many crossings,
since it may be upside down for a formula that differs by one letter.
"""

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from fast_sugiyama import from_edges

from core.graph import Edge, Graph

BENDS, BENDS_PER_NODE = 400, 4  # with more, the longest wires go across what lies between
CANDIDATES_UP_TO = 2000  # vertices; beyond this, crossings are not worth counting
_POLISHED_UP_TO = 600  # vertices; beyond this, nobody follows single wires
_ROUNDS = 8  # of exchanges; they come to rest after two or three
_FAR_FEWER = 0.8, 2  # of the crossings, less so many: worth an order that is not the formula's

Layers = tuple[tuple[int, ...], ...]


class Link(NamedTuple):
    """A piece of an edge between neighbouring layers; `place` 0 … 1 is its height at the target."""

    source: int
    target: int
    place: float


@dataclass(frozen=True)
class Layered:
    """Vertices by layer, top to bottom. Vertex i < len(nodes) is that node; others are bends."""

    nodes: tuple[str, ...]
    rank: tuple[int, ...]  # by vertex
    links: tuple[Link, ...]
    bends: dict[Edge, tuple[int, ...]]

    @cached_property
    def layers(self) -> Layers:
        """The order that is drawn."""
        ours = self._by_operands()
        if len(self.rank) > CANDIDATES_UP_TO or self.crossings(ours) == 0:
            return ours
        ours, theirs = self._polished(ours), self._polished(self._upright(self._by_sugiyama()))
        share, few = _FAR_FEWER
        fewer = self.crossings(theirs) < share * self.crossings(ours) - few
        return theirs if fewer else ours

    def _upright(self, layers: Layers) -> Layers:
        """The same order or its mirror image, which has as many crossings: in whichever more
        operands stand from top to bottom."""
        height = {vertex: i for layer in layers for i, vertex in enumerate(layer)}
        down = up = 0
        for arriving in self.incoming.values():
            for one, other in combinations(arriving, 2):
                falls = (height[other.source] - height[one.source]) * (other.place - one.place)
                down, up = down + (falls > 0), up + (falls < 0)
        return tuple(layer[::-1] for layer in layers) if up > down else layers

    @cached_property
    def outgoing(self) -> dict[int, list[Link]]:
        found: dict[int, list[Link]] = defaultdict(list)
        for link in self.links:
            found[link.source].append(link)
        return found

    @cached_property
    def incoming(self) -> dict[int, list[Link]]:
        found: dict[int, list[Link]] = defaultdict(list)
        for link in self.links:
            found[link.target].append(link)
        return found

    def _polished(self, layers: Layers) -> Layers:
        """Neighbours in a layer change places as long as that leaves fewer crossings."""
        if len(self.rank) > _POLISHED_UP_TO:
            return layers
        orders = [list(layer) for layer in layers]
        height = {vertex: float(i) for layer in orders for i, vertex in enumerate(layer)}
        for _ in range(_ROUNDS):
            changed = False
            for order in reversed(orders):
                for i in range(len(order) - 1):
                    one, other = order[i], order[i + 1]
                    if self._spared(one, other, height) > 0:
                        order[i], order[i + 1] = other, one
                        height[one], height[other] = height[other], height[one]
                        changed = True
            if not changed:
                break
        return tuple(map(tuple, orders))

    def _spared(self, upper: int, lower: int, height: Mapping[int, float]) -> int:
        """How many crossings fewer there are if two neighbours change places."""
        count, ends = 0, self._ends
        for ups, downs in zip(ends[upper], ends[lower], strict=True):
            heights = [height[vertex] + place for vertex, place in downs]
            for vertex, place in ups:
                here = height[vertex] + place
                for there in heights:
                    count += (here > there) - (here < there)
        return count

    @cached_property
    def _ends(self) -> list[tuple[list[tuple[int, float]], list[tuple[int, float]]]]:
        """By vertex: where its links to the right and to the left end, and how far below the
        middle of that."""
        right, left = self.outgoing, self.incoming
        return [
            ([(k.target, k.place / 2) for k in right[v]], [(k.source, 0.0) for k in left[v]])
            for v in range(len(self.rank))
        ]

    def crossings(self, layers: Layers) -> int:
        """How many pairs of links cross."""
        height = {vertex: i for layer in layers for i, vertex in enumerate(layer)}
        count = 0
        for layer in layers:
            seen: list[float] = []
            for vertex in layer:
                ends = sorted(height[k.target] + k.place / 2 for k in self.outgoing.get(vertex, ()))
                count += sum(len(seen) - bisect_right(seen, end) for end in ends)
                for end in ends:
                    insort(seen, end)
        return count

    def _unordered(self) -> list[list[int]]:
        layers: list[list[int]] = [[] for _ in range(max(self.rank) + 1)]
        for vertex, rank in enumerate(self.rank):
            layers[rank].append(vertex)
        return layers

    def _by_operands(self) -> Layers:
        """From the output leftwards: each vertex at the mean height of the places it feeds."""
        layers = self._unordered()
        height: dict[int, float] = {}
        for layer in reversed(layers):
            wanted = {}
            for vertex in layer:
                ends = [height[k.target] + k.place for k in self.outgoing.get(vertex, ())]
                wanted[vertex] = sum(ends) / len(ends) if ends else float("inf")
            layer.sort(key=lambda vertex: (wanted[vertex], vertex))
            height |= {vertex: float(i) for i, vertex in enumerate(layer)}
        return tuple(map(tuple, layers))

    def _by_sugiyama(self) -> Layers:
        pairs = [(link.source, link.target) for link in self.links]
        x: dict[object, float] = {}
        for positions, *_ in from_edges(pairs, dummy_vertices=False, ranking_type="minimize"):
            x |= {vertex: at for vertex, (at, _) in positions}
        layers = self._unordered()
        for layer in layers:
            layer.sort(key=lambda vertex: (x.get(vertex, float("inf")), vertex))
        return tuple(map(tuple, layers))


def layered(graph: Graph, first: Collection[str] = ()) -> Layered:
    """Ranks, bends and links of `graph`; the leaves `first` are in the first layer."""
    nodes = tuple(node.id for node in graph.nodes)
    index = {node: i for i, node in enumerate(nodes)}
    by_node = ranks(graph) | dict.fromkeys(first, 0)
    rank = [by_node[node] for node in nodes]
    links: list[Link] = []
    bends: dict[Edge, tuple[int, ...]] = {}
    budget = max(BENDS, BENDS_PER_NODE * len(nodes))
    for edge in sorted(graph.edges, key=lambda e: by_node[e.target] - by_node[e.source]):
        start, end = index[edge.source], index[edge.target]
        budget -= rank[end] - rank[start] - 1
        if budget < 0:
            bends[edge] = ()
            continue
        lanes = range(rank[start] + 1, rank[end])
        chain = tuple(range(len(rank), len(rank) + len(lanes)))
        rank.extend(lanes)
        bends[edge] = chain
        stops = (start, *chain, end)
        places = [0.5] * len(chain) + [_place(graph, edge)]
        links += [Link(s, t, p) for s, t, p in zip(stops, stops[1:], places, strict=False)]
    return Layered(nodes, tuple(rank), tuple(links), bends)


def ranks(graph: Graph) -> dict[str, int]:
    """By node: its layer, counted from the left; as close to its first use as possible."""
    to_end: dict[str, int] = {}
    for node in reversed(graph.nodes):
        uses = Counter(edge.target for edge in graph.consumers(node.id))
        to_end[node.id] = max((to_end[t] + min(n, 2) for t, n in uses.items()), default=0)
    deepest = max(to_end.values())
    return {node: deepest - distance for node, distance in to_end.items()}


def _place(graph: Graph, edge: Edge) -> float:
    """Operands from top to bottom. Of three (X, W, b), the first goes on in the middle."""
    count = len(graph.node(edge.target).inputs)
    slot = {0: 1, 1: 0}.get(edge.slot, edge.slot) if count == 3 else edge.slot
    return (slot + 0.5) / count
