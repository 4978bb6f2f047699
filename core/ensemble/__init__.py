"""Ensembles of nets: their mean opinion, and what it gains."""

from core.ensemble.gain import Gain, interval, points
from core.ensemble.nets import NETS, EnsembleProgress, EnsembleResult, ensemble, probabilities

__all__ = [
    "NETS",
    "EnsembleProgress",
    "EnsembleResult",
    "Gain",
    "ensemble",
    "interval",
    "points",
    "probabilities",
]
