"""How high a surface's picture reaches: what is low, or flat, or near in loss is so beside it."""

from functools import lru_cache

import numpy as np

from core.surfaces.functions.surface import Surface

_MESH = 21  # points on a side of the picture


@lru_cache(maxsize=64)
def heights_of(surface: Surface) -> tuple[float, float]:
    """The lowest of the picture, and the one that half of it lies above."""
    mesh = surface.mesh(*(np.linspace(*each, _MESH) for each in (surface.x_range, surface.y_range)))
    known = mesh[np.isfinite(mesh)]
    return (float(known.min()), float(np.median(known))) if len(known) else (0.0, 0.0)


def spread(surface: Surface) -> float:
    """How far half of the picture lies above its lowest point."""
    lowest, middle = heights_of(surface)
    return middle - lowest
