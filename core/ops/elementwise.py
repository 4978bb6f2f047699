"""Smooth functions of one variable, applied to each element."""

import numpy as np

from core.messages import Message
from core.ops.base import Op

FLAT = 0.1


class Exp(Op):
    """out = eˣ, which is its own derivative."""

    name, symbol, latex, elementwise = "exp", "exp", "e^{<x>}", True
    latex_rules = {"x": r"<dout> \cdot e^{<x>}"}

    def forward(x):
        return np.exp(x)

    def d_x(dout, x, out):
        return dout * out

    def case(wrt, dout, x, out):
        return Message("ops.case.exp") if x.size == 1 else None


class Log(Op):
    """out = ln x."""

    name, symbol, latex, elementwise = "log", "ln", r"\ln <x>", True
    latex_rules = {"x": r"<dout> \cdot \frac{1}{<x>}"}

    def forward(x):
        return np.log(x)

    def d_x(dout, x, out):
        return dout / x

    def case(wrt, dout, x, out):
        outside = np.count_nonzero(x < 0)  # the rule gives 1/x there, too
        if x.size == 1:
            return Message("ops.case.log_outside" if outside else "ops.case.log")
        counts = {"n": outside, "total": x.size}
        return Message("ops.case.log_outside_some", counts) if outside else None


class Sqrt(Op):
    """out = √x."""

    name, symbol, latex, elementwise = "sqrt", "√", r"\sqrt{<x>}", True
    latex_rules = {"x": r"<dout> \cdot \frac{1}{2\sqrt{<x>}}"}

    def forward(x):
        return np.sqrt(x)

    def d_x(dout, x, out):
        return dout / (2 * out)

    def case(wrt, dout, x, out):
        return Message("ops.case.sqrt") if x.size == 1 else None


class Sine(Op):
    """out = sin x, x in radians."""

    name, symbol, latex, elementwise = "sin", "sin", r"\sin <x>", True
    latex_rules = {"x": r"<dout> \cdot \cos <x>"}

    def forward(x):
        return np.sin(x)

    def d_x(dout, x, out):
        return dout * np.cos(x)

    def case(wrt, dout, x, out):
        return Message("ops.case.sin") if x.size == 1 else None


class Cosine(Op):
    """out = cos x, x in radians."""

    name, symbol, latex, elementwise = "cos", "cos", r"\cos <x>", True
    latex_rules = {"x": r"<dout> \cdot (-\sin <x>)"}

    def forward(x):
        return np.cos(x)

    def d_x(dout, x, out):
        return dout * -np.sin(x)

    def case(wrt, dout, x, out):
        return Message("ops.case.cos") if x.size == 1 else None


class Tanh(Op):
    """out = tanh x."""

    name, symbol, latex, elementwise = "tanh", "tanh", r"\tanh <x>", True
    latex_rules = {"x": r"<dout> \cdot (1 - \tanh^2 <x>)"}

    def forward(x):
        return np.tanh(x)

    def d_x(dout, x, out):
        return dout * (1 - out * out)

    def case(wrt, dout, x, out):
        if out.size == 1 and (out == 0).all():
            return Message("ops.case.tanh_steepest")
        return saturation("tanh", 1 - out * out, highest=1.0)


class Sigmoid(Op):
    """out = σ(x) = 1 / (1 + e⁻ˣ), or eˣ / (1 + eˣ): whichever cannot overflow."""

    name, symbol, latex, elementwise = "sigmoid", "σ", r"\sigma(<x>)", True
    latex_rules = {"x": r"<dout> \cdot \sigma(<x>)(1 - \sigma(<x>))"}

    def forward(x):
        E = np.exp(-np.abs(x))
        return np.where(x >= 0, 1, E) / (1 + E)

    def d_x(dout, x, out):
        return dout * out * (1 - out)

    def case(wrt, dout, x, out):
        return saturation("sigmoid", out * (1 - out), highest=0.25)


def saturation(name: str, slope: np.ndarray, highest: float) -> Message:
    """Is the function flat here? Flat is less than a tenth of its highest slope."""
    flat = np.count_nonzero(slope < FLAT * highest)
    if slope.size == 1:
        return Message(f"ops.case.{name}_flat" if flat else f"ops.case.{name}")
    return Message("ops.case.saturated_some", {"n": flat, "total": slope.size})
