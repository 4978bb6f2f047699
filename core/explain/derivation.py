"""The chain rule of one event in stages: the rule in symbols, the gradient from above put in,
the numbers and the result; of arrays, their shapes; what two steps come to as one; at a fan-out,
the sum so far.

Everything comes from what really ran: the op's own templates, the recorded values, and the
contributions that had arrived before. Each line is TeX, and plain text for where TeX cannot go
(screen readers; names in letters that TeX fonts lack).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.engine import Array, is_scalar, repeated_axes
from core.explain import amounts, formulas, sums, whole
from core.explain.formulas import (
    Kind,
    Line,
    figure,
    local,
    matrix,
    partial_tex,
    place,
    sized,
    times,
    written,
)
from core.graph import Graph, Role
from core.ops import Op
from core.ops.base import fill
from core.rounding import written_gradient, written_share, written_value
from core.trace import Accumulate, Forward, Propagate, Seed, Trace

__all__ = ["Kind", "Line", "derivation"]

Drafts = Iterable[tuple[Kind, str]]  # formulas with places for the names of nodes


def derivation(trace: Trace, index: int) -> tuple[Line, ...]:
    """The lines for event number `index` of `trace`."""
    return tuple(formulas.line(trace.graph, kind, tex) for kind, tex in drafts(trace, index))


def drafts(trace: Trace, index: int) -> Drafts:
    """The same before the names are put in, for whoever sets names in another way or wants the
    first lines only."""
    event, graph = trace.events[index], trace.graph
    match event:
        case Forward():
            lines = _forward(trace, event)
        case Seed(node=node, gradient=gradient):
            one = "1" if is_scalar(gradient) else r"\mathbf{1}"
            lines = [(Kind.RULE, f"{partial_tex(graph, node)} = {one}")]
        case Propagate():
            lines = _Share(trace, event).lines()
        case Accumulate():
            lines = _accumulate(trace, event, index)
    return ((kind, tex) for kind, tex in lines if tex)


def _forward(trace: Trace, event: Forward) -> Drafts:
    node = trace.graph.node(event.node)
    if node.op is None:
        return [_leaf(trace.graph, event)]
    given = dict(zip(node.op.inputs, node.inputs, strict=True))
    symbols = {x: place(source) for x, source in given.items()} | dict(node.op.latex_parts)
    inputs = {x: written_value(trace, source) for x, source in given.items()}
    result = written_value(trace, node.id)
    shown = node.op.written(inputs | {"out": result})
    template = node.op.latex
    if node.op.elementwise and not any(map(is_scalar, inputs.values())):
        template = template.replace(r"\cdot", r"\odot")
    return [
        (Kind.RULE, f"{place(node.id)} = {fill(fill(template, **symbols), **symbols)}"),
        (Kind.NUMBERS, amounts.numbers(node.op.latex_for(shown) or template, shown, result)),
        (Kind.SHAPES, amounts.shapes(template, shown, "out")),
    ]


def _leaf(graph: Graph, event: Forward) -> tuple[Kind, str]:
    name, small = place(event.node), matrix(event.value)
    if graph.node(event.node).role is Role.CONSTANT and small:
        return Kind.NUMBERS, small
    sizes = rf"{name} \in \mathbb{{R}}^{{{times(event.value.shape)}}}"
    if is_scalar(event.value):
        return Kind.RULE, f"{name} = {written(event.value)}"
    return Kind.RULE, f"{name} = {small}" if small else sizes


@dataclass(frozen=True)
class _Share:
    """A gradient that travels back along one edge."""

    trace: Trace
    event: Propagate

    def lines(self) -> Drafts:
        yield Kind.RULE, self._rule()
        yield Kind.UPSTREAM, self._upstream()
        yield Kind.NUMBERS, self._numbers()
        yield Kind.SHAPES, self._shapes()
        yield Kind.WHOLE, whole.rule(self.trace, self.event)
        yield Kind.SUM, sums.so_far(self.trace, self.event)

    @cached_property
    def _op(self) -> Op:
        op = self.trace.op(self.event.edge.target)
        assert op is not None
        return op

    @cached_property
    def _input(self) -> str:
        return self._op.inputs[self.event.edge.slot]

    @cached_property
    def _template(self) -> str:
        """The contribution; elementwise products of arrays are written ⊙."""
        template = self._op.latex_rules[self._input]
        if self._op.elementwise:
            return template.replace(r"<dout> \cdot", rf"<dout> {self._dot}")
        return template

    @property
    def _dot(self) -> str:
        return r"\cdot" if is_scalar(self.event.upstream) else r"\odot"

    @cached_property
    def _symbols(self) -> dict[str, str]:
        graph, edge = self.trace.graph, self.event.edge
        inputs = zip(self._op.inputs, graph.node(edge.target).inputs, strict=True)
        found = {x: place(source) for x, source in inputs}
        found |= {"dout": partial_tex(graph, edge.target), "out": place(edge.target)}
        return found | {x: fill(tex, **found) for x, tex in self._op.latex_parts.items()}

    @cached_property
    def _values(self) -> Mapping[str, Array]:
        edge, trace = self.event.edge, self.trace
        sources = zip(self._op.inputs, trace.graph.node(edge.target).inputs, strict=True)
        found = {x: written_value(trace, source) for x, source in sources}
        out = written_value(trace, edge.target)
        return self._op.written(found | {"dout": self._from_above, "out": out})

    @cached_property
    def _from_above(self) -> Array:
        return written_gradient(self.trace, self.event.edge.target, self.event.upstream)

    @cached_property
    def _added_up(self) -> str:
        """Σ over the axes along which the source was repeated; empty if none was."""
        return repeats(self.event)

    def _rule(self) -> str:
        graph, edge = self.trace.graph, self.event.edge
        several = len(self.trace.arrivals[edge.source]) > 1
        becomes = r"\; {+}{=} \;" if several else "="  # a share of the sum; no \mathrel in ziamath
        start = f"{partial_tex(graph, edge.source)} {becomes} {self._added_up}"
        if self._op.elementwise:
            start += f"{self._symbols['dout']} {self._dot} {local(graph, edge)} = {self._added_up}"
        return start + fill(self._template, **self._symbols)

    def _upstream(self) -> str:
        """What has arrived from above in its place, the local derivative still in symbols."""
        if put_in := self.put_in():
            return f"= {put_in}"
        name = next(x for x in ("G", "D", "U", r"\Gamma") if x not in self.trace.graph)
        named = fill(self._open_template, **self._symbols | {"dout": name})
        inside = formulas.interval(self._from_above)
        return rf"= {self._added_up}{named}, \quad {name} = {self._symbols['dout']} {inside}"

    def put_in(self) -> str:
        """The same without its equals sign; empty where that is too large to be written."""
        template, small = self._open_template, matrix(self._from_above)
        if r"<dout>^" in template:
            small = f"{{{small}}}"  # only there: each group doubles the time to set a matrix
        filled = fill(template, **self._symbols | {"dout": small})
        return f"{self._added_up}{filled}" if small else ""

    @property
    def _open_template(self) -> str:
        """The contribution before the local derivative is put in."""
        if self._op.elementwise and not self._has_symbols:
            return rf"<dout> {self._dot} {local(self.trace.graph, self.event.edge)}"
        return self._template

    @property
    def _has_symbols(self) -> bool:
        """Does the local derivative depend on the inputs? Of + and − it is a number."""
        return bool(re.search(r"<(?!dout>)", self._template))

    def _numbers(self) -> str:
        event, result = self.event, written_share(self.trace, self.event)
        if self._op.elementwise and not is_scalar(event.upstream):
            values = {"dout": self._from_above, "local": self._slope()}
            template = rf"<dout> {self._dot} <local>" if self._has_symbols else self._template
            return amounts.numbers(template, values, result, self._added_up)
        steps = ""
        if self._op.elementwise and self._has_symbols and event.local is not None:
            steps = f"{figure(event.upstream)} {self._dot} {figure(event.local)}"
        return amounts.numbers(self._template, self._values, result, self._added_up, steps)

    def _slope(self) -> Array:
        """∂target/∂source of each element: the op's own rule for an upstream gradient of 1."""
        if self.event.local is not None:
            return self.event.local
        rule = self._op.rules[self._input]
        given = self.trace.arguments(self.event.edge.target)
        with np.errstate(all="ignore"):
            return np.asarray(rule(np.ones_like(self.event.upstream), *given))

    def _shapes(self) -> str:
        if self._added_up:
            event = self.event
            return f"{sized(event.contribution.shape)} = {self._added_up}{sized(event.share.shape)}"
        return amounts.shapes(self._template, self._values, self._input)


