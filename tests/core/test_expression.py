"""The expression language: what it reads, what it refuses, and where it points.

In the texts below `▸` marks the place that the error must point at; it is taken out first.
"""

import ast
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import engine
from core.format import NARROW, number, rounded, whole
from core.graph import Graph, Role
from core.language.definitions import MAX_DEPTH, MAX_NODES, ExpressionError
from core.language.expression import MAX_EXPONENT, MAX_LENGTH, OTHER_NAMES, parse
from core.language.printing import expression
from core.messages import LANGUAGES, catalogue
from core.ops import OPS


def value(text: str, **leaves: object) -> float | list[float]:
    graph = parse(text)
    return engine.forward(graph, leaves).values[graph.output].tolist()


def refusal(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "leaves", "result"),
    [
        ("e = (a + b) * (b + 1)", {"a": 2, "b": 1}, 6),
        ("c = a + b; d = b + 1\ne = c * d", {"a": 2, "b": 1}, 6),
        ("a - b - c", {"a": 5, "b": 2, "c": 1}, 2),
        ("2 ** 3 ** 2", {}, 512),
        ("-x ** 2", {"x": 3}, -9),
        ("+x / 4", {"x": 3}, 0.75),
        ("1.5e1 + .5 + 0x10", {}, 31.5),
        ("max(x, y, z) + min(x, y, z)", {"x": 1, "y": 5, "z": 3}, 6),
        ("add(1, 2, 3) * multiply(2, 2, 2)", {}, 48),
        ("w = [1, 2]; sum(w * x)", {"x": [3, 4]}, 11),
        ("[[1, 2], [3, 4]] @ x", {"x": [1, 1]}, [3, 7]),
        ("y = x * 2; x = 21", {}, 42),
        ("x = -3; x * x", {}, 9),
        ("x = +(-3); x * x", {}, 9),
        ("损失 = （甲 ＋ 乙） × ２．５；甲 ＝ 3", {"乙": 1}, 10),
        ("y₁ = x₁ + 2 * x₁₂; y1 + w_₁ # x₁", {"x1": 1, "x12": 2, "w_1": 3}, 8),
        ("x * 2 # the double; not the square (", {"x": 4}, 8),
        ("# first\r\nx * 2\r\n# last", {"x": 4}, 8),
        ("(x\n +\n 1)\n\n", {"x": 4}, 5),
        ("softmax_cross_entropy([0, 0], t)", {"t": 1}, np.log(2)),
    ],
)
def test_what_the_language_reads(text, leaves, result):
    assert value(text, **leaves) == pytest.approx(result)


@pytest.mark.parametrize(
    "text",
    [
        f"x ** {MAX_EXPONENT} + x ** -{MAX_EXPONENT}",
        "-" * (MAX_DEPTH - 1) + "x",
        "x * 2" + " " * (MAX_LENGTH - 5),
        f"max({'1,' * (MAX_NODES // 2 - 1)}1)",
    ],
)
def test_the_limits_themselves_are_allowed(text):
    assert len(parse(text)) <= MAX_NODES


def test_names_are_ids_and_what_has_no_name_gets_one():
    graph = parse("e = (a + b) * (b + 1)")
    assert [node.id for node in graph.nodes] == ["a", "b", "c", "1", "d", "e"]
    assert graph.output == "e"
    assert [node.role for node in graph.leaves] == [Role.INPUT, Role.INPUT, Role.CONSTANT]


def test_invented_names_avoid_those_in_the_text():
    assert [node.id for node in parse("(a + b) * c").operations] == ["d", "f"]
    assert len(parse("+".join(f"sin(x * {k})" for k in range(20)))) == 1 + 20 + 20 + 20 + 19


def test_a_constant_is_called_by_its_number_and_a_second_one_is_another_node():
    constants = [n.id for n in parse("1 + 1 + 1 + -0.5 + [1, 2]").nodes if n.role is Role.CONSTANT]
    assert constants == ["1", "1′", "1′′", "-0.5", "[…]"]


def test_a_starting_value_makes_no_constant():
    graph = parse("x = 3; x * x")
    assert graph.node("x").role is Role.INPUT and graph.node("x").literal == 3
    assert parse("x = 3").output == "x"


@pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
def test_every_op_can_be_called_by_its_name(op):
    graph = parse(f"{op.name}({', '.join(op.inputs)})")
    assert graph.node(graph.output).op is op


DEEP = "(" * (MAX_DEPTH + 1)

