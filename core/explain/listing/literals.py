"""Arrays as Python text that gives back every bit of them."""

import base64
import json
import math
import zlib

import numpy as np

from core.engine import Array
from core.messages import StudioError

WRITTEN_OUT = 64  # numbers; larger arrays are stored
LARGEST = 4_000_000
_PRINTED, _OUTER = 1000, 3  # numbers that NumPy and PyTorch print; of more, those at the ends


def rows(value: Array) -> str:
    """The numbers of an array as nested lists, or one number; exact."""
    if value.ndim:
        return f"[{', '.join(rows(part) for part in value)}]"
    number = value.item()
    if isinstance(number, float) and not math.isfinite(number):
        return "nan" if math.isnan(number) else "inf" if number > 0 else "-inf"
    return repr(number)


def remark(text: str) -> str:
    """A text for one line of comment: no line ends in it."""
    return " ".join(text.split())


def quoted(text: str) -> str:
    """A text as Python writes it, in double quotes (JSON's escapes are Python's)."""
    return json.dumps(text, ensure_ascii=False)


def print_of(told: str, text: str, value: Array) -> str:
    """A line that prints `told` and what `text` gives, of the shape of `value`; and how many of its
    numbers are left out, as both libraries do of large arrays."""
    shown = math.prod(min(n, 2 * _OUTER) for n in value.shape)
    if value.size <= _PRINTED or shown == value.size:
        return f"print({quoted(told)}, {text})"
    note = f"({value.size} numbers, of which {value.size - shown} are left out here)"
    return f"print({quoted(told)}, {text}, {quoted(note)})"


def is_long(value: Array) -> bool:
    return value.size > WRITTEN_OUT


def stored(value: Array) -> str:
    """The bytes of an array, compressed, in letters.

    Raises:
        StudioError: it is too large to be carried in a text.
    """
    if value.size > LARGEST:
        raise StudioError("listing.error.too_large", n=value.size, limit=LARGEST)
    data = np.ascontiguousarray(value).tobytes()
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")
