"""Ops that let a gradient through or stop it: max, min, ReLU, absolute value.

Each has a kink where the derivative does not exist; the subgradient chosen there is the
tutorials': ReLU passes 0 at x ≤ 0, and max and min send a tie to their first input (so that
max(x, x) has slope 1, as it must). |x| has slope 0 at 0.

A closed gate lets nothing through, whatever comes from above: not ∞ · 0, which is nan, but 0. The
formulas write it 1(x > 0), Iverson's bracket, of which a false one is "very strongly zero" (Knuth,
*Two notes on notation*, 1992). |x| is no gate: its rule multiplies by the sign, at 0 too.

A gate whose input is nan is not closed: it would end a gradient of which nobody knows how large it
is. So a rule asks whether the gate is closed: `x <= 0` is the opposite of `x > 0` of any number,
and nan is neither. All this is as in PyTorch.
"""

import numpy as np

from core.messages import Message
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
        return unless(x < y, dout)

    def d_y(dout, x, y, out):
        return unless(x >= y, dout)

    def case(wrt, dout, x, y, out):
        return chosen("max", wrt, x > y, x == y, np.isnan(x) | np.isnan(y))


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
        return unless(x > y, dout)

    def d_y(dout, x, y, out):
        return unless(x <= y, dout)

    def case(wrt, dout, x, y, out):
        return chosen("min", wrt, x < y, x == y, np.isnan(x) | np.isnan(y))


class Relu(Op):
    """out = max(0, x). Open where x > 0; closed, with gradient 0, where x ≤ 0."""

    name, symbol, latex, elementwise = "relu", "ReLU", r"\max(0, <x>)", True
    latex_rules = {"x": r"<dout> \cdot 1(<x> > 0)"}
    kinks = (0.0,)

    def forward(x):
        return np.maximum(x, 0)

    def d_x(dout, x, out):
        return unless(x <= 0, dout)

    def case(wrt, dout, x, out):
        closed, total = np.count_nonzero(x <= 0), x.size
        kinks, nans = np.count_nonzero(x == 0), np.count_nonzero(np.isnan(x))
        if total == 1:
            kind = "nan" if nans else "kink" if kinks else "closed" if closed else "open"
            return Message(f"ops.case.relu_{kind}")
        if nans:
            return Message("ops.case.relu_nans", {"n": closed, "total": total, "nans": nans})
        if kinks:
            return Message("ops.case.relu_kinks", {"n": closed, "total": total, "at": kinks})
        if closed in (0, total):
            return Message(f"ops.case.relu_all_{'closed' if closed else 'open'}", {"n": total})
        return Message("ops.case.relu_some", {"n": closed, "total": total})


class Absolute(Op):
    """out = |x|."""

    name, symbol, latex, elementwise = "abs", "|x|", "|<x>|", True
    latex_rules = {"x": r"<dout> \cdot \mathrm{sign}(<x>)"}
    kinks = (0.0,)

    def forward(x):
        return np.abs(x)

    def d_x(dout, x, out):
        return dout * np.sign(x)

    def case(wrt, dout, x, out):
        if np.isnan(x).any():
            return Message("ops.case.abs_nan")
        if x.size > 1:
            below = {"n": np.count_nonzero(x < 0), "total": x.size}
            kinks = np.count_nonzero(x == 0)
            return Message(f"ops.case.abs_{'kinks' if kinks else 'some'}", below | {"at": kinks})
        return Message(f"ops.case.abs_{['below', 'zero', 'above'][int(np.sign(x).item()) + 1]}")


def unless(closed: np.ndarray, dout: np.ndarray) -> np.ndarray:
    """`np.where(closed, 0, dout)`. Of finite numbers as a product, which is three times as fast: a
    processor cannot guess for each of thousands of numbers which way to go."""
    return dout * ~closed if np.isfinite(dout).all() else np.where(closed, 0, dout)


def chosen(gate: str, wrt: str, first: np.ndarray, tie: np.ndarray, nan: np.ndarray) -> Message:
    """Which input a gate has chosen: `first` where it is x, `tie` where both are alike; where one
    is `nan` it has chosen neither, and lets both gradients pass."""
    mine = (first | tie if wrt == "x" else ~(first | tie)) | nan
    if mine.size > 1:
        counts = {"n": np.count_nonzero(mine), "total": mine.size}
        if nan.any():
            return Message("ops.case.gate_nans", counts | {"nans": np.count_nonzero(nan)})
        counts["ties"] = np.count_nonzero(tie)
        return Message(f"ops.case.{'tie' if tie.any() else gate}_some", counts)
    if nan.any():
        return Message("ops.case.gate_nan")
    if tie.any():
        return Message("ops.case.tie_first" if wrt == "x" else "ops.case.tie_second")
    return Message(f"ops.case.{gate}_{'this' if mine.any() else 'other'}")
