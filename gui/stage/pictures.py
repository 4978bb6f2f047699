"""Arrays as pictures: digits, weights per hidden unit, labels, and signed heatmaps.

A signed heatmap is blue below zero, white at it and orange above, between symmetric limits that
are round numbers and stay put, so that colours mean the same from frame to frame.
"""

import math
from enum import StrEnum
from functools import cache

import numpy as np
from PySide6.QtGui import QColor, QImage

from core.engine import Array
from core.graph import Graph, Role
from core.ops import SoftmaxCrossEntropy
from gui.theme import Theme

SIDE = 28  # pixels of a digit
_ROW, _COLUMN = 3, 2  # pixels of the smallest cell
MOST_CELLS = 6  # rows and columns up to which the numbers themselves are written


class Picture(StrEnum):
    """How an array is shown."""

    CELLS = "cells"  # each number in its own coloured cell
    HEAT = "heat"  # rows and columns of colours
    DIGITS = "digits"  # one image per row of 784
    UNITS = "units"  # one signed image per column of 784 weights
    LABELS = "labels"  # one bright cell per row


def picture_of(graph: Graph, node: str, array: Array) -> Picture:
    """The picture that suits the values of `node`."""
    edges = graph.consumers(node)
    if edges and all(_is_label(graph, edge.target, edge.slot) for edge in edges):
        return Picture.CELLS if array.size <= MOST_CELLS else Picture.LABELS
    shape = array.shape
    if graph.node(node).role is Role.DATA and array.size and array[0].size == SIDE * SIDE:
        return Picture.DIGITS
    if len(shape) == 2 and shape[0] == SIDE * SIDE and graph.node(node).op is None:
        return Picture.UNITS
    rows, columns = as_table(array).shape
    return Picture.CELLS if max(rows, columns) <= MOST_CELLS else Picture.HEAT


def _is_label(graph: Graph, target: str, slot: int) -> bool:
    op = graph.node(target).op
    return isinstance(op, SoftmaxCrossEntropy) and op.inputs[slot] == "t"


def as_table(array: Array) -> Array:
    """Two axes: a vector is one row, and what has more axes keeps its first."""
    if array.ndim == 2:
        return array
    return array.reshape(1, -1) if array.ndim < 2 else array.reshape(len(array), -1)


def limit_of(array: Array, before: float = 0.0) -> float:
    """A symmetric limit for the colours: 1, 2 or 5 times a power of ten.

    Keeps the limit of `before` while the array still fills between a fifth and all of it.
    """
    finite = np.abs(array[np.isfinite(array)])
    highest = 0.0
    if finite.size:  # in a large array, a few outliers must not bleach all others
        highest = float(np.quantile(finite, 0.995) if finite.size > 100 else finite.max())
        highest = highest or float(finite.max())
    if before and before / 5 <= highest <= before:
        return before
    if highest == 0.0:
        return before or 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next((k * power for k in (1, 2, 5) if highest <= k * power), 10 * power)


def image(
    array: Array, picture: Picture, limit: float, theme: Theme, size: tuple[int, int]
) -> QImage:
    """`array` as an image to be stretched over `size` (width, height)."""
    match picture:
        case Picture.DIGITS:
            scale = 255.0 if array.dtype == np.uint8 else 1.0
            tiles = array.reshape(len(array), SIDE, SIDE)
            return _indexed(_mosaic(tiles, size) / scale, _greys())
        case Picture.UNITS:
            tiles = array.T.reshape(-1, SIDE, SIDE)
            return _indexed(_signed(_mosaic(tiles, size), limit), _ramp(theme))
        case Picture.LABELS:
            return _indexed(_first(_one_hot(array), size), _greys())
    return _indexed(_signed(_first(as_table(array), size), limit), _ramp(theme))


def colour_of(value: float, limit: float, theme: Theme) -> QColor:
    """The colour of one number in a signed heatmap."""
    index = np.clip(np.rint(_signed(np.array(value), limit) * 255), 0, 255)
    return QColor.fromRgb(_ramp(theme)[int(index)])


def _signed(array: Array, limit: float) -> Array:
    """−limit … limit as 0 … 1; nan is shown as zero, and its card says nan."""
    return np.nan_to_num(array / (2 * limit) + 0.5, nan=0.5, posinf=1.0, neginf=0.0)


def _mosaic(tiles: Array, size: tuple[int, int]) -> Array:
    """As many tiles as can be told apart on `size`, row by row, with a line between."""
    width, height = size
    down = max(1, min(round(height / 18), len(tiles)))
    across = max(1, min(round(width * down / height), math.ceil(len(tiles) / down)))
    shown = tiles[: down * across]
    blank = np.zeros((down * across - len(shown), SIDE, SIDE), dtype=tiles.dtype)
    grid = np.concatenate([shown, blank]).reshape(down, across, SIDE, SIDE)
    return grid.swapaxes(1, 2).reshape(down * SIDE, across * SIDE)


def _first(table: Array, size: tuple[int, int]) -> Array:
    """As many of the first rows and columns as can be told apart on `size`."""
    width, height = size
    return table[: max(1, height // _ROW), : max(1, width // _COLUMN)]


def _one_hot(labels: Array) -> Array:
    if labels.ndim == 2:
        return labels.astype(float)
    indices = labels.reshape(-1).astype(np.intp)
    return np.eye(max(int(indices.max(initial=0)) + 1, 10))[indices]


def _indexed(levels: Array, colours: list[int]) -> QImage:
    """Levels 0 … 1 as an image with a colour table of 256."""
    bytes_ = np.clip(np.rint(levels * 255), 0, 255).astype(np.uint8)
    height, width = bytes_.shape
    picture = QImage(
        np.ascontiguousarray(bytes_).data, width, height, width, QImage.Format.Format_Indexed8
    )
    picture.setColorTable(colours)
    return picture.convertToFormat(QImage.Format.Format_RGB32)


@cache
def _greys() -> list[int]:
    return [QColor(level, level, level).rgb() for level in range(256)]


def _ramp(theme: Theme) -> list[int]:
    """Negative – zero – positive in 256 steps."""
    return _steps(theme.heat_negative.rgb(), theme.heat_zero.rgb(), theme.heat_positive.rgb())


@cache
def _steps(*colours: int) -> list[int]:
    stops = [QColor(colour) for colour in colours]
    channels = [
        np.interp(np.linspace(0, 2, 256), [0, 1, 2], [getattr(c, name)() for c in stops])
        for name in ("red", "green", "blue")
    ]
    return [QColor(*map(round, rgb)).rgb() for rgb in zip(*channels, strict=True)]
