"""What the table of experiments shows."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from core.experiments import Experiment
from core.format import number, whole
from core.initialization import INITIALIZATIONS
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.training import TrainingConfig
from core.training.learning_rate import SCHEDULE_LABELS
from gui.i18n import Translator
from gui.training.lab.experiments.from_recording import way
from gui.training.lab.record_model import Column
from gui.training.number_formats import percent

_SETTINGS = (  # in the order in which they are shown; whatever else there is follows
    "learning_rate",
    "optimizer",
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
    "schedule": SCHEDULE_LABELS,
    "activation": {name: f"training.activation.{name}" for name in ACTIVATIONS},
    "initialization": {name: f"lab_experiments.initialization.{name}" for name in INITIALIZATIONS},
}
_RESULT = ("iterations",)  # told by the result: how many there were
_ALWAYS = ("name", "test_accuracy", "loss", "train_accuracy")


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
        _accuracy("test_accuracy", translator),
        result("loss", partial(number, digits=3)),
        *(_setting(name, translator) for name in _order()),
        _accuracy("train_accuracy", translator),
        result("iterations", whole),
        Column(
            "lab_experiments.column.data",
            lambda e: _said(e, translator),
            lambda e: _said(e, translator),
            True,
        ),
    ]


def telling(columns: Sequence[Column], experiments: Sequence[Experiment]) -> list[Column]:
    """Those that tell experiments apart: the name, the results, and what is not the same in all."""
    always = {f"lab_experiments.column.{name}" for name in _ALWAYS}
    return [each for each in columns if each.title in always or _differs(each, experiments)]


def _differs(column: Column, experiments: Sequence[Experiment]) -> bool:
    if column.title == "lab_experiments.column.iterations":
        steps = [each.result.iterations for each in experiments]
        return max(steps, default=0) - min(steps, default=0) > 1  # in lockstep one is ahead
    having = (each for each in experiments if column.value(each) is not None)
    return len({column.text(each) for each in having}) > 1


def common(
    columns: Sequence[Column], experiments: Sequence[Experiment], translator: Translator
) -> str:
    """The settings that are the same in all: Hidden units 100 · Batch size 128."""
    told = {f"network.setting.{name}" for name in _SETTINGS} | {"lab_experiments.column.iterations"}
    apart = telling(columns, experiments)
    alike = [column for column in columns if column.title in told and column not in apart]
    first = experiments[0]
    return " · ".join(f"{translator.tr(column.title)} {column.shown(first)}" for column in alike)


def _accuracy(name: str, translator: Translator) -> Column:
    """With the step of which it is, where the run went on after that."""

    def value(experiment: Experiment) -> Any:
        return getattr(experiment.result, name)

    def text(experiment: Experiment) -> str:
        found, share = experiment.result, percent(value(experiment))
        if found.accuracy_step == found.iterations:
            return share
        step = whole(found.accuracy_step or 0)
        return translator.tr("lab_experiments.cell.measured", share=share, step=step)

    return Column(f"lab_experiments.column.{name}", value, text)


def _order() -> list[str]:
    names = [name for name in vars(TrainingConfig()) if name not in _RESULT]
    return [*_SETTINGS, *(name for name in names if name not in _SETTINGS)]


def _setting(name: str, translator: Translator) -> Column:
    def value(experiment: Experiment) -> Any:
        config = experiment.config
        return getattr(config, name) if config.uses(name) else None

    def write(found: Any) -> str:
        if name in _LABELS and found in _LABELS[name]:
            return translator.tr(_LABELS[name][found])
        if isinstance(found, bool):
            return "✓" if found else "–"
        if isinstance(found, str):
            return found
        return whole(found) if isinstance(found, int) else number(found)

    def text(experiment: Experiment) -> str:
        return way(experiment.config, experiment.changes, name, write)

    words = isinstance(getattr(TrainingConfig(), name), str | bool)
    return Column(f"network.setting.{name}", value, text, words)


def _said(experiment: Experiment, translator: Translator) -> str:
    data = experiment.data
    return data if isinstance(data, str) else translator.say(data)
