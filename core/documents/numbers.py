"""Arrays as JSON values, and back, to the bit.

    2.0, [[1.0, 2.0], [3.0, 4.0]]                            a few float64 numbers
    {"dtype": "int64", "shape": [3], "data": "AQAAAA…"}      everything else

`data` is base64 of the little-endian bytes, row by row: short for large arrays, and it holds
infinities and nan, which JSON lacks.
"""

import base64
import binascii
import math
from typing import Any

import numpy as np

from core.engine import Array
from core.graph import Literal
from core.language.literals import MAX_AXES

MOST_NUMBERS = 8_000_000  # in one array
_LISTED = 64  # numbers up to which an array is readable in the file
_KINDS = {
    name: np.dtype(name).newbyteorder("<")
    for name in ("float64", "float32", "int64", "int32", "uint8", "bool")
}


class NoArrayError(ValueError):
    """The JSON value is no array."""


def encode(array: Array) -> Any:
    """The JSON value of an array; what is of no known kind is written as float64."""
    array = np.asarray(array)
    if array.dtype.name not in _KINDS:
        array = array.astype(float)
    few = 0 < array.size <= _LISTED and array.ndim <= MAX_AXES  # an empty one has no rows to list
    if few and array.dtype.name == "float64" and np.isfinite(array).all():
        return array.tolist()
    raw = np.ascontiguousarray(array, dtype=_KINDS[array.dtype.name]).tobytes()
    data = base64.b64encode(raw).decode("ascii")
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": data}


def decode(value: Any) -> Array:
    """The array of a JSON value.

    Raises:
        NoArrayError: it is none, or too large.
    """
    if isinstance(value, dict):
        return _decode_bytes(value)
    return np.array(literal(value), dtype=float)


def literal(value: Any) -> Literal:
    """A finite number, or rectangular rows of them.

    Raises:
        NoArrayError: anything else: text, true, ragged rows, too many axes.
    """
    if isinstance(value, list):
        parts = tuple(literal(part) for part in value)
        shapes = {np.shape(part) for part in parts}
        if len(shapes) != 1 or len(shapes.pop()) >= MAX_AXES:
            raise NoArrayError
        return parts
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NoArrayError
    try:
        number = float(value)
    except OverflowError:
        raise NoArrayError from None
    if not math.isfinite(number):
        raise NoArrayError
    return number


def _decode_bytes(value: dict[str, Any]) -> Array:
    name, shape, data = value.get("dtype"), value.get("shape"), value.get("data")
    if not isinstance(name, str) or name not in _KINDS or not isinstance(data, str):
        raise NoArrayError
    if not isinstance(shape, list) or len(shape) > MAX_AXES:
        raise NoArrayError
    if not all(type(side) is int and 0 <= side <= MOST_NUMBERS for side in shape):
        raise NoArrayError
    count = math.prod(shape)
    if count > MOST_NUMBERS:
        raise NoArrayError
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise NoArrayError from None
    if len(raw) != count * _KINDS[name].itemsize:
        raise NoArrayError
    if name == "bool" and any(byte > 1 for byte in raw):
        raise NoArrayError
    return np.frombuffer(raw, dtype=_KINDS[name]).reshape(shape).astype(name)