def repeats(event: Propagate) -> str:
    """Σ over the axes along which the source was repeated; empty if none was."""
    return formulas.sum_over(repeated_axes(event.share.shape, event.contribution.shape))


def _accumulate(trace: Trace, event: Accumulate, index: int) -> Drafts:
    arrived = (trace.events[i] for i in trace.arrivals[event.node])
    paths = [arrival for arrival in arrived if isinstance(arrival, Propagate)]
    graph = trace.graph
    ways = [
        f"{repeats(p)}{partial_tex(graph, p.edge.target)} {local(graph, p.edge)}" for p in paths
    ]
    yield Kind.RULE, f"{partial_tex(graph, event.node)} = {sums.of_products(ways)}"
    if len(paths) == len(event.terms):  # else there was a mistake in the run
        yield _put_in(trace, paths)
    yield Kind.NUMBERS, sums.numbers(trace, event, index)
    if not is_scalar(event.total):
        yield Kind.SHAPES, f"{sized(event.total.shape)} = {sums.in_shapes(event.terms)}"


def _put_in(trace: Trace, paths: Sequence[Propagate]) -> tuple[Kind, str]:
    """What arrives on every path; of single numbers, the local derivatives as well."""
    alone = [p for p in paths if is_scalar(p.upstream)]
    products = [
        rf"{figure(p.upstream)} \cdot {figure(p.local)}" for p in alone if p.local is not None
    ]
    if len(products) == len(paths):
        return Kind.PRODUCTS, f"= {sums.of_products(products)}"
    terms = [_Share(trace, p).put_in() for p in paths]
    return Kind.UPSTREAM, f"= {sums.of_products(terms)}" if all(terms) else ""
