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
    """What a net draws: x and y (SAMPLES,), and the x of the hinges that lie within."""

    x: Array
    y: Array
    hinges: Array


def fits(graph: Graph, leaves: Mapping[str, Array]) -> bool:
    """Is this a net that fits a curve: one input, one output, mean squared error?"""
    if not {"X", "t", "A2", *PARAMETERS} <= {node.id for node in graph.nodes}:
        return False
    loss, hidden = graph.node(graph.output).op, graph.node("A2").op
    return (
        loss is not None
        and loss.name == "mse"
        and hidden is not None
        and hidden.name == "affine"
        and np.shape(leaves["X"])[1:] == (1,)
        and np.shape(leaves["t"]) == np.shape(leaves["X"])
        and np.ndim(leaves["W1"]) == 2
    )


def curve(graph: Graph, leaves: Mapping[str, Array]) -> Curve:
    """The net's curve over the range of the data, with some room at both ends."""
    low, high = float(leaves["X"].min()), float(leaves["X"].max())
    margin = 0.08 * (high - low)
    x = np.linspace(low - margin, high + margin, SAMPLES)
    drawn = engine.forward(graph.upto("A2"), {**leaves, "X": x[:, None]}).values["A2"][:, 0]
    w, b = np.ravel(leaves["W1"]), np.ravel(leaves["b1"])
    with np.errstate(all="ignore"):
        hinges = -b / w
    inside = np.isfinite(hinges) & (hinges > x[0]) & (hinges < x[-1])
    return Curve(x, drawn, np.sort(hinges[inside]))
