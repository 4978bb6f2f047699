"""Are two graphs the same, whatever their inner nodes are called?

Inputs must have the same names and defaults, constants the same numbers, operations the same op
on the same inputs. A result that is used twice must be one node in both.
"""

from core.graph import Graph, Node


def same(one: Graph, other: Graph) -> bool:
    """Walks both from their outputs at once and pairs the nodes up; then the nodes that the
    outputs do not depend on, which are found by their names."""
    if len(one) != len(other):
        return False
    pairs: dict[str, str] = {}
    if not _pair_up(one, other, one.output, other.output, pairs):
        return False
    for node in reversed(one.nodes):
        if node.id in pairs:
            continue
        if node.id not in other or not _pair_up(one, other, node.id, node.id, pairs):
            return False
    return len(set(pairs.values())) == len(pairs)


def _pair_up(one: Graph, other: Graph, start: str, its_pair: str, pairs: dict[str, str]) -> bool:
    waiting = [(start, its_pair)]
    while waiting:
        a, b = waiting.pop()
        if a in pairs:
            if pairs[a] != b:
                return False
            continue
        if not _alike(one.node(a), other.node(b)):
            return False
        pairs[a] = b
        waiting += zip(one.node(a).inputs, other.node(b).inputs, strict=True)
    return True


def _alike(one: Node, other: Node) -> bool:
    if (one.role, one.op, one.literal) != (other.role, other.op, other.literal):
        return False
    if len(one.inputs) != len(other.inputs):
        return False
    named = one.op is None and one.role.value != "constant"
    return one.id == other.id or not named
