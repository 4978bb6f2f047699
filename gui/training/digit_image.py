"""Digits as pictures: dark strokes on the panel's own ground, light ones on a dark theme."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.datasets.dataset import SIDE
from gui.theme import THEMES, Theme
from gui.training.shades import mixed


def ink(pixels: NDArray[np.uint8], theme: Theme) -> QImage:
    """A picture of bytes (height, width): 0 is the ground, 255 the full stroke."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    picture = QImage(pixels.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    picture.setColorTable(_shades(theme.name))
    return picture.convertToFormat(QImage.Format.Format_RGB32)


@cache
def _shades(name: str) -> list[int]:
    """From the ground to the full stroke: once a theme, or ten small pictures mix 2 560 colours."""
    theme = THEMES[name]
    return [mixed(theme.panel, theme.ink, g / 255).rgb() for g in range(256)]


def mosaic(images: NDArray[np.uint8], columns: int, theme: Theme) -> QImage:
    """Images (N, 784) in rows of so many; the last row is filled up with ground."""
    rows = -(-len(images) // columns)
    filled = np.zeros((rows * columns, SIDE * SIDE), np.uint8)
    filled[: len(images), : images.shape[1]] = images[:, : SIDE * SIDE]
    grid = filled.reshape(rows, columns, SIDE, SIDE).swapaxes(1, 2)
    return ink(grid.reshape(rows * SIDE, columns * SIDE), theme)
