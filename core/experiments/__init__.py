"""Experiments: named runs that are kept side by side, and nets that learn in lockstep."""

from core.experiments.comparison import optimizer_comparison
from core.experiments.experiment import Curves, Experiment, Result
from core.experiments.library import ExperimentLibrary
from core.experiments.lockstep import LockstepProgress, Racer, lockstep
from core.experiments.store import Store

__all__ = [
    "Curves",
    "Experiment",
    "ExperimentLibrary",
    "LockstepProgress",
    "Racer",
    "Result",
    "Store",
    "lockstep",
    "optimizer_comparison",
]