REFUSED = [
    ("empty", "▸"),
    ("too_long", f"x{' ' * (MAX_LENGTH - 1)}▸ "),
    ("too_deep", f"{DEEP[1:]}▸{DEEP}"),
    ("too_deep", f"y = {'-' * MAX_DEPTH}▸-x"),
    ("too_many", f"▸max({'1, ' * (MAX_NODES // 2 + 9)}1)"),
    ("too_many", f"max({'1,' * MAX_NODES}▸1,1)"),
    ("too_many", f"{'a+' * MAX_NODES}a▸+{'a+' * MAX_NODES}a"),  # Python would call it deep
    ("long_name", f"e = a * ▸{'b' * 201}"),
    ("syntax", "e = a *▸ "),
    ("syntax", "e = a ▸b"),
    ("syntax", "e = a ▸$ b"),
    ("syntax", "e = a + ▸* b"),
    ("syntax", "e = 12\u202f345 + ▸* b"),
    ("times", "e = ▸2x"),
    ("times", "e = 12\u202f345 ▸x"),
    ("caret", "e = a▸² + b"),
    ("times", "e = a + 2 ▸x"),
    ("times", "e = ▸2(a + b)"),
    ("times", "e = 1 + ▸2.5 (a + b)"),
    ("times", "e = ▸(a + b)(c + d)"),
    ("times", "e = ▸sin(a)(c + d)"),
    ("call", "e = sin ▸x"),
    ("root", "e = 1 + ▸√x"),
    ("root", "e = ▸√(x + 1)"),
    ("bars", "e = ▸|x|"),
    ("syntax", "e = a ▸\u200b+ b"),
    ("syntax", "▸a\0b"),
    ("brackets", "e = ▸(a + b"),
    ("brackets", "e = a + b▸)"),
    ("brackets", "e = [1, 2▸)"),
    ("no_formula", "e =▸ "),
    ("equals", "e = ▸a == b"),
    ("no_formula", "e = ▸=="),
    ("several", "e = ▸a, b"),
    ("several", "e = a * ▸(b, c)"),
    ("defined_twice", "e = a; ▸e = a"),
    ("statement", "▸e += a"),
    ("statement", "▸import os"),
    ("statement", "▸del x"),
    ("target", "▸f(x) = x"),
    ("target", "▸2a = x"),
    ("target", "▸a, b = 1, 2"),
    ("target", "▸a = b = 3"),
    ("target", "▸2 = x"),
    ("defined_twice", "e = a * b; ▸e = a"),
    ("defined_twice", "e = (a\n* b); c = e * e\n\n▸e = a"),
    ("used_before", "e = c * b; ▸c = a + b"),
    ("itself", "a = ▸a + 1"),
    ("itself", "a = ▸a"),
    ("alias", "b = a * a; c = ▸b"),
    ("bare_function", "y = ▸relu"),
    ("unknown_function", "e = ▸fuzzy(a)"),
    ("unknown_function_near", "e = 1 + ▸sigmiod(a)"),
    *(("unknown_function_near", f"e = 1 + ▸{other}(a)") for other in OTHER_NAMES),
    ("unknown_function_near", "e = 1 + ▸ReLU(a)"),
    ("unknown_function_near", "L = ▸MSE(y, t)"),
    ("keyword", "L = mse(y, t) + ▸lambda * sum(w * w)"),
    ("keyword", "▸lambda = 3 * x"),
    ("exponent", f"e = x ** ▸{MAX_EXPONENT + 1}"),
    ("exponent", f"e = x ** ▸-{MAX_EXPONENT + 1}"),
    ("caret", "e = (x) ▸^ 2"),
    ("attribute_t", "e = ▸X.T @ X"),
    ("matrix", "e = x @ ▸[[1, 2], [3]]"),
    ("matrix", "e = ▸[]"),
    ("matrix", "e = x * ▸[1, y]"),
    ("matrix", "e = ▸(1, 2)"),
    ("matrix", "e = ▸[[[[[1]]]]]"),
    ("not_a_number", "e = a * ▸'b'"),
    ("not_a_number", "e = a * ▸True"),
    ("not_a_number", "e = a * ▸2j"),
    ("too_large", "e = a * ▸1e999"),
    ("not_allowed", "e = a * ▸x[0]"),
    ("not_allowed", "e = a * ▸x.y"),
    ("not_allowed", "e = max(▸*a, b)"),
    ("not_allowed", "e = ▸a // b"),
    ("arity", "e = 1 + ▸max(a)"),
    ("arity", "e = 1 + ▸exp(a, b)"),
    ("brackets", "e = ▸(a; b = 2; " + "(" * MAX_DEPTH),
]


