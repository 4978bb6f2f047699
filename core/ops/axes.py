"""How the axes of an op's arrays hang together, in the notation of `numpy.einsum`.

`nd,dm,m->nm` is the Affine layer: axes of one letter have one size, and those that the output
lacks are summed over. A capital letter is an axis along which everything is read. Several axes of
one letter count as one, flattened row by row. An axis of size 1 is repeated where others of its
letter are longer. A letter that only the output has is an axis of size 1.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase

import numpy as np

from core.ops.base import Op

Shape = tuple[int, ...]


def parse(declared: str) -> tuple[list[str], str]:
    """The letters of each input, and of the output."""
    read, out = declared.split("->")
    return read.split(","), out


def notation(letters: Iterable[str]) -> str:
    """The text of such letters, those of the output last."""
    *inputs, out = letters
    return f"{','.join(inputs)}->{out}"


def aligned(*shapes: Shape) -> str:
    """NumPy's broadcasting: the last axes belong together. The last shape is the output's."""
    deepest = max(len(shape) for shape in shapes)
    letters = ascii_lowercase[:deepest]
    return notation(letters[deepest - len(shape) :] for shape in shapes)


def out_shape(op: Op, shapes: Sequence[Shape]) -> Shape:
    """The shape of the output. Where the inputs do not fit, which the run will say, a guess."""
    if op.axes is None:
        return _broadcast(shapes)
    letters, out = parse(op.axes(*shapes))
    found = extents(letters, shapes)
    return tuple(found.get(letter, 1) for letter in out)


def work(op: Op, shapes: Sequence[Shape]) -> tuple[int, int]:
    """How many numbers an op makes, and how many products or terms they are made of.

    An op that repeats an input along an axis which it then sums over (mse of a row and a column)
    has all terms in memory at once.
    """
    if op.axes is None:
        made = math.prod(_broadcast(shapes))
        return made, made
    letters, out = parse(op.axes(*shapes))
    sizes = extents(letters, shapes)
    terms = math.prod(sizes.values())
    each = [along(name, shape) for name, shape in zip(letters, shapes, strict=True)]
    summed = sizes.keys() - set(out)
    if any(array.get(x, sizes[x]) != sizes[x] for array in each for x in summed):
        return terms, terms
    return math.prod(out_shape(op, shapes)), terms


def extents(letters: Sequence[str], shapes: Sequence[Shape]) -> Mapping[str, int]:
    """The size of each letter."""
    found: dict[str, int] = {}
    for name, shape in zip(letters, shapes, strict=True):
        for letter, size in along(name, shape).items():
            found[letter] = size if found.get(letter, 1) == 1 else found[letter]
    return found


def along(letters: str, shape: Shape) -> dict[str, int]:
    """The size of each letter of one array."""
    found: dict[str, int] = {}
    for letter, size in zip(letters, shape, strict=False):
        found[letter] = found.get(letter, 1) * size
    return found


def _broadcast(shapes: Sequence[Shape]) -> Shape:
    if len(set(shapes)) == 1:  # as nearly everywhere, and NumPy takes its time
        return shapes[0]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        return max(shapes, key=math.prod)
