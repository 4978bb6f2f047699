"""What README and docs/ name exists: paths, modules, classes and functions."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
CODE = ("core", "gui", "tests")
OTHERS = {"ch06/optimizer_compare_mnist.py", "QIODevice.writeData"}  # the tutorials', and Qt's


@cache
def names_in_code() -> set[str]:
    files = [ROOT / "app.py", ROOT / "pyproject.toml"]
    files += [file for folder in CODE for file in (ROOT / folder).rglob("*.py")]
    files.remove(Path(__file__))  # it names what is not there
    return {word for file in files for word in re.findall(r"\w+", file.read_text("utf-8"))}


def is_there(path: str) -> bool:
    return (ROOT / path).exists() or (ROOT / f"{path}.py").exists()


def spans(text: str) -> list[str]:
    """What stands in backticks, outside of blocks of code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def unknown(text: str) -> list[str]:
    found = []
    for span in spans(text):
        if "/" in span and re.fullmatch(r"[\w./-]+", span):
            found += [span] if not is_there(span) else []
        elif re.fullmatch(r"[A-Za-z_][\w.]*(\(\))?", span):
            words = [word for word in span.rstrip("()").split(".") if word]
            found += [span] if not names_in_code().issuperset(words) else []
    return [span for span in found if span not in OTHERS]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_a_document_names_only_what_exists(document):
    assert unknown(document.read_text("utf-8")) == []


def test_a_name_that_is_gone_is_seen():
    assert unknown("see `core/gone.py`, `Departed`, and `core/engine.py`") == [
        "core/gone.py",
        "Departed",
    ]
