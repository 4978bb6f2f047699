"""A document that is typed anew."""

import numpy as np

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
