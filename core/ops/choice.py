"""Ops that let a gradient through or stop it: max, min, ReLU, absolute value.

Each has a kink where the derivative does not exist; the subgradient chosen there is the
tutorials': ReLU passes 0 at x ≤ 0, and max and min send a tie to their first input (so that
max(x, x) has slope 1, as it must). |x| has slope 0 at 0.
"""

import numpy as np

from core.ops.base import Op


class Maximum(Op):
    """out = max(x, y). The max gate routes the whole gradient to the larger input."""

    name, symbol, latex, elementwise = "max", "max", r"\max(<x>, <y>)", True
    latex_rules = {
        "x": r"<dout> \cdot 1(<x> \ge <y>)",
        "y": r"<dout> \cdot 1(<y> > <x>)",
    }

    def forward(x, y):
        return np.maximum(x, y)

    def d_x(dout, x, y, out):
        return dout * (x >= y)

    def d_y(dout, x, y, out):
        return dout * (y > x)


class Minimum(Op):
    """out = min(x, y). The whole gradient goes to the smaller input."""

    name, symbol, latex, elementwise = "min", "min", r"\min(<x>, <y>)", True
    latex_rules = {
        "x": r"<dout> \cdot 1(<x> \le <y>)",
        "y": r"<dout> \cdot 1(<y> < <x>)",
    }

    def forward(x, y):
        return np.minimum(x, y)

    def d_x(dout, x, y, out):
        return dout * (x <= y)

    def d_y(dout, x, y, out):
        return dout * (y < x)


class Relu(Op):
    """out = max(0, x). Open where x > 0; closed, with gradient 0, where x ≤ 0."""

    name, symbol, latex, elementwise = "relu", "ReLU", r"\max(0, <x>)", True
    latex_rules = {"x": r"<dout> \cdot 1(<x> > 0)"}

    def forward(x):
        return np.maximum(x, 0)

    def d_x(dout, x, out):
        return dout * (x > 0)


class Absolute(Op):
    """out = |x|."""

    name, symbol, latex, elementwise = "abs", "|x|", "|<x>|", True
    latex_rules = {"x": r"<dout> \cdot \mathrm{sign}(<x>)"}

    def forward(x):
        return np.abs(x)

    def d_x(dout, x, out):
        return dout * np.sign(x)
