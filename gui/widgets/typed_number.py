"""What somebody types into a number field, read in the same way by all of them.

1.5, 1,5 and 1，5 are one number; digits may be full-width, a minus any that there is, and 1e-3 is
0.001, as is 10⁻³: what the program writes can be copied into its fields. Every letter is taken, so
that 1/2 does not become 12; what is no number in the end changes nothing: a field stays at the
value that it has.
"""

import re
from math import isfinite
from unicodedata import normalize

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

_SIGNS = str.maketrans({"−": "-", "–": "-", ",": ".", "。": "."})
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_POWER = re.compile(r"(?:(.+?)\s*[×·*]\s*)?10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")  # of ten, and what is times it
_HIGH_OR_LOW = re.compile("[⁰¹²³⁴-⁹⁺⁻₀-₉₊₋]")
_GAP = re.compile(r"(?<=[0-9])[\u2009\u202f](?=[0-9]{3})")  # between groups of three digits
_IN_THREES = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")


def read_number(text: str) -> float | None:
    """The finite number that was typed, or None while it is none."""
    return _finite(_narrow(text))


def read_whole(text: str) -> int | None:
    """The whole number that was typed, in groups of three digits or not; None while it is none,
    and of 1,5."""
    together = "".join(_narrow(text).split())
    if _IN_THREES.fullmatch(together):
        together = together.replace(",", "")
    number = _finite(together)
    return int(number) if number is not None and number.is_integer() else None


def bare(field: QSpinBox | QDoubleSpinBox, text: str) -> str:
    """The text of a field without the words around it."""
    return text.removeprefix(field.prefix()).removesuffix(field.suffix())


def state_of(
    field: QSpinBox | QDoubleSpinBox, text: str, number: float | None, low: float, high: float
) -> QValidator.State:
    """What Qt is told of a text that was read as this number, in a field from `low` to `high`."""
    if number is not None and low <= number <= high:
        return QValidator.State.Acceptable
    if number is None and _is_cut(field, text):
        return QValidator.State.Invalid
    return QValidator.State.Intermediate  # it may become one, or be taken to the nearest


def _is_cut(field: QSpinBox | QDoubleSpinBox, text: str) -> bool:
    """Whether somebody has typed into the words, which Qt would answer by writing them twice."""
    typed, before, after = bare(field, text), field.prefix(), field.suffix()
    if any(words and words in typed for words in (before, after)):
        return True
    return typed.strip()[:1] in {*before.strip()} or typed.strip()[-1:] in {*after.strip()}


def _narrow(text: str) -> str:
    """With digits as they are in code. One that is high or low is no digit like the others: 3² is
    not 32, and of it nothing is left."""
    text = _GAP.sub("", text)
    if power := _POWER.fullmatch(text.strip()):
        text = f"{power[1] or 1}e{power[2].translate(_RAISED)}"
    return "" if _HIGH_OR_LOW.search(text) else normalize("NFKC", text)


def _finite(text: str) -> float | None:
    plain = text.translate(_SIGNS).strip()
    number = float(plain) if _NUMBER.fullmatch(plain) else None
    return number if number is not None and isfinite(number) else None
