"""The chain rule of one event, as formulas: the rule, the numbers put in, the result.

Everything comes from what really ran: the op's own templates, the recorded values, and the
contributions that had arrived before. Each line is TeX, and plain text for where TeX cannot go
(screen readers; names in letters that TeX fonts lack).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core import names
from core.engine import Array, repeated_axes
from core.format import MINUS, latex_number, number, shape
from core.graph import Edge, Graph, Role
from core.narration import MOST_TERMS, is_scalar, partial, sum_line
from core.ops.base import fill
from core.trace import Accumulate, Forward, Propagate, Seed, Trace

DIGITS = 10  # of the numbers on the card

_PLACE = re.compile(r"<(\w+)>(\^\\top)?")
_ONLY_PRODUCTS = re.compile(r"(\\,|\\sum_\{n\}|\+|\s)*")

# brackets around a number where no operator stands before it and no power after it
_FIGURE = r"(?:\{-\})?[\d.]+(?: \\cdot 10\^\{[{}\d-]+\})?"
_NEEDLESS = re.compile(rf"(^|\(|, |\\[gl]e |> |< )\(({_FIGURE})\)(?=\)|,| \\[gl]e| [><+]|$)")


class Kind(StrEnum):
    RULE = "rule"
    NUMBERS = "numbers"
    SHAPES = "shapes"


@dataclass(frozen=True)
class Line:
    """One formula. `tex` is empty where it cannot be set."""

    kind: Kind
    tex: str
    plain: str


def derivation(trace: Trace, index: int) -> tuple[Line, ...]:
    """The lines for event number `index` of `trace`."""
    event = trace.events[index]
    match event:
        case Forward():
            return _forward(trace, event)
        case Seed(node=node):
            return (_rule(trace.graph, f"{_partial(node)} = 1", f"{_said(trace, node)} = 1"),)
        case Propagate():
            return _propagate(trace, event)
        case Accumulate():
            return _accumulate(trace, event)


# what an event becomes


def _forward(trace: Trace, event: Forward) -> tuple[Line, ...]:
    node = trace.graph.node(event.node)
    if node.op is None:
        return (_leaf(trace.graph, event),)
    given = dict(zip(node.op.inputs, node.inputs, strict=True))
    symbols = {x: _mark(source) for x, source in given.items()}
    plain = f"{names.plain(node.id)} = {node.op.name}({names.listed(trace.graph, node.inputs)})"
    lines = [_rule(trace.graph, f"{_mark(node.id)} = {fill(node.op.latex, **symbols)}", plain)]
    values = {x: trace.values[source] for x, source in given.items()}
    if all(is_scalar(value) for value in [*values.values(), event.value]):
        figures = {x: _figure(value) for x, value in values.items()}
        lines.append(_numbers(f"{fill(node.op.latex, **figures)} = ", event.value))
    else:
        lines += _shapes(node.op.latex, event.value, values)
        if is_scalar(event.value):
            lines.append(_numbers("= ", event.value))
    return tuple(lines)


def _leaf(graph: Graph, event: Forward) -> Line:
    if is_scalar(event.value):
        if graph.node(event.node).role is Role.CONSTANT:
            return _numbers("", event.value)
        tex, plain = _written(event.value), number(event.value, DIGITS)
        return _rule(
            graph, f"{_mark(event.node)} = {tex}", f"{names.called(graph, event.node)} = {plain}"
        )
    sizes = rf"{_mark(event.node)} \in \mathbb{{R}}^{{{_times(event.value.shape)}}}"
    return _rule(graph, sizes, f"{names.called(graph, event.node)}: {shape(event.value)}")


def _propagate(trace: Trace, event: Propagate) -> tuple[Line, ...]:
    graph, edge = trace.graph, event.edge
    op = graph.node(edge.target).op
    assert op is not None
    template = op.latex_rules[op.inputs[edge.slot]]
    several = len(trace.arrivals[edge.source]) > 1
    becomes = r"\; {+}{=} \;" if several else "="  # a share of the sum; ziamath drops \mathrel
    upstream, added_up = _partial(edge.target), _sum_sign(event)
    equation = f"{_partial(edge.source)} {becomes} {added_up}"
    if op.elementwise:
        product = r"\cdot" if is_scalar(event.upstream) else r"\odot"
        template = template.replace(r"<dout> \cdot", rf"<dout> {product}")
        equation += f"{upstream} {product} {_local(edge)} = {added_up}"
    places = {x: _mark(source) for x, source in zip(op.inputs, _inputs(graph, edge), strict=True)}
    places |= {"dout": upstream, "out": _mark(edge.target)}
    plain = f"{_said(trace, edge.source)} = {_chain(trace, event)}"
    return (_rule(graph, equation + fill(template, **places), plain), *_put_in(trace, event))


def _put_in(trace: Trace, event: Propagate) -> tuple[Line, ...]:
    """The rule with numbers; of arrays, with shapes."""
    if added_up := _sum_sign(event):
        return (_shape_line(event.contribution, f"{added_up}({_times(event.share.shape)})"),)
    graph, edge = trace.graph, event.edge
    op = graph.node(edge.target).op
    assert op is not None
    template = op.latex_rules[op.inputs[edge.slot]]
    sources = zip(op.inputs, _inputs(graph, edge), strict=True)
    values = {x: trace.values[source] for x, source in sources}
    values |= {"dout": event.upstream, "out": trace.values[edge.target]}
    if not all(is_scalar(value) for value in [*values.values(), event.contribution]):
        return _shapes(template, event.contribution, values)
    earlier = _earlier(trace, event)
    figures = {x: _figure(value) for x, value in values.items()}
    start = "".join(f"{_written(term)} + " for term in earlier[:1])
    total = sum(earlier[1:], earlier[0]) if earlier else None
    if len(earlier) > 1 and total is not None:
        start = f"{_written(total)} + "
    result = event.contribution if total is None else total + event.contribution
    return (_numbers(f"{start}{fill(template, **figures)} = ", result),)


def _earlier(trace: Trace, event: Propagate) -> list[Array]:
    """The contributions that reached the same node before."""
    before: list[Array] = []
    for i in trace.arrivals[event.edge.source]:
        other = trace.events[i]
        if other is event or not isinstance(other, Propagate):
            break
        before.append(other.contribution)
    return before


def _accumulate(trace: Trace, event: Accumulate) -> tuple[Line, ...]:
    arrived = (trace.events[i] for i in trace.arrivals[event.node])
    paths = [arrival for arrival in arrived if isinstance(arrival, Propagate)]
    products = [f"{_sum_sign(p)}{_partial(p.edge.target)} {_local(p.edge)}" for p in paths]
    if len(products) > MOST_TERMS:
        products = [products[0], r"\cdots", products[-1]]
    tex = f"{_partial(event.node)} = {' + '.join(products)}"
    plain = f"{_said(trace, event.node)} = {' + '.join(_chain(trace, p) for p in paths)}"
    lines = [_rule(trace.graph, tex, plain)]
    if is_scalar(event.total):
        terms = [_figure(term) for term in event.terms]
        if len(terms) > MOST_TERMS:
            terms = [terms[0], r"\cdots", terms[-1]]
        written = sum_line(event.terms, event.total)
        tex = f"{' + '.join(terms)} = {_written(event.total)}"
        lines.append(Line(Kind.NUMBERS, _NEEDLESS.sub(r"\1\2", tex), written))
    return tuple(lines)


# pieces of formulas


def _partial(node: str) -> str:
    """∂output/∂node, with places for the names."""
    return rf"\frac{{\partial <output>}}{{\partial {_mark(node)}}}"


def _local(edge: Edge) -> str:
    return rf"\frac{{\partial {_mark(edge.target)}}}{{\partial {_mark(edge.source)}}}"


def _said(trace: Trace, node: str) -> str:
    return partial(trace.graph, node)


def _chain(trace: Trace, event: Propagate) -> str:
    """The two factors of a contribution, in plain text."""
    target = names.called(trace.graph, event.edge.target)
    source = names.called(trace.graph, event.edge.source)
    return f"{_spoken(_sum_sign(event))}{_said(trace, event.edge.target)} · ∂{target}/∂{source}"


def _sum_sign(event: Propagate) -> str:
    """Σ over the axes along which the source was repeated (0 is i, 1 is j); empty if none was."""
    axes = repeated_axes(event.share.shape, event.contribution.shape)
    letters = ", ".join(chr(ord("i") + axis) for axis in axes)
    return rf"\sum_{{{letters}}} " if letters else ""


def _inputs(graph: Graph, edge: Edge) -> tuple[str, ...]:
    return graph.node(edge.target).inputs


def _mark(node: str) -> str:
    """A place in a formula where the TeX of a node's name will stand."""
    return f"⟨{node}⟩"


