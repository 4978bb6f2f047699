"""The settings of a training run, and their limits."""

from dataclasses import dataclass
from numbers import Integral

from core.initialization import INITIALIZATIONS
from core.messages import Message, StudioError
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS, Optimizer
from core.optimizers import make as make_optimizer
from core.schedules import make as make_schedule


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that a run depends on, beside its data. The defaults are the tutorial's run."""

    hidden: int = 50
    activation: str = "relu"
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    schedule: str = "constant"
    batch_size: int = 100
    iterations: int = 20_000
    seed: int = 0
    weight_init_std: float = 0.01  # of "normal"; the other initializations choose their own
    initialization: str = "normal"
    weight_decay: float = 0.0  # λ: the optimizer minimises L + ½ λ Σ‖W‖² (AdamW: see there)

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value, label = getattr(self, name), Message(f"network.setting.{name}")
            fields = {"setting": label, "value": value, "low": low, "high": high}
            if name in WHOLE and (isinstance(value, bool) or not isinstance(value, Integral)):
                raise StudioError("network.error.whole", **fields)
            if not low <= value <= high:
                raise StudioError("network.error.range", **fields)
        if self.activation not in ACTIVATIONS:
            raise StudioError(
                "network.error.activation", given=self.activation, known=", ".join(ACTIVATIONS)
            )
        if self.initialization not in INITIALIZATIONS:
            known = ", ".join(INITIALIZATIONS)
            raise StudioError(
                "network.error.initialization", given=self.initialization, known=known
            )
        self.make_optimizer()
        make_schedule(self.schedule, self.learning_rate)

    @property
    def decoupled(self) -> bool:
        """Whether the rule decays the weights itself, beside its step, as AdamW does."""
        known = OPTIMIZERS.get(self.optimizer)
        return known is not None and "weight_decay" in (p.name for p in known.hyperparameters)

    def make_optimizer(self) -> Optimizer:
        """A new optimizer as these settings want it."""
        decay = {"weight_decay": self.weight_decay} if self.decoupled else {}
        return make_optimizer(self.optimizer, self.learning_rate, **decay)


LIMITS: dict[str, tuple[float, float]] = {
    "hidden": (1, 1000),
    "batch_size": (1, 10_000),
    "iterations": (1, 10_000_000),
    "seed": (0, 2**32 - 1),
    "weight_init_std": (0.0, 10.0),
    "weight_decay": (0.0, 1.0),
}
WHOLE = frozenset({"hidden", "batch_size", "iterations", "seed"})  # counts: 50.5 or True is none
