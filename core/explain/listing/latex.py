"""A whole run as LaTeX: every step of the forward and the backward pass, in the card's stages.

The result is a fragment for a document that loads amsmath and amssymb, or a document by itself.
Names in letters that LaTeX needs a special engine for (Chinese) are set as text.
"""

import re

from core import names
from core.explain.breaking import pieces, summands
from core.explain.derivation import drafts
from core.explain.formulas import Kind, for_latex
from core.explain.listing.literals import remark
from core.explain.listing.numpy_script import sound, title
from core.graph import Graph, Role
from core.trace import Event, Forward, Trace

_PREAMBLE = r"""
\documentclass{article}
\usepackage{amsmath,amssymb}
""".strip()
_CHINESE = r"\usepackage{ctex}  % for XeLaTeX or LuaLaTeX"
_MATRIX = re.compile(r"\\begin\{pmatrix\} .*? \\end\{pmatrix\}")
_MOST_ACROSS = 8  # columns of numbers in a row: as many as there are between the margins
_NEEDS = "% needs amsmath and amssymb"
_NEEDS_MORE = f"{_NEEDS}, and ctex with XeLaTeX or LuaLaTeX"


def latex(trace: Trace, document: bool = False) -> str:
    """The derivation: a fragment of align* blocks, which says what it needs, or a document."""
    trace = sound(trace)
    plain = all(map(names.settable, _ids(trace.graph)))
    head, body = f"% {remark(title(trace.graph))}", ["", r"\allowdisplaybreaks", *_passes(trace)]
    if document:
        extra = [] if plain else [_CHINESE]
        parts = [_PREAMBLE, *extra, r"\begin{document}", head, *body, r"\end{document}"]
    else:
        parts = [head, _NEEDS if plain else _NEEDS_MORE, *body]
    return "\n".join(parts) + "\n"


def step_formula(trace: Trace, index: int) -> str:
    """One step, as a fragment."""
    return "\n".join(_block(trace, index))


def _passes(trace: Trace) -> list[str]:
    lines: list[str] = []
    for i, event in enumerate(trace.events):
        if i in (0, trace.forward_count):
            name = "Forward" if isinstance(event, Forward) else "Backward"
            lines += ["", rf"\paragraph{{{name} pass}}"]
        if not _is_constant(trace, event):
            lines += _block(trace, i)
    return lines


def _is_constant(trace: Trace, event: Event) -> bool:
    """A constant stands in the formulas with its number."""
    return isinstance(event, Forward) and trace.graph.node(event.node).role is Role.CONSTANT


def _block(trace: Trace, index: int) -> list[str]:
    graph = trace.graph
    rows = [row for kind, tex in drafts(trace, index) for row in _rows(graph, kind, tex)]
    return [r"\begin{align*}", " \\\\\n".join(f"  {row}" for row in rows), r"\end{align*}"]


def _rows(graph: Graph, kind: Kind, tex: str) -> list[str]:
    """A line of the derivation; one that is too long for a page is broken before an equals sign or
    a summand."""
    tex = for_latex(graph, kind, tex)
    if _across(tex) <= _MOST_ACROSS:
        return [_row(kind, tex)]
    sides, rows = pieces(tex), list[str]()
    if sides[0][0] != "=":
        sides[:2] = [" ".join(sides[:2])]  # a name does not stand alone
    for part in (term for side in sides for term in summands(side)):
        if rows and part[0] in "+-" and _across(rows[-1]) + _across(part) <= _MOST_ACROSS:
            rows[-1] += f" {part}"
        elif part[0] in "+-":
            rows.append(rf"&\quad {{}} {part}")
        else:
            rows.append(_row(kind, part))
    return rows


def _across(tex: str) -> int:
    """Columns of numbers, one beside the other."""
    beside = _MATRIX.findall(tex)
    return len(beside) + sum(matrix.partition(r" \\ ")[0].count(" & ") for matrix in beside)


def _row(kind: Kind, tex: str) -> str:
    """Aligned at the first equals sign outside of all groups; shapes stand beside."""
    if kind is Kind.SHAPES:
        return rf"& {tex}"
    for sign in (r"\; {+}{=} \;", "= ", r"\in "):
        at = tex.find(sign)
        if at >= 0 and tex.count("{", 0, at) == tex.count("}", 0, at):
            return f"{tex[:at]}&{tex[at:]}"
    return f"& {tex}"


def _ids(graph: Graph) -> list[str]:
    return [node.id for node in graph.nodes if node.id.isidentifier()]
