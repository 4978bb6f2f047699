"""A document that is typed anew."""

import numpy as np
import pytest

from core import editing
from core.documents.document import read, retyped
from core.language.expression import parse


def test_what_is_typed_keeps_ids_values_and_starts() -> None:
    before = read("e = (a + b) * (b + 1)", {"a": 2.0, "b": 1.0}).with_value("a", 7.0)
    text = "e = sin(a) * (a + b) * (b + 1)"
    after = retyped(before, before, parse(text), text)
    assert after.text == text
    assert after.graph.node("c").inputs == ("a", "b"), "c is still a + b"
    assert after.values == {"a": 7.0, "b": 1.0}
    assert after.moved == {"a": np.asarray(2.0)}, "the way back is kept"


def test_a_name_that_comes_back_while_one_types_has_the_value_that_it_had() -> None:
    before = read("y = a * rate", {"a": 2.0, "rate": 0.125})
    here = retyped(before, before, parse("y = a * 2"), "y = a * 2")
    after = retyped(before, here, parse("y = a * rate"), "y = a * rate")
    assert float(after.values["rate"]) == 0.125


def test_a_name_that_is_new_has_a_fresh_number_and_keeps_it() -> None:
    before = read("y = sum(x)", {"x": [1.0, 5.0]})
    here = retyped(before, before, parse("y = sum(x * w)"), "y = sum(x * w)")
    after = retyped(before, here, parse("b = 3; y = sum(x * w) * v"), "b = 3; y = sum(x * w) * v")
    assert after.values["x"].tolist() == [1.0, 5.0]
    assert after.values["w"] is here.values["w"]
    assert after.values["v"].ndim == 0


def test_a_formula_that_is_begun_anew_keeps_no_array() -> None:
    before = read("Y = affine(X, W, b) * k", {"b": [0.0, 1.0, -1.0], "k": 7.0})
    here = retyped(before, before, parse("b * x"), "b * x", anew=True)
    assert here.values["b"].ndim == 0
    after = retyped(before, here, parse("b * x + k"), "b * x + k", anew=True)
    assert float(after.values["k"]) == 7.0 and after.values["b"] is here.values["b"]


def test_the_first_text_needs_nothing_before_it() -> None:
    document = retyped(None, None, parse("y = w * x"), "y = w * x")
    assert set(document.values) == {"w", "x"} and document.text == "y = w * x"


@pytest.mark.parametrize("text", ["y = sum(a * b)", "a = 2; y = sum(a * b)", "y = sum(2 * b)"])
def test_from_an_array_one_comes_back_to_the_number_that_it_was(text: str) -> None:
    """It began anew with the array, and there was nothing to reset."""
    document = read(text, {"a": 2.0, "b": 3.0})
    node = next(leaf.id for leaf in document.graph.leaves if leaf.id != "b")
    other = document.with_value(node, [1.0, 5.0]).with_value("b", 4.0).with_value(node, [0.0, 1.0])
    assert {name: float(start) for name, start in other.moved.items()} == {node: 2.0, "b": 3.0}
    assert not other.with_value(node, other.moved[node]).with_value("b", 3.0).moved


def test_what_the_graph_makes_another_shape_of_starts_now() -> None:
    """A number would not fit where rows are wanted."""
    before = read("y = a * b", {"a": 2.0, "b": 3.0}).with_value("b", 4.0)
    after = retyped(before, before, parse("y = sum(a @ b)"), "y = sum(a @ b)")
    assert after.values["b"].ndim == 2 and not after.moved


def test_what_becomes_a_label_starts_as_one() -> None:
    """What it was before cannot be given back to it: 0.4 is no class."""
    before, text = read("L = mse(y, t)"), "L = softmax_cross_entropy(z, t)"
    after = retyped(before, before, parse(text), text, anew=True)
    assert not after.moved and after.starts["t"].tolist() == [0.0, 1.0, 0.0]


def test_it_is_known_which_values_nobody_has_given() -> None:
    document = read("y = sum(a * b) + c", {"a": [1.0, 2.0]})
    assert set(document.made_up) == {"b", "c"}
    typed = document.with_value("b", document.value("b").copy())
    assert set(typed.made_up) == {"c"}, "also if the numbers are the same"
    assert set(document.made_up) == {"b", "c"}, "to which undo leads back"


def test_through_edits_it_stays_known_which_values_nobody_has_given() -> None:
    document = read("y = sum(a * b)", {"a": [1.0, 2.0]})
    assert set(document.edited(editing.rename(document.graph, "b", "w")).made_up) == {"w"}
    assert set(document.edited(editing.rename(document.graph, "a", "w")).made_up) == {"b"}
    swapped = document.with_value("b", [3.0, 4.0])
    assert not swapped.edited(editing.rename(swapped.graph, "b", "w")).made_up


@pytest.mark.parametrize("anew", [False, True])
def test_in_another_formula_with_the_same_names_what_was_given_is_not_made_up(anew) -> None:
    before, text = read("y = a * b", {"a": 2.0}), "y = b * a + d"
    here = retyped(before, before, parse("y = b * 2"), "y = b * 2", anew=anew)
    after = retyped(before, here, parse(text), text, anew=anew)
    assert float(after.values["a"]) == 2.0 and set(after.made_up) == {"b", "d"}
    arrays = read("y = sum(a * b)", {"a": [1.0, 2.0]})
    after = retyped(arrays, arrays, parse("y = sum(b * a) * 2"), "y = sum(b * a) * 2", anew=anew)
    assert set(after.made_up) == ({"a", "b"} if anew else {"b"})
