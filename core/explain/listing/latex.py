"""A whole run as LaTeX: every step of the forward and the backward pass, in the card's stages.

The result is a fragment for a document that loads amsmath and amssymb, or a document by itself.
Names in letters that LaTeX needs a special engine for (Chinese) are set as text.
"""

from core import names
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
    rows = [_row(kind, for_latex(trace.graph, kind, tex)) for kind, tex in drafts(trace, index)]
    return [r"\begin{align*}", " \\\\\n".join(f"  {row}" for row in rows), r"\end{align*}"]


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
