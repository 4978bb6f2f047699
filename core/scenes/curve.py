"""Fitting a curve with Linear → ReLU → Linear: the data, the net, and what it draws.

A net with one input and one output is a broken line: each hidden unit adds a hinge, where its
w·x + b passes 0. Training moves the hinges.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core import engine
from core.engine import Array
from core.graph import Graph
from core.network import PARAMETERS, LinearReluLinear

EXPRESSION = "A1 = affine(X, W1, b1); Z1 = relu(A1); A2 = affine(Z1, W2, b2); L = mse(A2, t)"
HIDDEN = 6
POINTS = 24
NOISE = 0.08
SEED = 1  # a start that is far away, and gets near
SAMPLES = 241  # points of the drawn curve
_HUGE = 1e300  # the room around larger numbers would have no end
_CLOSE = 1e-9  # numbers that differ by less of their size stand at one place


def data(seed: int = SEED, points: int = POINTS, noise: float = NOISE) -> tuple[Array, Array]:
    """x (N, 1) evenly in −3 … 3, and t = sin x with a little noise."""
    x = np.linspace(-3, 3, points)[:, None]
    t = np.sin(x) + noise * np.random.default_rng(seed).standard_normal(x.shape)
    return np.round(x, 3), np.round(t, 3)


def parameters(seed: int = SEED, hidden: int = HIDDEN) -> dict[str, Array]:
    """Initial weights as `torch.nn.Linear` draws them, hinges spread over the data: with one
    input, a bias within ±1 as well would leave most of them near its middle."""
    rng = np.random.default_rng(seed)
    params = LinearReluLinear(1, hidden, 1, rng).params
    params["b1"] = rng.uniform(-2, 2, hidden)
    return {name: np.round(value, 3) for name, value in params.items()}


def values(seed: int = SEED, hidden: int = HIDDEN) -> dict[str, Array]:
    """All leaves of the graph that `EXPRESSION` says."""
    x, t = data(seed)
    return {"X": x, "t": t, **parameters(seed, hidden)}


@dataclass(frozen=True)
class Curve:
    """What a net draws: x and y (SAMPLES,), and the x of the hinges that lie within; None if it is
    a net without any. `heights`: the least and the greatest y that the data need."""

    x: Array
    y: Array
    hinges: Array | None
    heights: tuple[float, float]


def fits(graph: Graph, values: Mapping[str, Array]) -> bool:
    """Is this a net that fits a curve: a y for each x, by itself, and their mean squared error?"""
    leaves = {node.id for node in graph.leaves}
    if not {"X", "t", *PARAMETERS} <= leaves or "A2" not in graph:
        return False
    loss, last, net = graph.node(graph.output), graph.node("A2"), graph.upto("A2")
    return (
        loss.op is not None
        and loss.op.name == "mse"
        and {*loss.inputs} == {"A2", "t"}
        and last.op is not None
        and last.op.name == "affine"
        and {*PARAMETERS} <= net.ancestors
        and "t" not in net.ancestors
        and np.shape(values["X"])[1:] == (1,)
        and np.shape(values["X"]) == np.shape(values["t"]) == np.shape(values["A2"])
        and _row_by_row(net, values)
    )


def _row_by_row(net: Graph, values: Mapping[str, Array]) -> bool:
    """Does each row of the output come from that row of X, and from nothing else that has rows?
    Then the net can be asked for more rows than the data have."""
    of_rows = {"X"}
    for node in net.operations:
        ours = [name in of_rows for name in node.inputs]
        if node.op is None or not any(ours):
            continue
        product = node.op.name in ("matmul", "affine")
        if not (node.op.elementwise or (product and ours == [True, False, False][: len(ours)])):
            return False
        added = node.inputs[2:] if product else node.inputs
        if np.ndim(values[node.id]) != 2 or any(
            np.ndim(values[name]) > 1 and len(values[name]) > 1
            for name in added
            if name not in of_rows
        ):
            return False
        of_rows.add(node.id)
    return net.output in of_rows


def curve(graph: Graph, values: Mapping[str, Array]) -> Curve | None:
    """The net's curve over the range of the data, with some room at both ends. None if there is no
    such range: the data are no numbers, or huge."""
    across, heights = _room(values["X"], 0.08), _room(values["t"], 0.25)
    if across is None or heights is None:
        return None
    x = np.linspace(*across, SAMPLES)
    drawn = engine.forward(graph.upto("A2"), {**values, "X": x[:, None]}).values["A2"][:, 0]
    return Curve(x, drawn, _hinges(graph, values, across), heights)


def _hinges(graph: Graph, values: Mapping[str, Array], within: tuple[float, float]) -> Array | None:
    """Where w·x + b passes 0 on its way into a ReLU; no other function has a hinge there: None."""
    sums = [node.id for node in graph.operations if node.inputs == ("X", "W1", "b1")]
    bent = (graph.node(edge.target).op for name in sums for edge in graph.consumers(name))
    if not any(op is not None and op.name == "relu" for op in bent):
        return None
    w, b = np.ravel(values["W1"]), np.ravel(values["b1"])
    with np.errstate(all="ignore"):
        at = -b / w
    return np.sort(at[np.isfinite(at) & (at > within[0]) & (at < within[1])])


def _room(numbers: Array, share: float) -> tuple[float, float] | None:
    """From the least of the finite numbers to the greatest, and a share of that at both ends.
    Around a single one, or equal ones, there is as much room as it is large."""
    finite = numbers[np.isfinite(numbers)]
    if not finite.size or np.abs(finite).max() > _HUGE:
        return None
    low, high = float(finite.min()), float(finite.max())
    size = max(abs(low), abs(high))
    size = size if size > 1 / _HUGE else 1.0
    room = share * (high - low) if high - low > _CLOSE * size else size / 2
    return low - room, high + room
