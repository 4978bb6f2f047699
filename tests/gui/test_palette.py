"""What the palette finds, and where the selection goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from core.ops import OPS
from gui.appearance import Appearance
from gui.stage.editing.palette_entries import Kind, found, leaves, operations, typed
from gui.stage.editing.palette_row import paint_row, row_height
from gui.stage.editing.spatial_navigation import neighbour


@given(st.dictionaries(st.text("ab", min_size=1), st.tuples(st.floats(0, 99), st.floats(0, 99))))
def test_the_selection_only_goes_where_it_is_told(places: dict) -> None:
    for node in places:
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            other = neighbour(places, node, way)
            dx = places[other][0] - places[node][0]
            dy = places[other][1] - places[node][1]
            assert other == node or dx * way[0] + dy * way[1] > 0


# the palette


def names(text: str) -> list[str]:
    named = typed(text, ["a"], wiring=True)
    return [entry.name for entry in found(operations(), text, named, wiring=True)]


def test_every_operation_is_offered_with_its_own_words() -> None:
    entries = operations()
    assert {entry.name for entry in entries} == set(OPS)
    for entry in (*entries, *leaves()):
        for language in ("en", "zh_CN"):
            assert entry.title.text(language) and entry.about.text(language)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("+", "add"),
        ("*", "multiply"),
        ("/", "divide"),
        ("max", "max"),
        ("sig", "sigmoid"),
        ("乘", "multiply"),
        ("SOFTMAX", "softmax"),
        ("cross", "cross_entropy"),
        ("2.5", "2.5"),
        ("[1, 2]", "[1, 2]"),
        ("a", "a"),
        ("rate", "rate"),
        ("w", "w"),
        ("s", "s"),
        ("x1", "x1"),
    ],
)
def test_the_first_of_a_search_is_what_was_meant(text: str, first: str) -> None:
    assert names(text)[0] == first


def test_a_letter_is_a_name_before_it_is_the_start_of_some_word_within_another() -> None:
    offered = found(operations(), "w", typed("w", [], wiring=False))
    assert [entry.name for entry in offered][:2] == ["w", "softmax_cross_entropy"]
    assert found(operations(), "sq", typed("sq", [], wiring=False))[0].name == "sqrt"


def test_a_text_is_a_number_a_node_or_a_new_name() -> None:
    kinds = {text: [e.kind for e in typed(text, ["a"], wiring=True)] for text in ("7", "a", "b")}
    assert kinds == {"7": [Kind.CONSTANT], "a": [Kind.NODE], "b": [Kind.INPUT]}
    assert typed("a", ["a"], wiring=False) == []
    assert typed("2 apples", [], wiring=True) == []
    assert [entry.symbol for entry in typed(" 5", [], wiring=True)] == ["5"]


@pytest.mark.parametrize("symbol", [entry.symbol for entry in operations()] + ["w", "a_long_name"])
def test_every_row_shows_its_symbol(qapp, symbol: str) -> None:
    look = Appearance()
    painted = []
    for text in (symbol, ""):
        picture = QImage(380, row_height(look), QImage.Format.Format_RGB32)
        picture.fill(look.theme.panel)
        painter = QPainter(picture)
        paint_row(painter, picture.rect(), text, "", "", look, current=False)
        painter.end()
        painted.append(picture)
    assert painted[0] != painted[1]
