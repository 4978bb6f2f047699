"""A graph that has just been typed, told which of its nodes were there before.

The parser calls results c, d, f, … in the order of the text, so that one term more in front gives
all of them other names. For whoever looks on, a + b is still a + b. Here the nodes that have no
name in the text get back the ids that they had in the graph before, so that each can glide from
its old place to its new one.

    e = (a + b) * (b + 1)            c = a + b, d = b + 1
    e = sin(a) * (a + b) * (b + 1)   still c = a + b, d = b + 1; sin(a) is f

First what computes the same from the same is paired, from the leaves up; then what is left and
stands at the same place in a pair, from the output down: where + has become *, or 1 has become 2.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field, replace

from core.graph import Graph, Node, Role
from core.language.naming import fresh_constant, fresh_operation, is_invented


def aligned(graph: Graph, before: Graph, named: Collection[str] = ()) -> Graph:
    """The same graph, in which results and constants have the ids of their counterparts before.

    Args:
        named: the names that the text defines; they stay, as the names of inputs do.
    """
    nameless = {node.id for node in graph.nodes if _is_nameless(node, named)}
    fixed = {node.id for node in graph.nodes} - nameless
    pairing = _Pairing(graph, before, nameless, fixed)
    pairing.pair_equals()
    pairing.pair_places()
    ids = pairing.ids()
    nodes = (
        replace(node, id=ids[node.id], inputs=tuple(ids[source] for source in node.inputs))
        for node in graph.nodes
    )
    return Graph(tuple(nodes), ids[graph.output])


def _is_nameless(node: Node, named: Collection[str]) -> bool:
    if node.op is None:
        return node.role is Role.CONSTANT
    return is_invented(node.id) and node.id not in named


@dataclass
class _Pairing:
    """Pairs of nodes, new → old. An old node belongs to one pair only; a node with a name in the
    text is paired with the old node of that name."""

    graph: Graph
    before: Graph
    nameless: set[str]
    fixed: set[str]
    pairs: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.pairs = {name: name for name in self.fixed if name in self.before}
        self.used = set(self.fixed)

    def pair_equals(self) -> None:
        """The same operation on the same operands; constants count by their number here."""
        waiting: dict[Hashable, list[str]] = defaultdict(list)
        for old in reversed(self.before.operations):
            waiting[old.op, tuple(map(self._old_operand, old.inputs))].append(old.id)
        for new in self.graph.operations:
            if new.id in self.nameless:
                candidates = waiting[new.op, tuple(map(self._new_operand, new.inputs))]
                while candidates and not self._pair(new.id, candidates.pop()):
                    pass

    def _old_operand(self, name: str) -> Hashable:
        node = self.before.node(name)
        return ("number", node.literal) if node.role is Role.CONSTANT else name

    def _new_operand(self, name: str) -> Hashable:
        node = self.graph.node(name)
        if node.role is Role.CONSTANT:
            return ("number", node.literal)
        return self.pairs.get(name, ("new", name))

    def pair_places(self) -> None:
        """What stands at the same place, read by a pair; then the outputs; then loose numbers."""
        self._pair_alike(self.graph.output, self.before.output)
        for new in reversed(self.graph.operations):
            if new.id in self.pairs and self.pairs[new.id] in self.before:
                old = self.before.node(self.pairs[new.id])
                for source, place in zip(new.inputs, old.inputs, strict=False):
                    self._pair_alike(source, place)
        loose: dict[Hashable, list[str]] = defaultdict(list)
        for leaf in reversed(self.before.leaves):
            loose[leaf.literal].append(leaf.id)
        for leaf in self.graph.leaves:
            while loose[leaf.literal] and leaf.id in self.nameless and leaf.id not in self.pairs:
                self._pair_alike(leaf.id, loose[leaf.literal].pop())

    def _pair_alike(self, new: str, old: str) -> None:
        """Two operations or two constants; an operation never takes the place of a leaf."""
        if self.graph.node(new).role is self.before.node(old).role:
            self._pair(new, old)

    def _pair(self, new: str, old: str) -> bool:
        if new not in self.nameless or new in self.pairs or old in self.used:
            return False
        if not _is_nameless(self.before.node(old), ()):  # that would be a name in the text again
            return False
        self.pairs[new] = old
        self.used.add(old)
        return True

    def ids(self) -> dict[str, str]:
        """By new node: the old id; of a node that is new, its own, or a free one."""
        ids = {node.id: self.pairs.get(node.id, node.id) for node in self.graph.nodes}
        taken = set(self.used)
        for node in self.graph.nodes:
            if node.id in self.nameless and node.id not in self.pairs:
                if node.id in taken:
                    ids[node.id] = self._fresh(node, taken)
                taken.add(ids[node.id])
        return ids

    @staticmethod
    def _fresh(node: Node, taken: Collection[str]) -> str:
        return (
            fresh_operation(taken) if node.literal is None else fresh_constant(taken, node.literal)
        )
