"""Softmax and the losses: cross-entropy, softmax with cross-entropy, mean squared error."""

import numpy as np

from core.format import number
from core.messages import Message, StudioError
from core.ops.base import Op
from core.ops.pulls import classes, pulls


class Softmax(Op):
    """P = softmax(S) along the last axis; the maximum is subtracted so that nothing overflows."""

    name, symbol, latex = "softmax", "softmax", r"\mathrm{softmax}(<S>)"
    latex_rules = {"S": r"<out> \odot (<dout> - <mean>)"}
    latex_parts = {"mean": r"\langle <dout>, <out> \rangle"}  # of the gradient, weighted by P

    ranks = (2,)
    reads = {"S": ("out",)}

    def axes(S):
        """`C->C`, `aC->aC`, `abC->abC`: each number reads its whole row."""
        letters = "abcdefgh"[: len(S[1:])] + "C" * (len(S) > 0)
        return f"{letters}->{letters}"

    def forward(S):
        E = np.exp(S - S.max(axis=-1, keepdims=True))
        return E / E.sum(axis=-1, keepdims=True)

    def d_S(dout, S, out):
        return out * (dout - (dout * out).sum(axis=-1, keepdims=True))

    @np.errstate(all="ignore")  # as the rule that ran
    def written(values):
        if "dout" not in values:
            return values
        return {**values, "mean": (values["dout"] * values["out"]).sum(axis=-1, keepdims=True)}


class CrossEntropy(Op):
    """L = the mean over the batch of −Σ t·ln P, of probabilities P.

    P has shape (N, C) or (C,), and t is as for softmax_cross_entropy. Only classes with a share in
    t are read (0 · ln 0 counts as 0), so a right class of probability 0 costs ∞, any other nothing.
    """

    name, symbol = "cross_entropy", "CE"
    labels, probabilities = ("t",), ("P",)
    ranks = (2,)
    reads = {"P": ("P", "t")}
    latex = r"-\frac{1}{<N>} \sum <t> \ln <P>"
    latex_rules = {"P": r"-<dout> \cdot \frac{1}{<N>} \frac{<t>}{<P>}"}
    latex_parts = {"N": "N"}

    def axes(P, t):
        """Labels: a batch `nc,n->`, a row `c,->`. Probabilities: `nc,nc->`, `c,c->`."""
        row = "n" * (len(P) - 1)
        return f"{row}c,{row}{'c' * (len(t) == len(P))}->"

    def forward(P, t):
        P2, T = paired(P, t)
        if T.ndim == 1:
            return -np.log(P2[np.arange(len(T)), T]).sum() / len(T)
        return -(T * np.log(np.where(T == 0, 1, P2))).sum() / len(T)

    def per_sample(P, t):
        P2, T = paired(P, t)
        if T.ndim == 1:
            return -np.log(P2[np.arange(len(T)), T])
        return -(T * np.log(np.where(T == 0, 1, P2))).sum(axis=1)

    def d_P(dout, P, t, out):
        P2, T = paired(P, t)
        if T.ndim == 1:  # what is not read gets 0, whatever comes from above
            D, rows = np.zeros_like(P2), np.arange(len(T))
            D[rows, T] = dout / len(P2) * (-1 / P2[rows, T])
        else:
            D = np.where(T == 0, 0, dout / len(P2) * (-T / P2))
        return D.reshape(P.shape)

    def written(values):
        P2, T = paired(values["P"], values["t"])
        return {**values, "N": np.array(len(P2)), "t": shares(T, P2.shape[1])}

    def case(wrt, dout, P, t, out):
        P2, T = paired(P, t)
        if not np.allclose(P2.sum(axis=1), 1):
            return Message("ops.case.entropy_of_no_probabilities")
        if (labels := classes(T)) is None:
            return Message("ops.case.entropy_of_shares")
        p = P2[np.arange(len(T)), labels]
        fields = {"n": len(T), "p": number(p.min(), 3), "label": labels[p.argmin()].item()}
        fields["hardest"] = np.count_nonzero(p == p.min())
        return Message(f"ops.case.entropy{'_alike' if fields['hardest'] > 1 else ''}", fields)


