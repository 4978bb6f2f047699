"""How the numbers of a table are written in its cells: all of them in one format and one size, with
as many decimals as can be read there; or none of them."""

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont

from core.engine import Array
from core.format import MINUS, number
from gui.appearance import Appearance
from gui.stage.text_painting import barely, fitted, least, line_height

CELL_PAD = 1  # unscaled pixels to either side of a number in its cell
_NEAREST = 5  # times as large as usual; no more digits from even nearer
_SHORT = 2  # significant digits of the largest number, as long as there is room for them
_MOST_DECIMALS = 300  # as small as a float can be

Texts = Mapping[tuple[int, ...], str]


def digits_for(
    table: Array, most: int, room: float, font: QFont, easy: float, legible: float
) -> tuple[Texts, QFont] | None:
    """The texts for cells of this width, and the letters for them: the more digits the better, at
    most `most`, in letters of `easy` pixels, or of the full size where that is less; else in
    letters of `legible` pixels; None where not even one digit of each number can be read."""
    if font.pixelSize() < legible:
        return None
    values = {place: float(value) for place, value in np.ndenumerate(table)}
    for smallest in (min(easy, font.pixelSize()), legible):
        for short in (True, False):
            for write in _formats(list(values.values()), most, short=short):
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


def _formats(values: list[float], most: int, *, short: bool) -> Iterator[Callable[[float], str]]:
    """The formats for a table, those with the most digits first. Those that are `short` show two
    digits of the largest number; then there is one digit of it, and of each number."""
    finite = [abs(value) for value in values if math.isfinite(value)]
    largest = max(finite, default=0.0)
    if short:
        finest = min(_decimals(largest, most), max((_exact(v, most) for v in finite), default=0))
        coarsest = min(_decimals(largest, _SHORT), finest)
    else:
        finest = coarsest = _decimals(largest, 1)
    for decimals in range(finest, coarsest - 1, -1):
        yield lambda value, decimals=decimals: _fixed(value, decimals)  # type: ignore[misc]
    if not short:
        yield _power


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
    return f"{value:.{decimals}f}".replace("-", MINUS)


def _power(value: float) -> str:
    """One digit and a power of ten, as in code: 3e-7."""
    if not value or not math.isfinite(value):
        return number(value)
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit}e{int(exponent)}".replace("-", MINUS)
