"""How small a push has to be to stay where the output is a finite number."""

from collections.abc import Callable, Generator

from core.engine import Array
from core.explore.quotients import Push


def smaller_inside(
    pushing: Callable[[float], Generator[None, None, Push]], epsilon: float, among: Array
) -> Generator[None, None, float | None]:
    """The largest ε `among` those smaller than this one with a finite output on both sides; None
    if none has, or if this one has already. Yields between two passes, as `pushing` does."""
    if not (yield from pushing(epsilon)).outside:
        return None
    for smaller in map(float, among):
        if smaller < epsilon and not (yield from pushing(smaller)).outside:
            return smaller
    return None
