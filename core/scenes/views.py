"""The two-layer net from three distances: a batch, one of its images, one of its hidden units.

Each is a graph of its own with its own run. None is a drawing of another: the gradients that they
show are those of the whole net, which the tests hold them to.

    one image    the same graph with a batch of 1; the mean over its images is the batch
    one unit     X·wⱼ + bⱼ → f → its contribution zⱼ·vⱼ to the scores, beside the rest of the net
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core import engine
from core.engine import Array
from core.graph import Graph, Node, Role
from core.ops import OPS


class View(StrEnum):
    """From how far the net is looked at."""

    BATCH = "batch"
    IMAGE = "image"
    UNIT = "unit"


@dataclass(frozen=True)
class NetworkView:
    """A distance; and which image of the batch, or which hidden unit. Indices beyond the end are
    taken as the last: a net may become smaller while it is looked at."""

    view: View = View.BATCH
    image: int = 0
    unit: int = 0

    def of(self, graph: Graph, leaves: Mapping[str, Array]) -> tuple[Graph, dict[str, Array]]:
        """What is seen of a step of the two-layer net: a graph, and the values of its leaves."""
        match self.view:
            case View.BATCH:
                return graph, dict(leaves)
            case View.IMAGE:
                return graph, one_image(leaves, self.image)
            case View.UNIT:
                return one_unit(graph, leaves, self.unit)


BATCH = NetworkView()


def one_image(leaves: Mapping[str, Array], image: int) -> dict[str, Array]:
    """The same net on one image of the batch."""
    i = min(image, len(leaves["X"]) - 1)
    return {**leaves, "X": leaves["X"][i : i + 1], "t": leaves["t"][i : i + 1]}


def one_unit(
    graph: Graph, leaves: Mapping[str, Array], unit: int
) -> tuple[Graph, dict[str, Array]]:
    """One hidden unit as a net of its own. What all others add to the scores is given as data.

    w (D, 1) is column j of W1, b (1,) its bias, v (1, C) row j of W2; their gradients are those
    parts of the gradients of the whole net.
    """
    j = min(unit, leaves["W1"].shape[1] - 1)
    activation = graph.node("Z1").op
    assert activation is not None
    values = {
        "X": leaves["X"],
        f"w{j}": leaves["W1"][:, j : j + 1],
        f"b{j}": leaves["b1"][j : j + 1],
        f"v{j}": leaves["W2"][j : j + 1],
        "rest": _others(graph, leaves, j),
        "t": leaves["t"],
    }
    return _unit_graph(j, activation.name), values


def _others(graph: Graph, leaves: Mapping[str, Array], unit: int) -> Array:
    """The scores (N, C) without the contribution of one unit."""
    weights = leaves["W2"].copy()
    weights[unit] = 0
    scores = engine.forward(graph.upto("A2"), {**leaves, "W2": weights}).values
    return scores["A2"]


def _unit_graph(j: int, activation: str) -> Graph:
    def operation(name: str, op: str, *inputs: str) -> Node:
        return Node(name, Role.OPERATION, OPS[op], inputs)

    return Graph(
        (
            Node("X", Role.DATA),
            Node(f"w{j}", Role.PARAMETER),
            Node(f"b{j}", Role.PARAMETER),
            operation(f"a{j}", "affine", "X", f"w{j}", f"b{j}"),
            operation(f"z{j}", activation, f"a{j}"),
            Node(f"v{j}", Role.PARAMETER),
            operation(f"s{j}", "matmul", f"z{j}", f"v{j}"),
            Node("rest", Role.DATA),
            operation("A2", "add", f"s{j}", "rest"),
            Node("t", Role.DATA),
            operation("L", "softmax_cross_entropy", "A2", "t"),
        ),
        output="L",
    )


@dataclass(frozen=True)
class Prediction:
    """What the net makes of one image: the label, the class of the largest score, and how
    probable softmax says that class is."""

    label: int
    read: int
    probability: float

    @property
    def right(self) -> bool:
        return self.label == self.read


def prediction(leaves: Mapping[str, Array], scores: Array, image: int = 0) -> Prediction:
    """Of one image of a batch, from the scores A2 (N, C)."""
    i = min(image, len(scores) - 1)
    given = np.asarray(leaves["t"])[i]
    shares = OPS["softmax"].forward(np.asarray(scores[i]))
    label = int(given if given.ndim == 0 else np.argmax(given))
    read = int(np.argmax(shares))
    return Prediction(label, read, float(shares[read]))
