"""Where a number comes from: the numbers of other arrays that made it, and the arithmetic."""

from core.explain.provenance.axes import Box, Index
from core.explain.provenance.cells import (
    Cell,
    Origin,
    Part,
    Source,
    array_of,
    left_over,
    origin,
    ways,
)
from core.explain.provenance.terms import Arithmetic, Term
from core.explain.provenance.writing import formula, written_cell, written_source

__all__ = [
    "Arithmetic",
    "Box",
    "Cell",
    "Index",
    "Origin",
    "Part",
    "Source",
    "Term",
    "array_of",
    "formula",
    "left_over",
    "origin",
    "ways",
    "written_cell",
    "written_source",
]
