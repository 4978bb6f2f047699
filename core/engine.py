"""The one forward loop and the one backward loop of the program.

The trainer, the stage, the gradient check and the loss surfaces all run these. Gradients are
summed into a dict, never kept on nodes: a second backward pass cannot double them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.graph import DIFFERENTIABLE, Edge, Graph, Node
from core.messages import StudioError
from core.misfit import misfit

Array = np.ndarray


@dataclass(slots=True)
class Tape:
    """What one forward pass leaves for the backward pass.

    values: by node id. arguments: what the rules of an operation get after the upstream gradient
    (its inputs, its output, and what it remembers), by node id.
    """

    values: dict[str, Array]
    arguments: dict[str, tuple[Any, ...]] = field(default_factory=dict)


def forward(graph: Graph, leaves: Mapping[str, ArrayLike]) -> Tape:
    """Compute every node. `leaves` gives the values of the leaves that hold no literal.

    Raises:
        StudioError: a leaf has no value or an empty array, shapes do not fit, or a gradient could
            not be complete; it names the node.
    """
    if graph.torn is not None:
        source, edge = graph.torn
        raise StudioError("core.engine.torn", node=source, target=edge.target)
    tape = Tape(leaf_values(graph, leaves))
    compute(graph.operations, tape)
    return tape


def compute(operations: Iterable[Node], tape: Tape) -> None:
    """Compute these, in their order, from what the tape holds: all of a graph, or a part again."""
    with np.errstate(all="ignore"):  # inf and nan are shown where they arise, not printed
        for node in operations:
            _compute(node, tape)


def _compute(node: Node, tape: Tape) -> None:
    assert node.op is not None
    # As arrays, since NumPy makes a scalar of a single number, and two of them have no `@`.
    inputs = [np.asarray(tape.values[source]) for source in node.inputs]
    try:
        out, memory = node.op.run(*inputs)
    except MemoryError as error:
        raise StudioError("core.engine.memory", node=node.id, op=node.op.name) from error
    except ValueError as error:  # NumPy calls whatever does not fit by this name
        raise misfit(node, [x.shape for x in inputs]) from error
    tape.values[node.id] = out
    tape.arguments[node.id] = (*inputs, out, *memory)


def leaf_values(graph: Graph, leaves: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """Every leaf as an array: given values first, then literals. Integers become floats
    where a gradient is wanted, since a step of 1e-5 has no meaning on integers."""
    values: dict[str, Array] = {}
    missing: list[str] = []
    for node in graph.leaves:
        given = leaves.get(node.id, node.literal)
        if given is None:
            missing.append(node.id)
            continue
        array = np.asarray(given)
        if array.size == 0:  # no mean, no maximum, and nothing to see
            raise StudioError("core.engine.empty", node=node.id, shape=array.shape)
        if array.dtype.kind != "f" and node.role in DIFFERENTIABLE:
            array = array.astype(float)
        values[node.id] = array
    if missing:
        fields = {"n": len(missing), "names": ", ".join(missing), "first": missing[0]}
        raise StudioError("core.engine.missing", **fields)
    return values


def backward(
    graph: Graph, tape: Tape, gradients: dict[str, Array]
) -> Iterator[tuple[Edge, Array, Array]]:
    """Seed `gradients` with ∂L/∂L = 1, and walk: each edge with its share and its contribution.

    The share is what the rule of the edge says. Where NumPy repeated the source to fit the other
    inputs, the contribution is the sum of the share over the repeats; else it is the share itself.
    `gradients` (by node id) is filled on the way with the sum of each node's contributions.
    Exhaust the iterator to finish the pass.
    """
    loss = tape.values[graph.output]
    gradients[graph.output] = np.ones(loss.shape, loss.dtype)
    return walk(graph, tape, gradients)


def walk(
    graph: Graph, tape: Tape, gradients: dict[str, Array]
) -> Iterator[tuple[Edge, Array, Array]]:
    """The same from any seeds: `gradients` already holds some, and they are handed on from where
    they are. A node that nothing reaches hands nothing on."""
    with np.errstate(all="ignore"):
        for edge, rule in graph.backward_rules:
            upstream = gradients.get(edge.target)
            if upstream is None:
                continue
            share = rule(upstream, *tape.arguments[edge.target])
            contribution = unbroadcast(share, tape.values[edge.source].shape)
            earlier = gradients.get(edge.source)
            gradients[edge.source] = contribution if earlier is None else earlier + contribution
            yield edge, share, contribution


def propagate(graph: Graph, tape: Tape, edge: Edge, upstream: Array) -> Array:
    """Apply one edge's rule: upstream gradient in, its share of the source's gradient out."""
    rule = graph.rule(edge)
    assert rule is not None, f"{edge} is not differentiable"
    return rule(upstream, *tape.arguments[edge.target])


def gradients(graph: Graph, tape: Tape) -> dict[str, Array]:
    """The gradient of the output with respect to every node that the backward pass reaches.

    A differentiable leaf that the output does not depend on has gradient 0; one that enters
    only where no rule exists (labels) has none.
    """
    found: dict[str, Array] = {}
    for _ in backward(graph, tape, found):
        pass
    return unreached(graph, tape) | found


def unreached(graph: Graph, tape: Tape) -> dict[str, Array]:
    """Zeros for the differentiable leaves that the output does not depend on."""
    return {leaf: np.zeros_like(tape.values[leaf]) for leaf in graph.unreached}


def is_scalar(array: Array) -> bool:
    """Is it a single number, in however many brackets?"""
    return array.size == 1


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum over the axes along which NumPy repeated an input of `shape`."""
    if gradient.shape == shape:
        return gradient
    return gradient.sum(axis=repeated_axes(gradient.shape, shape)).reshape(shape)


def repeated_axes(wide: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of `wide` along which NumPy repeats an array of `shape` to fill it."""
    padded = (1,) * (len(wide) - len(shape)) + shape
    return tuple(i for i, (n, own) in enumerate(zip(wide, padded, strict=True)) if n != own)
