"""The loss anywhere in a plane, from three matrix products that are done once.

The first layer is linear in its parameters: X·W1 + b1 at c + α·d₁ + β·d₂ is the sum of the same
expression at c, at d₁ and at d₂. Those three are computed by the engine once; for a point of the
plane they are summed, and the engine runs the rest of the network's own graph. So a point costs no
product with the 784 pixels, and there is no second copy of the network.
"""

import numpy as np

from core import engine
from core.engine import Array
from core.graph import Graph, Node, Role
from core.landscape.plane import Plane
from core.landscape.recording import Recording

FIRST = "A1"  # the output of the first layer in the graph of a `TwoLayerNet`


class PlaneLoss:
    """Loss of the recorded network on the recording's sample, in float32 like the training."""

    def __init__(self, recording: Recording, plane: Plane) -> None:
        self.plane = plane
        graph = recording.network.graph
        layer = graph.upto(FIRST)
        vectors = (plane.centre, *plane.directions)
        self._params = [recording.layout.split(vector) for vector in vectors]
        with np.errstate(all="ignore"):
            self._sums = [
                engine.forward(layer, {"X": recording.images, **params}).values[FIRST]
                for params in self._params
            ]
        self._rest = after(graph, FIRST)
        self._names = [leaf.id for leaf in self._rest.leaves if leaf.id in self._params[0]]
        self._labels = recording.labels

    def at(self, alpha: float, beta: float) -> float:
        """The loss at one point; infinite or NaN where the numbers end."""
        weights = np.float32(1), np.float32(alpha), np.float32(beta)
        with np.errstate(all="ignore"):
            leaves = {
                name: _mixed([params[name] for params in self._params], weights)
                for name in self._names
            }
            leaves[FIRST] = _mixed(self._sums, weights)
        tape = engine.forward(self._rest, {**leaves, "t": self._labels})
        return float(tape.values[self._rest.output])


def after(graph: Graph, node_id: str) -> Graph:
    """The graph from a node on, with that node as a leaf."""
    cut = Node(node_id, Role.DATA)
    whole = Graph(tuple(cut if n.id == node_id else n for n in graph.nodes), graph.output)
    return whole.upto(graph.output)


def _mixed(parts: list[Array], weights: tuple[np.float32, ...]) -> Array:
    base, first, second = parts
    mixed: Array = first * weights[1]
    mixed += base
    mixed += second * weights[2]
    return mixed
