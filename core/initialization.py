"""Initial weights: how widely they are scattered, by the number of units that a layer joins.

Too narrow, and signals die out from layer to layer; too wide, and they explode or saturate.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

Deviation = Callable[[int, int, float], float]


def normal(fan_in: int, fan_out: int, std: float) -> float:
    """The same everywhere: 0.01 in the tutorials."""
    return std


def xavier(fan_in: int, fan_out: int, std: float) -> float:
    """√(2 / (fan_in + fan_out)) keeps the variance of values and gradients where the activation is
    linear around 0. Glorot & Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", AISTATS 2010; Saito and CS231n simplify it to √(1 / fan_in)."""
    return math.sqrt(2 / (fan_in + fan_out))


def he(fan_in: int, fan_out: int, std: float) -> float:
    """√(2 / fan_in): a ReLU drops half of the variance. He, Zhang, Ren & Sun, "Delving deep into
    rectifiers", ICCV 2015."""
    return math.sqrt(2 / fan_in)


INITIALIZATIONS: Mapping[str, Deviation] = MappingProxyType(
    {"normal": normal, "xavier": xavier, "he": he}
)
"""The standard deviation of a layer's normal weights from (fan_in, fan_out, chosen std)."""
