"""A ramp of colours for heights, mixed from the theme's roles in OKLab.

Equal steps in OKLab look equally large, so no height stands out that is nothing special
(Ottosson, "A perceptual color space for image processing", 2020).
"""

import numpy as np
from PySide6.QtGui import QColor

from gui.theme import Theme

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def colormap(theme: Theme, count: int, strength: float = 1.0) -> list[QColor]:
    """`count` colours from the lowest ground, near the panel's own, to the highest: a tint of
    the colour of forward values, then of the loss. With more strength they stand out more."""
    low, middle, high = (
        mix(theme.panel, theme.forward, 0.03 + 0.3 * (strength - 1)),
        mix(theme.panel, theme.forward, 0.24 * strength),
        mix(theme.panel, mix(theme.forward, theme.loss, 0.6), 0.42 * strength),
    )
    shares = np.linspace(0, 2, count)
    return [mix(low, middle, s) if s <= 1 else mix(middle, high, s - 1) for s in shares]


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """The colour that lies `share` of the way from one to the other, to the eye."""
    lab = (1 - share) * _to_oklab(one) + share * _to_oklab(other)
    linear = np.linalg.solve(_TO_CONES, np.linalg.solve(_TO_LAB, lab) ** 3)
    linear = np.clip(linear, 0, 1)
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return QColor.fromRgbF(*(float(c) for c in np.clip(curved, 0, 1)))


def _to_oklab(colour: QColor) -> np.ndarray:
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_CONES @ linear)
