"""The computational graph: immutable, validated, in topological order.

A graph says what is computed from what. It holds no values and no gradients: those belong to
one run of it (see `core/trace.py`), so that two runs can be compared and nothing goes stale.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from core.messages import StudioError
from core.ops import Op

Literal = float | tuple["Literal", ...]  # a number, or rows of numbers


class Role(StrEnum):
    """What a node is for. The backward pass asks for gradients of INPUT and PARAMETER."""

    INPUT = "input"
    PARAMETER = "parameter"
    DATA = "data"
    CONSTANT = "constant"
    OPERATION = "operation"


DIFFERENTIABLE = frozenset({Role.INPUT, Role.PARAMETER})


@dataclass(frozen=True)
class Node:
    """A leaf, or an operation on other nodes.

    `inputs` are ids in the order of the op's arguments, duplicates kept: `x * x` has two.
    `literal` is a constant's number (or nested rows of numbers), or an input's default.
    """

    id: str
    role: Role = Role.INPUT
    op: Op | None = None
    inputs: tuple[str, ...] = ()
    literal: Literal | None = None


class Edge(NamedTuple):
    """Input number `slot` of `target`. Values flow source → target, gradients back.

    A tuple, since edges are keys of many dictionaries: its hash is computed without Python.
    """

    source: str
    target: str
    slot: int


@dataclass(frozen=True)
class Graph:
    """Nodes and the id of the output. Construction sorts and validates.

    Raises:
        StudioError: an id twice, an unknown input or output, a wrong number of inputs, a cycle.
    """

    nodes: tuple[Node, ...]
    output: str

    def __post_init__(self) -> None:
        _validate(self.nodes, self.output)
        object.__setattr__(self, "nodes", _topological(self.nodes))

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process, what follows from the nodes is worked out there."""
        return Graph, (self.nodes, self.output)

    def __len__(self) -> int:
        return len(self.nodes)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._by_id

    def node(self, node_id: str) -> Node:
        return self._by_id[node_id]

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.op is None)

    @cached_property
    def operations(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.op is not None)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge, in the order in which the forward pass uses them."""
        return tuple(edge for edges in self._incoming.values() for edge in edges)

    def incoming(self, node_id: str) -> tuple[Edge, ...]:
        return self._incoming[node_id]

    @cached_property
    def _incoming(self) -> dict[str, tuple[Edge, ...]]:
        return {
            node.id: tuple(Edge(source, node.id, slot) for slot, source in enumerate(node.inputs))
            for node in self.nodes
        }

    def consumers(self, node_id: str) -> tuple[Edge, ...]:
        return self._consumers.get(node_id, ())

    @cached_property
    def _consumers(self) -> dict[str, tuple[Edge, ...]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.source].append(edge)
        return {source: tuple(edges) for source, edges in found.items()}

    @cached_property
    def ancestors(self) -> frozenset[str]:
        """The output, and every node that it depends on."""
        found = {self.output}
        for node in reversed(self.operations):
            if node.id in found:
                found.update(node.inputs)
        return frozenset(found)

    def upto(self, node_id: str) -> "Graph":
        """The part of the graph that `node_id` depends on, with `node_id` as its output."""
        part = Graph(self.nodes, node_id)
        return Graph(tuple(node for node in self.nodes if node.id in part.ancestors), node_id)

    def wants_gradient(self, node_id: str) -> bool:
        """Does a differentiable leaf lie behind this node?"""
        return node_id in self._wanting

    @cached_property
    def _wanting(self) -> frozenset[str]:
        wanting = {node.id for node in self.leaves if node.role in DIFFERENTIABLE}
        for node in self.operations:
            if any(edge.source in wanting and self.rule(edge) for edge in self.incoming(node.id)):
                wanting.add(node.id)
        return frozenset(wanting)

    def rule(self, edge: Edge) -> Callable[..., Any] | None:
        """The backward rule that this edge is; None where the op has none."""
        op = self.node(edge.target).op
        return op.rule(edge.slot) if op else None

    @cached_property
    def backward_edges(self) -> tuple[Edge, ...]:
        """The edges that the backward pass travels, in its order.

        Reverse topological order: all contributions to a node have arrived before it hands
        its total on. Only edges between the output and a differentiable leaf are travelled.
        """
        reached = {self.output}
        travelled: list[Edge] = []
        for node in reversed(self.operations):
            if node.id in reached:
                for edge in self.incoming(node.id):
                    if self.wants_gradient(edge.source) and self.rule(edge):
                        reached.add(edge.source)
                        travelled.append(edge)
        return tuple(travelled)

    @cached_property
    def backward_rules(self) -> tuple[tuple[Edge, Callable[..., Any]], ...]:
        """The same edges, each with its rule: looked up once, travelled at every training step."""
        found = ((edge, self.rule(edge)) for edge in self.backward_edges)
        return tuple((edge, rule) for edge, rule in found if rule is not None)

    @cached_property
    def unreached(self) -> tuple[str, ...]:
        """The differentiable leaves that the output does not depend on."""
        return tuple(
            node.id
            for node in self.leaves
            if node.role in DIFFERENTIABLE and node.id not in self.ancestors
        )

    @cached_property
    def torn(self) -> tuple[str, Edge] | None:
        """A node with a gradient that reaches the output also along an edge without a rule, and
        that edge: what it does there the gradient would leave out. None if there is no such node.
        """
        cut = [edge for edge in self.edges if edge.target in self.ancestors and not self.rule(edge)]
        through = {edge.source: edge for edge in cut}
        for node in reversed(self.operations):
            if node.id in through:
                for source in node.inputs:
                    through.setdefault(source, through[node.id])
        found = (edge.source for edge in self.backward_edges if edge.source in through)
        node_id = next(found, None)
        return None if node_id is None else (node_id, through[node_id])


def _validate(nodes: tuple[Node, ...], output: str) -> None:
    known = Counter(node.id for node in nodes)
    if len(known) < len(nodes):
        raise StudioError("core.graph.duplicate", node=known.most_common(1)[0][0])
    if output not in known:
        raise StudioError("core.graph.no_output", node=output)
    for node in nodes:
        wanted = len(node.op.inputs) if node.op else 0
        if len(node.inputs) != wanted:
            raise StudioError(
                "core.graph.arity", node=node.id, wanted=wanted, given=len(node.inputs)
            )
        for source in node.inputs:
            if source not in known:
                raise StudioError("core.graph.unknown_input", node=node.id, input=source)


def _topological(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Kahn's algorithm (1962), iterative; among the ready nodes the first given goes first."""
    position = {node.id: i for i, node in enumerate(nodes)}
    waiting = [len(set(node.inputs)) for node in nodes]
    followers: dict[str, list[int]] = defaultdict(list)
    for i, node in enumerate(nodes):
        for source in set(node.inputs):
            followers[source].append(i)
    ready = [i for i, count in enumerate(waiting) if count == 0]
    order: list[Node] = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        order.append(node)
        for i in followers[node.id]:
            waiting[i] -= 1
            if waiting[i] == 0:
                heapq.heappush(ready, i)
    if len(order) < len(nodes):
        placed = {node.id for node in order}
        stuck = min((n.id for n in nodes if n.id not in placed), key=position.__getitem__)
        raise StudioError("core.graph.cycle", node=stuck)
    return tuple(order)
