"""The value of a function as it is written: a number, or the words that there is none."""

from math import isnan

from core.format import number
from core.messages import text


def value_words(value: float, digits: int, language: str) -> str:
    """With so many digits; where the function has no value, that it has none."""
    return text("arena.legend.nothing", language) if isnan(value) else number(value, digits)
