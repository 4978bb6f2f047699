"""One image in front of the net: what it reads there, and which pixels would change its mind.

For training, X is data and nobody asks for its gradient. Here X is an input like any other: the
backward pass goes on to the pixels, ∂L/∂X (Simonyan, Vedaldi & Zisserman, "Deep inside
convolutional networks", 2013, call it a saliency map).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from core import engine
from core.documents.document import Document
from core.engine import Array
from core.graph import Graph, Role
from core.network import PARAMETERS
from core.ops import OPS


def with_input(graph: Graph) -> Graph:
    """The two-layer net with X as an input, so that its gradient is computed."""
    nodes = (replace(n, role=Role.INPUT) if n.id == "X" else n for n in graph.nodes)
    return Graph(tuple(nodes), graph.output)


def leaves_for(leaves: Mapping[str, Array], image: Array, label: int) -> dict[str, Array]:
    """The parameters among `leaves`, with one image (D,) in 0 … 1 and its label instead of a
    batch."""
    weights = {name: leaves[name] for name in PARAMETERS}
    x = np.asarray(image, weights["W1"].dtype).reshape(1, -1)
    return {"X": x, "t": np.array([label], np.uint8), **weights}


def document_of(graph: Graph, leaves: Mapping[str, Array], image: Array, label: int) -> Document:
    """The net on this image, to be put on the stage."""
    return Document(with_input(graph), leaves_for(leaves, image, label))


@dataclass(frozen=True)
class Reading:
    """What the net makes of an image: the probability of each class (C,), and ∂L/∂X (D,) for a
    loss that holds the image to be a `label`."""

    probabilities: Array
    gradient: Array
    label: int

    @property
    def read(self) -> int:
        """The class of the largest probability."""
        return int(self.probabilities.argmax())


def read_image(
    graph: Graph, leaves: Mapping[str, Array], image: Array, label: int | None = None
) -> Reading:
    """Show an image (D,) in 0 … 1 to the net with the parameters among `leaves`.

    Without a label the gradient is that of the loss for what the net reads itself: going against
    it makes the net surer, going along with it changes its mind.
    """
    seen = with_input(graph)
    given = leaves_for(leaves, image, label or 0)
    if label is None:
        scores = engine.forward(seen.upto("A2"), {k: v for k, v in given.items() if k != "t"})
        label = int(scores.values["A2"].argmax())
        given["t"] = np.array([label], np.uint8)
    tape = engine.forward(seen, given)
    probabilities = OPS["softmax"].forward(tape.values["A2"][0])
    gradient = engine.gradients(seen, tape)["X"][0]
    return Reading(np.asarray(probabilities), gradient, label)
