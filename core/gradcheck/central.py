"""The central difference, number by number."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from core.engine import Array

STEP = 1e-5  # in float64: truncation ~h² and rounding ~1e-16/h are both about 1e-11 here


def numerical_gradient(f: Callable[[Array], float], x: ArrayLike, h: float = STEP) -> Array:
    """∂f/∂x by central differences, element by element.

    A float array is changed in place during the calls and put back, so that an `f` which reads
    it elsewhere (the tutorials' `lambda W: net.loss(x, t)`) sees the change. Anything else
    (integers, plain numbers, lists) is copied into a float array first.

    Args:
        f: a function of an array of the shape of x, giving a number.
        x: where to differentiate, any shape; float64, since h is lost in the rounding of float32.
    """
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = central_difference(f, x, index, h)
    return gradient


def central_difference(
    f: Callable[[Array], float], x: Array, index: tuple[int, ...], h: float = STEP
) -> float:
    """(f(x + h) − f(x − h)) / 2h for the one number at `index`; x is put back to the bit."""
    original = x[index]
    try:
        x[index] = original + h
        above = f(x)
        x[index] = original - h
        return (above - f(x)) / (2 * h)
    finally:
        x[index] = original
