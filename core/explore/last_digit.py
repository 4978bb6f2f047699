"""What a last digit more or less does: how well the backward pass can know a gradient."""

from collections.abc import Callable, Generator

import numpy as np

from core.engine import Array, Tape

_TINIEST = float(np.finfo(np.float64).tiny)  # numbers below it have fewer digits than others


def next_tape(tape: Tape, to: float) -> Tape:
    """A tape whose rules read, for each number, the next one on the way to 0 or to infinity;
    zeros stay, so that nothing changes sides at a kink."""
    return Tape(
        tape.values,
        {
            node: tuple(_next(each, to) if _is_real(each) else each for each in arguments)
            for node, arguments in tape.arguments.items()
        },
    )


def _is_real(argument: object) -> bool:
    return isinstance(argument, np.ndarray | np.floating) and argument.dtype.kind == "f"


def _next(array: Array, to: float) -> Array:
    with np.errstate(all="ignore"):
        return np.where(array == 0, array, np.nextafter(array, np.copysign(to, array)))


def slope_noise(tape: Tape, slope: Callable[[Tape], float]) -> Generator[None, None, float]:
    """How far the slope moves when all that the rules read moves by its last digit. Where tanh is
    nearly 1, the last digit of 1 - tanh² is all there is: the slope goes in stairs."""
    here, moved = slope(tape), []
    for to in (0.0, np.inf):
        yield
        moved.append(abs(slope(next_tape(tape, to)) - here))
    return float(np.nan_to_num(moved, nan=np.inf).max()) + _TINIEST