@given(st.integers(0, 10**12 - 1), st.floats(-1e7 + 1, 1e7 - 1))
@example(12_345, -1_234_567.25)
def test_numbers_are_read_as_they_are_written(n, x):
    """What one copies off the screen was refused from five digits on."""
    assert value(f"({whole(n)} * y+{whole(n)})/2", y=1) == n
    text = number(x, 15)
    if "×" not in text:
        assert value(f"a = {text}; a") == value(f"{text}") == rounded(x, 15)


WRONG = ["12▸ 34", "12▸ 3456", "1234▸ 567", "12▸ 345 6", "12▸ 345 ", "x1▸ 234", "1.5▸ 123"]
WRONG += ["1e-12▸ 345", "0x10▸ 000", "0▸ 123", "12.5▸ 345 678", "12▸  345", "12▸ ３"]


@pytest.mark.parametrize("text", [text.replace(" ", NARROW) for text in WRONG])
def test_other_gaps_between_digits_are_shown_and_not_closed(text):
    before = f"甲 = 12{NARROW}345 * b; c = 甲 + 1{NARROW}234{NARROW}567.5 * "
    error = refusal(before + text.replace("▸", "") + " + b")
    assert (error.line, error.column) == (1, len(before) + text.index("▸") + 1)


def marked(text: str) -> tuple[str, int, int]:
    """The text without its mark, and the line and column of the mark."""
    before, _, after = text.partition("▸")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(
    ("key", "text"), REFUSED, ids=[f"{key}-{i}" for i, (key, _) in enumerate(REFUSED)]
)
def test_every_refusal_points_at_its_character(key, text):
    plain, line, column = marked(text)
    error = refusal(plain)
    assert error.message.key == f"expression.error.{key}"
    assert (error.line, error.column) == (line, column)
    assert [error.message.text(language) for language in LANGUAGES]


def test_every_sentence_of_the_catalogue_can_be_provoked():
    prefix = "expression.error."
    known = {key.removeprefix(prefix) for key in catalogue("en") if key.startswith(prefix)}
    assert {key for key, _ in REFUSED} == known


ALONE = {"empty", "too_long", "too_many"}  # these are about the whole text


@pytest.mark.parametrize(
    "before",
    [
        "损失 = 甲 * 乙; ",
        "损失 = 甲 * 乙；　",
        "𝒲 = 甲 * é;\t",
        "p = q * q\n\n",
        "p = q * q\r\n\t ",
        "p = q * q\r",
        "p = (q *\n q) # 注释 ; (\n  ",
    ],
)
@pytest.mark.parametrize(
    ("key", "text"), [case for case in REFUSED if case[0] not in ALONE | {"statement"}]
)
def test_the_place_is_right_after_other_text(before, key, text):
    _, line, column = marked(before.replace("\r\n", "\n").replace("\r", "\n") + text)
    error = refusal(before + text.replace("▸", ""))
    assert error.message.key == f"expression.error.{key}"
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "误差 = 甲 + ▸foo(乙)",
        "误差 = 12\u202f345 * 甲 + 1\u202f234\u202f567 * ▸foo(乙)",
        "e = sum(甲 ＋ ▸foo（乙））",
        "e = (a +\n  乙 *\n\t ▸foo(b)\n)",
        "e = max(a,\r\n  ▸foo(b))",
        "e = (a + # 甲 (\n  ▸foo(b))",
    ],
)
def test_the_place_is_right_within_a_formula(text):
    _, line, column = marked(text.replace("\r\n", "\n"))
    error = refusal(text.replace("▸", ""))
    assert (error.line, error.column) == (line, column)


NOT_IN_THE_LANGUAGE = [
    "__import__('os').system('x')",
    "(lambda: x)()",
    "[i for i in x]",
    "{1: 2}",
    "{1, 2}",
    "f'{x}'",
    "b'x'",
    "...",
    "None",
    "x[1:2]",
    "x.__class__",
    "x if y else z",
    "x and y",
    "not x",
    "~x",
    "x < y",
    "x % y",
    "x << y",
    "(x := 3)",
    "exp(x=1)",
    "exp(**x)",
    "exp(x)(y)",
    "np.exp(x)",
    "eval('1')",
    "exec('1')",
    "open('x')",
    "(yield x)",
    "(await x)",
    "x: int = 3",
    "while x: y",
    "def f(): x",
    "class C: x",
    "assert x",
    "raise x",
    "global x",
    "pass",
    "return x",
    "with x: y",
    "from os import path",
]


