"""JSON as it should be: no key twice, no NaN, no number that a float cannot hold.

Python's own reader takes all of these. A file of ours never has them. `number` and `whole` are how
the numbers in it are believed: by their kind, and between limits; `part_of` and `optional` are how
its parts are.
"""

import json
import math
import sys
from typing import Any

from core.messages import StudioError

_DEEPEST = 60
_MOST_NAMED = 100_000  # parts of objects; each costs a look for its like. We have five for a node
_MOST_PARTS = 1_000_000  # large arrays are one string each; more takes seconds to look through
LARGEST = sys.float_info.max
EXACT = 2**53  # whole numbers up to here are exact in every reader of JSON


def read(data: bytes) -> Any:
    """The value of a JSON text in UTF-8.

    Raises:
        StudioError: it is none, with the line where it goes wrong if that is known.
    """
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > _MOST_PARTS:
        raise StudioError("export.damaged.parts", limit=_MOST_PARTS)
    if data.count(b":") > _MOST_NAMED:
        raise StudioError("export.damaged.parts", limit=_MOST_NAMED)
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_refuse,
        )
        _look_through(value, 0)
    except json.JSONDecodeError as error:
        raise StudioError("export.damaged.json", line=error.lineno) from None
    except (ValueError, RecursionError, MemoryError):
        raise StudioError("export.damaged.text") from None
    return value


def part_of(content: dict[str, Any], name: str, kind: type) -> Any:
    """The part of that name.

    Raises:
        StudioError: there is none, or it is of another kind.
    """
    value = content.get(name)
    if not isinstance(value, kind):
        raise StudioError("export.damaged.part", part=name)
    return value


def optional(content: dict[str, Any], name: str, default: Any) -> Any:
    """What older files do not have: the default, which also says of what kind it is.

    Raises:
        StudioError: it is of another kind, or a text with letters that we do not write there.
    """
    value = part_of({name: default, **content}, name, type(default))
    if isinstance(value, str) and not value.isascii():
        raise StudioError("export.damaged.part", part=name)
    return value


def number(value: Any, low: float = -LARGEST, high: float = LARGEST) -> float:
    """The finite number that a part of the text is; a whole one may stand for a fraction.

    Raises:
        ValueError: it is none, or none between these limits.
    """
    if type(value) not in (int, float) or not low <= value <= high:
        raise ValueError(value)
    return float(value)


def whole(value: Any, low: int = 0, high: int = EXACT) -> int:
    """The whole number that a part of the text is; 2.0 and true are none.

    Raises:
        ValueError: it is none, or none between these limits.
    """
    if type(value) is not int or not low <= value <= high:
        raise ValueError(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _whole(digits: str) -> int:
    _finite(digits)  # which also bounds their count: more take the longer the more there are
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number that no float can hold")
    return number


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _look_through(value: Any, depth: int) -> None:
    """Lone halves of characters and endless nesting would trip whoever handles them later."""
    if depth > _DEEPEST:
        raise RecursionError
    match value:
        case str():
            value.encode("utf-8")
        case dict():
            for name, part in value.items():
                name.encode("utf-8")
                _look_through(part, depth + 1)
        case list():
            for part in value:
                _look_through(part, depth + 1)
