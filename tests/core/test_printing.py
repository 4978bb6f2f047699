"""Graph to text and back: the same graph, in the shortest text that a person would write."""

from collections import Counter

import pytest
from hypothesis import given, settings

from core.documents.sameness import same
from core.examples import EXAMPLES
from core.graph import Graph, Node, Role
from core.language import expression as reading
from core.language.definitions import MAX_NODES, syntax
from core.language.expression import ExpressionError, defined_names, parse
from core.language.printing import expression, literal_text
from core.ops import OPS
from tests.core.random_graphs import Case, cases
from tests.core.texts import texts


@pytest.mark.parametrize(
    "text",
    [
        "e = (a + b) * (b + 1)",
        "c = a + b; d = b + 1; e = c * d",
        "x",
        "3",
        "x = 3",
        "x = 3; c = a + b; x",
        "c = a + b; e = c * 2; c",
        "y; d = sin(x); c = sin(x); e = c * 2",
        "2; e = a * b",
        "max(x, y, z) + min(x, min(y, z))",
        "c = max(x, y); max(c, z) * c",
        "-3 ** 2 + (-3) ** 2 + 2 ** -x + -x ** 2 + (-x) ** 2",
        "-(x * y) * --z - --3 - negate(3)",
        "x - (y - z) - (x - y - z)",
        "x * (y / z) * x ** y ** z / (x ** y) ** z",
        "power(x, 5000) + x ** 1000",
        "1e-7 + 1e300 + 0.1 + -0.0 + 123456789",
        "x @ (W + b) @ [[1, 2], [3, -4.5]] - -[1, -2]",
        "损失 = 甲 * 乙 + λ * sum(W ** 2)",
        "transpose(X) @ X",
    ],
)
def test_what_is_written_well_is_written_so_again(text):
    assert expression(parse(text), defined_names(text)) == text


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_examples_come_back(example):
    text = example.expression
    printed = expression(parse(text), defined_names(text))
    assert printed.replace(" ", "") == text.replace(" ", "")
    assert same(parse(printed), parse(text))


def test_the_fewest_brackets():
    assert expression(parse("((((a)) + (b)) * (((c) ** (-d))))")) == "(a + b) * c ** -d"


def test_a_name_that_could_be_invented_stays_if_it_was_given():
    text = "c = a + b; e = c * 2"
    assert expression(parse(text)) == "e = (a + b) * 2"
    assert expression(parse(text), {"c"}) == text


def test_a_result_with_two_readers_is_a_definition():
    graph = parse("c = a + b; c * c")
    assert expression(graph) == "c = a + b; c * c"


@settings(max_examples=150, deadline=None)
@given(texts())
def test_any_text_comes_back_as_the_same_graph(text):
    try:
        graph = parse(text)
    except ExpressionError:
        return  # a name was used before its definition; a power is too high
    for named in ((), defined_names(text)):
        printed = expression(graph, named)
        again = parse(printed)
        assert same(graph, again), printed
        assert {n.id for n in graph.leaves if n.role is Role.INPUT} <= {n.id for n in again.nodes}
        assert expression(again, named) == printed
    assert defined_names(text) <= defined_names(printed)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_any_graph_comes_back(case: Case):
    assert_comes_back(case.graph)


def assert_comes_back(graph: Graph) -> None:
    """Roles are not said in a text, and a constant stands at one place in it."""
    readers = {node.id: len(graph.consumers(node.id)) for node in graph.nodes}
    again = parse(expression(graph))
    assert len(again.operations) == len(graph.operations)
    inputs = {n.id for n in graph.leaves if n.role is not Role.CONSTANT}
    assert {n.id for n in again.leaves if n.role is Role.INPUT} == inputs
    assert [n.op for n in walk(again)] == [n.op for n in walk(graph)]
    several = {n for n, count in readers.items() if count > 1 and graph.node(n).op}
    assert several <= {node.id for node in again.nodes}


def walk(graph: Graph) -> list[Node]:
    """The nodes behind the output, depth first: what the formula says, term by term."""
    found, waiting = [], [graph.output]
    while waiting and len(found) < 500:
        node = graph.node(waiting.pop())
        found.append(node)
        waiting += reversed(node.inputs)
    return found


@pytest.mark.parametrize("op", ["sin", "add", "max"])
def test_a_graph_of_the_largest_size_is_printed(op, monkeypatch):
    """As deep as it is large: each node is looked up a few times, whatever stands above it."""
    nodes = [Node("x"), Node("y")]
    for i in range(1, MAX_NODES - 1):
        sources = (nodes[-1].id, "y")[: len(OPS[op].inputs)]
        nodes.append(Node(f"v{i}", Role.OPERATION, OPS[op], sources))
    graph = Graph(tuple(nodes), nodes[-1].id)
    asked = Counter()
    look_up = Graph.node
    monkeypatch.setattr(Graph, "node", lambda g, name: asked.update([name]) or look_up(g, name))
    text = expression(graph)
    monkeypatch.undo()
    assert max(count for name, count in asked.items() if name != "y") <= 2
    monkeypatch.setattr(reading, "MAX_LENGTH", len(text))
    assert same(parse(text), graph) or op == "sin"  # y hangs loose there, and comes first


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (-0.5, "-0.5"),
        (1e-7, "1e-7"),
        (-0.0, "-0.0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "1e22"),
        (1e15, "1000000000000000"),
        (((1.0, 2.0), (3.0, -4.5)), "[[1, 2], [3, -4.5]]"),
    ],
)
def test_numbers_are_short_and_exact(number, text):
    assert literal_text(number) == text


def test_a_text_that_cannot_be_read_defines_nothing():
    assert defined_names("a = 1; b = sin(c)") == {"a", "b"}
    assert defined_names("a = (") == frozenset()


def test_a_text_is_read_once_for_its_graph_and_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter that somebody types asks for both."""
    read: list[object] = []
    monkeypatch.setattr(
        "core.language.expression.syntax", lambda piece: read.append(piece) or syntax(piece)
    )
    text = "wxyz = a + 7; y = wxyz * b"
    assert defined_names(text) == {"wxyz", "y"} and parse(text).output == "y"
    assert len(read) == 2, "one for each definition"