def _rule(graph: Graph, tex: str, plain: str) -> Line:
    """A line with names: put them in, or do without TeX if one of them cannot be set."""
    tex = tex.replace("<output>", _mark(graph.output))
    used = {node for node in re.findall("⟨(.*?)⟩", tex) if node in graph}
    written = {node: _name(graph, node) for node in used}
    if any(name is None for name in written.values()):
        return Line(Kind.RULE, "", plain)
    return Line(Kind.RULE, re.sub("⟨(.*?)⟩", lambda m: written[m[1]] or "", tex), plain)


def _name(graph: Graph, node: str) -> str | None:
    found = graph.node(node)
    if found.role is Role.CONSTANT and isinstance(found.literal, float):
        return _figure(np.array(found.literal))
    if not names.settable(node):
        return None
    return r"\mathrm{const}" if found.role is Role.CONSTANT else names.tex(node)


def _numbers(before: str, result: Array) -> Line:
    tex = _NEEDLESS.sub(r"\1\2", f"{before}{_written(result)}")
    return Line(Kind.NUMBERS, tex, _spoken(tex))


def _spoken(tex: str) -> str:
    """Figures in TeX as plain text."""
    plain = tex.replace(r"\cdot", "·").replace(r"\times", "×").replace(r"\odot", "⊙")
    plain = plain.replace(r"\sum", "Σ")
    return re.sub(r"[\\{}]", "", plain.replace("-", MINUS))


