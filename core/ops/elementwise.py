"""Smooth functions of one variable, applied to each element."""

import numpy as np

from core.ops.base import Op


class Exp(Op):
    """out = eˣ, which is its own derivative."""

    name, symbol, latex, elementwise = "exp", "exp", "e^{<x>}", True
    latex_rules = {"x": r"<dout> \cdot e^{<x>}"}

    def forward(x):
        return np.exp(x)

    def d_x(dout, x, out):
        return dout * out


class Log(Op):
    """out = ln x."""

    name, symbol, latex, elementwise = "log", "ln", r"\ln <x>", True
    latex_rules = {"x": r"<dout> \cdot \frac{1}{<x>}"}

    def forward(x):
        return np.log(x)

    def d_x(dout, x, out):
        return dout / x


class Sqrt(Op):
    """out = √x."""

    name, symbol, latex, elementwise = "sqrt", "√", r"\sqrt{<x>}", True
    latex_rules = {"x": r"<dout> \cdot \frac{1}{2\sqrt{<x>}}"}

    def forward(x):
        return np.sqrt(x)

    def d_x(dout, x, out):
        return dout / (2 * out)


class Sine(Op):
    """out = sin x, x in radians."""

    name, symbol, latex, elementwise = "sin", "sin", r"\sin <x>", True
    latex_rules = {"x": r"<dout> \cdot \cos <x>"}

    def forward(x):
        return np.sin(x)

    def d_x(dout, x, out):
        return dout * np.cos(x)


class Cosine(Op):
    """out = cos x, x in radians."""

    name, symbol, latex, elementwise = "cos", "cos", r"\cos <x>", True
    latex_rules = {"x": r"<dout> \cdot (-\sin <x>)"}

    def forward(x):
        return np.cos(x)

    def d_x(dout, x, out):
        return dout * -np.sin(x)


class Tanh(Op):
    """out = tanh x."""

    name, symbol, latex, elementwise = "tanh", "tanh", r"\tanh <x>", True
    latex_rules = {"x": r"<dout> \cdot (1 - \tanh^2 <x>)"}

    def forward(x):
        return np.tanh(x)

    def d_x(dout, x, out):
        return dout * (1 - out * out)


class Sigmoid(Op):
    """out = σ(x) = 1 / (1 + e⁻ˣ), or eˣ / (1 + eˣ): whichever cannot overflow."""

    name, symbol, latex, elementwise = "sigmoid", "σ", r"\sigma(<x>)", True
    latex_rules = {"x": r"<dout> \cdot \sigma(<x>)(1 - \sigma(<x>))"}

    def forward(x):
        E = np.exp(-np.abs(x))
        return np.where(x >= 0, 1, E) / (1 + E)

    def d_x(dout, x, out):
        return dout * out * (1 - out)
