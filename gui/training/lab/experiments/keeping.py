"""The run of the Train panel as an experiment, and names that tell experiments apart."""

from collections.abc import Collection

from core.experiments import Curves, Experiment
from core.format import number
from core.messages import Message
from core.optimizers import OPTIMIZERS
from core.training import TrainingConfig
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
    altered = bool(recording.changes)
    curves = Curves(iterations + 1, losses, measured, train, test)
    diverged = recording.newest is not None and recording.newest.diverged
    return Experiment(name, recording.config, trainer.data.name, curves, colour, altered, diverged)


def run_name(config: TrainingConfig, translator: Translator) -> str:
    """What a run is called unless somebody says otherwise: SGD 0.1, 50 hidden units."""
    rule = Message(OPTIMIZERS[config.optimizer].label)
    return translator.tr(
        "lab_experiments.name.run",
        rule=rule,
        rate=number(config.learning_rate),
        hidden=config.hidden,
    )


def unique(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it if others have it."""
    names = (name if n == 1 else f"{name} ({n})" for n in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)
