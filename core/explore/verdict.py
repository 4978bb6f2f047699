"""Which gradients of a run are wrong, and by how much.

Wrong is what differs from backpropagation without a mistake. The witness is the numerical
gradient: central differences of the forward pass, which has no mistakes in it. It is heard where
it can tell right from wrong: not at a kink, and not of what is less than its own rounding.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from core import trace as tracing
from core.engine import Array
from core.explore.mistakes import FlawedTrace
from core.explore.nudge import Experiment
from core.gradcheck import STEP
from core.graph import Graph
from core.names import partial
from core.trace import Trace

MOST = 16  # elements of one array that are measured, and …
MOST_LARGE = 3  # … where a forward pass takes a while
_LARGE = 20_000  # numbers in all the values of a run
_WORK = 3_000  # nodes that are measured, times nodes that are computed for each, and …
FEWEST = 9  # … nodes that are measured however large the graph is: the rows of a table
_CLOSE = 1e-5  # relative: what two numbers that count as the same may be apart, and …
_LOST = 1e-14  # … beside that, relative to the largest gradient of the run
_ROUNDED = 10  # how many times a value is rounded, about, in a graph that one can look at


class Silence(StrEnum):
    """Why finite differences say nothing of a gradient."""

    KINK = "kink"  # the slope jumps there: the quotient is neither slope
    CHOSEN = "chosen"  # kinks cancel there: both sides agree, but not with the slopes chosen
    BLUNT = "blunt"  # the quotient is too inaccurate: it would be one without a mistake, too
    TINY = "tiny"  # it is less than the rounding of the quotient, which would say as much of a 0
    UNDEFINED = "undefined"  # the output or the gradient is infinite or nan: nothing to compare
    UNMEASURED = "unmeasured"  # in a graph of many nodes not every one is measured


@dataclass(frozen=True)
class Verdict:
    """The element `index` of a gradient that is farthest off (or any, where none is): what the
    run says, what backpropagation says without a mistake, and what finite differences say;
    None where they say nothing, and then why."""

    yours: float
    right: float
    wrong: bool
    index: tuple[int, ...]
    numerical: float | None = None
    silence: Silence | None = Silence.UNMEASURED


def verdicts(trace: Trace) -> dict[str, Verdict]:
    """A verdict on every gradient of a run, by node, in the order of the graph. In a graph of
    many nodes those are measured that are farthest from backpropagation."""
    right = _without_mistakes(trace)
    nodes = [node.id for node in trace.graph.nodes if node.id in trace.gradients]
    apart = {node: _distance(trace, right, node) for node in nodes}
    room = max(FEWEST, _WORK // len(trace.graph))
    farthest = sorted(nodes, key=lambda node: apart[node].max(initial=0.0), reverse=True)
    measured = set(farthest[:room])
    most = MOST_LARGE if sum(value.size for value in trace.values.values()) > _LARGE else MOST
    lost = lost_in(right)
    return {
        node: _judge(trace, right, node, apart[node], lost, most if node in measured else 0)
        for node in nodes
    }


def _without_mistakes(trace: Trace) -> Trace:
    if isinstance(trace, FlawedTrace):
        return trace.right
    leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
    return tracing.run(trace.graph, leaves)


def _distance(trace: Trace, right: Trace, node: str) -> Array:
    """Element by element: how far a gradient is from backpropagation's."""
    if same(trace.gradients[node], right.gradients[node]):  # most are: that is soon said
        return np.zeros(trace.gradients[node].shape)
    with np.errstate(all="ignore"):
        apart = np.abs(np.asarray(trace.gradients[node], np.float64) - right.gradients[node])
    return np.nan_to_num(apart, nan=np.inf)


