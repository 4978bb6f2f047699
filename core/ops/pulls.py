"""Who pulls hardest at a softmax with loss, whose gradient is (P − t) / N, in a sentence.

A row whose label is one class pulls with what is missing from its probability p: the gradient is
p − 1 there, and the others share the same 1 − p. Of a label that is a mixture of classes, each
class pulls with what its probability has more or less than its share.
"""

import numpy as np

from core.format import number, told_apart
from core.messages import Message


def classes(T: np.ndarray) -> np.ndarray | None:
    """The right class of each row of labels: indices (N,), or rows (N, C) with a single 1 among
    0s; None where a label is anything else."""
    if T.ndim == 1:
        return T
    one_hot = ((T == 0) | (T == 1)).all() and (T.sum(axis=1) == 1).all()
    return T.argmax(axis=1) if one_hot else None


def pulls(P: np.ndarray, T: np.ndarray) -> Message:
    """Of probabilities P (N, C), and labels: what pulls, and where most."""
    labels = classes(T)
    if labels is None:
        return _mixture(P, T)
    return _row(P[0], labels[0]) if len(P) == 1 else _batch(P, labels)


def _row(p: np.ndarray, label: int) -> Message:
    guess = p.argmax()
    fields: dict[str, object] = {"label": int(label), "guess": int(guess)}
    fields |= {"p": number(p[label], 3), "q": number(p[guess], 3)}
    return Message(f"ops.case.cross_entropy_{'right' if label == guess else 'wrong'}", fields)


def _batch(P: np.ndarray, labels: np.ndarray) -> Message:
    n, right = len(P), np.count_nonzero(P.argmax(axis=1) == labels)
    kind = "all" if right == n else "some" if right else "none"
    counted = {"n": right if kind == "some" else n, "total": n}
    p = P[np.arange(n), labels]
    row, least = int(p.argmin()), p.min()
    hardest = np.count_nonzero(p == least)
    fields = {
        "n": n,
        "verdict": Message(f"ops.predicted.{kind}", counted),
        "row": row,
        "label": int(labels[row]),
        "p": number(least, 3),
        "missing": number(1 - least, 3),
        "hardest": hardest,
    }
    who = "one" if hardest == 1 else "alike" if hardest == n else "several"
    return Message(f"ops.case.cross_entropy_{'nothing' if least == 1 else who}", fields)


def _mixture(P: np.ndarray, T: np.ndarray) -> Message:
    """At the row that is farthest from its label. Where shares do not sum to 1, p counts as often
    as they sum to."""
    total = T.sum(axis=1, keepdims=True)
    apart = P * total - T
    gaps = np.abs(apart).sum(axis=1)
    row = int(gaps.argmax())
    if np.allclose(gaps[row], 0):
        return Message("ops.case.cross_entropy_fits", {"n": len(P)})
    fields: dict[str, object] = {"n": len(P), "row": row, "gap": number(gaps[row], 3)}
    fields["rule"] = "p − t" if np.allclose(total, 1) else "p · Σt − t"
    for who, at in (("more", int(apart[row].argmax())), ("less", int(apart[row].argmin()))):
        held, share = P[row, at] * total[row, 0], T[row, at]
        digits = told_apart(held, share, most=17)
        fields |= {who: at, f"{who}_p": number(held, digits), f"{who}_t": number(share, digits)}
    return Message(f"ops.case.cross_entropy_{'mixture' if len(P) == 1 else 'mixtures'}", fields)
