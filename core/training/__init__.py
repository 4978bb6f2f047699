"""Training: settings, the trainer, and what it tells of its steps."""

from core.training.config import LIMITS, WHOLE, TrainingConfig
from core.training.evaluation import accuracy, scaled
from core.training.observing import Observation
from core.training.records import Accuracy, Snapshot, StepResult
from core.training.trainer import OBSERVE_EVERY, Trainer

__all__ = [
    "LIMITS",
    "OBSERVE_EVERY",
    "WHOLE",
    "Accuracy",
    "Observation",
    "Snapshot",
    "StepResult",
    "Trainer",
    "TrainingConfig",
    "accuracy",
    "scaled",
]