def _written(value: Array) -> str:
    """A number in TeX, its minus close to it."""
    return latex_number(value, DIGITS).replace("-", "{-}", 1)


def _figure(value: Array) -> str:
    """A number as a factor: in brackets where it brings an operator of its own, − or ·10ⁿ."""
    tex = _written(value)
    return f"({tex})" if tex.startswith("{-}") or r"\cdot" in tex else tex


def _shapes(template: str, result: Array, values: dict[str, Array]) -> tuple[Line, ...]:
    """`(784×50) = (784×100)·(100×50)`, for rules that are nothing but products."""
    bare = _PLACE.sub("", template)
    if not _ONLY_PRODUCTS.fullmatch(bare):
        return ()
    tex = _PLACE.sub(_shape_of(values), template)
    tex = re.sub(r"\)\s*(\\,)?\s*\(", r") \\cdot (", tex)
    return (_shape_line(result, tex),)


def _shape_line(result: Array, made_of: str) -> Line:
    tex = f"({_times(result.shape)}) = {made_of}"
    return Line(Kind.SHAPES, tex, _spoken(tex))


def _shape_of(values: dict[str, Array]) -> Callable[[re.Match[str]], str]:
    def sizes(found: re.Match[str]) -> str:
        extents = values[found[1]].shape
        return f"({_times(extents[::-1] if found[2] else extents)})"

    return sizes


def _times(extents: tuple[int, ...]) -> str:
    return r" \times ".join(map(str, extents)) or "1"
