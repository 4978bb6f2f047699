"""The words about one number: `Y[2, 0] = 0.7`, how it was computed, and where it stands."""

from dataclasses import dataclass

import numpy as np

from core.explain.provenance import (
    Arithmetic,
    Cell,
    Origin,
    Part,
    array_of,
    formula,
    left_over,
    ways,
    written_cell,
)
from core.format import number
from core.messages import Message
from core.names import called
from core.trace import Trace
from gui.stage.arrays.grid import Grid
from gui.stage.arrays.pictures import BY_ROW, SIDE, Picture

_LISTED = 12  # terms that are written one by one
_EXACT = 8  # digits of the number itself
_SAME = 1e-3  # relative: float32 rounds sums of hundreds of terms


@dataclass(frozen=True)
class Words:
    """What the panel says: remarks are messages, formulas are the same in every language."""

    title: str
    formulas: tuple[str, ...]
    remarks: tuple[Message, ...]


def words(
    trace: Trace, cell: Cell, found: Origin, grid: Grid | None, *, closely: bool = False
) -> Words:
    """Everything there is to say about a cell; looked at closely, many terms one by one."""
    title = f"{written_cell(trace, cell)} = {number(found.value, _EXACT)}"
    remarks = [place] if (place := _place(trace, cell, grid)) is not None else []
    if not found.sources:
        return Words(title, (), (*remarks, Message("arrays.cell.given")))
    if found.arithmetic is None:
        return Words(title, (formula(trace, cell, found),), (*remarks, Message("arrays.cell.long")))
    formulas = [formula(trace, cell, found), f"= {found.arithmetic.written()}"]
    if closely and found.arithmetic.omitted:
        formulas[1:] = _one_by_one(found.arithmetic)
    remarks += _remarks(trace, cell, found, found.arithmetic)
    if cell.part is Part.GRADIENT and left_over(trace, cell.node):
        remarks.append(Message("ops.general.left_over", {"node": called(trace.graph, cell.node)}))
    return Words(title, tuple(formulas), tuple(remarks))


def _one_by_one(arithmetic: Arithmetic) -> list[str]:
    """The largest terms, the largest first, each with its place in the sum and its value."""
    lines: list[str] = []
    over = f" / {arithmetic.divisor}" if arithmetic.divisor > 1 else ""
    for i in arithmetic.largest(_LISTED):
        term = arithmetic.terms[i]
        value = number(term.value / arithmetic.divisor, 4)
        if term.text:  # the loss of a sample
            lines.append(f"{term.text}{over} = {value}")
        elif term.place is None:  # the last term of an Affine layer: the bias
            lines.append(f"+ {value}")
        else:
            lines.append(f"[{term.place}]   {term.written(first=True)} = {value}")
    return lines


def _remarks(trace: Trace, cell: Cell, found: Origin, arithmetic: Arithmetic) -> list[Message]:
    said: list[Message] = []
    several = len(ways(trace, cell.node)) if cell.part is Part.GRADIENT else 0
    if several > 1:
        said.append(Message("arrays.cell.paths", {"n": several}))
    elif arithmetic.omitted:
        zeros = sum(term.value == 0 for term in arithmetic.terms)
        name = "zeros" if zeros else "terms"
        said.append(Message(f"arrays.cell.{name}", {"n": len(arithmetic.terms), "zeros": zeros}))
    finite = np.isfinite([arithmetic.value, found.value]).all()  # beyond, it is not by rounding
    if finite and not np.isclose(arithmetic.value, found.value, rtol=_SAME, atol=1e-6):
        said.append(Message("arrays.cell.shown", {"computed": number(arithmetic.value)}))
    return said


def _place(trace: Trace, cell: Cell, grid: Grid | None) -> Message | None:
    """Of images: which pixel."""
    if grid is None or not grid.tiled:
        if grid is not None and grid.picture is Picture.LABELS and len(cell.index) == 1:
            array = array_of(trace, cell.node, cell.part)
            assert array is not None
            fields = {"row": cell.index[0], "label": int(array[cell.index])}
            return Message("arrays.cell.label", fields)
        return None
    room = grid.room(cell.index)
    if room is None:
        return None
    fields = {"row": int(room.top()) % SIDE, "column": int(room.left()) % SIDE}
    if grid.tiles == 1:
        return Message("arrays.cell.pixel", fields)
    if grid.picture in BY_ROW:
        return Message("arrays.cell.image", {"image": grid.tile_of(cell.index), **fields})
    return Message("arrays.cell.unit", {"unit": grid.tile_of(cell.index), **fields})
