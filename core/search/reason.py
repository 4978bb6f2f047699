"""Why a trial failed, as the journal holds it: a sentence in any language, or somebody's words."""

from collections.abc import Mapping
from typing import Any

from core.messages import LANGUAGES, Message, StudioError, text
from core.system_errors import reason_of

Reason = Message | str
_DEEP = 3  # sentences within each other


def reason_for(error: Exception) -> Reason:
    """The sentence of an error of ours; of any other what the system, or Python, says of it."""
    return error.message if isinstance(error, StudioError) else reason_of(error)


def plain_reason(reason: object) -> Any:
    """As JSON can hold it."""
    if isinstance(reason, Message):
        fields = {name: plain_reason(value) for name, value in reason.fields.items()}
        return {"key": reason.key, "fields": fields}
    return reason if type(reason) is int else str(reason)


def read_reason(given: Any) -> Reason:
    """What plain data stand for.

    Raises:
        KeyError, TypeError, ValueError: they stand for none, or for one that cannot be said.
    """
    return given if isinstance(given, str) else _read_message(given)


def _read_message(given: Any, deep: int = _DEEP) -> Message:
    key, fields = given["key"], given["fields"]
    if not isinstance(key, str) or not isinstance(fields, Mapping) or not deep:
        raise TypeError(given)
    read = {
        name: _read_message(value, deep - 1) if isinstance(value, Mapping) else value
        for name, value in fields.items()
    }
    if not all(isinstance(value, str | int | Message) for value in read.values()):
        raise TypeError(given)
    for language in LANGUAGES:
        text(key, language, **read, _="")  # so that what is missing is missed, if there is nothing
    return Message(key, read)