class SoftmaxCrossEntropy(Op):
    """L = the mean over the batch of −Σ t·ln softmax(S), the tutorials' softmax-with-loss.

    S has shape (N, C) or (C,). t holds one class index per row, or a row of probabilities of
    the shape of S (one-hot). Remembers P = softmax(S) and the labels: the gradient is (P − t) / N.
    """

    name, symbol, remembers = "softmax_cross_entropy", "Softmax · CE", True
    labels = ("t",)
    ranks = (2,)
    reads = {"S": ("S", "t")}
    latex = r"-\frac{1}{<N>} \sum <t> \ln <P>"
    latex_rules = {"S": r"<dout> \cdot \frac{1}{<N>} (<P> - <t>)"}
    latex_parts = {"N": "N", "P": r"\mathrm{softmax}(<S>)"}

    def axes(S, t):
        """Labels: a batch `nC,n->`, a row `C,->`. Probabilities: `nC,nC->`, `C,C->`."""
        row = "n" * (len(S) - 1)
        return f"{row}C,{row}{'C' * (len(t) == len(S))}->"

    def forward(S, t):
        S2, T = paired(S, t)
        shifted = S2 - largest(S2)
        E = np.exp(shifted)
        total = E.sum(axis=1, keepdims=True)
        if T.ndim == 1:  # −ln P of the labels, without ever forming ln 0
            surprise = np.log(total)[:, 0] - shifted[np.arange(len(T)), T]
        else:
            surprise = T * (np.log(total) - shifted)
        return surprise.sum() / len(T), (E / total, T)

    def per_sample(S, t):
        S2, T = paired(S, t)
        shifted = S2 - largest(S2)
        total = np.log(np.exp(shifted).sum(axis=1))
        if T.ndim == 1:
            return total - shifted[np.arange(len(T)), T]
        return (T * (total[:, None] - shifted)).sum(axis=1)

    def d_S(dout, S, t, out, memory):
        P, T = memory
        if T.ndim == 1:
            D = P.copy()
            D[np.arange(len(T)), T] -= 1
        else:
            D = P * T.sum(axis=1, keepdims=True) - T
        return (dout / len(P) * D).reshape(S.shape)

    @np.errstate(all="ignore")  # run again for its numbers, by whoever writes them
    def written(values):
        P = Softmax.forward(np.atleast_2d(values["S"]))
        T = shares(paired(values["S"], values["t"])[1], P.shape[1])
        shifted = np.atleast_2d(values["S"] - largest(np.atleast_2d(values["S"])))
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return {**values, "N": np.array(len(P)), "P": P, "t": T, "lnP": logs}

    def latex_for(values):
        """Of a probability that has come out as 0 there is no ln, but the loss has never asked."""
        return None if values["P"].all() else r"-\frac{1}{<N>} \sum <t> \odot <lnP>"

    def case(wrt, dout, S, t, out, memory):
        return pulls(*memory)


class MeanSquaredError(Op):
    """L = the mean over all n elements of (y − t)²."""

    name, symbol, latex = "mse", "MSE", r"\frac{1}{<n>} \sum (<y> - <t>)^2"
    latex_rules = {
        "y": r"<dout> \cdot \frac{2}{<n>} (<y> - <t>)",
        "t": r"<dout> \cdot \frac{2}{<n>} (<t> - <y>)",
    }
    latex_parts = {"n": "n"}

    reads = {"y": ("y", "t"), "t": ("y", "t")}
    pairs = True

    def axes(y, t):
        """`,->`, `a,a->`, `ab,ab->`; where one is broadcast, `ab,b->`."""
        letters = "abcdefgh"[: max(len(y), len(t))]
        return f"{letters[len(letters) - len(y) :]},{letters[len(letters) - len(t) :]}->"

    def forward(y, t):
        difference = y - t
        return (difference * difference).mean()

    def per_sample(y, t):
        difference = y - t
        return (difference * difference).mean(axis=tuple(range(1, difference.ndim)))

    def d_y(dout, y, t, out):
        difference = y - t
        return dout * 2 / difference.size * difference

    def d_t(dout, y, t, out):
        difference = t - y
        return dout * 2 / difference.size * difference

    def written(values):
        return {**values, "n": np.array(np.broadcast(values["y"], values["t"]).size)}

    def case(wrt, dout, y, t, out):
        errors = np.atleast_1d(y - t if wrt == "y" else t - y)
        if errors.size > 1 and not errors.any():
            return Message("ops.case.mse_none", {"n": errors.size})
        largest = number(errors.flat[np.abs(errors).argmax()])
        fields = {"n": errors.size, "error": largest}
        return Message("ops.case.mse" if errors.size == 1 else "ops.case.mse_each", fields)


def largest(S: np.ndarray) -> np.ndarray:
    """The largest score of each row, as a column. NumPy reduces many short rows slowly and a few
    long ones fast, so the columns are laid out as rows first."""
    return np.ascontiguousarray(S.T).max(axis=0)[:, None]


def chosen(P: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The numbers of P for the classes that have a share in t: those that a cross-entropy reads."""
    P2, T = paired(P, t)
    return P2[shares(T, P2.shape[1]) != 0]


def shares(T: np.ndarray, classes: int) -> np.ndarray:
    """Labels as rows of 0s with a 1 in the place of the right class; such rows stay as they are."""
    return np.eye(classes)[T] if T.ndim == 1 else T


def paired(S: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """S as (N, C), and t as N class indices or as (N, C) probabilities.

    Raises:
        StudioError: the shapes do not fit, or a label is not a whole number in 0 … C − 1.
    """
    S2 = S if S.ndim > 1 else np.atleast_2d(S)
    if t.shape == S.shape and S.ndim in (1, 2):
        return S2, t.reshape(S2.shape).astype(S2.dtype, copy=False)
    labels = t.reshape(-1)
    if S2.ndim != 2 or t.ndim != S.ndim - 1 or len(labels) != len(S2):
        raise StudioError("core.labels.shape", scores=S.shape, labels=t.shape)
    if labels.dtype.kind == "f" and (labels != np.floor(labels)).any():
        raise StudioError("core.labels.whole", highest=S2.shape[1] - 1)
    indices = labels.astype(np.intp, copy=False)
    unsigned = indices.view(np.uintp)  # in which a negative index is a huge one
    if len(labels) and unsigned.max() >= S2.shape[1]:
        raise StudioError("core.labels.range", highest=S2.shape[1] - 1)
    return S2, indices
