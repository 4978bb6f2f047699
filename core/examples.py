"""The examples of the menu: expressions with values that a class can follow in its head.

Their titles and the sentence about each are `stage.example.<key>` and `…<key>_about`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from numpy.typing import ArrayLike

from core.scenes import curve, scaling


@dataclass(frozen=True)
class Example:
    """An expression and the values of its inputs."""

    key: str
    expression: str
    values: Mapping[str, ArrayLike] = field(default_factory=dict)
    tool: str = ""  # the tool of the Explore dock that it was made for, if there is one


def ladder(n: int) -> str:
    """`a1 = x + x; a2 = a1 + a1; …`: 2ⁿ paths from x to the output, and 2n edges."""
    rungs = ["x", *(f"a{i}" for i in range(1, n + 1))]
    return "; ".join(f"{rungs[i + 1]} = {rungs[i]} + {rungs[i]}" for i in range(n))


_LIST = (
    Example("chain_rule", "e = (a + b) * (b + 1)", {"a": 2.0, "b": 1.0}),
    Example("gates", "f = (x*y + max(z, w)) * 2", {"x": 3.0, "y": -4.0, "z": 2.0, "w": -1.0}),
    Example(  # CS231n, Optimization: Backpropagation, intuitions
        "neuron",
        "y = sigmoid(w0*x0 + w1*x1 + w2)",
        {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0},
    ),
    Example("ladder", ladder(5), {"x": 1.0}),
    Example(
        "affine",
        "Y = affine(X, W, b); L = mean(Y * Y)",
        {
            "X": ((1.0, 2.0), (3.0, -1.0), (0.0, 1.0)),
            "W": ((0.5, -1.0, 0.0), (1.0, 0.5, -0.5)),
            "b": (0.0, 1.0, -1.0),
        },
    ),
    Example(
        "small_net",
        "A1 = affine(X, W1, b1); Z1 = relu(A1); A2 = affine(Z1, W2, b2);"
        " L = softmax_cross_entropy(A2, t)",
        {
            "X": ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (-1.0, 1.0)),
            "W1": ((0.6, -0.4, 0.2), (-0.3, 0.8, 0.5)),
            "b1": (0.1, 0.0, -0.1),
            "W2": ((0.7, -0.5), (-0.2, 0.4), (0.3, 0.6)),
            "b2": (0.0, 0.1),
            "t": (0.0, 1.0, 1.0, 0.0),
        },
    ),
    Example(
        "linear_relu_linear",
        "h = x @ W1; r = relu(h); y = r @ W2; L = mse(y, t)",
        {
            "x": ((1.0, -2.0), (0.5, 1.0), (-1.0, 2.0)),
            "W1": ((0.5, -1.0, 0.3), (0.2, 0.4, -0.6)),
            "W2": ((1.0,), (-0.5,), (0.8,)),
            "t": ((0.0,), (1.0,), (0.5,)),
        },
    ),
    Example("curve_fit", curve.EXPRESSION, curve.values(), tool="fit"),
    Example("scaled_inputs", scaling.EXPRESSION, scaling.values(), tool="scaling"),
)

EXAMPLES: Mapping[str, Example] = {example.key: example for example in _LIST}
