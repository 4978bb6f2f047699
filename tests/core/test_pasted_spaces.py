"""Text that comes from a page or a word processor has other spaces than the one of the keyboard."""

import sys
import unicodedata

import pytest

from core.language.cursor import word_at
from core.language.expression import ExpressionError, parse
from core.language.literals import read_value

NARROW = "\N{NARROW NO-BREAK SPACE}"  # stands between groups of digits
SPACES = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) == "Zs" and character != NARROW
]


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
def test_every_space_is_a_space(space: str) -> None:
    text = f"{space}y = a * x + [1, 2.5]; z = y * 2{space}"
    assert parse(text.replace(" ", space)) == parse(text.replace(space, " "))
    assert read_value("[1, -2]".replace(" ", space)).tolist() == [1, -2]
    assert word_at(f"y{space}={space}abc", 6) == (4, 7)
    with pytest.raises(ExpressionError) as found:
        parse(f"y{space}={space}sn(a)")
    assert (found.value.line, found.value.column) == (1, 5)
