"""From lines to ink: a pen of changing width, then MNIST's own way of centring."""

from __future__ import annotations

import numpy as np

from core.digits.strokes import Array, spread

SIZE = 28  # the image
BOX = 20  # the digit fits into this box, as in MNIST
RADIUS = 1.25  # the pen, in pixels
RADIUS_SPREAD = 0.5
SOFT = 1.0  # how many pixels the edge of the ink takes from black to white


def pen(strokes: list[Array], rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Cut the strokes into straight pieces: starts (n, 2), ends (n, 2) and pen radius (n,)."""
    first = np.concatenate([line[:-1] for line in strokes])
    last = np.concatenate([line[1:] for line in strokes])
    size, broad, nib = spread(rng, 3)
    radius = max(0.55, RADIUS + RADIUS_SPREAD * size)
    along = np.concatenate([np.arange(len(line) - 1) / (len(line) - 1.0) for line in strokes])
    pressure = spread(rng, 2) * 0.1
    width = 1.0 + pressure[0] * (along - 0.5) + pressure[1] * (4.0 * along * (1.0 - along) - 0.5)
    # a nib that is broader in one direction than in the other
    way = last - first
    square = way[:, 0] * way[:, 0] + way[:, 1] * way[:, 1] + 1e-9
    across = way[:, 0] * nib + way[:, 1]
    width = width + 0.12 * broad * (across * across / (square * (1.0 + nib * nib)) - 0.5)
    return first, last, np.maximum(radius * width, 0.45)


def ink(first: Array, last: Array, radius: Array, soft: float) -> Array:
    """The picture of the pieces in the box, 0 to 1, by each pixel's distance to the nearest one."""
    centre = np.arange(BOX) + 0.5
    dx = centre - first[:, :1]  # (n, BOX) pixel columns
    dy = centre - first[:, 1:]
    way = last - first
    wx, wy = way[:, :1], way[:, 1:]
    square = wx * wx + wy * wy + 1e-12
    along = (dy * (wy / square))[:, :, None] + (dx * (wx / square))[:, None, :]
    np.minimum(along, 1.0, out=along)
    np.maximum(along, 0.0, out=along)
    gx = dx[:, None, :] - along * wx[:, :, None]
    gy = dy[:, :, None] - along * wy[:, :, None]
    gx *= gx
    gy *= gy
    gx += gy
    np.sqrt(gx, out=gx)
    gx -= radius[:, None, None]
    nearest = gx.min(axis=0)
    return np.minimum(np.maximum(0.5 - nearest / soft, 0.0), 1.0)


def centre(box: Array) -> Array:
    """Lay the box into the image so that the ink's centre of mass falls on the middle pixel."""
    weight = box.astype(np.int64)
    total = int(weight.sum())
    places = np.arange(BOX)
    half = SIZE // 2
    row = half - (2 * int((weight.sum(axis=1) * places).sum()) + total) // (2 * total)
    column = half - (2 * int((weight.sum(axis=0) * places).sum()) + total) // (2 * total)
    row, column = min(max(row, 0), SIZE - BOX), min(max(column, 0), SIZE - BOX)
    image = np.zeros((SIZE, SIZE), dtype=np.uint8)
    image[row : row + BOX, column : column + BOX] = box
    return image


def paint(strokes: list[Array], rng: np.random.Generator) -> Array:
    """One image (28, 28) uint8 of the strokes, white on black."""
    first, last, radius = pen(strokes, rng)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (BOX - 2.0 * radius.max()) / (high - low).max()
    middle = (low + high) * 0.5
    half = BOX * 0.5
    box = ink((first - middle) * scale + half, (last - middle) * scale + half, radius, SOFT)
    return centre((box * 255.0 + 0.5).astype(np.uint8))
