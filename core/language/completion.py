"""What could be meant by the beginning of a name: operations, and the names of the text."""

from dataclasses import dataclass

from core.language.cursor import plain, word_at, words
from core.language.expression import OTHER_NAMES
from core.messages import Message
from core.ops import OPS

_MOST = 40


@dataclass(frozen=True)
class Suggestion:
    """A name that may be put in; `arguments` are those of an operation, empty for other names."""

    name: str
    about: Message
    arguments: tuple[str, ...] = ()

    @property
    def is_operation(self) -> bool:
        return bool(self.arguments)


@dataclass(frozen=True)
class Insertion:
    """The text after a suggestion was taken, and where the cursor stands in it."""

    text: str
    cursor: int


def suggestions(text: str, cursor: int) -> list[Suggestion]:
    """What the name in front of the cursor could become, the likeliest first.

    Of nothing typed: everything. Names of the text come first, then operations; a name that
    begins so comes before one that only has it inside, or that is another word for it (`ln`).
    """
    start, _ = word_at(text, cursor)
    typed = text[start:cursor].casefold()
    own = {word for at, word in words(text) if at != start} - OPS.keys()
    found = [
        (rank, not is_name, name)
        for name, is_name in (*((name, True) for name in sorted(own)), *((op, False) for op in OPS))
        if (rank := _rank(name, typed)) is not None
    ]
    found.sort(key=lambda row: (*row[:2], len(row[2]) if typed else 0))
    return [_suggestion(name, text) for _, _, name in found[:_MOST]]


def is_known(text: str, cursor: int) -> bool:
    """Is the name at the cursor complete: an operation, or one that stands elsewhere too?"""
    start, end = word_at(text, cursor)
    word = text[start:end]
    return word in OPS or any(other == word for at, other in words(text) if at != start)


def taken(text: str, cursor: int, suggestion: Suggestion) -> Insertion:
    """Put the suggestion in the place of the name at the cursor. An operation gets its brackets,
    with the cursor between them, unless they are there."""
    start, end = word_at(text, cursor)
    before, after = text[:start] + suggestion.name, text[end:]
    if not suggestion.is_operation:
        return Insertion(before + after, len(before))
    if plain(after).startswith("("):
        return Insertion(before + after, len(before) + 1)
    return Insertion(f"{before}(){after}", len(before) + 1)


def _rank(name: str, typed: str) -> int | None:
    plain_name = name.casefold()
    if plain_name.startswith(typed):
        return 0
    if any(other.startswith(typed) for other, meant in OTHER_NAMES.items() if meant == name):
        return 1
    if len(typed) > 1 and any(part.startswith(typed) for part in plain_name.split("_")):
        return 1
    return 2 if len(typed) > 2 and typed in plain_name else None


def _suggestion(name: str, text: str) -> Suggestion:
    if name in OPS:
        return Suggestion(name, Message(f"canvas.about.{name}"), OPS[name].inputs)
    code = plain(text)
    ends = (at + len(word) for at, word in words(text) if word == name)
    defined = any(code[end:].lstrip()[:1] == "=" for end in ends)
    return Suggestion(name, Message("edit.name.defined" if defined else "edit.name.used"))
