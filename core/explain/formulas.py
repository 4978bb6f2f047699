"""Pieces of formulas: names, numbers, small matrices, shapes.

A formula is first written with *places* for the names of nodes, since a name may be one that TeX
cannot set (Chinese letters): then the line is shown as plain text. Plain text is read off the TeX
by `aloud.spoken`, so that both always say the same.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

import numpy as np

from core import names
from core.engine import Array
from core.explain.aloud import spoken
from core.format import bracketed, latex_number
from core.graph import Edge, Graph, Role

DIGITS = 10  # of a number that stands alone
MATRIX_DIGITS = 3
MOST_ROWS, MOST_COLUMNS = 4, 4  # of a matrix that is written out
MOST_ALONE = 6  # numbers of a row or of a column
MOST_ACROSS = 11  # columns in one line

_OPEN, _CLOSE = "\ue000", "\ue001"  # around the id of a node whose name will stand there
_PLACE = re.compile(f"{_OPEN}(.*?){_CLOSE}")

# brackets around a number where no operator stands before it and no power after it
_FIGURE = r"(?:\{-\})?(?:(?:[\d.]|\\,)+|\\infty)(?: \\cdot 10\^\{[{}\d-]+\})?"
_BEFORE, _AFTER = r"^|[(|]|(?<!\^)\{|, |= |\\[gl]e |> |< ", r"[)|,]|\}(?!\^)| =| \\[gl]e| [><+]|$"
_NEEDLESS = re.compile(rf"({_BEFORE})\(({_FIGURE})\)(?={_AFTER})")

_TRANSPOSED = re.compile(r"<(?!dout)(\w+)>\^\\top")  # what arrives from above is shown before it
_FACTORS = re.compile(r"<(\w+)>(\^\\top)?(?:\\,|\s)*(?=<(\w+)>(\^\\top)?)")  # with no sign between
_NAN = latex_number(np.nan)
_OPPOSITE = {r"\ge": "<", ">": r"\le", r"\le": ">", "<": r"\ge"}
_INDICATOR = re.compile(r"1\((.+?) (\\[gl]e|[<>]) (.+?)\)(?!\))")


class Kind(StrEnum):
    """The stage of a derivation that a line belongs to."""

    RULE = "rule"  # in symbols
    UPSTREAM = "upstream"  # the gradient that arrives from above is put in
    PRODUCTS = "products"  # at a sum: what arrives and the local derivatives, on every path
    NUMBERS = "numbers"  # everything is put in, and the result
    SHAPES = "shapes"
    WHOLE = "whole"  # what this step and the one above it come to, as one
    SUM = "sum"  # what has arrived so far at a fan-out


@dataclass(frozen=True)
class Line:
    """One formula. `tex` is empty where it cannot be set; `plain` says it without TeX."""

    kind: Kind
    tex: str
    plain: str


def line(graph: Graph, kind: Kind, tex: str) -> Line:
    """A finished line: names in their places, needless brackets gone."""
    said, tex = plain(graph, kind, tex), _tidy_line(kind, tex)
    written = {node: _name(graph, node) for node in _PLACE.findall(tex)}
    if any(name is None for name in written.values()):
        return Line(kind, "", said)
    return Line(kind, _PLACE.sub(lambda found: written[found[1]] or "", tex), said)


def plain(graph: Graph, kind: Kind, tex: str) -> str:
    """The line without TeX."""
    tex = _tidy_line(kind, tex)
    nodes, numbered = _PLACE.findall(tex), count()
    said = spoken(_PLACE.sub(lambda _: f"{_OPEN}{next(numbered)}{_CLOSE}", tex))  # no - in names
    return _PLACE.sub(lambda found: _spoken_name(graph, nodes[int(found[1])]), said)


def tidied(tex: str) -> str:
    """Without brackets that a number needs only beside an operator: `|(-3)|` is `|-3|`."""
    return _NEEDLESS.sub(r"\1\2", tex)


def _tidy_line(kind: Kind, tex: str) -> str:
    return tex if kind is Kind.SHAPES else tidied(tex)


def for_latex(graph: Graph, kind: Kind, tex: str) -> str:
    """A formula for LaTeX, which can set any name: as text, if need be."""
    worded = _PLACE.sub(lambda m: _name(graph, m[1]) or rf"\text{{{names.words_tex(m[1])}}}", tex)
    return _tidy_line(kind, worded)


def place(node: str) -> str:
    """Where the name of a node will stand."""
    return f"{_OPEN}{node}{_CLOSE}"


def _spoken_name(graph: Graph, node: str) -> str:
    return bracketed(names.called(graph, node))


def _name(graph: Graph, node: str) -> str | None:
    found = graph.node(node)
    if found.role is Role.CONSTANT and isinstance(found.literal, float):
        return figure(np.array(found.literal))
    if found.role is Role.CONSTANT and found.literal is not None:
        return matrix(np.array(found.literal)) or r"\mathrm{const}"
    return names.tex_in(graph, node) if names.settable(node) else None


def partial_tex(graph: Graph, node: str) -> str:
    """∂output/∂node."""
    return rf"\frac{{\partial {place(graph.output)}}}{{\partial {place(node)}}}"


def local(graph: Graph, edge: Edge) -> str:
    """∂target/∂source; in x·x it says whether the first or the second x is meant."""
    which = names.input_meant(graph, edge)
    mark = f"^{{({which})}}" if which else ""
    return rf"\frac{{\partial {place(edge.target)}}}{{\partial {place(edge.source)}{mark}}}"


def sum_over(axes: Iterable[int]) -> str:
    """Σ over axes that are called i, j, …; nothing for no axes."""
    letters = ", ".join(chr(ord("i") + axis) for axis in axes)
    return rf"\sum_{{{letters}}} " if letters else ""


# numbers and arrays


def written(value: Array, digits: int = DIGITS) -> str:
    """A number in TeX, its minus close to it."""
    return latex_number(value, digits).replace("-", "{-}", 1)


def figure(value: Array) -> str:
    """A number as a factor: in brackets where it brings an operator of its own, − or ·10ⁿ."""
    tex = written(value)
    return f"({tex})" if tex.startswith("{-}") or r"\cdot" in tex else tex


def matrix(value: Array, turned: bool = False) -> str:
    """A small array with its numbers, one number as a factor; empty if it is not small."""
    if value.size == 1:
        return figure(value)
    rows = np.atleast_2d(value.T if turned else value)
    if value.ndim > 2 or not value.size or not _is_small(*rows.shape):
        return ""
    cells = r" \\ ".join(
        " & ".join(latex_number(cell, MATRIX_DIGITS) for cell in row) for row in rows
    )
    return rf"\begin{{pmatrix}} {cells} \end{{pmatrix}}"


def _is_small(rows: int, columns: int) -> bool:
    if 1 in (rows, columns):
        return max(rows, columns) <= MOST_ALONE
    return rows <= MOST_ROWS and columns <= MOST_COLUMNS


def columns(value: Array) -> int:
    """How much room the array takes across."""
    return value.shape[-1] if value.ndim else 1


def upright(value: Array) -> Array:
    """A vector as a column: several rows of numbers would be too long for a line."""
    return value[:, np.newaxis] if value.ndim == 1 else value


def times(extents: tuple[int, ...]) -> str:
    """A shape: `100 × 784`; of a single number, 1."""
    return r" \times ".join(map(str, extents)) or "1"


def sized(extents: tuple[int, ...]) -> str:
    """A shape in brackets: `(100 × 784)`, and of a vector `(50,)`, as NumPy has it; its comma in a
    group, since TeX leaves a space after one that stands free."""
    comma = "{,}" if len(extents) == 1 else ""
    return f"({times(extents)}{comma})"


def interval(value: Array) -> str:
    """Where the numbers of an array lie: `∈ [−1, 2]^{100×50}`."""
    if not value.size or not np.isfinite(value).all():
        return rf"\in \mathbb{{R}}^{{{times(value.shape)}}}"
    low, high = written(value.min(), 3), written(value.max(), 3)
    return rf"\in [{low}, {high}]^{{{times(value.shape)}}}"


def put_in(template: str, values: Mapping[str, Array]) -> str:
    """The template with numbers and small matrices, transposed ones turned; empty if one of
    them is too large. A matrix that is transposed and nothing else stays as it is: turned, it
    would be the result."""
    found = re.findall(r"<(\w+)>(\^\\top)?", template)
    alone = _TRANSPOSED.fullmatch(template)
    if alone and values[alone[1]].ndim == 2 and (small := matrix(values[alone[1]])):
        return rf"{{{small}}}^\top"
    texts = {(name, top): matrix(values[name], bool(top)) for name, top in found}
    if not all(texts.values()):
        return ""

    def with_sign(factors: re.Match[str]) -> str:
        """Two matrices side by side are a product; two numbers, 2 and 1, are twenty-one."""
        left, top, right, right_top = factors.groups("")
        both = texts[left, top] + texts[right, right_top]
        return factors[0] if both.count("pmatrix") == 4 else rf"<{left}>{top} \cdot "

    template = _FACTORS.sub(with_sign, template)
    filled = re.sub(r"<(\w+)>(\^\\top)?", lambda m: texts[m[1], m[2] or ""], template)
    return _INDICATOR.sub(_as_it_ran, filled)


def _as_it_ran(found: re.Match[str]) -> str:
    """1(x ≥ y) of nan, which is neither: a gate asks that it is not closed, ¬(x < y)."""
    left, relation, right = found.groups()
    if _NAN not in left + right:
        return found[0]
    return rf"1(\lnot({left} {_OPPOSITE[relation]} {right}))"


def total(values: Iterable[Array], most: int, sign: str) -> str:
    """Numbers or shapes as a sum; of many, the first ones and the last."""
    terms = [_term(value) for value in values]
    if len(terms) > most:
        terms = [*terms[: most - 2], sign, terms[-1]]
    return " + ".join(terms)


def _term(value: Array) -> str:
    return figure(value) if value.size == 1 else sized(value.shape)
