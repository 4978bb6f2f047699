"""Why a trial failed, as the journal holds it: a sentence in any language, or somebody's words."""

from collections.abc import Mapping
from typing import Any

from core.documents.strict_json import LARGEST
from core.format import whole
from core.messages import LANGUAGES, Message, StudioError, text
from core.system_errors import reason_of

Reason = Message | str
_DEEP = 3  # sentences within each other


def reason_for(error: Exception) -> Reason:
    """The sentence of an error of ours; of any other what the system, or Python, says of it."""
    return error.message if isinstance(error, StudioError) else reason_of(error)


def plain_reason(reason: object, deep: int = _DEEP) -> Any:
    """As JSON can hold it. What a sentence says stands beside its key, in English: so the journal
    can be read by a program that knows no such key, or other fields for it."""
    if isinstance(reason, Message) and deep:
        fields = {name: plain_reason(value, deep - 1) for name, value in reason.fields.items()}
        return {"key": reason.key, "fields": fields, "words": _writable(reason)}
    if isinstance(reason, int | float) and type(reason) is not bool and abs(reason) <= LARGEST:
        return float(reason) if isinstance(reason, float) else int(reason)
    return _writable(whole(reason) if type(reason) is int else reason)


def read_reason(given: Any) -> Reason:
    """What plain data stand for.

    Raises:
        KeyError, TypeError: they stand for none.
    """
    return given if isinstance(given, str) else _read_message(given, _DEEP)


def _writable(said: object) -> str:
    """Names of files may hold halves of characters, which no UTF-8 can."""
    return str(said).encode("utf-8", "replace").decode()


def _read_message(given: Any, deep: int) -> Reason:
    """In its words, or else its key, if it cannot be said here."""
    key, fields, words = given["key"], given["fields"], given.get("words", given["key"])
    if not (isinstance(key, str) and isinstance(fields, Mapping) and isinstance(words, str)):
        raise TypeError(given)
    if not deep:
        return words
    read = {
        name: _read_message(value, deep - 1) if isinstance(value, Mapping) else value
        for name, value in fields.items()
    }
    if not all(isinstance(value, str | int | float | Message) for value in read.values()):
        raise TypeError(given)
    return Message(key, read) if _can_be_said(key, read) else words


def _can_be_said(key: str, fields: Mapping[str, Any]) -> bool:
    try:
        for language in LANGUAGES:
            text(key, language, **fields, _="")  # what is missing is missed, if there is nothing
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return False
    return True
