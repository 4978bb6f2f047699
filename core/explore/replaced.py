"""What `=` in the place of `+=` replaces, where that makes no difference."""

import numpy as np

from core.messages import Message
from core.names import listed
from core.trace import Trace


def lost_nothing(trace: Trace) -> Message:
    """Why `=` does no harm in a run: no node gets several contributions, those that are replaced
    are 0, or they are lost to rounding, or cancel each other."""
    terms = {node.id: Trace.terms(trace, node.id, len(trace)) for node in trace.graph.nodes}
    replaced = {node: arrived[:-1] for node, arrived in terms.items() if len(arrived) > 1}
    small = [node for node, lost in replaced.items() if any(map(np.any, lost))]
    kind = "small" if small else "zero" if replaced else "none"
    nodes = listed(trace.graph, small or replaced)
    return Message(f"explore.finding.overwrite_{kind}", {"nodes": nodes})
