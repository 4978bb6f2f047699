"""From cell to cell with the keyboard."""

from PySide6.QtCore import QPointF

from core.explain.provenance import Cell, Part
from gui.stage.items.node_item import NodeItem


def first_cell(item: NodeItem | None) -> Cell | None:
    """Where one begins on a card; None for a node without a picture."""
    shown = item.array_of(Part.VALUE) if item is not None and item.style.picture else None
    if item is None or shown is None:
        return None
    return Cell(item.node, Part.VALUE, (0,) * shown.ndim)


def next_cell(item: NodeItem | None, cell: Cell, across: int, down: int) -> Cell | None:
    """The neighbour of a cell on its card; None where there is none."""
    grid = item.painter_of(cell.part).grid if item is not None else None
    place = grid.room(cell.index) if grid is not None else None
    if item is None or grid is None or place is None:
        return None
    at = place.center() + QPointF(across * place.width(), down * place.height())
    index = grid.index_at(at.x(), at.y())
    if index is not None:
        return Cell(cell.node, cell.part, index)
    return _over_the_edge(item, cell, at, down)


def _over_the_edge(item: NodeItem, cell: Cell, at: QPointF, down: int) -> Cell | None:
    """Down from the values to the gradients, and up again."""
    other = Part.GRADIENT if cell.part is Part.VALUE else Part.VALUE
    grid = item.painter_of(other).grid
    if not down or grid is None or (down > 0) is not (other is Part.GRADIENT):
        return None
    index = grid.index_at(at.x(), 0.5 if down > 0 else grid.height - 0.5)
    return None if index is None else Cell(cell.node, other, index)
