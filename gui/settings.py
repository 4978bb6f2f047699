"""What the program remembers from one day to the next.

An INI file gives `true` and `1.5` back as strings, so every value is stored as one JSON string.
A file that was damaged, or written by another version, costs the remembered values, never the
start of the program: what is not JSON, or holds a number that is not finite, was never written.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_state_path
from PySide6.QtCore import QByteArray, QSettings

T = TypeVar("T")


class Settings:
    """JSON values by key, in an INI file: the user's own, or the one that a test names."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        if file is None:
            kind, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
            self._store = QSettings(kind, scope, "backprop-studio", "backprop-studio")
        else:
            self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def folder(self) -> Path:
        """Where larger things may lie that are to be there on another day."""
        if self._file is not None:
            return self._file.parent / "state"
        return user_state_path("backprop-studio", appauthor=False)

    def get(self, key: str, default: Any) -> Any:
        """The remembered value if there is one of the type of `default`, else `default`."""
        try:
            value = _read(str(self._store.value(key, "null")))
        except (ValueError, RecursionError):
            return default
        if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        return value if type(value) is type(default) else default

    def choice(self, key: str, allowed: Collection[T], default: T) -> T:
        """The remembered value if it is one of those that this version knows, else `default`."""
        value: T = self.get(key, default)
        return value if value in allowed else default

    def put(self, key: str, value: Any) -> None:
        text = json.dumps(value)
        if self._store.value(key) != text:  # else the file would be written again for nothing
            self._store.setValue(key, text)

    def get_bytes(self, key: str) -> QByteArray:
        """Geometry and dock layout, which Qt hands over as bytes. Of damaged ones Qt makes things
        that end the program: what does not match its checksum was never written."""
        try:
            text, digest = self.get(key, ["", ""])
            data = b64decode(text, validate=True)
        except (TypeError, ValueError):
            return QByteArray()
        return QByteArray(data if digest == _digest(data) else b"")

    def put_bytes(self, key: str, value: QByteArray) -> None:
        data = bytes(value.data())
        self.put(key, [b64encode(data).decode("ascii"), _digest(data)])

    def save(self) -> None:
        self._store.sync()


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _read(text: str) -> Any:
    return json.loads(text, parse_int=_finite, parse_float=_finite, parse_constant=_finite)


def _finite(text: str) -> int | float:
    """The number of a JSON text, if a float can hold it."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text[:20]} is not finite")
    return int(text) if text.lstrip("-").isdecimal() else number
