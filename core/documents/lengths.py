"""Arrays that belong together get another length together.

`y` and `t` of `mse(y, t)` can be given only one after the other, and in between they would not fit.
So where the graph would not run, every leaf follows that has the axis whose length is changed: the
rows of a batch have their labels, and a matrix has as many rows as what it multiplies has columns.
One row would run, as NumPy repeats it; but a loss that compared each number with its own target
would then compare one with the targets of all. So what it compares stays of one shape.

An array that nobody has given stands for whatever fits: where no other length would do, as of a
vector in the place of a matrix, it is made up anew. One that was given never is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from core.documents.document import Document
from core.engine import Array
from core.format import number
from core.format import shape as shape_of
from core.messages import Message
from core.names import called
from core.ops.axes import Shape
from core.shapes import InferredShapes
from core.sizes import MOST_NUMBERS, runs, shapes
from core.values import values_made_up_anew


@dataclass(frozen=True, eq=False)
class Resized:
    """A document with another value for a leaf, and the leaves that followed it. `by_need`: the
    graph would not run without them. `anew`: they were filled with new numbers, as
    their old ones were only made up."""

    document: Document
    followers: tuple[str, ...]
    by_need: bool = True
    anew: bool = False


def resize_together(document: Document, node: str, value: ArrayLike) -> Resized:
    """Another value for a leaf. What follows it keeps the numbers for which there is still room,
    and repeats the last ones where there is more; nothing does where that would not help."""
    changed = _with_value(document, node, value)
    alone = Resized(document.with_value(node, value), ())
    before = document.value(node)
    if before is None or before.shape == np.shape(value):
        return alone
    by_need = not runs(changed.graph, changed.values)
    if not by_need and _compared(document) <= _compared(changed):
        return alone
    others = dict(_followers(document, node, np.shape(value)))
    if sum(map(prod, others.values())) > MOST_NUMBERS:
        return alone
    longer = changed
    for leaf, shape in others.items():
        longer = _with_value(longer, leaf, resized(_value(document, leaf), shape))
    if runs(longer.graph, longer.values) and _compared(document) <= _compared(longer):
        return Resized(_still_made_up(longer, document, node), tuple(others), by_need)
    return _made_up_anew(document, changed, node, by_need) or alone


def _made_up_anew(
    document: Document, changed: Document, node: str, by_need: bool
) -> Resized | None:
    """The changed document with other arrays in place of those that nobody has given, if then it
    runs."""
    free = {x: a for x, a in changed.made_up.items() if x != node and a.ndim}
    kept = {leaf: array for leaf, array in changed.values.items() if leaf not in free}
    if not free:
        return None
    like = _value(changed, node).shape
    values = values_made_up_anew(changed.graph, kept, free if by_need else {}, like)
    if values is None:
        return None
    followers = tuple(leaf for leaf in free if values[leaf].shape != free[leaf].shape)
    values = {**changed.values, **{leaf: values[leaf] for leaf in followers}}
    found = replace(changed, values=values)
    if not runs(found.graph, values) or not _compared(document) <= _compared(found):
        return None
    return Resized(_still_made_up(found, document, node), followers, by_need, anew=True)


def _still_made_up(document: Document, before: Document, node: str) -> Document:
    """What was made up and has followed `node` has numbers that nobody has given, either."""
    made_up = {x: document.values[x] for x in before.made_up if x != node}
    return replace(document, made_up=made_up)


def _compared(document: Document) -> set[str]:
    """The losses that compare each number with one of its own: two arrays of one shape."""
    sizes = shapes(document.graph, document.values)
    return {
        node.id
        for node in document.graph.operations
        if node.op is not None and node.op.pairs and len({sizes[x] for x in node.inputs}) == 1
    }


def resize_message(resized: Resized, node: str, before: Array) -> Message:
    """The sentence that tells who followed when `node` changed from `before`, and to what shape."""
    document = resized.document
    now = _value(document, node)
    grown = {a < b for a, b in zip(before.shape, now.shape, strict=not resized.anew) if a != b}
    kind = "resized" if len(grown) > 1 else "longer" if True in grown else "shorter"
    kind = "anew" if resized.anew else kind
    leaves = ", ".join(
        f"{called(document.graph, leaf)} {_shape_or_number(_value(document, leaf))}"
        for leaf in resized.followers
    )
    kind = kind if resized.by_need else f"{kind}_apart"
    return Message(
        f"edit.followed.{kind}", {"node": called(document.graph, node), "leaves": leaves}
    )


def _shape_or_number(value: Array) -> str:
    return shape_of(value) if value.ndim else number(value)


def _followers(document: Document, node: str, shape: Shape) -> Iterator[tuple[str, Shape]]:
    """The other leaves that have an axis which is changed, each with its new shape."""
    values = {leaf.id: document.value(leaf.id) for leaf in document.graph.leaves}
    known = {leaf: value for leaf, value in values.items() if value is not None}
    inferred = InferredShapes(document.graph, known)
    axes = inferred.axes(node)
    sizes = dict(zip(axes, shape, strict=False))
    if len(axes) != len(shape) or shape != tuple(sizes[axis] for axis in axes):
        return  # it got other axes, or of a square only one side
    for leaf, array in known.items():
        pairs = zip(inferred.axes(leaf), array.shape, strict=True)
        new = tuple(sizes.get(axis, n) for axis, n in pairs)
        if leaf != node and new != array.shape:
            yield leaf, new


def _value(document: Document, leaf: str) -> Array:
    value = document.value(leaf)
    assert value is not None
    return value


def _with_value(document: Document, node: str, value: ArrayLike) -> Document:
    """All others keep theirs, also those that would not fit a number in the text."""
    changed = document.with_value(node, value)
    if node in document.values:
        return changed
    return replace(changed, values=document.values, made_up=document.made_up)


def resized(array: Array, shape: Shape) -> Array:
    """What has room in another shape of as many axes; the last numbers fill what is added, and
    zeros where there are none."""
    cut = array[tuple(slice(n) for n in shape)]
    more = [(0, n - m) for n, m in zip(shape, cut.shape, strict=True)]
    return np.pad(cut, more, mode="edge") if cut.size else np.zeros(shape, array.dtype)
