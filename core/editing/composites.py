"""Composites, and the steps that they are made of: σ(x) is 1 / (1 + e⁻ˣ).

Each is stated as a formula of simpler operations with the same value and the same gradients. The
inputs are called as the operation calls them; a step with a name of its own (P) takes it along if
it is free. The first formula is what `split` puts in the place
of the operation; `fold` recognises the others too, as people may have typed them, with the factors
or the terms of a sum exchanged, and with equal steps computed once or several times.

As formulas they hold in exact arithmetic. In floating point the operations go further: eˣ in the
steps overflows above 709, where σ, tanh and softmax as one operation are still exact; and softmax
with loss is finite where a probability by itself has come out as 0, of which −ln is ∞.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from core.editing.edit import Edit, built, known
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.language.naming import fresh_constant, fresh_operation, is_invented
from core.messages import StudioError
from core.ops import OPS

COMPOSITES: Mapping[str, tuple[str, ...]] = {
    "affine": ("X @ W + b",),  # for a batch of rows; affine itself flattens images too
    "sigmoid": (
        "reciprocal(1 + exp(-x))",  # the gates of CS231n's neuron
        "1 / (1 + exp(-x))",
    ),
    "tanh": (
        "u = exp(x); v = exp(-x); (u - v) / (u + v)",
        "(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
        "2 * sigmoid(2 * x) - 1",
    ),
    "softmax": (
        "u = exp(S); u / row_sum(u)",
        "exp(S) / row_sum(exp(S))",
    ),
    "softmax_cross_entropy": (
        "P = softmax(S); cross_entropy(P, t)",  # the last layer of the tutorials
        "u = exp(S); cross_entropy(u / row_sum(u), t)",
    ),
    "mse": (
        "mean((y - t) ** 2)",
        "mean((y - t) * (y - t))",
    ),
    "abs": ("relu(x) + relu(-x)",),
    "relu": (
        "max(0, x)",  # in this order: at a tie max passes nothing to its second input
        "max(x, 0)",
    ),
    "sqrt": ("x ** 0.5",),
    "subtract": ("x + -y",),
    "divide": ("x * reciprocal(y)",),
    "negate": ("-1 * x",),
    "reciprocal": ("1 / x",),
}
_COMMUTATIVE = {"add", "multiply"}

Matched = dict[str, str]  # node of a formula → node of a graph


@dataclass(frozen=True)
class _Found:
    """A formula in a graph: the composite, its operands, and the nodes that it replaces."""

    op: str
    operands: tuple[str, ...]
    inner: frozenset[str]


def parts(graph: Graph, node: str) -> tuple[str, ...]:
    """The operations that `split` would put in its place; none if it cannot be split."""
    op = known(graph, node).op
    if op is None or op.name not in COMPOSITES:
        return ()
    return tuple(step.op.name for step in _formulas(op.name)[0].operations if step.op)


def split(graph: Graph, node: str) -> Edit:
    """The steps of a composite in its place. The last step keeps the name of the composite.

    Raises:
        StudioError: no such node, or it is no composite.
    """
    old = known(graph, node)
    if old.op is None or old.op.name not in COMPOSITES:
        raise StudioError("edit.error.no_composite", node=node)
    formula = _formulas(old.op.name)[0]
    taken = {other.id for other in graph.nodes}
    names: Matched = dict(zip(old.op.inputs, old.inputs, strict=True)) | {formula.output: node}
    steps: list[Node] = []
    for step in formula.nodes:
        if step.role is Role.INPUT:
            continue
        if step.id not in names:
            names[step.id] = _fresh(step, taken)
            taken.add(names[step.id])
        inputs = tuple(names[source] for source in step.inputs)
        steps.append(replace(step, id=names[step.id], inputs=inputs))
    nodes: list[Node] = []
    for other in graph.nodes:
        nodes.extend(steps if other.id == node else [other])
    return Edit(built(nodes, graph.output), node)


def _fresh(step: Node, taken: set[str]) -> str:
    if step.literal is not None:
        return fresh_constant(taken, step.literal)
    if not is_invented(step.id) and step.id not in taken:
        return step.id
    return fresh_operation(taken)


def foldable(graph: Graph, node: str, rather: str = "") -> str | None:
    """The name of the composite whose last step this node is; of several the one that is asked for
    `rather` than others, or the largest."""
    found = _find(graph, known(graph, node), rather)
    return found.op if found else None


def fold(graph: Graph, node: str, rather: str = "") -> Edit:
    """The composite in the place of its steps, of which this node is the last. It keeps its name.
    X @ W + -Z may be folded into an affine layer or into a subtraction: into what it is `rather`
    to be.

    Raises:
        StudioError: no such node, or no composite ends here whose steps nobody else reads.
    """
    found = _find(graph, known(graph, node), rather)
    if found is None:
        raise StudioError("edit.error.no_steps", node=node)
    folded = replace(graph.node(node), op=OPS[found.op], inputs=found.operands)
    nodes = [folded if other.id == node else other for other in graph.nodes]
    nodes = [other for other in nodes if other.id not in found.inner]
    return Edit(built(nodes, graph.output, graph), node)


@cache
def _formulas(op: str) -> tuple[Graph, ...]:
    return tuple(map(parse, COMPOSITES[op]))


@cache
def _by_size() -> tuple[tuple[str, Graph], ...]:
    """Every formula, the one with the most steps first."""
    every = [(op, formula) for op in COMPOSITES for formula in _formulas(op)]
    return tuple(sorted(every, key=lambda entry: -len(entry[1].operations)))


def _find(graph: Graph, node: Node, rather: str) -> _Found | None:
    for op, formula in sorted(_by_size(), key=lambda entry: entry[0] != rather):
        for matched in _match(formula, formula.output, graph, node.id, {}):
            inner = frozenset(
                matched[step.id]
                for step in formula.nodes
                if step.role is not Role.INPUT and step.id != formula.output
            )
            if _is_closed(graph, inner, node.id):
                return _Found(op, tuple(matched[name] for name in OPS[op].inputs), inner)
    return None


def _is_closed(graph: Graph, inner: frozenset[str], top: str) -> bool:
    """Does nobody outside read the inner nodes?"""
    readers = {edge.target for node in inner for edge in graph.consumers(node)}
    return graph.output not in inner and readers <= inner | {top}


def _is_same_number(one: Node, other: Node) -> bool:
    """A number has one reader: where a formula reads its operand twice, it stands there twice."""
    return one.role is other.role is Role.CONSTANT and one.literal == other.literal


def _match(
    formula: Graph, step: str, graph: Graph, node: str, matched: Matched
) -> Iterator[Matched]:
    """Every way in which the formula, up to `step`, is what the graph computes at `node`."""
    wanted, given = formula.node(step), graph.node(node)
    if step in matched:
        if matched[step] == node or _is_same_number(graph.node(matched[step]), given):
            yield matched
        return
    if wanted.role is Role.INPUT:
        yield {**matched, step: node}
        return
    if (wanted.role, wanted.op, wanted.literal) != (given.role, given.op, given.literal):
        return
    orders = [given.inputs]
    if wanted.op and wanted.op.name in _COMMUTATIVE:
        orders.append(given.inputs[::-1])
    for sources in orders:
        ways: list[Matched] = [{**matched, step: node}]
        for inner, source in zip(wanted.inputs, sources, strict=True):
            ways = [new for way in ways for new in _match(formula, inner, graph, source, way)]
        yield from ways
