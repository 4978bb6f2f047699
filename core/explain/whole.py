"""Softmax, then cross-entropy: two steps whose gradients cancel into (P − t) / N.

That is what one splits the loss for. At the second of the two rules it can be seen: what comes out
there is what the rule of both as one operation gives, computed beside it from the scores.
"""

import numpy as np

from core.engine import Array
from core.explain import amounts
from core.explain.formulas import partial_tex, place
from core.graph import Node
from core.messages import Message
from core.names import called
from core.ops import OPS
from core.ops.base import fill
from core.ops.probability import paired, shares
from core.trace import Propagate, Trace

_SOFTMAX, _ENTROPY, _WHOLE = (
    OPS[name] for name in ("softmax", "cross_entropy", "softmax_cross_entropy")
)


def rule(trace: Trace, event: Propagate) -> str:
    """`= ∂L/∂L · 1/N (P − t)` and its numbers, at a softmax whose gradient has come from a
    cross-entropy and nowhere else; empty at all other steps."""
    loss = _loss_above(trace, event)
    if loss is None:
        return ""
    graph, (source, target, _) = trace.graph, event.edge
    template = _WHOLE.latex_rules["S"]
    symbols = {"N": "N", "P": place(target), "t": place(loss.inputs[1])}
    symbols["dout"] = partial_tex(graph, loss.id)
    scores, labels = trace.values[source], trace.values[loss.inputs[1]]
    upstream = trace.gradients[loss.id]
    values = {**_WHOLE.written({"S": scores, "t": labels}), "dout": upstream}
    result = amounts.numbers(template, values, _as_one(scores, labels, upstream))
    return f"= {fill(template, **symbols)} {result}"


def reason(trace: Trace, event: Propagate) -> Message | None:
    """What cancels, in a sentence; None at all other steps, where not 1 has arrived, and where a
    probability has come out as 0, so that nothing could cancel."""
    loss = _loss_above(trace, event)
    if loss is None or trace.gradients[loss.id] != 1 or not np.isfinite(event.contribution).all():
        return None
    graph, (source, target, _) = trace.graph, event.edge
    fields: dict[str, object] = {
        "source": called(graph, source),
        "target": called(graph, target),
        "loss": called(graph, loss.id),
        "labels": called(graph, loss.inputs[1]),
    }
    n = len(paired(trace.values[target], trace.values[loss.inputs[1]])[1])
    return Message("ops.case.softmax_under_entropy", fields | {"n": n})


def _loss_above(trace: Trace, event: Propagate) -> Node | None:
    """The cross-entropy above this softmax, whose labels are classes (of shares that do not sum to
    1, P is taken times their sum)."""
    if trace.op(event.edge.target) is not _SOFTMAX or type(trace) is not Trace:
        return None
    arrivals = trace.arrivals.get(event.edge.target, ())
    above = trace.events[arrivals[0]] if len(arrivals) == 1 else None
    if not isinstance(above, Propagate) or trace.op(above.edge.target) is not _ENTROPY:
        return None
    loss = trace.graph.node(above.edge.target)
    P, T = paired(*(trace.values[name] for name in loss.inputs))
    return loss if np.allclose(shares(T, P.shape[1]).sum(axis=1), 1) else None


@np.errstate(all="ignore")
def _as_one(scores: Array, labels: Array, upstream: Array) -> Array:
    """The gradient of the scores by the rule of softmax with loss."""
    out, memory = _WHOLE.run(scores, labels)
    return np.asarray(_WHOLE.rules["S"](upstream, scores, labels, out, *memory))
