"""Sanity checks: what should hold before one trains for long, each with what a failure means.

After CS231n, *Neural Networks Part 3: Learning and Evaluation*, "Sanity checks tips/tricks" and
"Babysitting the learning process", and Goodfellow, Bengio and Courville, *Deep Learning*, section
11.5, "Debugging strategies".

    verdict = yield from CHECKS["overfit"].run(data, config)

A check is a generator: it yields how far it is, and returns its verdict. To add one, write its
module and list it here; the window, the words that are wanted and the tests follow.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.checks import first_loss, gradients, leak, overfit, step
from core.checks.check import Check, Curve, State, Verdict

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        each.key: each
        for each in (
            first_loss.CHECK,
            gradients.CHECK,
            step.CHECK,
            overfit.CHECK,
            leak.CHECK,
        )
    }
)

__all__ = ["CHECKS", "Check", "Curve", "State", "Verdict"]
