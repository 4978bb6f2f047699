"""The gates of the first tutorials: add, subtract, multiply, divide, power, negate."""

import numpy as np

from core.messages import Message
from core.ops.base import Op


class Add(Op):
    """out = x + y. The add gate hands the upstream gradient to both inputs, unchanged."""

    name, symbol, latex, elementwise = "add", "+", "<x> + <y>", True
    latex_rules = {"x": r"<dout> \cdot 1", "y": r"<dout> \cdot 1"}

    def forward(x, y):
        return x + y

    def d_x(dout, x, y, out):
        return dout

    def d_y(dout, x, y, out):
        return dout

    def case(wrt, dout, x, y, out):
        return Message("ops.case.add")


class Subtract(Op):
    """out = x − y."""

    name, symbol, latex, elementwise = "subtract", "−", "<x> - <y>", True
    latex_rules = {"x": r"<dout> \cdot 1", "y": r"<dout> \cdot (-1)"}

    def forward(x, y):
        return x - y

    def d_x(dout, x, y, out):
        return dout

    def d_y(dout, x, y, out):
        return -dout

    def case(wrt, dout, x, y, out):
        return Message("ops.case.subtract_from" if wrt == "x" else "ops.case.subtract_away")


class Multiply(Op):
    """out = x · y. The multiply gate swaps: each input gets the other one's value."""

    name, symbol, latex, elementwise = "multiply", "×", r"<x> \cdot <y>", True
    latex_rules = {"x": r"<dout> \cdot <y>", "y": r"<dout> \cdot <x>"}

    def forward(x, y):
        return x * y

    def d_x(dout, x, y, out):
        return dout * y

    def d_y(dout, x, y, out):
        return dout * x

    def case(wrt, dout, x, y, out):
        other = y if wrt == "x" else x
        if not other.any():
            return Message("ops.case.multiply_zero")
        each = "" if out.size == 1 else "_by" if other.size == 1 else "_each"
        return Message(f"ops.case.multiply{each}")


class Divide(Op):
    """out = x / y."""

    name, symbol, latex, elementwise = "divide", "÷", r"\frac{<x>}{<y>}", True
    latex_rules = {"x": r"<dout> \cdot \frac{1}{<y>}", "y": r"<dout> \cdot \frac{-<x>}{<y>^2}"}

    def forward(x, y):
        return x / y

    def d_x(dout, x, y, out):
        return dout / y

    def d_y(dout, x, y, out):
        return -dout * out / y

    def case(wrt, dout, x, y, out):
        if wrt == "y":
            return Message(
                "ops.case.divide_below" if out.size == 1 else "ops.case.divide_below_each"
            )
        each = "" if out.size == 1 else "_by" if y.size == 1 else "_each"
        return Message(f"ops.case.divide_above{each}")


class Reciprocal(Op):
    """out = 1 / x, the last gate of CS231n's sigmoid."""

    name, symbol, latex, elementwise = "reciprocal", "1/x", r"\frac{1}{<x>}", True
    latex_rules = {"x": r"<dout> \cdot \frac{-1}{<x>^2}"}

    def forward(x):
        return 1 / x

    def d_x(dout, x, out):
        return -dout * out * out


class Power(Op):
    """out = x ** y. At x = 0 and y > 0 the exponent's gradient is 0, its limit from the right. At
    x = y = 0, where 0^y jumps from 1 to 0 and has no slope, 0 is taken too, as PyTorch does. At
    y = 0 the base's gradient is 0 whatever x is and whatever comes from above: x^0 is 1 everywhere,
    and 0 · x^(−1) may be no number.

    `np.power` rounds alike whatever x and y are; `**` is another function for NumPy's numbers than
    for its arrays of no axes, and the last digit would hang on which of them it met.
    """

    name, symbol, latex, elementwise = "power", "^", "{<x>}^{<y>}", True
    latex_rules = {
        "x": r"<dout> \cdot <y> \cdot {<x>}^{<y> - 1}",
        "y": r"<dout> \cdot {<x>}^{<y>} \ln <x>",
    }

    def forward(x, y):
        return np.power(x, y)

    def d_x(dout, x, y, out):
        return np.where(y == 0, 0, dout * (y * np.power(x, y - 1)))

    def d_y(dout, x, y, out):
        return dout * np.where((x == 0) & (y >= 0), 0.0, out * np.log(x))

    def case(wrt, dout, x, y, out):
        if out.size > 1:
            return None
        if wrt == "x":
            return Message("ops.case.power_constant" if y == 0 else "ops.case.power_base")
        if x == 0 and y >= 0:
            return Message("ops.case.power_of_zero" if y > 0 else "ops.case.power_jump")
        return Message("ops.case.power_exponent")


class Negate(Op):
    """out = −x."""

    name, symbol, latex, elementwise = "negate", "neg", "-<x>", True
    latex_rules = {"x": r"<dout> \cdot (-1)"}

    def forward(x):
        return -x

    def d_x(dout, x, out):
        return -dout

    def case(wrt, dout, x, out):
        return Message("ops.case.negate") if out.size == 1 else None
