"""Backward rules with the mistakes that people make. They are not among the program's ops.

Each is an op like the right one, forward too, so that the card and the code view show what ran.
"""

from collections.abc import Callable

import numpy as np

from core.messages import Message
from core.ops.base import Op
from core.ops.choice import Relu
from core.ops.elementwise import Sigmoid, Tanh
from core.ops.matrix import Mean
from core.ops.probability import CrossEntropy, Softmax, SoftmaxCrossEntropy
from core.ops.probability import MeanSquaredError as Mse


def _mistaken(name: str) -> Callable[..., Message]:
    """Instead of the op's own reason: what is wrong with the rule."""

    def case(wrt, dout, *arguments):
        return Message(f"explore.wrong.{name}")

    return case


class ReluAlwaysOpen(Relu, registered=False):
    """out = max(0, x), but gradients pass also where x ≤ 0."""

    case = _mistaken("relu")
    latex_rules = {"x": r"<dout> \cdot 1"}

    def d_x(dout, x, out):
        return dout * np.ones_like(x)


class SigmoidOfInput(Sigmoid, registered=False):
    """out = σ(x), with x (1 − x) in the place of out (1 − out)."""

    case = _mistaken("sigmoid")
    latex_rules = {"x": r"<dout> \cdot <x> (1 - <x>)"}

    def d_x(dout, x, out):
        return dout * x * (1 - x)


class TanhOfInput(Tanh, registered=False):
    """out = tanh x, with 1 − x² in the place of 1 − out²."""

    case = _mistaken("tanh")
    latex_rules = {"x": r"<dout> \cdot (1 - <x>^2)"}

    def d_x(dout, x, out):
        return dout * (1 - x * x)


class SoftmaxElementwise(Softmax, registered=False):
    """P = softmax(S), as if each probability depended on its own score only."""

    case = _mistaken("softmax")
    latex_rules = {"S": r"<dout> \odot <out> \odot (1 - <out>)"}

    def d_S(dout, S, out):
        return dout * out * (1 - out)


class MeanUndivided(Mean, registered=False):
    """out = the mean of X, with the gradient of a sum."""

    case = _mistaken("mean")
    latex_rules = {"X": r"<dout> \cdot \mathbf{1}"}

    def d_X(dout, X, out):
        return np.broadcast_to(dout, X.shape)


class MseUndivided(Mse, registered=False):
    """L = the mean squared error, with the gradient of the summed one."""

    case = _mistaken("mse")
    latex_rules = {
        "y": r"<dout> \cdot 2 (<y> - <t>)",
        "t": r"<dout> \cdot 2 (<t> - <y>)",
    }

    def d_y(dout, y, t, out):
        return dout * 2 * (y - t)

    def d_t(dout, y, t, out):
        return dout * 2 * (t - y)


class CrossEntropyUndivided(CrossEntropy, registered=False):
    """L = the mean over the batch, with the gradient −t / P of the sum over it."""

    case = _mistaken("cross_entropy")
    latex_rules = {"P": r"-<dout> \cdot \frac{<t>}{<P>}"}

    def d_P(dout, P, t, out):
        return CrossEntropy.d_P(dout, P, t, out) * (len(P) if P.ndim > 1 else 1)


class SoftmaxCrossEntropyUndivided(SoftmaxCrossEntropy, registered=False):
    """L = the mean over the batch, with the gradient P − t of the sum over it."""

    case = _mistaken("softmax_cross_entropy")
    latex_rules = {"S": r"<dout> \cdot (\mathrm{softmax}(<S>) - <t>)"}

    def d_S(dout, S, t, out, memory):
        return SoftmaxCrossEntropy.d_S(dout, S, t, out, memory) * len(memory[0])


WRONG_DERIVATIVES: dict[str, Op] = {
    op.name: op() for op in (ReluAlwaysOpen, SigmoidOfInput, TanhOfInput, SoftmaxElementwise)
}
UNDIVIDED: dict[str, Op] = {
    op.name: op()
    for op in (MeanUndivided, MseUndivided, CrossEntropyUndivided, SoftmaxCrossEntropyUndivided)
}
