"""What rounding left of a sum, to be written 0: −5·10⁻¹⁷, where 0.222 − 0.556 + 0.334 should be 0.

A small number beside large ones is a number, not rounding. It is rounding only against the terms
that it is itself the sum of: an error of a sum is at most about n·u·Σ|terms|, u = 2⁻⁵³ (Higham,
*Accuracy and Stability of Numerical Algorithms*, 2002, ch. 4.2). So only sums are looked at, each
number with its own terms; what is given, and what is computed element by element, stays.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import numpy as np

from core.engine import Array, unbroadcast
from core.trace import Propagate, Trace

_NEGLIGIBLE = 1e-12  # float64 carries sixteen digits; sums lose a few of them
_SUMS = ("matmul", "affine", "row_sum")  # ops whose results are arrays of sums
_Sizes = dict[object, Array]
_known: WeakKeyDictionary[Trace, _Sizes] = WeakKeyDictionary()


def written_value(trace: Trace, node: str) -> Array:
    """The value of a node as its numbers are written."""
    value, op = trace.values[node], trace.op(node)
    if op is None or op.name not in _SUMS or value.size == 1:
        return value
    inputs = (trace.values[source] for source in trace.graph.node(node).inputs)
    sizes = _kept(trace, node, lambda: op.forward(*map(np.abs, inputs)))
    return without_rounding(value, sizes)


def written_share(trace: Trace, event: Propagate) -> Array:
    """A contribution to a gradient as its numbers are written."""
    if event.contribution.size == 1:
        return event.contribution
    return without_rounding(event.contribution, _sizes_of(trace, event))


@np.errstate(over="ignore", invalid="ignore")
def written_gradient(trace: Trace, node: str, gradient: Array, index: int | None = None) -> Array:
    """`gradient` as its numbers are written: that of `node`, or what has arrived of it when
    `index` events are over."""
    arrivals = [i for i in trace.arrivals.get(node, ()) if index is None or i < index]
    if type(trace) is not Trace or not arrivals or gradient.size == 1:
        return gradient  # of a run with mistakes in it, it need not be the sum
    events = (trace.events[i] for i in arrivals)
    shares = [_sizes_of(trace, event) for event in events if isinstance(event, Propagate)]
    return without_rounding(gradient, sum(shares[1:], shares[0]))


def written_terms(trace: Trace, node: str, index: int) -> tuple[Array, ...]:
    """What the gradient of a node is the sum of when `index` events are over, as its numbers are
    written."""
    if type(trace) is not Trace:
        return trace.terms(node, index)
    arrived = (trace.events[i] for i in trace.arrivals[node] if i < index)
    return tuple(written_share(trace, share) for share in arrived if isinstance(share, Propagate))


@np.errstate(over="ignore", invalid="ignore")
def without_rounding(sums: Array, sizes: Array) -> Array:
    """The sums, 0 where one is nothing beside the sum of the `sizes` of its terms."""
    if sums.dtype != float:  # of single precision, all that could be said is that it has few digits
        return sums
    rest = (np.abs(sums) < _NEGLIGIBLE * sizes) & np.isfinite(sizes) & (sums != 0)
    return np.where(rest, 0.0, sums) if rest.any() else sums


def _sizes_of(trace: Trace, event: Propagate) -> Array:
    """For each number of a contribution, the sum of the sizes of the terms that it is made of."""

    def sizes() -> Array:
        op = trace.op(event.edge.target)
        assert op is not None
        share = np.abs(event.share)
        if op.name in _SUMS and op.name != "row_sum":  # its rule multiplies matrices
            rule = op.rules[op.inputs[event.edge.slot]]
            arguments = map(np.abs, trace.arguments(event.edge.target))
            share = np.asarray(rule(np.abs(event.upstream), *arguments))
        return unbroadcast(share, event.contribution.shape)

    return _kept(trace, event, sizes)


def _kept(trace: Trace, key: object, make: Callable[[], object]) -> Array:
    """Numbers are written at every frame, and made once."""
    known = _known.setdefault(trace, {})
    if key not in known:
        with np.errstate(all="ignore"):
            known[key] = np.asarray(make())
    return known[key]
