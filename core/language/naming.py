"""Names of nodes: those that the parser invents, those that are free, those that may be chosen.

A node's id is its name in the expression, except for a constant: that is called by its number,
and by its number only (`1`, `1′`, `1′′`), so that no name can ever be in its way.
"""

import keyword
import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import chain, count

from core.graph import Literal
from core.language.literals import CHARACTERS
from core.messages import StudioError
from core.ops import OPS

MAX_NAME = 200  # characters

_LETTERS = "cdfghkpqrsuv"
_INVENTED = re.compile(rf"[{_LETTERS}]|v[1-9][0-9]*")
_CONSTANT = re.compile(r"(-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?|\[…\])′{0,1500}")  # one each node
_LEAVES = ("x", "y", "z", "w", "a", "b", "m", "n", "t")


def invented() -> Iterator[str]:
    """Names for intermediate results, as the tutorials give them: c, d, …, then v1, v2, …"""
    return chain(_LETTERS, (f"v{i}" for i in count(1)))


def is_invented(name: str) -> bool:
    """Could the parser have given this name to a node that has none in the text?"""
    return _INVENTED.fullmatch(name) is not None


def fresh_operation(taken: Collection[str]) -> str:
    """A name for a new operation."""
    return next(name for name in invented() if name not in taken)


def fresh_input(taken: Collection[str], wish: str = "x") -> str:
    """A name for a new input: the wish, a letter of the same size, or the wish with a number."""
    letters = [letter.upper() for letter in _LEAVES] if wish.isupper() else _LEAVES
    numbered = (f"{wish}{i}" for i in count(1))
    plain = (wish, *letters) if wish in _LEAVES else (wish,)
    return next(name for name in chain(plain, numbered) if name not in taken and name not in OPS)


def fresh_constant(taken: Collection[str], literal: Literal) -> str:
    """The name of a new constant: its number, with as many primes as it takes."""
    name = constant_name(literal)
    while name in taken:
        name += "′"
    return name


def may_be_called(text: str, constant: bool) -> bool:
    """Could the program itself have called a node so? The parser takes any identifier, in its plain
    form; a constant may be called by a number, whatever its own has become since. Names go into
    scripts, into TeX and into marked-up text, so that no other may come in."""
    if constant and _CONSTANT.fullmatch(text):
        return True
    plain = unicodedata.normalize("NFKC", text) == text
    return plain and text.isidentifier() and not keyword.iskeyword(text) and len(text) <= MAX_NAME


def constant_name(literal: Literal) -> str:
    return f"{literal:g}" if isinstance(literal, float) else "[…]"


def checked(name: str) -> str:
    """The name as the parser will read it: Unicode letters are welcome, in their plain form.

    Raises:
        StudioError: no identifier, a word of Python, too long, or the name of an operation.
    """
    plain = unicodedata.normalize("NFKC", name.strip().translate(CHARACTERS))
    if not plain.isidentifier() or plain == "__debug__":
        raise StudioError("edit.error.not_a_name", name=name.strip()[:40])
    if keyword.iskeyword(plain):
        raise StudioError("edit.error.keyword", name=plain)
    if len(plain) > MAX_NAME:
        raise StudioError("edit.error.long_name", name=plain[:40], limit=MAX_NAME)
    if plain in OPS:
        raise StudioError("edit.error.operation_name", name=plain)
    return plain
