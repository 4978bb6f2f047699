"""Every sentence exists in every language, says the same numbers, and is there when it is used."""

import ast
import copy
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.messages import LANGUAGES, Message, StudioError, catalogue, text

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "core").rglob("*.py")), *(ROOT / "gui").rglob("*.py")]
FILES = sorted(path.stem for path in (ROOT / "resources" / "i18n" / "en").glob("*.toml"))
KEY = re.compile(rf"(?:{'|'.join(FILES)})\.[a-z0-9_]+\.[a-z0-9_]+")
SAYERS = {"StudioError", "tr", "bind", "text"}  # calls whose keywords are the sentence's fields
NOT_FIELDS = {"language"}


def templates(entry: str | dict[str, str]) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def fields(entry: str | dict[str, str]) -> set[str]:
    """The fields that a text has; a plural needs its number too."""
    found = {
        name.split(".")[0].split("[")[0]
        for template in templates(entry)
        for _, name, _, _ in string.Formatter().parse(template)
        if name is not None
    }
    return found | {"n"} if isinstance(entry, dict) else found


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", node


def strings(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Each string of a file: its line, what it says, and whether an f-string goes on after it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    pieces = {piece for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value, node in pieces


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_numbers_are_put_in_as_they_are_written(language: str) -> None:
    """“30000 characters” stood beside “30 000 steps”."""
    steps = {"step": 9830, "total": np.int64(16_384)}
    assert text("arena.transport.counter", language, **steps) == "9830 / 16\u202f384"


def test_all_languages_have_the_same_keys() -> None:
    english = set(catalogue("en"))
    for language in LANGUAGES:
        assert set(catalogue(language)) ^ english == set(), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_texts_have_the_same_fields(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)
    different = {
        key: fields(english[key]) ^ fields(other[key])
        for key in english.keys() & other.keys()
        if fields(english[key]) != fields(other[key])
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_untrimmed(language: str) -> None:
    bad = [
        key
        for key, entry in catalogue(language).items()
        for template in templates(entry)
        if not template or template != template.strip()
    ]
    assert bad == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_breaks_between_its_groups(language: str) -> None:
    """They are a narrow space apart, which no line ends at, as in every number that is computed."""
    entries = catalogue(language).items()
    said = [(key, template) for key, entry in entries for template in templates(entry)]
    assert [key for key, template in said if re.search(r"\d \d{3}(?!\d)", template)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_both_forms(language: str) -> None:
    tables = {key: set(e) for key, e in catalogue(language).items() if isinstance(e, dict)}
    assert all(forms - {"two"} == {"one", "other"} for forms in tables.values()), tables


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_have_names(language: str) -> None:
    for key, entry in catalogue(language).items():
        assert all(name.isidentifier() for name in fields(entry)), key


def test_no_english_sentence_is_left_in_chinese() -> None:
    english = catalogue("en")
    forgotten = [
        key
        for key, entry in catalogue("zh_CN").items()
        if entry == english.get(key) and len(re.findall(r"[a-z]{2,}", str(entry))) > 2
    ]
    assert forgotten == []


def test_every_key_in_the_code_exists() -> None:
    """Of a key that is put together in an f-string, at least the beginning does."""
    keys = catalogue("en").keys()
    missing = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {value}"
        for path in SOURCES
        for line, value, goes_on in strings(path)
        if KEY.fullmatch(value)
        and not (any(key.startswith(value) for key in keys) if goes_on else value in keys)
    ]
    assert missing == []


def test_every_call_gives_the_fields_that_its_sentence_has() -> None:
    wrong = []
    for place, call in calls():
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        given = {keyword.arg for keyword in call.keywords} - NOT_FIELDS
        if name not in SAYERS or None in given:
            continue
        for argument in call.args:
            key = argument.value if isinstance(argument, ast.Constant) else None
            entry: Any = catalogue("en").get(key) if isinstance(key, str) else None
            if entry is not None and not fields(entry) <= given:
                wrong.append(f"{place}: {key} lacks {fields(entry) - given}")
    assert wrong == []


def test_a_message_is_said_in_either_language() -> None:
    message = Message(
        "window.buttons.with_keys", {"name": Message("window.buttons.play"), "keys": "F5"}
    )
    assert str(message) == "Play (F5)"
    assert message.text("zh_CN") == "播放（F5）"


def test_an_error_brings_its_message() -> None:
    error = StudioError("window.buttons.with_keys", name="Play", keys="F5")
    assert str(error) == "Play (F5)"
    assert error.message.fields == {"name": "Play", "keys": "F5"}


def test_an_error_comes_back_whole_from_another_process() -> None:
    error = StudioError("window.buttons.with_keys", name=Message("window.buttons.play"), keys="F5")
    again = copy.copy(error)  # by the same rules as a pickle
    assert again is not error and again.message == error.message and str(again) == str(error)


def test_an_unknown_key_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        text("window.buttons.no_such_button")


def test_two_are_both_where_a_sentence_has_a_form_for_them() -> None:
    said = [text("explore.paths.all", n=n) for n in (1, 2, 3)]
    assert said == ["1 input", "both inputs", "all 3 inputs"]
    assert text("export.done.film", n=2, name="a.mp4") == "Saved as a.mp4: 2 frames."
