"""What the table of experiments shows."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from core.experiments import Experiment
from core.format import number
from core.initialization import INITIALIZATIONS
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from core.training import TrainingConfig
from gui.i18n import Translator
from gui.training.figures import grouped, percent
from gui.training.lab.record_table import Column

_SETTINGS = (  # in the order in which they are shown; whatever else there is follows
    "optimizer",
    "learning_rate",
    "hidden",
    "batch_size",
    "weight_decay",
    "schedule",
    "activation",
    "initialization",
    "seed",
)
_LABELS: Mapping[str, Mapping[str, str]] = {
    "optimizer": {name: rule.label for name, rule in OPTIMIZERS.items()},
    "schedule": {name: schedule.label for name, schedule in SCHEDULES.items()},
    "activation": {name: f"training.activation.{name}" for name in ACTIVATIONS},
    "initialization": {name: f"lab_experiments.initialization.{name}" for name in INITIALIZATIONS},
}
_RESULT = ("iterations",)  # told by the result: how many there were


def columns(translator: Translator) -> list[Column]:
    """The name, what came of it, and the settings."""

    def result(name: str, text: Callable[[Any], str]) -> Column:
        def value(experiment: Experiment) -> Any:
            return getattr(experiment.result, name)

        return Column(f"lab_experiments.column.{name}", value, lambda e: text(value(e)))

    return [
        Column(
            "lab_experiments.column.name", lambda e: e.name, lambda e: e.name, True, editable=True
        ),
        result("test_accuracy", percent),
        result("loss", partial(number, digits=3)),
        result("train_accuracy", percent),
        result("iterations", grouped),
        *(_setting(name, translator) for name in _order()),
        Column(
            "lab_experiments.column.data",
            lambda e: _said(e, translator),
            lambda e: _said(e, translator),
            True,
        ),
    ]


def _order() -> list[str]:
    names = [name for name in vars(TrainingConfig()) if name not in _RESULT]
    return [*_SETTINGS, *(name for name in names if name not in _SETTINGS)]


def _setting(name: str, translator: Translator) -> Column:
    def value(experiment: Experiment) -> Any:
        return getattr(experiment.config, name)

    def text(experiment: Experiment) -> str:
        found = value(experiment)
        if name in _LABELS and found in _LABELS[name]:
            return translator.tr(_LABELS[name][found])
        if isinstance(found, bool):
            return "✓" if found else "–"
        if isinstance(found, str):
            return found
        return grouped(found) if isinstance(found, int) else number(found)

    words = isinstance(getattr(TrainingConfig(), name), str | bool)
    return Column(f"network.setting.{name}", value, text, words)


def _said(experiment: Experiment, translator: Translator) -> str:
    data = experiment.data
    return data if isinstance(data, str) else translator.say(data)
