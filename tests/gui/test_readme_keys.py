"""README tells of keys what the program does with them, in the words of the F1 sheet."""

import re
from pathlib import Path

from core.messages import text
from gui.actions import SHORTCUTS

README = Path(__file__).parents[2] / "README.md"
NAMES = {"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}
NAMES |= {"Esc": "Escape", "PageUp": "PgUp", "PageDown": "PgDown", "Ctrl+−": "Ctrl+-"}


def rows(document: str) -> list[tuple[str, str]]:
    """Of the table of keys: each key as the program spells it, and what is said of it."""
    section = document.split("## Keys\n")[1].split("\n## ")[0]
    found = []
    for line in section.strip().splitlines()[2:]:
        keys_cell, said_cell = line.strip("|").split(" | ")
        keys = [key.strip().replace(" ", "") for key in keys_cell.split(",")]
        said = said_cell.split(";")
        assert len(said) in (1, len(keys)), f"one meaning, or one for each key: {line}"
        said = said * len(keys) if len(said) == 1 else said
        found += [(NAMES.get(key, key), words) for key, words in zip(keys, said, strict=True)]
    return found


def wrong(document: str) -> list[str]:
    """The keys of which something else is said than the beginning of what F1 says."""
    does = {key: [row.name for row in SHORTCUTS if key in row.keys] for key, _ in rows(document)}
    heads = {
        key: [
            re.split("[,;]", text(f"window.action.{name}", "en"))[0].lower().rstrip("…")
            for name in names
        ]
        for key, names in does.items()
    }
    return [
        key
        for key, words in rows(document)
        if not any(head in words.lower() for head in heads[key])
    ]


def test_readme_says_of_every_key_what_it_does() -> None:
    document = README.read_text("utf-8")
    assert len(rows(document)) > 30
    assert wrong(document) == []


def test_a_key_that_does_something_else_or_nothing_is_seen() -> None:
    table = "## Keys\n| key | what it does |\n|---|---|\n"
    table += "| Ctrl + T, Ctrl + F | train or pause training; freeze this training step |\n"
    table += "| Ctrl + G, / | search for a node |\n\n## Next\n"
    assert wrong(table) == ["Ctrl+F", "Ctrl+G"]
