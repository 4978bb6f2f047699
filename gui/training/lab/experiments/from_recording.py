"""The run of the Train panel as an experiment, and names that tell experiments apart."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from core.datasets.dataset import CLASSES, PIXELS
from core.experiments import Curves, Experiment
from core.format import number, whole
from core.messages import Message
from core.optimizers import OPTIMIZERS
from core.training import Change, TrainingConfig
from gui.i18n import Translator
from gui.training.recording import Recording


def kept(recording: Recording, name: str, colour: int) -> Experiment | None:
    """What a run has left so far; None if that is nothing."""
    trainer = recording.trainer
    if trainer is None or not recording.steps:
        return None
    iterations, losses = recording.losses.since()
    epochs, train, test = recording.accuracies.since()
    measured = recording.steps_at(epochs).round() + 1
    curves = Curves(iterations + 1, losses, measured, train, test)
    diverged = recording.newest is not None and recording.newest.diverged
    config, changes = recording.so_far
    return Experiment(
        name,
        config,
        trainer.data.name,
        curves,
        colour,
        altered=bool(changes),
        diverged=diverged,
        changes=changes,
    )


def run_name(config: TrainingConfig, changes: Sequence[Change], translator: Translator) -> str:
    """What a run is called unless somebody says otherwise: SGD 0.1, 50 units; SGD 0.2 → 0.01, 50
    units if its learning rate was changed while it ran."""
    rule = Message(OPTIMIZERS[config.optimizer].label)
    return translator.tr(
        "lab_experiments.name.run",
        rule=rule,
        rate=way(config, changes, "learning_rate", number),
        hidden=config.hidden,
    )


def way(
    config: TrainingConfig,
    changes: Sequence[Change],
    setting: str,
    write: Callable[[Any], str],
) -> str:
    """What a setting was while a run went on: 0.01, or 0.2 → 0.01 if it was changed."""
    before = [change.before for change in changes if change.setting == setting]
    return " → ".join(write(value) for value in (*before, getattr(config, setting)))


def unique(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it if others have it."""
    names = (name if n == 1 else f"{name} ({n})" for n in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)


def repeats(
    chosen: Iterable[Experiment], taken: Collection[str], translator: Translator
) -> dict[str, Experiment]:
    """What is to be trained once more, by the name of the repetition."""
    found: dict[str, Experiment] = {}
    for each in chosen:
        again = translator.tr("lab_experiments.name.again", name=each.name)
        found[unique(again, {*taken, *found})] = each
    return found


def comparison_words(configs: Mapping[str, TrainingConfig], translator: Translator) -> Message:
    """What a comparison of rules will train, told before it begins."""
    first = next(iter(configs.values()))
    rules = (
        f"{translator.tr(OPTIMIZERS[rule].label)} {number(config.learning_rate)}"
        for rule, config in configs.items()
    )
    fields = {
        "n": len(configs),
        "net": f"{PIXELS}-{first.hidden}-{CLASSES}",
        "batch": first.batch_size,
        "steps": whole(first.iterations),
        "rules": " · ".join(rules),
    }
    return Message("lab_experiments.comparison.about", fields)
