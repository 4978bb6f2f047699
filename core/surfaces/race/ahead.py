"""Whether a bottom lies ahead of somebody who runs downhill, far out: then it does not go on for
ever. One looks straight ahead, along the way of late, and no minimum has to be searched for there.
"""

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface

_DISTANCES = np.concatenate([[0.0], np.geomspace(1e-3, 1e6, 64)])  # in reaches: where one looks
_RISES = 0.5  # of the whole way down: who may ride over less is not held by it
_CLOSER, _ROUNDS = np.linspace(0, 1, 9), 6  # each makes the bottom's place four times as exact
_BLOCK = 1000  # points that are looked at together


def bottoms_ahead(
    surface: Surface, before: Array, here: Array, begun: Array, reach: Array
) -> Array:
    """The lowest place straight ahead of each, (n, 2), on the line from where it was a little
    `before` to `here`, (n, 2) each; NaN where it falls as far as one can see, or ends.

    begun: (n,), the heights at which the paths began. reach: (n,), what is far for each. A rise
    of less than half of the way down from there is no more than a ripple.
    """
    found = np.full(here.shape, np.nan)
    for first in range(0, len(here), _BLOCK):
        some = slice(first, first + _BLOCK)
        found[some] = _ahead(surface, before[some], here[some], begun[some], reach[some])
    return found


def _ahead(surface: Surface, before: Array, here: Array, begun: Array, reach: Array) -> Array:
    with np.errstate(all="ignore"):
        along = here - before
        along = along / np.hypot(*along.T)[:, None] * reach[:, None]

        def heights(distances: Array) -> Array:
            x, y = np.moveaxis(here + distances[..., None] * along, -1, 0)
            return surface.values(x, y)

        seen = heights(np.broadcast_to(_DISTANCES[:, None], (len(_DISTANCES), len(here))))
        lowest = np.fmin.accumulate(seen)
        rises = np.greater(seen - lowest, _RISES * (begun - lowest)) & np.isfinite(lowest)
        behind = rises.argmax(axis=0)  # the first place behind the bottom
        upto = np.arange(len(_DISTANCES))[:, None] <= behind
        at = np.where(upto & ~np.isnan(seen), seen, np.inf).argmin(axis=0)
        low, high = _DISTANCES[np.maximum(at - 1, 0)], _DISTANCES[np.minimum(at + 1, behind)]
        for _ in range(_ROUNDS):
            distances = low + _CLOSER[:, None] * (high - low)
            at = np.nan_to_num(heights(distances), nan=np.inf).argmin(axis=0)
            columns = np.arange(len(here))
            low = distances[np.maximum(at - 1, 0), columns]
            high = distances[np.minimum(at + 1, len(_CLOSER) - 1), columns]
        bottom = here + ((low + high) / 2)[:, None] * along
        found: Array = np.where(rises.any(axis=0)[:, None], bottom, np.nan)
        return found
