"""The field of each setting, in the order in which they are shown."""

from core.initialization import INITIALIZATIONS
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.training import LIMITS, TrainingConfig
from core.training.learning_rate import SCHEDULE_LABELS
from core.training.optimizer_defaults import defaults_of
from gui.i18n import Translator
from gui.training.fields import Field, choice, decimal, switch, whole_field
from gui.widgets import LogSpinBox

_SMALLEST = 1e-7  # of a weight decay or a standard deviation other than 0
ANNEALED = 0.99  # where a momentum that rises ends


def live_fields(translator: Translator) -> dict[str, Field]:
    """Of the settings that may be changed while it trains."""
    rate = OPTIMIZERS["sgd"].hyperparameter("lr")
    return {
        "learning_rate": LogSpinBox(rate.default, rate.low, rate.high),
        "schedule": choice(SCHEDULE_LABELS, translator),
        "decay_factor": decimal(*LIMITS["decay_factor"], step=0.05, places=3),
        "decay_epochs": decimal(*LIMITS["decay_epochs"], step=1, places=2),
        "warmup": whole_field(*LIMITS["warmup"], step=100),
        "momentum": decimal(*LIMITS["momentum"], step=0.01, places=4),
        "momentum_annealing": switch(),
        "batch_size": whole_field(*LIMITS["batch_size"], step=10),
        "weight_decay": LogSpinBox(0.0, _SMALLEST, LIMITS["weight_decay"][1], zero=True),
        "shift": whole_field(*LIMITS["shift"], step=1),
        "iterations": whole_field(*LIMITS["iterations"], step=1000),
    }


def fixed_fields(translator: Translator) -> dict[str, Field]:
    """Of the settings that make another run."""
    optimizers = {name: rule.label for name, rule in OPTIMIZERS.items()}
    activations = {name: f"training.activation.{name}" for name in ACTIVATIONS}
    initializations = {name: f"training.initialization.{name}" for name in INITIALIZATIONS}
    return {
        "hidden": whole_field(*LIMITS["hidden"], step=10),
        "activation": choice(activations, translator),
        "optimizer": choice(optimizers, translator),
        "initialization": choice(initializations, translator),
        "weight_init_std": LogSpinBox(0.01, _SMALLEST, LIMITS["weight_init_std"][1], zero=True),
        "seed": whole_field(*LIMITS["seed"], step=1),
    }


def brings_along(name: str, value: object, running: TrainingConfig) -> dict[str, object]:
    """What changes with a setting: to what is usual with its new value; or, if that is the one of
    the run, to what the run has, so that a change of mind changes nothing."""
    if name == "optimizer":
        usual = defaults_of(str(value))
    elif name == "momentum_annealing":
        usual = {"momentum": ANNEALED if value else TrainingConfig().momentum}
    else:
        return {}
    runs = value == getattr(running, name)
    return {each: getattr(running, each) for each in usual} if runs else usual
