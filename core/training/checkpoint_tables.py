"""The tables in a checkpoint: which there are, and what their numbers may be. A row is a moment, in
the order of the steps."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from core.engine import Array
from core.history import HistogramHistory, ObservationHistory, RateHistory
from core.training.config import TrainingConfig
from core.training.step_metrics import ACTIVATIONS, HISTOGRAMS

WATCHED: Mapping[str, int] = MappingProxyType(
    {
        "rates": len(RateHistory.columns),
        "observations": len(ObservationHistory.columns),
        **{name: len(HistogramHistory.columns) for name in HISTOGRAMS},
    }
)
"""What may be watched of a run beside its curves, and the columns of each table."""
_POWERS = 2.0 ** np.arange(-48, 129)  # what a limit by value can be, of numbers of float32


def plausible(accuracies: Array, drawn: int) -> bool:
    """Whether these can be accuracies (n, 3) of a run that has drawn so many images: epoch, train,
    test. An epoch draws one image at least."""
    epochs, shares = accuracies[:, 0], accuracies[:, 1:]
    later = ((epochs >= 0) & (epochs <= drawn)).all() and (np.diff(epochs) > 0).all()
    return bool(later and ((shares >= 0) & (shares <= 1)).all())


def unsound(tables: Mapping[str, Array], config: TrainingConfig, steps: int) -> str:
    """The name of a table of `WATCHED` that no run of `config` can have left in so many steps; ""
    if each can be."""
    for name, table in tables.items():
        if not (_moments(table[:, 0], steps) and _numbers(name, table, config)):
            return name
    moments = tables.get("observations", np.empty((0, 1)))[:, 0]
    histograms = (name for name in tables if name in HISTOGRAMS)
    return next((name for name in histograms if not _spread(tables[name][:, 0], moments)), "")


def _moments(iterations: Array, steps: int) -> bool:
    """Whether they are steps that have been done, each later than the one before."""
    within = (iterations >= 0) & (iterations < steps) & (iterations == np.floor(iterations))
    return bool(within.all() and (np.diff(iterations) > 0).all())


def _numbers(name: str, table: Array, config: TrainingConfig) -> bool:
    found = table[:, 1:]
    if name == "rates":
        return bool((np.isfinite(found) & (found >= 0)).all())
    if name == "observations":  # norms and ratios overflow where a step is about to explode
        dead = found[:, -1]
        return not (found < 0).any() and bool((np.isnan(dead) | _counts(dead, config.hidden)).all())
    limits = _POWERS if name in ACTIVATIONS else 0.0
    return bool(_counts(found[:, 1:]).all() and np.isin(found[:, 0], limits).all())


def _counts(numbers: Array, most: float = 2.0**53) -> Array:
    found: Array = (numbers >= 0) & (numbers <= most) & (numbers == np.floor(numbers))
    return found


def _spread(kept: Array, moments: Array) -> bool:
    """Whether a `HistogramHistory` that was offered every moment can have kept these."""
    stride = HistogramHistory.stride(len(moments), len(kept))
    return np.array_equal(kept, moments[::stride])
