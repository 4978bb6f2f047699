"""Graph to text, the way back of `core/language/expression.py`: as a person would write it.

    e = (a + b) * (b + 1)

Python's precedences, with the fewest brackets. A result that the parser has given a name, and that
is read once, is written where it is read; one that has a name of its own, or several readers, or
none, is a definition. What the output does not depend on comes first, the output last.

Reading the text again gives the same graph, up to the names that the parser invents for results
(c, d, f, …) and the ids of constants; `core/language/alignment.py` gives these back.
"""

import math
import re
from collections.abc import Collection

from core.graph import Graph, Literal, Node, Role
from core.language.expression import MAX_DEPTH, MAX_EXPONENT, defined_names
from core.language.naming import is_invented

__all__ = ["defined_names", "expression", "literal_text"]

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)  # how tightly an operator binds, as in Python

# op → sign, how tightly it binds, and what its left and right operands must reach at least
_INFIX = {
    "add": ("+", _SUM, _SUM, _PRODUCT),
    "subtract": ("-", _SUM, _SUM, _PRODUCT),
    "multiply": ("*", _PRODUCT, _PRODUCT, _SIGN),
    "divide": ("/", _PRODUCT, _PRODUCT, _SIGN),
    "matmul": ("@", _PRODUCT, _PRODUCT, _SIGN),
    "power": ("**", _POWER, _ATOM, _SIGN),
}
_DEEPEST = MAX_DEPTH - 4  # rows of numbers have brackets too, up to four

Written = tuple[str, int]  # a text, and how tightly its outermost operator binds


def expression(graph: Graph, named: Collection[str] = ()) -> str:
    """The text of a graph; definitions are separated by `; `.

    Args:
        named: results that keep their definition, although their names could be the parser's.
    """
    definitions = _definitions(graph, named)
    statements = [f"{leaf.id} = {_number(leaf)}" for leaf in graph.leaves if _says_value(leaf)]
    if len(graph) == len(statements) == 1:
        return statements[0]
    written: dict[str, Written] = {}
    for node in _in_order(graph):
        if node.op is None:
            written[node.id] = _leaf(node)
            continue
        text, strength = _operation(graph, node, written)
        if node.id in definitions:
            written[node.id] = node.id, _ATOM
            statements.append(f"{node.id} = {text}")
        else:
            written[node.id] = text, strength
    if graph.output not in definitions or graph.consumers(graph.output):
        statements.append(written[graph.output][0])
    return "; ".join([*_loose_leaves(graph), *statements])


def literal_text(literal: Literal | list) -> str:
    """A number, or rows of numbers, so that they are read again exactly: `1e-7`, `[1, -2.5]`."""
    if isinstance(literal, tuple | list):
        return f"[{', '.join(map(literal_text, literal))}]"
    if literal.is_integer() and abs(literal) < 1e16 and (literal or math.copysign(1, literal) > 0):
        return str(int(literal))
    return re.sub(r"e([+-])0*", lambda sign: "e-" if sign[1] == "-" else "e", repr(literal))


def _definitions(graph: Graph, named: Collection[str]) -> set[str]:
    """The operations that are said by name: those with a name of their own, with several readers
    or none, and those so deep in a formula that the parser would not follow."""
    found: set[str] = set()
    height: dict[str, int] = {}
    for node in graph.nodes:
        inner = [source for source in node.inputs if source not in found]
        first = [source for source in node.inputs[:1] if _continues(graph, node)]
        reach = {s: height[s] + (s not in first or s in node.inputs[1:]) for s in inner}
        if max(reach.values(), default=1) > _DEEPEST:
            found.update(source for source in inner if reach[source] > _DEEPEST)
            reach = {source: deep for source, deep in reach.items() if source not in found}
        height[node.id] = max(reach.values(), default=2 if inner else 1)
        own = not is_invented(node.id) or node.id in named
        if node.op and (own or _uses(graph, node) != 1):
            found.add(node.id)
    return found


