"""A digit that somebody draws by hand, made into an image as MNIST's were made.

Whatever its size and place, it is scaled to fill a box of 20×20 pixels, painted with soft edges,
and laid into 28×28 so that its centre of mass is in the middle (LeCun, Cortes & Burges, "The MNIST
database of handwritten digits").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.digits.render import BOX, SIZE, SOFT, centre, ink
from core.engine import Array

RADIUS = 1.3  # of the pen at ordinary pressure, in pixels of the image
SMALLEST = 1e-3  # of the side of the paper: what is smaller is a dot, and is not blown up


@dataclass(frozen=True, eq=False)
class Stroke:
    """Where the pen went from down to up: points (n, 2), x to the right and y downwards, with the
    side of the paper as 1; and its pressure at each (n,), 1 for a mouse."""

    points: Array
    pressure: Array


def image_of(strokes: Sequence[Stroke]) -> Array:
    """The image (28, 28) uint8, white on black; black all over if nothing has been drawn."""
    drawn = [stroke for stroke in strokes if len(stroke.points)]
    if not drawn:
        return np.zeros((SIZE, SIZE), np.uint8)
    first, last, pressure = (
        np.concatenate(part) for part in zip(*map(_pieces, drawn), strict=True)
    )
    radius = RADIUS * np.clip(pressure, 0.4, 1.6)
    points = np.concatenate([first, last])
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    scale = (BOX - 2 * radius.max()) / extent if extent > SMALLEST else 0.0
    middle, half = (low + high) / 2, BOX / 2
    box = ink((first - middle) * scale + half, (last - middle) * scale + half, radius, SOFT)
    return centre(np.rint(box * 255).astype(np.uint8))


def _pieces(stroke: Stroke) -> tuple[Array, Array, Array]:
    """The straight pieces of a stroke: starts, ends, and the mean pressure of each; a tap is one
    piece without length."""
    points, pressure = stroke.points, stroke.pressure
    if len(points) == 1:
        return points, points, pressure
    return points[:-1], points[1:], (pressure[:-1] + pressure[1:]) / 2
