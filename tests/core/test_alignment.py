"""While somebody types, what was there keeps its id."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.sameness import same
from core.language.alignment import aligned
from core.language.expression import defined_names, parse
from core.language.printing import expression
from core.messages import StudioError
from tests.core.texts import texts


def typed(before: str, after: str) -> dict[str, str]:
    """What each result of the new text computes, by the id that it has after the old text."""
    graph = aligned(parse(after), parse(before), defined_names(after))
    return {
        node.id: f"{node.op.name}({', '.join(node.inputs)})" if node.op else str(node.literal)
        for node in graph.nodes
        if node.op or node.literal is not None
    }


def test_a_term_in_front_renames_nothing():
    found = typed("e = (a + b) * (b + 1)", "e = sin(a) * (a + b) * (b + 1)")
    assert (found["c"], found["d"], found["f"]) == ("add(a, b)", "add(b, 1)", "sin(a)")
    assert found["e"] == "multiply(g, d)" and found["1"] == "1.0"


def test_a_function_around_a_term():
    found = typed("e = (a + b) * (b + 1)", "e = sigmoid(a + b) * (b + 1)")
    assert (found["c"], found["d"], found["e"]) == ("add(a, b)", "add(b, 1)", "multiply(f, d)")


def test_a_term_that_goes():
    found = typed("e = sin(a) * cos(b) + 2", "e = cos(b) + 2")
    assert found["d"] == "cos(b)" and "c" not in found


def test_another_operation_at_the_same_place():
    found = typed("e = (a + b) * (b + 1)", "e = (a - b) * (b + 2)")
    assert (found["c"], found["d"], found["1"]) == ("subtract(a, b)", "add(b, 1)", "2.0")


def test_of_equal_constants_each_keeps_its_place():
    found = typed("e = (a + 1) * (b + 1)", "e = a * (b + 1)")
    assert found == {"1′": "1.0", "d": "add(b, 1′)", "e": "multiply(a, d)"}


def test_names_of_the_text_are_kept_whatever_was_there():
    found = typed("e = (a + b) * 2", "c = a * b; e = (a + b) * c")
    assert found == {"c": "multiply(a, b)", "d": "add(a, b)", "e": "multiply(d, c)"}


def test_the_output_is_followed():
    assert typed("a * b", "a * b * x")["c"] == "multiply(a, b)"
    assert typed("sin(a)", "cos(a)")["c"] == "cos(a)"


@settings(max_examples=300, deadline=None)
@given(texts(), texts())
def test_any_two_texts(one, other):
    try:
        before, graph = parse(one), parse(other)
    except StudioError:
        return
    named = defined_names(other)
    found = aligned(graph, before, named)
    back = dict(zip((n.id for n in found.nodes), found.nodes, strict=True))
    assert named & {n.id for n in graph.nodes} <= back.keys()
    assert {n.id for n in graph.leaves if n.literal is None} <= back.keys()
    assert len(found) == len(graph)
    assert expression(found, named) == expression(graph, named)
    assert aligned(graph, found, named) == found


@settings(max_examples=200, deadline=None)
@given(texts(), st.booleans())
def test_a_printed_graph_is_read_as_itself(text, keep):
    try:
        graph = parse(text)
    except StudioError:
        return
    named = defined_names(text) if keep else frozenset()
    printed = expression(graph, named)
    assert same(aligned(parse(printed), graph, defined_names(printed)), graph)
