"""Where a formula that is too long for a line may be broken."""

import re
from functools import lru_cache

_REMEMBERED = 512
_EQUALS, _SUMMAND = re.compile(r" (?== )"), re.compile(r" (?=[+-] )")


def pieces(tex: str) -> list[str]:
    """Cut before each `=` that stands in no group, and at a wide gap, after which all stays
    together."""
    return list(_pieces_of(tex))


def summands(tex: str) -> list[str]:
    """Cut before each plus and minus between two terms that stands in no group and no bracket."""
    return list(_cut(tex, _SUMMAND))


@lru_cache(maxsize=_REMEMBERED)
def _pieces_of(tex: str) -> tuple[str, ...]:
    equation, _, remark = tex.partition(r"\quad ")
    return tuple(piece.strip() for piece in (*_cut(equation, _EQUALS), remark) if piece.strip())


@lru_cache(maxsize=_REMEMBERED)
def _cut(tex: str, place: re.Pattern[str]) -> tuple[str, ...]:
    """Cut at each such place that stands in no group and in no bracket."""
    found, start = [], 0
    for cut in place.finditer(tex):
        before = tex[: cut.start()]
        if all(before.count(a) == before.count(b) for a, b in ("{}", "()", "[]")):
            found.append(tex[start : cut.start()])
            start = cut.end()
    return (*found, tex[start:])
