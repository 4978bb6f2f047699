"""Racers are told apart by their colours too, also by who does not see all of them.

Distances are a hundred times those in OKLab (Ottosson, 2020); how colours look without one kind of
cone is from Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color
vision deficiency", 2009, at full severity.
"""

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor

from core.optimizers import OPTIMIZERS
from gui.theme import THEMES, RacerLook, Theme

EYES = {
    "all cones": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
APART = {"all cones": 16.0, "no red": 10.0, "no green": 10.0, "no blue": 9.0}  # of the seven
FEWEST = 6.5  # with Nesterov's other form, and a rule of tomorrow
TO_CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("eyes", EYES)
def test_racers_differ_in_colour_for_all_eyes(theme: Theme, eyes: str) -> None:
    """Nesterov and RMSprop were both blue; without green cones SGD was AdaGrad."""
    seven = {name: theme.racers[name] for name in OPTIMIZERS}
    assert len(seven) == 7
    assert nearest(seven, eyes)[0] >= APART[eyes], nearest(seven, eyes)
    assert nearest(theme.racers, eyes)[0] >= FEWEST, nearest(theme.racers, eyes)


def test_the_distance_of_black_and_white_is_a_hundred() -> None:
    assert np.linalg.norm(seen(QColor("white"), "all cones")) == pytest.approx(100, abs=0.01)
    assert np.linalg.norm(seen(QColor("black"), "no red")) == 0


def nearest(racers: dict[str, RacerLook], eyes: str) -> tuple[float, str, str]:
    """The least distance between two of them, and whose it is."""
    places = {name: seen(look.colour, eyes) for name, look in racers.items()}
    return min(
        (float(np.linalg.norm(places[one] - places[other])), one, other)
        for one, other in itertools.combinations(places, 2)
    )


def seen(colour: QColor, eyes: str) -> np.ndarray:
    """Where the colour is in OKLab, (3,), times a hundred."""
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    received = np.clip(np.asarray(EYES[eyes]) @ linear, 0, 1)
    return 100 * (np.array(TO_LAB) @ np.cbrt(np.array(TO_CONES) @ received))
