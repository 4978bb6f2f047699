"""Graphs of a thousand nodes, in the shapes that are hardest on a layout."""

import random

from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.ops import OPS

_LETTERS = "abcdfghijklmnopqrstu"


def expression(nodes: int = 1000) -> str:
    """An expression of about so many nodes: 20 inputs, in a sum of many small sums."""
    groups = []
    for i in range(nodes // 24):
        names = [_LETTERS[(i + k * (i % 7 + 1)) % 20] for k in range(24)]
        terms = [f"{one}*{two}" for one, two in zip(names[::2], names[1::2], strict=True)]
        groups.append(f"tanh({'+'.join(terms)})")
    return f"y = {'+'.join(groups)}"


def chain(nodes: int = 1000) -> Graph:
    """As deep as can be: f(f(f(… x)))."""
    names = ["tanh", "sigmoid", "relu"]
    made = [Node("x")]
    for i in range(nodes - 1):
        op = OPS[names[i % 3]]
        made.append(Node(f"n{i}", Role.OPERATION, op, (made[-1].id,)))
    return Graph(tuple(made), made[-1].id)


def wide(nodes: int = 1000) -> Graph:
    """As wide as can be: a balanced tree of sums over 500 inputs."""
    made = [Node(f"x{i}") for i in range(nodes // 2)]
    level = [node.id for node in made]
    while len(level) > 1:
        above = []
        for one, two in zip(level[::2], level[1::2], strict=False):
            made.append(Node(f"s{len(made)}", Role.OPERATION, OPS["add"], (one, two)))
            above.append(made[-1].id)
        level = above + level[len(level) - len(level) % 2 :]
    return Graph(tuple(made), made[-1].id)


def dag(nodes: int = 1000, seed: int = 0) -> Graph:
    """Any node may read any two before it, so that wires are long and cross."""
    choose = random.Random(seed)
    made = [Node(f"x{i}") for i in range(20)]
    while len(made) < nodes:
        sources = (choose.choice(made).id, choose.choice(made).id)
        op = OPS[choose.choice(["add", "multiply", "subtract"])]
        made.append(Node(f"n{len(made)}", Role.OPERATION, op, sources))
    return Graph(tuple(made), made[-1].id)


def grid(nodes: int = 1000) -> Graph:
    """Every node reads its neighbours above and to the left, as in a recurrent net."""
    side = round(nodes**0.5)
    made = [Node(f"c{i}_{j}") for i, j in [(0, j) for j in range(side)]]
    made += [Node(f"c{i}_0") for i in range(1, side)]
    for i in range(1, side):
        for j in range(1, side):
            sources = (f"c{i - 1}_{j}", f"c{i}_{j - 1}")
            made.append(Node(f"c{i}_{j}", Role.OPERATION, OPS["multiply"], sources))
    return Graph(tuple(made), made[-1].id)


def ladder(nodes: int = 1000) -> Graph:
    """One input that every node of a chain reads: the longest wires there can be."""
    made = [Node("x"), Node("n0", Role.OPERATION, OPS["tanh"], ("x",))]
    for i in range(1, nodes - 1):
        made.append(Node(f"n{i}", Role.OPERATION, OPS["add"], (f"n{i - 1}", "x")))
    return Graph(tuple(made), made[-1].id)


SHAPES = {
    "expression": lambda: parse(expression()),
    "chain": chain,
    "wide": wide,
    "dag": dag,
    "grid": grid,
    "ladder": ladder,
}
