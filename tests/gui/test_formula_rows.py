"""Rows are measured where a bracket grows with them, and nothing else is different."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from core.explain.breaking import pieces
from core.explain.derivation import derivation
from core.language.expression import parse
from core.trace import run
from core.values import starting_values
from gui.formula import _set, _ziamath

BRACKETS = [
    r"\frac{1}{N} \sum_{n} \left(\frac{a}{\left(b + \frac{c}{d}\right)^2}\right)",
    r"{\begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}}^\top \cdot \frac{(x)^2}{\sqrt{y^{y^2}}}",
    r"(\frac{a}{b})^{\left(\frac{a}{b}\right)} \widehat{x} \bar{y} |x| \langle \frac{a}{b} \rangle",
]


def nested(depth: int) -> str:
    return "x" if depth == 0 else rf"\frac{{1}}{{1 + {nested(depth - 1)}}}"


@pytest.fixture
def nodes_made(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], int]]:
    """How many parts ziamath makes to set a formula."""
    _ziamath()
    from ziamath.nodes import Mnode

    made, make = [], Mnode.fromelement.__func__
    monkeypatch.setattr(
        Mnode, "fromelement", classmethod(lambda *a, **k: made.append(a) or make(*a, **k))
    )

    def count(tex: str) -> int:
        made.clear()
        assert _set(tex)
        return len(made)

    yield count


def test_a_fraction_in_a_fraction_costs_no_more_than_its_letters(nodes_made) -> None:
    """Each made all that stands in it twice."""
    costs = [nodes_made(nested(depth)) for depth in range(1, 6)]
    assert len({b - a for a, b in pairwise(costs)}) == 1, costs


def test_every_formula_is_the_same_to_the_last_point(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*BRACKETS, nested(3)]
    graph = parse("y = exp(x * w)")
    trace = run(graph, starting_values(graph, {"x": (1.5, -2.0), "w": 3.0}))
    lines = (line for index in range(len(trace)) for line in derivation(trace, index))
    texts += dict.fromkeys(piece for line in lines for piece in pieces(line.tex))
    _ziamath()
    from ziamath.nodes.mrow import Mrow

    quick = list(map(_set, texts))
    monkeypatch.setattr(Mrow, "_get_height_nostretch", Mrow._get_height_nostretch.__wrapped__)
    assert quick == list(map(_set, texts))
