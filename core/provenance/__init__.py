"""Where a number comes from: the cells of other arrays that made it, and the arithmetic."""

from core.provenance.cells import Part

__all__ = ["Part"]
