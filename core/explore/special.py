"""Places that look like a bend or a kink to a difference quotient, and are neither.

At kinks that cancel, as those of relu(x) - relu(-x) at 0, the output is straight; but
backpropagation has chosen a slope at each kink by itself, and their sum is no slope of the output.
At a pole the output grows without bound, and jumps from one infinity to the other.
"""

from collections.abc import Callable, Generator

import numpy as np

from core.explore.quotients import SLACK
from core.format import number
from core.graph import Node
from core.names import local
from core.trace import Propagate, Trace

STEP = 1e-12  # relative: so close, no curve bends that one can look at
_FAR = 1000  # times as far away
_AGREE = 0.05  # of a difference
_STEEP = 2  # times as large as the other outputs is one that may stand by a pole
_ROUNDS = 60  # of looking closer, each time half as wide
_LAST = 8  # … of which the output still grows at a pole


def stands_alone(
    slope: Callable[[float], float], step: float, noise: float
) -> Generator[None, None, bool]:
    """Is the slope here another one than those right before and right behind, which agree, also
    farther away? Yields before each slope."""
    slopes = []
    for at in (0.0, -step, step, -_FAR * step, _FAR * step):
        yield
        slopes.append(slope(at))
    if not np.isfinite(slopes).all():
        return False
    here, *others = slopes
    with np.errstate(all="ignore"):
        apart = min(abs(here - other) for other in others)
        return bool(apart > SLACK * noise and np.ptp(others) <= _AGREE * apart)


@np.errstate(all="ignore")
def has_pole(output: Callable[[float], float], reach: float) -> bool:
    """Does the output grow without bound somewhere within `reach`, on either side?"""
    middle, sizes = 0.0, list[float]()
    for _ in range(_ROUNDS):
        places = middle + reach * np.array([-1, -0.5, 0, 0.5, 1])
        heights = np.nan_to_num(np.abs([output(float(at)) for at in places]), nan=0, posinf=np.inf)
        if np.isinf(heights).any():
            return True
        if not sizes and heights.max() < _STEEP * np.median(heights):
            return False
        middle, reach = float(places[heights.argmax()]), reach / 2
        sizes.append(float(heights.max()))
    return sizes[-1] > 2 * sizes[-_LAST]


def choices(trace: Trace, pushed: str) -> str:
    """The slopes that were chosen at kinks behind this node: `∂a/∂x = 0, ∂b/∂c = 0`."""
    found, reached = [], {pushed}
    for node in trace.graph.operations:
        if not reached.intersection(node.inputs):
            continue
        reached.add(node.id)
        for edge in trace.graph.incoming(node.id):
            event = trace.events[trace.edge_index[edge]] if edge in trace.edge_index else None
            if isinstance(event, Propagate) and event.local is not None:
                kinked = _kinked(trace, node, edge.source)
                for slope in np.unique(event.local[kinked]):
                    found.append(f"{local(trace.graph, edge)} = {number(slope)}")
    return ", ".join(found)


def _kinked(trace: Trace, node: Node, source: str) -> np.ndarray:
    """Where this input of a node stands at a kink of it."""
    value = trace.values[source]
    if node.op is not None and node.op.name in ("max", "min"):
        one, other = (trace.values[i] for i in node.inputs)
        return np.asarray(one == other)
    return np.isin(value, node.op.kinks if node.op is not None else ())
