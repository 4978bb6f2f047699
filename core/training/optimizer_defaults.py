"""What is usual with an optimizer, unless somebody says otherwise."""

from typing import Any

from core.hyperparameter import look_up
from core.optimizers import OPTIMIZERS
from core.training.config import TrainingConfig


def defaults_of(optimizer: str) -> dict[str, Any]:
    """The settings that go with an optimizer: its learning rate, 0.1 for SGD as in the tutorials;
    and the weight decay of a rule that is one for its sake, without which AdamW would be Adam.

    Raises:
        StudioError: there is no such optimizer.
    """
    rule, usual = look_up(OPTIMIZERS, optimizer, "optimizer"), TrainingConfig()
    decay = getattr(rule, "weight_decay", usual.weight_decay)
    rate = usual.learning_rate if optimizer == usual.optimizer else float(rule.lr)
    return {"learning_rate": rate, "weight_decay": float(decay)}