def _continues(graph: Graph, node: Node) -> bool:
    """Does it go on with the chain of its first operand? `a + b + c` is long, and not deep."""
    if node.op is None or node.op.name not in _INFIX or _too_high(graph, node):
        return False
    before = graph.node(node.inputs[0])
    if before.op is None or before.op.name not in _INFIX or _too_high(graph, before):
        return False
    return _INFIX[before.op.name][1] >= _INFIX[node.op.name][2]


def _uses(graph: Graph, node: Node) -> int:
    """At how many places the text needs the node; to be the output is one of them."""
    return len(graph.consumers(node.id)) + (node.id == graph.output)


def _in_order(graph: Graph) -> list[Node]:
    """The nodes in topological order; those that loose ends need first, the output last."""
    needed = {node.id for node in graph.nodes if _is_loose(graph, node)}
    for node in reversed(graph.nodes):
        if node.id in needed:
            needed.update(node.inputs)
    first = [node for node in graph.nodes if node.id in needed]
    rest = [node for node in graph.nodes if node.id not in needed and node.id != graph.output]
    last = [graph.node(graph.output)] if graph.output not in needed else []
    return [*first, *rest, *last]


def _is_loose(graph: Graph, node: Node) -> bool:
    return node.id != graph.output and not graph.consumers(node.id)


def _loose_leaves(graph: Graph) -> list[str]:
    """Leaves that stand by themselves."""
    loose = (leaf for leaf in graph.leaves if _is_loose(graph, leaf) and not _says_value(leaf))
    return [_leaf(leaf)[0] for leaf in loose]


def _says_value(leaf: Node) -> bool:
    """Is it an input with a starting value, `x = 3`?"""
    return leaf.literal is not None and leaf.role is not Role.CONSTANT


def _leaf(node: Node) -> Written:
    if node.role is not Role.CONSTANT:
        return node.id, _ATOM
    text = _number(node)
    return text, _SIGN if text.startswith("-") else _ATOM


def _number(node: Node) -> str:
    assert node.literal is not None
    return literal_text(node.literal)


def _operation(graph: Graph, node: Node, written: dict[str, Written]) -> Written:
    assert node.op is not None
    operands = [written[source] for source in node.inputs]
    if node.op.name in _INFIX and not _too_high(graph, node):
        sign, own, left, right = _INFIX[node.op.name]
        pair = _bracketed(operands[0], left), _bracketed(operands[1], right)
        return f" {sign} ".join(pair), own
    if node.op.name == "negate" and not _would_be_number(graph, node):
        return f"-{_bracketed(operands[0], _SIGN)}", _SIGN
    first = graph.node(node.inputs[0])
    if node.op.name in ("max", "min") and first.op is node.op and operands[0][0] != first.id:
        return f"{operands[0][0][:-1]}, {operands[1][0]})", _ATOM  # max(x, y, z)
    return f"{node.op.name}({', '.join(text for text, _ in operands)})", _ATOM


def _bracketed(operand: Written, least: int) -> str:
    text, strength = operand
    return text if strength >= least else f"({text})"


def _too_high(graph: Graph, node: Node) -> bool:
    """Is it a power whose exponent the parser takes in no formula but `power(x, 5000)`?"""
    assert node.op is not None
    exponent = graph.node(node.inputs[1])
    return (
        node.op.name == "power"
        and exponent.role is Role.CONSTANT
        and isinstance(exponent.literal, float)
        and abs(exponent.literal) > MAX_EXPONENT
    )


def _would_be_number(graph: Graph, node: Node) -> bool:
    """`-3` is read as a number; the negative of the number 3 is written `negate(3)`."""
    operand = graph.node(node.inputs[0])
    return (
        operand.role is Role.CONSTANT
        and isinstance(operand.literal, float)
        and not literal_text(operand.literal).startswith("-")
    )