@pytest.mark.parametrize("text", NOT_IN_THE_LANGUAGE)
def test_the_whitelist_lets_nothing_else_through(text):
    assert refusal(f"e = {text}").column >= 1
    assert refusal(text).line == 1


def test_the_first_definition_is_named_by_its_line():
    error = refusal("a = 1\n\ne = (a *\n b)\ne = a * a")
    assert error.message.fields["first"] == 3


def test_nothing_is_ever_evaluated(monkeypatch):
    """`compile` is called to read syntax, never to make code; `eval` and `exec` not at all."""
    reads = []

    def only_syntax(source, filename, mode, flags=0, *rest, **options):
        assert flags & ast.PyCF_ONLY_AST
        reads.append(source)
        return compile(source, filename, mode, flags, *rest, **options)

    def never(*_):
        raise AssertionError("evaluated")

    monkeypatch.setattr(ast, "compile", only_syntax, raising=False)
    monkeypatch.setattr("builtins.eval", never)
    monkeypatch.setattr("builtins.exec", never)
    for text in NOT_IN_THE_LANGUAGE:
        refusal(text)
    parse("e = exp(a)")
    assert reads[-1] == "e = exp(a)"


VALID = [
    "e = (a + b) * (b + 1)",
    "c = a + b; d = sigmoid(c)\nL = -log(d) / 2",
    "L = softmax_cross_entropy(relu(affine(X, W, b)), t)",
    "W = [[1, 2], [3, -4.5e1]]; y = sum(W @ x ** 2)",
    "损失 = max（甲，乙）× 2",
]


@st.composite
def mutated(draw) -> str:
    """A valid expression with a few characters lost, doubled, swapped, moved or replaced."""
    text = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 5))):
        i, j = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        replacement = draw(
            st.one_of(
                st.text(max_size=3),
                st.sampled_from(
                    [*"()[]{};=+-*/@^.,#'\"\\:\n\r\t\f\0 1ea乙　（；", "**", "==", "1e9"]
                ),
                st.just(text[i:j]).map(lambda part: part[:40] * 2),
            )
        )
        text = text[:i] + replacement + text[draw(st.sampled_from([i, min(i + 1, j), j])) :]
    return text


def check_reading(text: str) -> None:
    """Either a graph within its limits, or an error that points into the text."""
    try:
        graph = parse(text)
    except ExpressionError as error:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert all(error.message.text(language) for language in LANGUAGES)
    else:
        assert isinstance(graph, Graph) and len(graph) <= MAX_NODES


@settings(max_examples=500, deadline=None)
@given(st.text())
@example("\ud800")
@example("a = '\ud800'")
@example("e = a \\\n + b")
@example("\x1c x \x85 \u2028")
@example("''' \n '''")
@example("1if 1else 2")
@example("'\\d'")
def test_any_text_is_a_graph_or_a_sentence(text):
    check_reading(text)


@settings(max_examples=500, deadline=None)
@given(mutated())
def test_a_damaged_expression_is_a_graph_or_a_sentence(text):
    check_reading(text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "1",
                " ",
                "\n",
                ";",
                "=",
                "+",
                "-",
                "**",
                "(",
                ")",
                "[",
                "]",
                ",",
                "max(",
                "not ",
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_row_of_tokens_is_a_graph_or_a_sentence(text):
    check_reading(text)


@pytest.mark.parametrize(
    "piece",
    ["-", "+", "(", "[", "not ", "a+", "a**", "max(", "lambda:", "a if ", "a,", "a;", "1,", "{"],
)
def test_huge_texts_end_in_a_sentence(piece):
    limit = sys.getrecursionlimit()
    check_reading((piece * MAX_LENGTH)[: MAX_LENGTH - 1] + "x")
    check_reading(piece * (MAX_LENGTH + 1))
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize("operator", ["+", "-", "*", "@"])
def test_a_flat_chain_may_be_as_long_as_the_graph(operator: str) -> None:
    """Python's syntax tree nests it; a reader sees no nesting."""
    names = [f"x{i}" for i in range(700)]
    graph = parse(f"y = {f' {operator} '.join(names)}")
    assert [leaf.id for leaf in graph.leaves] == names
    assert len(graph.operations) == 699
    left = graph.node("y").inputs[0]
    assert graph.node(left).op is graph.node("y").op
    assert expression(graph) == f"y = {f' {operator} '.join(names)}"


def test_brackets_within_a_chain_still_count_as_nesting() -> None:
    deep = "a + (" * 100 + "a" + ")" * 100
    with pytest.raises(ExpressionError, match="90"):
        parse(deep)
