"""Values for the inputs of a graph that has just been typed: what the user gave, and the rest.

An input that nobody has given a value gets one that makes sense: a small number, or an array of
the shape that its use calls for. Shapes are inferred as types are, by unification (Robinson,
1965): every use says which axes must be equal, and axes that stay free get small sizes.
"""

from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from core import sizes
from core.engine import Array
from core.graph import Graph, Node
from core.ops import Op
from core.ops.axes import parse

_SCALARS = (2.0, 3.0, 1.0, 4.0, 0.5, 5.0, 1.5, 2.5)  # positive: log and sqrt start in their domain
_SIZES = (3, 2, 4)  # of free axes, in turn; neighbours differ, so that shapes can be told apart
_PATIENCE = 30  # given values that are tried one by one when not all of them fit


def starting_values(graph: Graph, known: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """A value for each leaf that holds none, by node id.

    Args:
        known: values to keep, by name; those that no longer fit the graph are replaced.
    """
    open_leaves = [leaf for leaf in graph.leaves if leaf.literal is None]
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


def _complete(graph: Graph, leaves: list[Node], kept: Mapping[str, Array]) -> dict[str, Array]:
    shapes = _Shapes(graph, kept)
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
            values[leaf.id] = _filled(shapes.of(leaf.id), next(numbers), free)
    return values


def _filled(shape: tuple[int, ...], number: int, free: Sequence[float]) -> Array:
    """A number that is free; for arrays, one decimal between −1 and 1, evenly scattered."""
    if not shape:
        return np.array(free[number % len(free)])
    steps = np.arange(1, np.prod(shape, dtype=int) + 1) + 5 * number
    scattered = 2 * (steps * 0.618034 % 1) - 1  # the golden ratio: van der Corput's cousin
    return np.round(scattered, 1).reshape(shape)


class _Shapes:
    """Shapes of nodes as tuples of axes. Nodes of unknown shape that must be alike share a root."""

    def __init__(self, graph: Graph, kept: Mapping[str, Array]) -> None:
        self.classes: dict[str, int] = {}  # by labels' id: the axis that counts the classes
        self._root: dict[str, str] = {}
        self._axes: dict[str, tuple[int, ...]] = {}  # by root
        self._same: list[int] = []  # by axis: an axis it equals, or itself
        self._size: dict[int, int] = {}
        for leaf in graph.leaves:
            given = kept.get(leaf.id, leaf.literal)
            if given is not None:
                self._axes[leaf.id] = tuple(self._axis(n) for n in np.shape(given))
        for node in graph.operations:
            self._use(node)

    def of(self, node: str) -> tuple[int, ...]:
        """The shape of `node`; a single number if nothing says otherwise."""
        return tuple(self.size(axis) for axis in self._axes.get(self._find(node), ()))

    def size(self, axis: int) -> int:
        root = self._first(axis)
        if root not in self._size:
            self._size[root] = _SIZES[len(self._size) % len(_SIZES)]
        return self._size[root]

    def _use(self, node: Node) -> None:
        """What one op says about the shapes of its inputs, and of its output: axes of one letter
        are equal."""
        op = node.op
        assert op is not None
        if op.axes is None:
            self._elementwise(node)
            return
        shapes = [
            self._want(name, self._rank(op, slot, node)) for slot, name in enumerate(node.inputs)
        ]
        read, out = parse(op.axes(*shapes))
        found: dict[str, int] = {}
        for letters, axes in zip(read, shapes, strict=True):
            for letter, axis in zip(letters, axes, strict=False):  # what does not fit, the run says
                if letters.count(letter) == 1:  # several axes of one letter count as one
                    self._equal((axis,), (found.setdefault(letter, axis),))
        self._axes[node.id] = tuple(found[x] if x in found else self._axis(1) for x in out)

    def _rank(self, op: Op, slot: int, node: Node) -> int:
        """How many axes an input has if nobody says: as the op wishes, or as the others have."""
        name, known = node.inputs[slot], self._axes
        if op.inputs[slot] in op.labels:
            scores = self._want(node.inputs[0], op.ranks[0])
            if self._find(name) not in known:
                self.classes[name] = scores[-1] if scores else self._axis()
            return max(len(scores) - 1, 0)
        if slot < len(op.ranks):
            return op.ranks[slot]
        return max(
            (len(known[root]) for i in node.inputs if (root := self._find(i)) in known), default=1
        )

    def _elementwise(self, node: Node) -> None:
        """The output is as large as the largest input; what is unknown may still become it."""
        known = [self._axes[root] for i in node.inputs if (root := self._find(i)) in self._axes]
        arrays = [axes for axes in known if axes]
        unknown = [i for i in node.inputs if self._find(i) not in self._axes]
        if arrays:
            self._axes[node.id] = max(arrays, key=len)
        elif unknown:
            for name in {self._find(i) for i in unknown}:  # x * x has it twice
                self._root[name] = node.id
        else:
            self._axes[node.id] = ()

    def _want(self, node: str, rank: int) -> tuple[int, ...]:
        """The axes of `node`; new ones if its shape is unknown so far."""
        root = self._find(node)
        if root not in self._axes:
            self._axes[root] = tuple(self._axis() for _ in range(rank))
        return self._axes[root]

    def _axis(self, size: int | None = None) -> int:
        axis = len(self._same)
        self._same.append(axis)
        if size is not None:
            self._size[axis] = size
        return axis

    def _equal(self, some: tuple[int, ...], others: tuple[int, ...]) -> None:
        for one, other in zip(some, others, strict=False):
            one, other = self._first(one), self._first(other)
            if one == other:
                continue
            if one in self._size:  # a size that is given decides
                one, other = other, one
            self._same[one] = other

    def _first(self, axis: int) -> int:
        while self._same[axis] != axis:
            axis = self._same[axis]
        return axis

    def _find(self, node: str) -> str:
        """The root of `node`, by path splitting (Tarjan and van Leeuwen, 1984): whoever is passed
        is hung onto the one above its own, or each term of a long sum would go the whole way."""
        roots = self._root
        while node in roots:
            above = roots[node]
            roots[node] = roots.get(above, above)
            node = above
        return node
