"""Shapes with which an operation cannot work: which of them do not fit, and what would."""

from collections.abc import Sequence
from math import prod

from core.graph import Node
from core.messages import StudioError
from core.ops.axes import Shape


def misfit(node: Node, shapes: Sequence[Shape]) -> StudioError:
    """The error of an operation that has failed on inputs of these shapes."""
    op = node.op
    assert op is not None
    fields: dict[str, object] = {"node": node.id, "op": op.symbol}
    fields["shapes"] = ", ".join(map(str, shapes))
    if op.name == "matmul" and () in shapes:
        return StudioError("core.misfit.number", input=node.inputs[shapes.index(())], **fields)
    if op.name in ("matmul", "affine"):
        across, down = _row(op.name, shapes[0]), shapes[1][-2:][0] if shapes[1] else 1
        if across != down:
            left, right, *_ = node.inputs
            fields |= {"left": left, "right": right, "across": across, "down": down}
            return StudioError("core.misfit.rows", **fields)
    if op.name == "affine" and len(shapes[1]) == 2 and shapes[2] != shapes[1][1:]:
        _, right, bias = node.inputs
        fields |= {"right": right, "bias": bias, "wanted": shapes[1][1:], "shape": shapes[2]}
        return StudioError("core.misfit.bias", **fields)
    if op.elementwise or op.pairs:
        return StudioError("core.misfit.each", **fields)
    return StudioError("core.misfit.shapes", **fields | {"op": op.name})


def _row(op: str, shape: Shape) -> int:
    """How long a row is; Affine flattens what comes after the first axis."""
    return prod(shape[1:] or shape) if op == "affine" else shape[-1]
