"""How things move and how thick they are: pure functions of a number."""

import numpy as np

from core.engine import Array


def ease(t: float) -> float:
    """Slow, fast, slow: 0 … 1 onto 0 … 1 (smoothstep)."""
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def within(t: float, start: float, end: float) -> float:
    """How far `t` has come from `start` to `end`, eased, 0 before and 1 after."""
    return ease((t - start) / (end - start))


def magnitude(array: Array) -> float:
    """One figure for the strength of a gradient: its Euclidean norm, or what is left of it where
    squares are too large for a float."""
    with np.errstate(over="ignore"):
        return float(np.linalg.norm(array)) if np.isfinite(array).all() else float("inf")


def thickness(strength: float) -> float:
    """A factor for the width of a wire: 0.001 → 0.75, 1 → 1.2, 1000 → 1.8, by the logarithm."""
    if strength <= 0:
        return 0.7
    return float(np.interp(np.log10(strength), [-3, 0, 3], [0.75, 1.2, 1.8]))
