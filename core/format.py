"""The one formatter of numbers and shapes, for the stage, the plots and the command line.

What one reaches for writes for people, who read long digits in groups of three: `number`, `whole`,
`latex_number`. Code, files and tables do not come here: they have Python's own `repr`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import floor, log10
from unicodedata import east_asian_width

import numpy as np

MINUS, NARROW = "−", "\N{NARROW NO-BREAK SPACE}"
_WHOLE = 7  # digits before the point that are all written: a power of ten would be hardly shorter
_GROUPED = 5  # digits from which on a number is written in groups
_OFF = 0.01  # of a spacing, which is a few digits long
_GROUP = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+(?![0-9]))")  # where one of three digits begins
_TYPED = 15  # digits that survive in a float
_SUPERSCRIPT = str.maketrans("-−()0123456789", "⁻⁻⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT = str.maketrans("0123456789ijklmn", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙ")


def number(x: float | np.ndarray, digits: int = 4) -> str:
    """A number with at most `digits` significant digits: 3, −0.25, 27 024, 1.2×10⁻⁵.

    What stands before the point is not rounded as long as it has at most seven digits: 27 024,
    and 1235 for 1234.5. Whoever multiplies by hand finds the number.

    nan and inf are shown as such; a negative zero as 0.
    """
    sign, mantissa, power = _parts(x, digits)
    exponent = f"×10{superscript(str(power))}" if power is not None else ""
    return f"{sign}{_grouped(mantissa, NARROW)}{exponent}".replace("-", MINUS)


def rounded(x: float, digits: int = 4) -> float:
    """The value of what `number` writes."""
    sign, mantissa, power = _parts(x, digits)
    return float(x) if mantissa in ("nan", "∞") else float(f"{sign}{mantissa}e{power or 0}")


def on_axis(x: float, spacing: float) -> str:
    """A number at an axis, with so many digits that it differs from those `spacing` away."""
    if not 0 < spacing < np.inf or not np.isfinite(x):
        return number(x)
    decimals = -floor(log10(spacing))
    while abs(round(spacing, decimals) - spacing) > _OFF * spacing:  # 0.25 has one more than 0.2
        decimals += 1
    x = round(x, decimals)  # 0 is not 5.6×10⁻¹⁷
    size = floor(log10(abs(x))) + 1 if x else 0
    return number(x, min(max(4, size + decimals), _TYPED))


def told_apart(x: float, y: float, fewest: int = 3, most: int = 8) -> int:
    """The fewest digits with which two numbers are not written alike; `fewest` if none do."""
    apart = (k for k in range(fewest, most) if number(x, k) != number(y, k))
    return next(apart, fewest)


def signed(x: float | np.ndarray, digits: int = 4) -> str:
    """The same with its sign: +0.5, −0.5, 0."""
    text = number(x, digits)
    return text if text.startswith((MINUS, "nan")) or text == "0" else f"+{text}"


def bracketed(text: str) -> str:
    """A negative number after another sign stands in brackets: (−2)."""
    return f"({text})" if text.startswith(MINUS) else text


def power(exponent: int) -> str:
    """A power of ten: 10⁻⁶, and 1 and 10 as they are."""
    if exponent in (0, 1):
        return "1" if exponent == 0 else "10"
    return f"10{superscript(str(exponent))}"


def whole(n: float) -> str:
    """A whole number in groups of three from five digits on, since with four it is read as well
    without (SI brochure, 9th edition, 5.4.4); a huge one, however huge, with a power of ten. A
    float is taken to the nearest whole number."""
    if isinstance(n, float | np.floating) and not np.isfinite(n):
        return number(n)
    n = round(n)
    sign, size = MINUS * (n < 0), abs(n)
    if size >= 10**12:
        digits = str(round(size, 4 - len(str(size))))
        rest = digits[1:4].rstrip("0")
        return f"{sign}{digits[0]}{rest and '.' + rest}×{power(len(digits) - 1)}"
    return sign + _grouped(str(size), NARROW)


def as_given(value: object) -> object:
    """What somebody gave, to be repeated to him: a number as all numbers here, with the digits that
    he may have typed; a switch, a text and whatever else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return value
    if isinstance(value, int | np.integer):  # a huge one is no float
        return whole(int(value))
    return number(float(value), _TYPED)


def columns(words: str) -> int:
    """How many columns of a terminal they take: a wide letter, as a Chinese one, takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


def hundredths(share: float) -> str:
    """A share as a percentage with two digits, without the sign: 97.45"""
    return f"{100 * share:.2f}"


def superscript(digits: str) -> str:
    """⁻¹² for −12, ⁽¹⁾ for (1)."""
    return digits.translate(_SUPERSCRIPT)


def subscript(letters: str) -> str:
    """₁₂ for 12; of letters, those of an index: ᵢⱼ for ij."""
    return letters.translate(_SUBSCRIPT)


def latex_number(x: float | np.ndarray, digits: int = 4) -> str:
    """The same number as TeX."""
    sign, mantissa, power = _parts(x, digits)
    tex = {"∞": r"\infty", "nan": r"\mathrm{nan}"}.get(mantissa, _grouped(mantissa, r"\,"))
    return sign + tex + (rf" \cdot 10^{{{power}}}" if power is not None else "")


def _grouped(digits: str, gap: str) -> str:
    """Those before the point, where they are many."""
    before, point, after = digits.partition(".")
    if len(before) < _GROUPED:  # as nearly always
        return digits
    return _GROUP.sub(lambda _: gap, before) + point + after


def _parts(x: float | np.ndarray, digits: int) -> tuple[str, str, int | None]:
    return _parts_of(np.asarray(x).item(), digits)


@lru_cache(maxsize=16_384)
def _parts_of(x: float, digits: int) -> tuple[str, str, int | None]:
    """Sign, mantissa, and the power of ten where plain digits would be too long. Kept, since a
    stage writes the same numbers at every frame."""
    sign = "-" if x < 0 else ""
    if np.isnan(x):
        return "", "nan", None
    if np.isinf(x):
        return sign, "∞", None
    if 10**digits - 0.5 <= abs(x) < 10**_WHOLE - 0.5:
        return sign, f"{abs(x):.0f}", None
    mantissa, exponent = f"{abs(x):.{digits - 1}e}".split("e")
    power = int(exponent)
    if x != 0 and not -4 <= power < max(digits, _WHOLE):
        return sign, _trim(mantissa), power
    plain = f"{float(f'{mantissa}e{power}'):.{max(digits - 1 - power, 0)}f}"
    return sign, _trim(plain), None


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def shape(array: np.ndarray | Sequence[int]) -> str:
    """`100×784`; a vector's is `(5,)`, since 5 alone looks like a value; a scalar's is empty."""
    sizes = array.shape if isinstance(array, np.ndarray | np.generic) else tuple(array)
    if len(sizes) == 1:
        return f"({sizes[0]},)"
    return "×".join(str(n) for n in sizes)
