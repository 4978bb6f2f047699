"""Numerical gradients, and their comparison with backpropagation.

    numerical_gradient(f, x)               of any function, number by number
    check(graph, leaves, names)            both gradients of a graph, and how far they are apart
    check(graph, leaves, names, "incremental")    the same, run again only where something changes

A central difference, (f(x + h) − f(x − h)) / 2h, costs two forward passes per number and knows
nothing of the chain rule: where it agrees with backpropagation, both are right.
"""

from core.gradcheck.central import STEP, numerical_gradient
from core.gradcheck.comparing import METHODS, check
from core.gradcheck.error_histogram import ErrorHistogram
from core.gradcheck.records import (
    AGREEMENT,
    CheckProgress,
    CheckReport,
    ParameterCheck,
    compare,
)

__all__ = [
    "AGREEMENT",
    "METHODS",
    "STEP",
    "CheckProgress",
    "CheckReport",
    "ErrorHistogram",
    "ParameterCheck",
    "check",
    "compare",
    "numerical_gradient",
]
