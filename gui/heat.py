"""Signed numbers as colours: blue below zero, white at it, orange above.

Every picture of an array in the program is coloured here, between symmetric limits that are round
numbers and stay put, so that a colour means the same from frame to frame and from panel to panel.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from PySide6.QtGui import QColor, QImage

from core.engine import Array
from gui.theme import Theme

_SHARE = 0.995  # of a large array lies within the limits: a few outliers must not bleach the rest
_MOST_LOOKED_AT = 500_000  # numbers of an array from which its limit is taken


def limit_of(array: Array, before: float = 0.0) -> float:
    """A symmetric limit for the colours: 1, 2 or 5 times a power of ten.

    Keeps the limit of `before` while the array still fills between a fifth and all of it.
    """
    seen = sample(array)
    finite = np.abs(seen[np.isfinite(seen)], dtype=float)  # −2⁶³ has no opposite in its own kind
    highest = 0.0
    if finite.size:
        highest = float(np.quantile(finite, _SHARE) if finite.size > 100 else finite.max())
        highest = highest or largest(array)
    if before and before / 5 <= highest <= before:
        return before
    if highest == 0.0:
        return before or 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    found = next((k * power for k in (1, 2, 5) if highest <= k * power), 10 * power)
    return found if 0.0 < found < math.inf else highest  # at the ends of what floats can hold


def sample(array: Array) -> Array:
    """An even selection of the numbers of a large array, as a view: no copy is made of it."""
    steps: list[slice] = []
    surplus = array.size / _MOST_LOOKED_AT
    for length in array.shape:
        step = min(max(math.ceil(surplus), 1), length)
        steps.append(slice(None, None, max(step, 1)))
        surplus /= max(step, 1)
    index: tuple[Any, ...] = (*steps, ...)  # … so that a single number stays an array
    seen: Array = array[index]
    return seen


def largest(array: Array) -> float:
    """The largest absolute value, without a copy of the array; 0 if it is not finite."""
    high = max(float(np.fmax.reduce(array, axis=None)), -float(np.fmin.reduce(array, axis=None)))
    return high if math.isfinite(high) else 0.0


def all_finite(array: Array) -> bool:
    """Is there neither nan nor an infinity? Both show in the extremes, so no copy is made."""
    return not array.size or bool(np.isfinite(array.max()) and np.isfinite(array.min()))


def signed(array: Array, limit: float, theme: Theme) -> QImage:
    """A table of numbers, one pixel each; nan is shown as zero, and its card says nan."""
    return _indexed(_levels(array, limit), ramp(theme))


def grey(array: Array, brightest: float = 1.0) -> QImage:
    """A table of numbers from 0 (black) to `brightest` (white)."""
    return _indexed(array / brightest, _greys())


def colour_of(value: float, limit: float, theme: Theme) -> QColor:
    """The colour of one number."""
    index = np.clip(np.rint(_levels(np.array(value), limit) * 255), 0, 255)
    return QColor.fromRgb(ramp(theme)[int(index)])


def ramp(theme: Theme) -> list[int]:
    """Negative – zero – positive in 256 steps."""
    return _steps(theme.heat_negative.rgb(), theme.heat_zero.rgb(), theme.heat_positive.rgb())


def _levels(array: Array, limit: float) -> Array:
    """−limit … limit as 0 … 1."""
    with np.errstate(all="ignore"):  # far beyond a limit is beyond it
        share = array / limit / 2  # twice a limit may be more than a float can hold
    return np.nan_to_num(share + 0.5, nan=0.5, posinf=1.0, neginf=0.0)


def _indexed(levels: Array, colours: list[int]) -> QImage:
    """Levels 0 … 1 as an image with a colour table of 256."""
    bytes_ = np.rint(np.clip(np.nan_to_num(levels), 0.0, 1.0) * 255).astype(np.uint8)
    height, width = bytes_.shape
    picture = QImage(
        np.ascontiguousarray(bytes_).data, width, height, width, QImage.Format.Format_Indexed8
    )
    picture.setColorTable(colours)
    return picture.convertToFormat(QImage.Format.Format_RGB32)


@cache
def _greys() -> list[int]:
    return [QColor(level, level, level).rgb() for level in range(256)]


@cache
def _steps(*colours: int) -> list[int]:
    stops = [QColor(colour) for colour in colours]
    channels = [
        np.interp(np.linspace(0, 2, 256), [0, 1, 2], [getattr(c, name)() for c in stops])
        for name in ("red", "green", "blue")
    ]
    return [QColor(*map(round, rgb)).rgb() for rgb in zip(*channels, strict=True)]
