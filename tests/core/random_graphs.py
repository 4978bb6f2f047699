"""Random graphs for property tests: any op of the registry on any earlier nodes.

Leaves are scalars, rows, columns and square matrices, so that everything broadcasts and products
fit. A node may feed many others, or one other twice; some leaves feed nothing. Every candidate is
evaluated as it is drawn: an op that does not fit there (shapes, domain, a kink near by, numbers
that grow) is left out, so what remains can be differentiated numerically.
"""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from core import engine
from core.graph import Graph, Node, Role
from core.messages import StudioError
from core.ops import OPS, Op

SIDE = 3
LEAF_SHAPES = [(), (SIDE,), (1, SIDE), (SIDE, 1), (SIDE, SIDE)]
MARGIN = 0.05  # how far from a kink, or from the edge of a domain
LARGEST = 4.0
AXES = {("affine", "W"): 2, ("affine", "b"): 1}  # what an op asks of an input; the rest take any


@dataclass(frozen=True)
class Case:
    """A graph whose output is a scalar, with values for its leaves."""

    graph: Graph
    leaves: dict[str, np.ndarray]

    @property
    def inputs(self) -> list[str]:
        return [node.id for node in self.graph.leaves if node.role is Role.INPUT]


@st.composite
def cases(draw, most_operations: int = 20) -> Case:
    leaves: dict[str, np.ndarray] = {}
    nodes: list[Node] = []
    for i in range(draw(st.integers(1, 4))):
        shape = draw(st.sampled_from(LEAF_SHAPES))
        grid = draw(st.lists(st.integers(-8, 8), min_size=SIDE**2, max_size=SIDE**2))
        name = f"x{i}"
        leaves[name] = np.resize(np.array(grid) / 6 + 0.01 * i + 0.003, shape)
        nodes.append(Node(name))
    nodes.append(Node("one", Role.CONSTANT, literal=1.0))
    values = {**leaves, "one": np.array(1.0)}
    for i in range(draw(st.integers(0, most_operations))):
        op = OPS[draw(st.sampled_from(sorted(OPS)))]
        sources = tuple(draw(st.sampled_from(_candidates(op, x, values))) for x in op.rules)
        value, extra = _evaluate(op, [values[source] for source in sources])
        if value is None:
            continue
        if extra is not None:
            leaves[f"t{i}"] = extra
            nodes.append(Node(f"t{i}", Role.DATA))
            sources += (f"t{i}",)
        values[f"v{i}"] = value
        nodes.append(Node(f"v{i}", Role.OPERATION, op, sources))
    nodes += _total(nodes)
    return Case(Graph(tuple(draw(st.permutations(nodes))), nodes[-1].id), leaves)


def _total(nodes: list[Node]) -> list[Node]:
    """One scalar from all operations that feed nothing yet, so that every drawn op counts."""
    fed = {source for node in nodes for source in node.inputs}
    loose = [node.id for node in nodes if node.op and node.id not in fed] or ["one"]
    sums = [Node(f"s{i}", Role.OPERATION, OPS["sum"], (x,)) for i, x in enumerate(loose)]
    folds: list[Node] = []
    for i, right in enumerate(sums[1:]):
        left = [*sums[:1], *folds][-1]
        folds.append(Node(f"f{i}", Role.OPERATION, OPS["add"], (left.id, right.id)))
    return sums + folds


def _candidates(op: Op, name: str, values: dict[str, np.ndarray]) -> list[str]:
    """The nodes that could be the op's input `name`; any, if none has the axes it should have.
    Every second choice is among the newest, so that the graphs grow deep."""
    wanted = AXES.get((op.name, name))
    fitting = [node for node, value in values.items() if value.ndim == wanted] or list(values)
    return fitting + fitting[-2:] * (len(fitting) // 2)


def _evaluate(op: Op, inputs: list[np.ndarray]) -> tuple[np.ndarray | None, np.ndarray | None]:
    """The op's value, with labels if it wants some; None if it had better not stand here."""
    if not _smooth(op, inputs):
        return None, None
    labels = None
    if len(op.inputs) > len(op.rules):
        labels = np.resize(np.arange(SIDE), inputs[0].shape[:-1])
    try:
        with np.errstate(all="ignore"):
            out, _ = op.run(*inputs, *([] if labels is None else [labels]))
    except (ValueError, StudioError):
        return None, None
    value = np.asarray(out)
    if value.ndim > 2 or not np.isfinite(value).all() or np.abs(value).max() > LARGEST:
        return None, None
    return value, labels


def _smooth(op: Op, inputs: list[np.ndarray]) -> bool:
    """Are the inputs inside the op's domain, and away from its kinks?"""
    first, last = inputs[0], inputs[-1]
    match op.name:
        case "max" | "min":
            return _clear(first, last)
        case "relu" | "abs":
            return bool((np.abs(first) > MARGIN).all())
        case "divide" | "reciprocal":
            return bool((np.abs(last) > 0.3).all())
        case "cross_entropy":
            return bool((first > 2 * MARGIN).all())
        case "log" | "sqrt" | "power":
            return bool((first > 0.3).all())
    return True


def _clear(x: np.ndarray, y: np.ndarray) -> bool:
    try:
        return bool((np.abs(x - y) > MARGIN).all())
    except ValueError:
        return False


def slopes(case: Case, name: str, h: float = 1e-4) -> tuple[np.ndarray, np.ndarray]:
    """∂out/∂leaf by differences over h and 2h (Richardson), and where the two agree so well that
    they can be trusted to judge the engine. Nothing of the backward pass is used."""
    leaves = {k: v.copy() for k, v in case.leaves.items()}
    leaf = leaves[name]

    def out() -> float:
        return float(engine.forward(case.graph, leaves).values[case.graph.output])

    gradient, trusted = np.zeros(leaf.shape), np.zeros(leaf.shape, bool)
    for index in np.ndindex(leaf.shape):
        original, estimates = leaf[index], []
        for step in (h, 2 * h):
            leaf[index] = original + step
            above = out()
            leaf[index] = original - step
            estimates.append((above - out()) / (2 * step))
            leaf[index] = original
        near, far = estimates
        gradient[index] = (4 * near - far) / 3
        trusted[index] = abs(near - far) < 3e-6 * max(1.0, abs(near))
    return gradient, trusted
