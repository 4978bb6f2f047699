"""A gradient that is a sum, where a value is used more than once: what has arrived so far, and the
total. Written in numbers where they can be read, of larger arrays in shapes."""

from collections.abc import Sequence

import numpy as np

from core.engine import Array
from core.explain import amounts, formulas
from core.explain.formulas import partial_tex, sized
from core.rounding import written_gradient, written_terms
from core.trace import Accumulate, Propagate, Trace

_MOST_TERMS = 6  # of a sum on the card
_PLAIN_TERMS = 3  # of a sum of products
_DOTS = r"\cdots"
_ROWS = 2  # of a sum, which can be broken at each plus
_LOW = 3  # numbers, one below the other, in a sum that is open: below it, the code is to be seen


def so_far(trace: Trace, event: Propagate) -> str:
    """`∂L/∂x = 3 + 2 + …`, as long as it is open; empty where one contribution is all."""
    node = event.edge.source
    arrivals = trace.arrivals[node]
    if len(arrivals) == 1:
        return ""
    index = trace.edge_index[event.edge]
    terms = written_terms(trace, node, index + 1)
    low = np.atleast_1d(terms[0]).shape[0] <= _LOW
    line, total = amounts.filled(*_template(terms)) if low else "", partial_tex(trace.graph, node)
    if not line:  # then the sum is one of shapes, on both sides
        line, total = in_shapes(terms), sized(terms[0].shape)
    still = f" + {_DOTS}" if index != arrivals[-1] else ""
    return f"{total} = {line}{still}"


def numbers(trace: Trace, event: Accumulate, index: int) -> str:
    """`= 3 + 2 = 5`; of terms that are too large the total alone, if that is small; else empty."""
    total = written_gradient(trace, event.node, event.total)
    template, values = _template(written_terms(trace, event.node, index))
    return amounts.numbers(template, values, total, rows=_ROWS)


def in_shapes(terms: Sequence[Array]) -> str:
    """The terms by their shapes: `(2 × 3) + (2 × 3)`."""
    return formulas.total(terms, _MOST_TERMS, _DOTS)


def of_products(terms: list[str]) -> str:
    """A sum of terms in TeX; of many, the first and the last. What begins with a minus is put in
    brackets there."""
    if len(terms) > _PLAIN_TERMS:
        terms = [terms[0], _DOTS, terms[-1]]
    first, *others = terms
    return " + ".join([first, *(f"({term})" if term[0] == "-" else term for term in others)])


def _template(terms: Sequence[Array]) -> tuple[str, dict[str, Array]]:
    """The sum with places for its terms, as the rules of ops have them; of many, the first ones
    and the last."""
    values = {f"t{i}": term for i, term in enumerate(terms)}
    places = [f"<{name}>" for name in values]
    if len(places) > _MOST_TERMS:
        places = [*places[: _MOST_TERMS - 2], _DOTS, places[-1]]
    return " + ".join(places), values
