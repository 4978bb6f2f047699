"""How many digits the numbers of an array are written with, and how large."""

from functools import partial

import numpy as np
from PySide6.QtGui import QFont

from core.engine import Array
from core.format import number
from gui.stage.text_painting import fitted, shortest


def digits_for(
    table: Array, most: int, room: float, font: QFont, legible: float
) -> tuple[dict[tuple[int, ...], str], QFont]:
    """As many digits as can be read in cells of this width, at most `most`, and the letters for
    them: no smaller than `legible` pixels, unless even two digits need it. The few numbers that
    are longer than usual have fewer digits."""
    values = dict(np.ndenumerate(table))
    for digits in range(max(most, 2), 1, -1):
        texts = {place: number(value, digits) for place, value in values.items()}
        usual = [text for text in texts.values() if len(text) <= digits + 3]
        fits = fitted(usual or texts.values(), font, room)
        if fits.pixelSize() >= legible:
            break
    texts = {p: shortest(partial(number, v), fits, room, digits) for p, v in values.items()}
    return texts, fits
