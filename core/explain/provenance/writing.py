"""How single numbers and parts of arrays are written: `Y[2, 0]`, `X[2, :] · W[:, 0] + b[0]`."""

import re
from collections.abc import Sequence

import numpy as np

from core.explain.aloud import spoken
from core.explain.provenance.cells import (
    Cell,
    Origin,
    Part,
    Source,
    array_of,
    behind,
    left_over,
    ways,
)
from core.graph import Edge
from core.names import called, partial
from core.ops import Op
from core.ops.base import fill
from core.trace import Trace

_MOST_WAYS = 3  # whose formulas are written as a sum
_ONES = r" \cdot \mathbf{1}"  # of the whole array; each of its numbers has a factor of 1


def written_cell(trace: Trace, cell: Cell) -> str:
    """`Y[2, 0]`, or `∂L/∂Y[2, 0]`."""
    index = ", ".join(map(str, cell.index))
    return name_of(trace, cell.node, cell.part) + (f"[{index}]" if cell.index else "")


def written_source(trace: Trace, source: Source) -> str:
    """`X[2, :]`: a range that is not a single number or everything is written as one."""
    array = array_of(trace, source.node, source.part)
    shape = np.shape(array) if array is not None else ()
    spans = ", ".join(_span(s, n) for s, n in zip(source.box, shape, strict=True))
    return name_of(trace, source.node, source.part) + (f"[{spans}]" if spans else "")


def _span(span: slice, extent: int) -> str:
    if span.stop - span.start == 1 and extent > 1:
        return str(span.start)
    return ":" if (span.start, span.stop) == (0, extent) else f"{span.start}:{span.stop}"


def name_of(trace: Trace, node: str, part: Part) -> str:
    return called(trace.graph, node) if part is Part.VALUE else partial(trace.graph, node)


def formula(trace: Trace, cell: Cell, found: Origin) -> str:
    """The op's own formula, with the parts of the arrays that this number reads. Where several
    paths meet, the sum of theirs; of many, what is read on all of them."""
    if cell.part is Part.VALUE:
        op = trace.op(cell.node)
        return _written(trace, op, op.latex, found.sources) if op else ""
    edges = ways(trace, cell.node)
    if 0 < len(edges) <= _MOST_WAYS and not left_over(trace, cell.node):
        return " + ".join(_of_way(trace, edge, cell) for edge in edges)
    return _listed(trace, found.sources)


def _of_way(trace: Trace, edge: Edge, cell: Cell) -> str:
    """The rule of one edge."""
    op = trace.op(edge.target)
    assert op is not None
    template = op.latex_rules[op.inputs[edge.slot]]
    return _written(trace, op, template.replace(_ONES, ""), behind(trace, edge, cell.index))


def _written(trace: Trace, op: Op, template: str, sources: Sequence[Source]) -> str:
    """The template; where two parts of one array have the same role, a list of all."""
    named = {source.role: written_source(trace, source) for source in sources}
    if len(named) < len(sources) or not named:
        return _listed(trace, sources)
    return _filled(op, template, named)


def _listed(trace: Trace, sources: Sequence[Source]) -> str:
    return ", ".join(dict.fromkeys(written_source(trace, source) for source in sources))


def _filled(op: Op, template: str, sources: dict[str, str]) -> str:
    """The template as plain text. A product is written with a dot: row · column."""
    template = template.replace(r"\,", r"\cdot")
    template = re.sub(r"(\^\\top) (?=<)", r"\1 \\cdot ", template)
    template = fill(template, **{**_kept(template), **op.latex_parts})
    names = {name: text.replace("/", "∕") for name, text in sources.items()}
    return spoken(fill(template, **_kept(template) | names)).replace("∕", "/")


def _kept(template: str) -> dict[str, str]:
    """The places of a template, to be left as they are."""
    return {name: f"<{name}>" for name in re.findall(r"<(\w+)>", template)}
