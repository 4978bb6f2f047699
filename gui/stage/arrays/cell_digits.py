"""How the numbers of a table are written in its cells: all of them in one format and one size, with
as many decimals as can be read there; or none of them."""

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont

from core.engine import Array
from core.format import MINUS, number
from gui.appearance import Appearance
from gui.stage.text_painting import barely, fitted, least, line_height

CELL_PAD = 1  # unscaled pixels to either side of a number in its cell
_NEAREST = 5  # times as large as usual; no more digits from even nearer
_BESIDE = 2  # decimals of small numbers beside large ones, as long as there is room for them
_PLAIN = 1e-4, 1e7  # between them, the largest number of a table needs no power of ten
_ONE = 0.95  # below this, a number has its first digit behind the point
_MOST_DECIMALS = 300  # as small as a float can be

Texts = Mapping[tuple[int, ...], str]
Format = Callable[[float], str]


def digits_for(
    table: Array, most: int, room: float, font: QFont, easy: float, legible: float
) -> tuple[Texts, QFont] | None:
    """The texts for cells of this width, and the letters for them: the more digits the better, at
    most `most`, in letters of `easy` pixels, or of the full size where that is less; else in
    letters of `legible` pixels; else as powers of ten; None where not even one digit of each number
    can be read."""
    if font.pixelSize() < legible:
        return None
    values = {place: float(value) for place, value in np.ndenumerate(table)}
    for formats in (_plain(list(values.values()), most), _powers(most)):
        for smallest in (min(easy, font.pixelSize()), legible):
            for write in formats:
                texts = {place: write(value) for place, value in values.items()}
                fits = fitted(texts.values(), font, room)
                if fits.pixelSize() >= smallest:
                    return texts, fits
    return None


def in_cells(
    table: Array, cell: QSizeF, zoom: float, look: Appearance
) -> tuple[Texts, QFont] | None:
    """What is written in cells of that size in the scene, which is seen enlarged so many times."""
    font = look.font("small")
    low = cell.height() / line_height(font)
    if low < 1:  # in a sketch
        font.setPixelSize(max(1, int(low * font.pixelSize())))
    width = cell.width() - 2 * look.px(CELL_PAD)
    most = 2 + round(min(max(zoom, 1.0), _NEAREST))
    return digits_for(table, most, width, font, least(look) / zoom, barely(look) / zoom)


def _plain(values: list[float], most: int) -> list[Format]:
    """The formats without powers of ten, those with the most decimals first. The last one shows one
    digit of the largest number; and of each that is less than 1, at least one decimal."""
    sizes = [abs(value) for value in values if value and math.isfinite(value)]
    largest = max(sizes, default=0.0)
    if sizes and not _PLAIN[0] <= largest < _PLAIN[1]:
        return []
    needed = max((_exact(size, most) for size in sizes), default=0)
    finest = min(max(_decimals(largest, most), _BESIDE), needed)
    coarsest = max(_decimals(largest, 1), int(min(sizes, default=1.0) < _ONE))
    return [partial(_fixed, decimals=n) for n in range(max(finest, coarsest), coarsest - 1, -1)]


def _powers(most: int) -> list[Format]:
    """The formats with a power of ten."""
    return [partial(_power, decimals=n) for n in range(most - 1, -1, -1)]


def _decimals(largest: float, digits: int) -> int:
    """Places behind the point for so many significant digits of a number."""
    if not largest:
        return 0
    return min(max(digits - 1 - math.floor(math.log10(largest)), 0), _MOST_DECIMALS)


def _exact(value: float, most: int) -> int:
    """Places behind the point that a number needs, rounded to `most` significant digits."""
    places = _decimals(value, most)
    return len(f"{value:.{places}f}".rstrip("0").partition(".")[2]) if places else 0


def _fixed(value: float, decimals: int) -> str:
    """With so many decimals. A 0 is exact: what is only small is 0.00."""
    if not value or not math.isfinite(value):
        return number(value)
    text = f"{value:.{decimals}f}"
    return (text if float(text) else text.lstrip("-")).replace("-", MINUS)


def _power(value: float, decimals: int) -> str:
    """With a power of ten, as in code: 3.1e-7."""
    if not value or not math.isfinite(value):
        return number(value)
    digits, exponent = f"{value:.{decimals}e}".split("e")
    return f"{digits}e{int(exponent)}".replace("-", MINUS)
