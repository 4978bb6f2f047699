"""What `=` in the place of `+=` replaces, where that makes no difference."""

from enum import StrEnum

import numpy as np

from core.trace import Trace


class Replaced(StrEnum):
    NONE = "none"  # no node gets several contributions
    ZERO = "zero"  # all that are replaced are 0
    SMALL = "small"  # they cancel each other, or are lost to rounding


def replaced_in(trace: Trace) -> tuple[Replaced, tuple[str, ...]]:
    """What `=` replaces in a run to which it does no harm, and the nodes at which it does."""
    arrived = {node.id: trace.arrived(node.id) for node in trace.graph.nodes}
    lost = {node: terms[:-1] for node, terms in arrived.items() if len(terms) > 1}
    small = tuple(node for node, terms in lost.items() if any(map(np.any, terms)))
    if small:
        return Replaced.SMALL, small
    return (Replaced.ZERO if lost else Replaced.NONE), tuple(lost)
