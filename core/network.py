"""The tutorials' networks. They *are* graphs: what trains is what the stage draws.

    TwoLayerNet       X → Affine → ReLU → Affine → softmax with cross-entropy
    LinearReluLinear  X → Affine → ReLU → Affine → mean squared error

A network is a graph with the arrays of its parameters. Arrays may be float32 or float64; a
batch X has shape (N, D), its labels t are class indices (N,) or one-hot rows (N, C).
"""

from collections.abc import Mapping

import numpy as np

from core import engine
from core.engine import Array, Tape
from core.gradcheck import numerical_gradient
from core.graph import Graph, Node, Role
from core.initialization import INITIALIZATIONS
from core.messages import StudioError
from core.ops import OPS

ACTIVATIONS = ("relu", "sigmoid", "tanh")
PARAMETERS = ("W1", "b1", "W2", "b2")
WEIGHTS = ("W1", "W2")


def two_layer_graph(activation: str, loss: str) -> Graph:
    """X, W1, b1 → A1 → Z1; Z1, W2, b2 → A2; A2, t → L. X and t are data."""
    if activation not in ACTIVATIONS:
        raise StudioError(
            "network.error.activation", given=activation, known=", ".join(ACTIVATIONS)
        )

    def operation(name: str, op: str, *inputs: str) -> Node:
        return Node(name, Role.OPERATION, OPS[op], inputs)

    leaves = [Node(name, Role.PARAMETER) for name in PARAMETERS]
    return Graph(
        (
            Node("X", Role.DATA),
            *leaves,
            operation("A1", "affine", "X", "W1", "b1"),
            operation("Z1", activation, "A1"),
            operation("A2", "affine", "Z1", "W2", "b2"),
            Node("t", Role.DATA),
            operation("L", loss, "A2", "t"),
        ),
        output="L",
    )


class Network:
    """A graph whose output is a loss, with the arrays of its parameters.

    Attributes:
        graph: from X, t and the parameters to the loss L.
        params: the arrays by name; the optimizers change them in place.
    """

    def __init__(self, graph: Graph, params: Mapping[str, Array], dtype: type[np.floating]) -> None:
        self.graph = graph
        self.params: dict[str, Array] = {k: v.astype(dtype) for k, v in params.items()}
        self._predictor = graph.upto("A2")

    def leaves(self, x: Array, t: Array) -> dict[str, Array]:
        """The values of all leaves of the graph for one batch."""
        return {"X": x, "t": t, **self.params}

    def predict(self, x: Array) -> Array:
        """The outputs A2, shape (N, C), before the loss."""
        return engine.forward(self._predictor, {"X": x, **self.params}).values["A2"]

    def loss(self, x: Array, t: Array) -> float:
        """The mean loss over the batch."""
        return float(engine.forward(self.graph, self.leaves(x, t)).values["L"])

    def backpropagate(self, x: Array, t: Array) -> tuple[Tape, dict[str, Array]]:
        """One forward and one backward pass: all values, and the gradient for each parameter."""
        tape = engine.forward(self.graph, self.leaves(x, t))
        gradients = engine.gradients(self.graph, tape)
        return tape, {name: gradients[name] for name in self.params}

    def gradient(self, x: Array, t: Array) -> dict[str, Array]:
        """The gradient of the loss for each parameter, by backpropagation."""
        return self.backpropagate(x, t)[1]

    def numerical_gradient(self, x: Array, t: Array) -> dict[str, Array]:
        """The same by central differences in float64: two forward passes per number, slow.

        The network's own parameters are not touched.
        """
        copy = {name: value.astype(np.float64) for name, value in self.params.items()}

        def loss(_: Array) -> float:
            return float(engine.forward(self.graph, {"X": x, "t": t, **copy}).values["L"])

        return {name: numerical_gradient(loss, value) for name, value in copy.items()}


class TwoLayerNet(Network):
    """The tutorials' classifier: `TwoLayerNet(784, 50, 10)` reads MNIST.

    Args:
        weight_init_std: standard deviation of the normal initial weights; biases start at 0.
        activation: "relu", "sigmoid" or "tanh".
        rng: where the initial weights come from; a fresh generator if None.
        dtype: of the parameters; float64 as in the tutorials, float32 trains twice as fast.
        initialization: a name in `INITIALIZATIONS`; all but "normal" choose their own deviation.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        weight_init_std: float = 0.01,
        activation: str = "relu",
        rng: np.random.Generator | None = None,
        dtype: type[np.floating] = np.float64,
        initialization: str = "normal",
    ) -> None:
        deviation = INITIALIZATIONS[initialization]
        first = deviation(input_size, hidden_size, weight_init_std)
        second = deviation(hidden_size, output_size, weight_init_std)
        normal = (rng or np.random.default_rng()).standard_normal
        params = {
            "W1": first * normal((input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": second * normal((hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }
        super().__init__(two_layer_graph(activation, "softmax_cross_entropy"), params, dtype)

    def accuracy(self, x: Array, t: Array) -> float:
        """The share of samples whose largest score is the label's."""
        labels = t.argmax(axis=1) if t.ndim > 1 else t
        return float((self.predict(x).argmax(axis=1) == labels).mean())


class LinearReluLinear(Network):
    """Linear → ReLU → Linear → MSE, the regression net of the PyTorch tutorials.

    Weights and biases start uniform in ±1/√(inputs of the layer), as in `torch.nn.Linear`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        rng: np.random.Generator | None = None,
        dtype: type[np.floating] = np.float64,
    ) -> None:
        uniform = (rng or np.random.default_rng()).uniform
        first, second = 1 / np.sqrt(input_size), 1 / np.sqrt(hidden_size)
        params = {
            "W1": uniform(-first, first, (input_size, hidden_size)),
            "b1": uniform(-first, first, hidden_size),
            "W2": uniform(-second, second, (hidden_size, output_size)),
            "b2": uniform(-second, second, output_size),
        }
        super().__init__(two_layer_graph("relu", "mse"), params, dtype)
