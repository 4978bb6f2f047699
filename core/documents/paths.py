"""A path in JSON: text, or its bytes where the name is not UTF-8."""

import os
from typing import Any


def path_entry(path: str) -> Any:
    return path if encodable(path) else {"bytes": os.fsencode(path).hex()}


def path_of(entry: Any) -> str:
    """The path of an entry.

    Raises:
        ValueError: it is the entry of none.
    """
    if isinstance(entry, str):
        return entry
    try:
        return os.fsdecode(bytes.fromhex(entry["bytes"]))
    except (TypeError, KeyError) as error:
        raise ValueError from error


def encodable(text: str) -> bool:
    """Can it be written as UTF-8? A name that is none holds single surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
