"""What the palette offers: every operation, new inputs, constants, and nodes that are there.

Operations come from the registry, grouped as their files are; one that is added to `core/ops`
is offered by itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.language.literals import read_value
from core.language.naming import checked
from core.messages import LANGUAGES, Message, StudioError
from core.names import plain
from core.ops import OPS


class Kind(StrEnum):
    """What choosing an entry gives."""

    OPERATION = "operation"
    INPUT = "input"
    CONSTANT = "constant"
    NODE = "node"  # one that is in the graph already


_GROUPS = ("arithmetic", "choice", "elementwise", "matrix", "probability", "steps")


@dataclass(frozen=True)
class Entry:
    """One row: `name` is an op's name, a node's name, or the text of a constant (may be empty)."""

    kind: Kind
    name: str
    group: str
    symbol: str
    title: Message
    about: Message


def operations() -> list[Entry]:
    """An entry for each op, in the order of their groups."""
    entries = [_operation(name) for name in OPS]
    return sorted(entries, key=lambda entry: _rank(entry.group))


def _rank(group: str) -> int:
    return _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)


def _operation(name: str) -> Entry:
    op = OPS[name]
    group = type(op).__module__.rpartition(".")[2]
    about = Message(f"canvas.about.{name}")
    return Entry(Kind.OPERATION, name, group, op.symbol, Message(f"canvas.op.{name}"), about)


def leaves() -> list[Entry]:
    """A new input and a new constant, before anything is typed."""
    return [
        Entry(
            kind,
            "",
            "leaf",
            symbol,
            Message(f"canvas.palette.{kind}"),
            Message(f"canvas.palette.{kind}_about"),
        )
        for kind, symbol in ((Kind.INPUT, "x"), (Kind.CONSTANT, "1"))
    ]


def typed(text: str, nodes: Iterable[str], *, wiring: bool) -> list[Entry]:
    """What the text itself can be: a number, the name of a node to wire, the name of an input."""
    text = text.strip()
    if not text:
        return []
    try:
        read_value(text)
    except StudioError:
        pass
    else:
        title = Message("canvas.palette.number", {"value": text})
        about = Message("canvas.palette.constant_about")
        return [Entry(Kind.CONSTANT, text, "leaf", text, title, about)]
    try:
        name = checked(text)
    except StudioError:
        return []
    known = name in set(nodes)
    if known and not wiring:
        return []
    kind = Kind.NODE if known else Kind.INPUT
    title = Message(f"canvas.palette.{'there' if known else 'named'}", {"name": plain(name)})
    about = Message(f"canvas.palette.{'there' if known else 'input'}_about")
    return [Entry(kind, name, "leaf", plain(name), title, about)]


def found(
    entries: Sequence[Entry], text: str, named: Sequence[Entry] = (), *, wiring: bool = False
) -> list[Entry]:
    """The entries that a search text means, the best first; all of them for an empty text.

    `named` is what the text itself can be: a number comes first, and a new name after the
    operations that are called so. Longer words are sought in the operations' names before: `sig`
    is on the way to sigmoid. A letter is a name, all the more where a wire waits for its end.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return list(entries)
    scored = [(_score(entry, wanted), i, entry) for i, entry in enumerate(entries)]
    scored += [(_rank_of_named(entry, wiring), -1, entry) for entry in named]
    ranked = sorted(scored, key=lambda row: row[:2])
    limit = _IN_ABOUT if ranked and ranked[0][0] < _IN_ABOUT else _NO_MATCH
    return [entry for score, _, entry in ranked if score < limit]


_IN_ABOUT, _NO_MATCH = 4, 5
_LETTER = re.compile(r"[A-Za-z]_?\d*")
_KEYS = {"*": "multiply", "·": "multiply", "/": "divide", "-": "subtract", "**": "power"}


def _rank_of_named(entry: Entry, wiring: bool) -> int:
    """Among the scores of the operations; before those of the same one."""
    if entry.kind is not Kind.INPUT:
        return 0
    if _LETTER.fullmatch(entry.name):
        return 1 if wiring else 2
    return 3


def _score(entry: Entry, wanted: str) -> int:
    """0 is best. Titles are searched in every language: people know `max` as `max`."""
    titles = [entry.title.text(language).casefold() for language in LANGUAGES]
    words = [entry.name.casefold(), *titles]
    if wanted in (*words, entry.symbol.casefold()) or _KEYS.get(wanted) == entry.name:
        return 0
    if any(word.startswith(wanted) for word in words):
        return 1
    if any(part.startswith(wanted) for word in words for part in re.split("[ _]", word)):
        return 2
    if any(wanted in word for word in words):
        return 3
    abouts = (entry.about.text(language).casefold() for language in LANGUAGES)
    return _IN_ABOUT if any(wanted in about for about in abouts) else _NO_MATCH
