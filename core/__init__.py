"""The engine of Backprop Studio: NumPy and the standard library, no window toolkit.

A script from the tutorials runs after changing only its imports to `from core import …`.
"""

from core.datasets import load_mnist
from core.gradcheck import numerical_gradient
from core.layers import (
    Add,
    Affine,
    Multiply,
    Relu,
    Sigmoid,
    SoftmaxWithLoss,
    cross_entropy_error,
    softmax,
)
from core.network import LinearReluLinear, TwoLayerNet
from core.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

__all__ = [
    "SGD",
    "AdaGrad",
    "Adam",
    "Add",
    "Affine",
    "LinearReluLinear",
    "Momentum",
    "Multiply",
    "Nesterov",
    "RMSprop",
    "Relu",
    "Sigmoid",
    "SoftmaxWithLoss",
    "TwoLayerNet",
    "cross_entropy_error",
    "load_mnist",
    "numerical_gradient",
    "softmax",
]
