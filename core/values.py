"""Values for the inputs of a graph that has just been typed: what the user gave, and the rest.

An input that nobody has given a value gets one that makes sense: a small number, or an array of
the shape that its use calls for (`core/shapes.py`).
"""

import math
from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from core import sizes
from core.engine import Array
from core.graph import Graph, Node
from core.ops.axes import Shape
from core.shapes import InferredShapes

_SCALARS = (2.0, 3.0, 1.0, 4.0, 0.5, 5.0, 1.5, 2.5)  # positive: log and sqrt start in their domain
_PATIENCE = 30  # given values that are tried one by one when not all of them fit


def starting_values(graph: Graph, known: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """A value for each leaf that holds none, by node id.

    Args:
        known: values to keep, by name; those that no longer fit the graph are replaced.
    """
    open_leaves = _open_leaves(graph)
    kept = {leaf.id: np.asarray(known[leaf.id]) for leaf in open_leaves if leaf.id in known}
    values = _complete(graph, open_leaves, kept)
    if sizes.runs(graph, values) or not kept:
        return values
    fitting: dict[str, Array] = {}
    for name in list(kept)[:_PATIENCE]:
        tried = fitting | {name: kept[name]}
        if sizes.runs(graph, _complete(graph, open_leaves, tried)):
            fitting = tried
    return _complete(graph, open_leaves, fitting)


def values_made_up_anew(
    graph: Graph, kept: Mapping[str, Array], made_up: Mapping[str, Array], like: Shape
) -> dict[str, Array] | None:
    """Values with which the graph runs: all of `kept`, those of `made_up` that fit, and others of
    the shapes that are called for instead of the rest; None if there are none. Where none is called
    for, an array remains one if it can: as long as the last axes of `like`."""
    leaves, fitting = _open_leaves(graph), dict(kept)
    shapes = InferredShapes(graph, kept)
    asked = sum(math.prod(shapes.of(leaf.id)) for leaf in leaves)
    if asked > sizes.MOST_NUMBERS or not sizes.runs(graph, _complete(graph, leaves, fitting)):
        return None
    for name, value in list(made_up.items())[:_PATIENCE]:
        tried = fitting | {name: value}
        if sizes.runs(graph, _complete(graph, leaves, tried)):
            fitting = tried
    found = _complete(graph, leaves, fitting)
    for number, (name, value) in enumerate(made_up.items()):
        if value.ndim and not found[name].ndim and name not in shapes.classes:
            tried = found | {name: _filled(like[-value.ndim :], number, _SCALARS)}
            found = tried if sizes.runs(graph, tried) else found
    return found


def inherited(
    graph: Graph,
    before: Mapping[str, ArrayLike],
    since: Mapping[str, ArrayLike],
    *,
    anew: bool = False,
) -> dict[str, ArrayLike]:
    """What a typed graph takes over of the values that its inputs have.

    Whoever edits keeps everything. A new expression takes only single numbers from the one before:
    an array that a name held there would change the shape of the output without a word. New is
    what was begun anew, and what has come as a whole and shares fewer than half of its inputs.

    Args:
        before: values by name, when the typing began.
        since: values that have come to the stage since then; they stay.
    """
    names = [leaf.id for leaf in graph.leaves if leaf.literal is None]
    known = {**before, **since}
    anew = anew or 2 * sum(name in known for name in names) < len(names)
    return {
        name: known[name]
        for name in names
        if name in known and not (anew and name in before and np.ndim(known[name]))
    }


def _open_leaves(graph: Graph) -> list[Node]:
    return [leaf for leaf in graph.leaves if leaf.literal is None]


def _complete(graph: Graph, leaves: list[Node], kept: Mapping[str, Array]) -> dict[str, Array]:
    shapes = InferredShapes(graph, kept)
    values: dict[str, Array] = {}
    numbers, taken = count(), {float(value) for value in kept.values() if not value.ndim}
    free = [number for number in _SCALARS if number not in taken] or _SCALARS
    for leaf in leaves:
        if leaf.id in kept:
            values[leaf.id] = kept[leaf.id]
        elif leaf.id in shapes.classes:
            classes = shapes.classes[leaf.id]
            shape = shapes.of(leaf.id)
            labels = np.arange(np.prod(shape, dtype=int)) % shapes.size(classes)
            values[leaf.id] = labels.reshape(shape)
        else:
            value = _filled(shapes.of(leaf.id), next(numbers), free)
            values[leaf.id] = _shared_out(value) if _are_probabilities(graph, leaf) else value
    return values


def _are_probabilities(graph: Graph, leaf: Node) -> bool:
    """Does an op read the leaf as rows of probabilities?"""
    readers = ((graph.node(edge.target).op, edge.slot) for edge in graph.consumers(leaf.id))
    return any(op and op.inputs[slot] in op.probabilities for op, slot in readers)


def _shared_out(value: Array) -> Array:
    """Numbers from −1 to 1 as rows of probabilities. They have two decimals, unless there are so
    many classes that one would be 0; the last of a row gets what the others leave of 1."""
    rows = np.atleast_1d(value) + 1.2
    exact = rows / rows.sum(axis=-1, keepdims=True)
    shares = np.floor(100 * exact) / 100
    if not shares.all():
        return exact.reshape(value.shape)
    shares[..., -1] = np.round(1 - shares[..., :-1].sum(axis=-1), 2)
    return shares.reshape(value.shape)


def _filled(shape: tuple[int, ...], number: int, free: Sequence[float]) -> Array:
    """A number that is free; for arrays, one decimal between −1 and 1, evenly scattered."""
    if not shape:
        return np.array(free[number % len(free)])
    steps = np.arange(1, np.prod(shape, dtype=int) + 1) + 5 * number
    scattered = 2 * (steps * 0.618034 % 1) - 1  # the golden ratio: van der Corput's cousin
    return np.round(scattered, 1).reshape(shape)
