"""Who is shaken by noise: whether a path falls no further for it, and whether it calms down."""

import numpy as np

from core.surfaces.race.descent import Path

_CALMER = 0.75  # of the length of its steps in the second quarter: who trembles less and less
_TREMBLES = 12  # steps from which on a path can be seen to fall no further


def trembles(path: Path) -> bool:
    """Has its loss fallen by less, of late, than it goes up and down by itself?"""
    losses = path.losses[len(path.losses) // 2 :]
    before, after = losses[: len(losses) // 2], losses[len(losses) // 2 :]
    return len(losses) >= _TREMBLES and bool(before.mean() - after.mean() < after.std())


def calming(path: Path) -> tuple[float, float] | None:
    """How long its steps were on average in the second quarter of them and are in the last, if they
    have become so much shorter; the first quarter is the way there."""
    strides = np.hypot(*np.diff(path.points, axis=0).T)
    _, before, _, after = (float(each.mean()) for each in np.array_split(strides, 4))
    return (before, after) if after <= _CALMER * before else None