def _judge(trace: Trace, right: Trace, node: str, apart: Array, lost: float, most: int) -> Verdict:
    """Measures the element that is wrong, or of a gradient that is right up to `most`, until one
    is found that cannot be confirmed."""
    yours, honest = trace.gradients[node], right.gradients[node]
    if not yours.ndim:
        said = Verdict(float(yours), float(honest), not alike(yours, honest, lost), ())
        return _measure(right, node, said) if most else said
    wrong = ~close(yours, honest, lost)
    places = np.argsort(-np.where(wrong, apart, 0), axis=None, kind="stable")
    found: list[Verdict] = []
    for place in places[: 1 if wrong.any() else max(most, 1)]:
        index = tuple(int(i) for i in np.unravel_index(place, yours.shape))
        said = Verdict(float(yours[index]), float(honest[index]), bool(wrong[index]), index)
        found.append(_measure(right, node, said) if most else said)
        if found[-1].silence not in (None, Silence.TINY):
            return found[-1]
    return max(reversed(found), key=_tells)


def _tells(found: Verdict) -> int:
    """How much a verdict on one element says of the whole gradient: that an element was measured
    which is not 0; that none could be; that there are only zeros."""
    return 0 if found.right == 0 else 1 if found.silence else 2


def _measure(right: Trace, node: str, said: Verdict) -> Verdict:
    """With the numerical gradient, if that tells right from wrong."""
    experiment = Experiment(right, node, said.index)
    numerical = experiment.central(STEP)
    if not np.isfinite([experiment.output(0.0), said.right]).all():
        return replace(said, silence=Silence.UNDEFINED)
    noise = _ROUNDED * float(experiment.rounding(np.array(STEP)))
    room = max(noise, _LOST)
    confirms = alike(numerical, said.right, room)
    tiny = 0 < max(abs(said.yours), abs(said.right)) <= room
    if confirms and tiny and not alike(numerical, said.right, 0.0):
        return replace(said, silence=Silence.TINY)
    if confirms and not (said.wrong and abs(said.yours - said.right) <= 2 * noise):
        return replace(said, numerical=numerical, silence=None)
    at_kink = not confirms and experiment.kink(STEP)
    if not confirms and not at_kink and experiment.is_chosen:
        return replace(said, silence=Silence.CHOSEN)
    return replace(said, silence=Silence.KINK if at_kink else Silence.BLUNT)


def lost_in(trace: Trace) -> float:
    """What may be lost to rounding in any gradient of a run, where large ones cancel out."""
    sizes = [float(np.abs(g).max(initial=0.0)) for g in trace.gradients.values()]
    return _LOST * max((size for size in sizes if np.isfinite(size)), default=1.0)


def close(one: ArrayLike, other: ArrayLike, lost: float) -> Array:
    """Which numbers are the same but for rounding? Infinities and nan are if they are the same
    ones. This measure decides what is called wrong, in numbers and in sentences."""
    one, other = np.asarray(one), np.asarray(other)
    with np.errstate(all="ignore"):
        room = _CLOSE * np.maximum(np.abs(one), np.abs(other)) + lost
        near = np.isfinite(room) & (np.abs(one - other) <= room)
    return np.asarray(near | (one == other) | (np.isnan(one) & np.isnan(other)))


def alike(one: ArrayLike, other: ArrayLike, lost: float) -> bool:
    """Are they all?"""
    return same(one, other) or bool(close(one, other, lost).all())


def same(one: ArrayLike, other: ArrayLike) -> bool:
    """Are they equal, nan with nan, and 0 with −0? In a thousand nodes this is asked thousands of
    times, mostly of single numbers."""
    one, other = np.asarray(one), np.asarray(other)
    if one.ndim or other.ndim:
        return np.array_equal(one, other, equal_nan=True)
    a, b = one.item(), other.item()
    return bool(a == b or (a != a and b != b))


def spot(graph: Graph, node: str, index: tuple[int, ...]) -> str:
    """∂L/∂W₁[0, 2]: one number of a gradient; of a single number without the brackets."""
    name = partial(graph, node)
    return f"{name}[{', '.join(map(str, index))}]" if index else name
