"""A document that is typed anew."""

import numpy as np

from core.documents.document import read, retyped
from core.language.expression import parse


def test_what_is_typed_keeps_ids_values_and_starts() -> None:
    before = read("e = (a + b) * (b + 1)", {"a": 2.0, "b": 1.0}).with_value("a", 7.0)
    text = "e = sin(a) * (a + b) * (b + 1)"
    after = retyped(before, parse(text), text, before.values)
    assert after.text == text
    assert after.graph.node("c").inputs == ("a", "b"), "c is still a + b"
    assert after.values == {"a": 7.0, "b": 1.0}
    assert after.moved == {"a": np.asarray(2.0)}, "the way back is kept"


def test_a_name_that_comes_back_has_the_value_that_it_had() -> None:
    before = read("y = a * b", {"a": 2.0, "b": 3.0})
    text = "y = a * b + rate"
    after = retyped(before, parse(text), text, {"a": 2.0, "b": 3.0, "rate": 0.125})
    assert float(after.values["rate"]) == 0.125


def test_the_first_text_needs_nothing_before_it() -> None:
    document = retyped(None, parse("y = w * x"), "y = w * x", {})
    assert set(document.values) == {"w", "x"} and document.text == "y = w * x"
