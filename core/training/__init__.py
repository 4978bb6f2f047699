"""Training: settings, the trainer, and what it tells of its steps."""

from core.training.config import LIMITS, LIVE, WHOLE, TrainingConfig
from core.training.evaluation import accuracy, scaled
from core.training.records import Accuracy, Snapshot, StepResult
from core.training.state import Change, RunState
from core.training.step_metrics import StepMetrics
from core.training.trainer import OBSERVE_EVERY, Trainer

__all__ = [
    "LIMITS",
    "LIVE",
    "OBSERVE_EVERY",
    "WHOLE",
    "Accuracy",
    "Change",
    "RunState",
    "Snapshot",
    "StepMetrics",
    "StepResult",
    "Trainer",
    "TrainingConfig",
    "accuracy",
    "scaled",
]
