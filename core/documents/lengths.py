"""Arrays that belong together get another length together.

`y` and `t` of `mse(y, t)` can be given only one after the other, and in between they would not fit.
So where the graph would not run, those leaves above that place follow that were as large as the one
that is changed.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from core import engine, sizes
from core.documents.document import Document
from core.editing.wiring import upstream
from core.engine import Array
from core.format import shape as shape_of
from core.messages import Message, StudioError
from core.names import called, listed


def led(document: Document, node: str, value: ArrayLike) -> tuple[Document, tuple[str, ...]]:
    """The document with another value for a leaf, and the leaves that follow it: each keeps the
    numbers for which there is still room, and repeats the last ones where there is more."""
    plain, before, shape = document.with_value(node, value), document.value(node), np.shape(value)
    if before is None or before.shape == shape or before.ndim != len(shape):
        return plain, ()
    others = (leaf.id for leaf in document.graph.leaves if leaf.id != node)
    values = ((leaf, document.value(leaf)) for leaf in others)
    alike = {leaf: v for leaf, v in values if v is not None and v.shape == before.shape}
    changed, followers = _with_value(document, node, value), list[str]()
    while (wrong := _misfit(changed)) is not None:
        above = upstream(document.graph, wrong).difference(followers)
        if above.isdisjoint(alike):
            return plain, ()
        for leaf in (leaf for leaf in alike if leaf in above):
            changed = _with_value(changed, leaf, resized(alike[leaf], shape))
            followers.append(leaf)
    return changed, tuple(followers)


def followed(document: Document, node: str, leaves: Sequence[str], before: Array) -> Message:
    """The sentence that tells what `leaves` have done when `node` changed from `before`."""
    now = document.value(node)
    assert now is not None
    grown = {a < b for a, b in zip(before.shape, now.shape, strict=True) if a != b}
    kind = "resized" if len(grown) > 1 else "longer" if True in grown else "shorter"
    names = {"node": called(document.graph, node), "leaves": listed(document.graph, leaves)}
    return Message(f"edit.followed.{kind}", names | {"n": len(leaves), "shape": shape_of(now)})


def _with_value(document: Document, node: str, value: ArrayLike) -> Document:
    """All others keep theirs, also those that would not fit a number in the text."""
    changed = document.with_value(node, value)
    return changed if node in document.values else replace(changed, values=document.values)


def _misfit(document: Document) -> str | None:
    """The node at which a run ends; None if it goes through."""
    try:
        sizes.check(document.graph, document.values)
        engine.forward(document.graph, document.values)
    except StudioError as error:
        return str(error.message.fields.get("node", document.graph.output))
    return None


def resized(array: Array, shape: tuple[int, ...]) -> Array:
    """What has room in another shape of as many axes; the last numbers fill what is added."""
    cut = array[tuple(slice(n) for n in shape)]
    more = [(0, n - m) for n, m in zip(shape, cut.shape, strict=True)]
    return np.pad(cut, more, mode="edge")
