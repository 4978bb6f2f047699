"""Names as a blackboard writes them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import names
from core.graph import Graph, Node
from core.language.expression import parse


@pytest.mark.parametrize(
    ("name", "plain", "tex"),
    [
        ("x", "x", "x"),
        ("x1", "x₁", "x_{1}"),
        ("w_1", "w₁", "w_{1}"),
        ("W12", "W₁₂", "W_{12}"),
        ("alpha", "α", r"\alpha"),
        ("beta_2", "β₂", r"\beta_{2}"),
        ("θ", "θ", r"\theta"),
        ("loss", "loss", r"\mathrm{loss}"),
        ("w_out", "w_out", r"w_{\mathrm{out}}"),
        ("max2pool", "max2pool", r"\mathrm{max2pool}"),
        ("w_1_2", "w_1_2", "w_{1,2}"),
        ("h_out_2", "h_out_2", r"h_{\mathrm{out\_2}}"),
        ("x_", "x_", r"\mathrm{x\_}"),
        ("x__1", "x__1", r"\mathrm{x\_\_1}"),
        ("__x", "__x", r"\mathrm{\_\_x}"),
        ("_", "_", r"\_"),
    ],
)
def test_subscripts_and_greek(name: str, plain: str, tex: str) -> None:
    assert names.plain(name) == plain
    assert names.tex(name) == tex


@pytest.mark.parametrize("name", ["\\input{/etc/passwd}", "$x$", "a}b", "x%", "a b", "x^2", "~"])
def test_signs_that_tex_would_obey_are_shown(name: str) -> None:
    assert not names.settable(name)
    shown = names.words_tex(name)
    assert not re.search(r"(?<!\\)[$%^~&#_]", shown)
    braces = "".join(re.findall(r"(?<!\\)[{}]", shown))
    assert "\\input" not in shown and not braces.replace("{}", "")


def test_chinese_names_are_text_only() -> None:
    assert names.plain("损失") == "损失"
    assert not names.settable("损失")
    with pytest.raises(ValueError, match="损失"):
        names.tex("损失")


def test_constants_are_called_by_their_number_and_all_others_by_their_name() -> None:
    graph = parse("y1 = (x + 1) * (x - 1) + sum(x * [-2, 0.5]) + sum([[1, 2, 3], [4, 5, 6.25]])")
    called = [names.called(graph, node.id) for node in graph.nodes]
    assert {"y₁", "x", "1", "[−2, 0.5]", "[…]"} <= set(called)
    assert called.count("1") == 2
    assert names.listed(graph, ("x", "1′")) == "x, 1"


@pytest.mark.parametrize(
    "text, written, tex",
    [
        ("y = w1 * w_1", ("w1", "w_1"), (r"\mathrm{w1}", r"\mathrm{w\_1}")),
        ("y = alpha * α", ("alpha", "α"), (r"\mathrm{alpha}", r"\alpha")),
        ("y = alpha1 * α_1", ("alpha1", "α_1"), (r"\mathrm{alpha1}", r"\mathrm{{\alpha}\_1}")),
        ("y = w_1 * w2", ("w₁", "w₂"), ("w_{1}", "w_{2}")),
        ("y = α * w_a", ("α", "w_a"), (r"\alpha", "w_{a}")),
    ],
)
def test_names_that_would_look_alike_stand_as_they_were_typed(text, written, tex) -> None:
    graph = parse(text)
    leaves = [node.id for node in graph.leaves]
    assert tuple(names.called(graph, node) for node in leaves) == written
    assert tuple(names.tex_in(graph, node) for node in leaves) == tex


@given(st.lists(st.from_regex("[wα]_?[0-9]{0,2}", fullmatch=True), min_size=2, unique=True))
def test_no_two_nodes_of_a_graph_are_called_alike(found: list[str]) -> None:
    graph = Graph(tuple(Node(name) for name in found), found[0])
    assert len({names.called(graph, name) for name in found}) == len(found)
    assert len({names.tex_in(graph, name) for name in found}) == len(found)
