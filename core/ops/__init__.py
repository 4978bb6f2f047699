"""Every operation of the studio: one class each, with one backward rule per input.

To add an op, add a class. The registry `OPS` hands it to the expression language, the
gradient-check test, the stage, the chain-rule card and the code view.
"""

from core.ops.arithmetic import Add, Divide, Multiply, Negate, Power, Reciprocal, Subtract
from core.ops.base import OPS, Op
from core.ops.choice import Absolute, Maximum, Minimum, Relu
from core.ops.elementwise import Cosine, Exp, Log, Sigmoid, Sine, Sqrt, Tanh
from core.ops.matrix import Affine, MatMul, Mean, RowSum, Sum, Transpose
from core.ops.probability import CrossEntropy, MeanSquaredError, Softmax, SoftmaxCrossEntropy

__all__ = [
    "OPS",
    "Absolute",
    "Add",
    "Affine",
    "Cosine",
    "CrossEntropy",
    "Divide",
    "Exp",
    "Log",
    "MatMul",
    "Maximum",
    "Mean",
    "MeanSquaredError",
    "Minimum",
    "Multiply",
    "Negate",
    "Op",
    "Power",
    "Reciprocal",
    "Relu",
    "RowSum",
    "Sigmoid",
    "Sine",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Sqrt",
    "Subtract",
    "Sum",
    "Tanh",
    "Transpose",
]
