"""Which numbers of other arrays one number depends on, from the axes that an op declares.

An op says how its axes hang together (see `core/ops/axes.py`): `nd,dm,m->nm` is the Affine layer.
A number of the output has an index for n and m. It reads each input at that n and that m, and
along every other axis (d) all of it: row n of X, column m of W. The backward rules need no second
statement: a number of ∂L/∂X has an n and a d, and reads ∂L/∂Y along m.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.ops import Op
from core.ops.axes import Shape, aligned, notation, parse

Index = tuple[int, ...]
Box = tuple[slice, ...]  # a range along each axis, with both ends given


@dataclass(frozen=True)
class Axes:
    """The letters of an op for arrays of certain shapes, by name of the array.

    A capital letter is an axis along which everything is read, whatever the index. Several axes
    of one letter count as one, flattened row by row. `out` and `dout` share their letters.
    """

    letters: Mapping[str, str]
    shapes: Mapping[str, Shape]

    def fixed(self, name: str, index: Index) -> dict[str, int]:
        """What a number of `name` fixes: by letter, an index along it. An axis that NumPy repeats
        (its size is 1) fixes nothing: a number there is used all along the other arrays."""
        found: dict[str, int] = {}
        letters, shape = self.letters[name], self.shapes[name]
        for letter in dict.fromkeys(letters):
            axes = [i for i, other in enumerate(letters) if other == letter]
            extents = tuple(shape[i] for i in axes)
            if letter.islower() and math.prod(extents) != 1:
                at = tuple(index[i] for i in axes)
                found[letter] = int(np.ravel_multi_index(at, extents))
        return found

    def box(self, name: str, fixed: Mapping[str, int]) -> Box:
        """The part of `name` that is read where those letters are fixed."""
        letters, shape = self.letters[name], self.shapes[name]
        spans = [slice(0, extent) for extent in shape]
        for letter in dict.fromkeys(letters):
            axes = [i for i, other in enumerate(letters) if other == letter]
            extents = tuple(shape[i] for i in axes)
            if letter in fixed and math.prod(extents) != 1:
                for i, at in zip(axes, np.unravel_index(fixed[letter], extents), strict=True):
                    spans[i] = slice(int(at), int(at) + 1)
        return tuple(spans)


def axes_of(op: Op, shapes: Mapping[str, Shape]) -> Axes:
    """The axes of an op for these shapes (of its inputs, and of `out`)."""
    inputs = [shapes[name] for name in op.inputs]
    if op.axes is not None:
        declared = op.axes(*inputs)
    elif op.elementwise:
        declared = aligned(*inputs, shapes["out"])
    else:
        declared = everything(*inputs, shapes["out"])
    read, out = parse(declared)
    letters = dict(zip(op.inputs, read, strict=True))
    return Axes({**letters, "out": out, "dout": out}, {**shapes, "dout": shapes["out"]})


def everything(*shapes: Shape) -> str:
    """Every number reads all of every input."""
    return notation("A" * len(shape) for shape in shapes)


def reads(op: Op, slot: int | None) -> tuple[str, ...]:
    """The arrays that the forward rule (no slot) or a backward rule reads, by name. What a
    backward rule reads is what its formula names, unless the op says it."""
    if slot is None:
        return op.inputs
    name = op.inputs[slot]
    formula = op.latex_rules.get(name, "")
    named = [x for x in (*op.inputs, "out") if f"<{x}>" in formula]
    return ("dout", *op.reads.get(name, named))


def forward_sources(op: Op, shapes: Mapping[str, Shape], index: Index) -> dict[str, Box]:
    """Of each input, the part that a number of the output depends on."""
    axes = axes_of(op, shapes)
    fixed = axes.fixed("out", index)
    return {name: axes.box(name, fixed) for name in reads(op, None)}


def backward_sources(
    op: Op, slot: int, shapes: Mapping[str, Shape], index: Index
) -> dict[str, Box]:
    """Of `dout`, `out` and the inputs, what a number of the gradient for input `slot` reads."""
    axes = axes_of(op, shapes)
    fixed = axes.fixed(op.inputs[slot], index)
    return {name: axes.box(name, fixed) for name in reads(op, slot)}
