"""Sentences for people, by key.

The core never holds a sentence: it raises or returns a `Message`, a key with its numbers.
The words live in `resources/i18n/<language>/<file>.toml`, so that the language can change
while the program runs. A key reads `file.section.name`; its text is a `str.format` template.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from numbers import Integral
from pathlib import Path
from typing import Any

from core.format import whole

LANGUAGES = ("en", "zh_CN")
_WORDS = Path(__file__).resolve().parent.parent / "resources" / "i18n"


@cache
def catalogue(language: str) -> dict[str, Any]:
    """All texts of one language: `{"stage.transport.play": "Play", …}`."""
    texts: dict[str, Any] = {}
    for path in sorted((_WORDS / language).glob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for name, template in entries.items():
                texts[f"{path.stem}.{section}.{name}"] = template
    return texts


def text(key: str, /, language: str = "en", **fields: object) -> str:
    """The sentence of `key` with its fields put in.

    An entry may be a plural table `{one = …, two = …, other = …}`, chosen by the field `n`; of two,
    without a form of their own, it is said as of many.
    A field that is itself a `Message` is put in as its own sentence in the same language; a whole
    number as all of them are written, in groups of digits.

    Raises:
        KeyError: no such key; a test proves that every key in use exists in every language.
    """
    template = catalogue(language)[key]
    if isinstance(template, dict):
        n = fields.get("n")
        form = "one" if n == 1 else "two" if n == 2 else "other"
        template = template.get(form, template["other"])
    spoken = {name: _spoken(value, language) for name, value in fields.items()}
    return template.format(**spoken) if spoken else template


def _spoken(value: object, language: str) -> object:
    if isinstance(value, Message):
        return value.text(language)
    return (
        whole(int(value)) if isinstance(value, Integral) and not isinstance(value, bool) else value
    )


@dataclass(frozen=True)
class Message:
    """A sentence that has not been said yet: its key and its numbers."""

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        return text(self.key, language, **self.fields)

    def __str__(self) -> str:
        return self.text()


class StudioError(Exception):
    """An error with a sentence for the user: what, where, and what to do."""

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key, fields)
        self.message = Message(key, fields)

    def __str__(self) -> str:
        return self.message.text()

    def __reduce__(self) -> tuple[Any, ...]:
        """So that it comes back whole from another process, its fields included."""
        return partial(StudioError, self.message.key, **self.message.fields), ()
