"""Shapes that follow from use, as types do: by unification (Robinson, 1965).

Every op says which axes of its inputs are equal, in the notation of `core/ops/axes.py`; elementwise
ones as NumPy broadcasts. Axes that are equal share a root, and one that is given a size gives it to
all of them.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from core.engine import Array
from core.graph import Graph, Node
from core.ops import Op
from core.ops.axes import aligned, parse

_SIZES = (3, 2, 4)  # of free axes, in turn; neighbours differ, so that shapes can be told apart

Axes = tuple[int, ...]


class InferredShapes:
    """Shapes of nodes as tuples of axes. Nodes of unknown shape that must be alike share a root."""

    def __init__(self, graph: Graph, given: Mapping[str, Array]) -> None:
        self.classes: dict[str, int] = {}  # by labels' id: the axis that counts the classes
        self._root: dict[str, str] = {}
        self._axes: dict[str, Axes] = {}  # by root
        self._same: list[int] = []  # by axis: an axis it equals, or itself
        self._size: dict[int, int] = {}
        for leaf in graph.leaves:
            value = given.get(leaf.id, leaf.literal)
            if value is not None:
                self._axes[leaf.id] = tuple(self._axis(n) for n in np.shape(value))
        for node in graph.operations:
            self._use(node)

    def of(self, node: str) -> tuple[int, ...]:
        """The shape of `node`; a single number if nothing says otherwise."""
        return tuple(self.size(axis) for axis in self.axes(node))

    def axes(self, node: str) -> Axes:
        """Those of `node`: two that have to be of one size are the same."""
        return tuple(self._first(axis) for axis in self._axes.get(self._find(node), ()))

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
                    found[letter] = self._equal(found.get(letter, axis), axis)
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
            self._axes[node.id] = self._broadcast(arrays)
        elif unknown:
            for name in {self._find(i) for i in unknown}:  # x * x has it twice
                self._root[name] = node.id
        else:
            self._axes[node.id] = ()

    def _broadcast(self, arrays: Sequence[Axes]) -> Axes:
        """The axes of what comes of several arrays; one of size 1 may be repeated along another,
        and so says nothing about it."""
        read, out = parse(aligned(*arrays, max(arrays, key=len)))
        found: dict[str, int] = {}
        for letters, axes in zip(read, arrays, strict=True):
            for letter, axis in zip(letters, axes, strict=True):
                other = found.get(letter, axis)
                if self._is_one(other) == self._is_one(axis):
                    found[letter] = self._equal(other, axis)
                else:
                    found[letter] = axis if self._is_one(other) else other
        return tuple(found[letter] for letter in out)

    def _is_one(self, axis: int) -> bool:
        return self._size.get(self._first(axis)) == 1

    def _want(self, node: str, rank: int) -> Axes:
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

    def _equal(self, one: int, other: int) -> int:
        """Make two axes the same one. If both are given other sizes they stay two, and what comes
        of them is as long as the longer: the shorter is repeated, or the run says what is wrong."""
        one, other = self._first(one), self._first(other)
        if one in self._size and other in self._size and self._size[one] != self._size[other]:
            return max(one, other, key=self._size.__getitem__)
        if one in self._size:  # a size that is given decides
            one, other = other, one
        self._same[one] = other
        return other

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
