"""The settings of a training run, and their limits."""

from dataclasses import dataclass
from numbers import Integral

from core.format import as_given, number, whole
from core.initialization import INITIALIZATIONS
from core.messages import Message, StudioError
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS, Optimizer
from core.optimizers import make as make_optimizer
from core.training.learning_rate import make_schedule


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
    decay_factor: float = 0.5  # what the schedule multiplies the learning rate by …
    decay_epochs: float = 5.0  # … within so many epochs: see `core/training/learning_rate.py`
    warmup: int = 0  # iterations in which the learning rate rises from 0, before all else
    momentum: float = 0.9  # μ of the rules that have one
    momentum_annealing: bool = False  # whether μ rises to it from 0.5
    shift: int = 0  # data augmentation: images are moved by up to so many pixels

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_choices()
        self.make_optimizer()
        make_schedule(self, 1)

    @property
    def decoupled(self) -> bool:
        """Whether the rule decays the weights itself, beside its step, as AdamW does."""
        return self._rule_has("weight_decay")

    @property
    def has_momentum(self) -> bool:
        """Whether the rule has a momentum μ that can be chosen."""
        return self._rule_has("momentum")

    def uses(self, name: str) -> bool:
        """Whether a setting makes a difference beside the others."""
        if name in ("momentum", "momentum_annealing"):
            return self.has_momentum
        if name in ("decay_factor", "decay_epochs"):
            return self.schedule not in ("constant", "cosine")
        return name != "weight_init_std" or self.initialization == "normal"

    def limits_of(self, name: str) -> tuple[float, float]:
        """The lowest and the highest value of a number among the settings, with this rule."""
        if name != "learning_rate":
            return LIMITS[name]
        known = OPTIMIZERS[self.optimizer].hyperparameter("lr")
        return float(known.low), float(known.high)

    def make_optimizer(self) -> Optimizer:
        """A new optimizer as these settings want it."""
        settings = {"weight_decay": 0.0} if self.decoupled else {}  # that is the trainer's business
        if self.has_momentum:
            settings["momentum"] = self.momentum
        return make_optimizer(self.optimizer, self.learning_rate, **settings)

    def _rule_has(self, name: str) -> bool:
        known = OPTIMIZERS.get(self.optimizer)
        return known is not None and name in (each.name for each in known.hyperparameters)

    def _check_numbers(self) -> None:
        for name, (low, high) in LIMITS.items():
            value, label = getattr(self, name), Message(f"network.setting.{name}")
            ends = {"low": low, "high": high}
            shown = {k: whole(int(v)) if name in WHOLE else number(v) for k, v in ends.items()}
            fields = {"setting": label, "value": as_given(value), **shown}
            if name in WHOLE and (isinstance(value, bool) or not isinstance(value, Integral)):
                raise StudioError("network.error.whole", **fields)
            if not low <= value <= high:
                raise StudioError("network.error.range", **fields)
            plain = int(value) if name in WHOLE else float(value)  # NumPy's numbers are no JSON
            object.__setattr__(self, name, plain)

    def _check_choices(self) -> None:
        for name, known in {"activation": ACTIVATIONS, "initialization": INITIALIZATIONS}.items():
            given = getattr(self, name)
            if given not in known:
                raise StudioError(f"network.error.{name}", given=given, known=", ".join(known))
        if not isinstance(self.momentum_annealing, bool):
            label = Message("network.setting.momentum_annealing")
            raise StudioError("network.error.switch", setting=label, value=self.momentum_annealing)


LIMITS: dict[str, tuple[float, float]] = {
    "hidden": (1, 1000),
    "batch_size": (1, 10_000),
    "iterations": (1, 10_000_000),
    "seed": (0, 2**32 - 1),
    "weight_init_std": (0.0, 10.0),
    "weight_decay": (0.0, 1.0),
    "decay_factor": (0.01, 1.0),
    "decay_epochs": (0.01, 1000.0),
    "warmup": (0, 100_000),
    "momentum": (0.0, 0.9999),
    "shift": (0, 4),
}
LIVE = frozenset(
    {
        "learning_rate",
        "schedule",
        "decay_factor",
        "decay_epochs",
        "warmup",
        "momentum",
        "momentum_annealing",
        "batch_size",
        "iterations",
        "weight_decay",
        "shift",
    }
)
"""What may be changed while a run is under way; everything else makes another run."""
WHOLE = frozenset({"hidden", "batch_size", "iterations", "seed", "warmup", "shift"})
"""Counts: 50.5 or True is none."""
