"""The settings that options of the command line give, put on top of others.

An option without effect is refused: who gives one and sees nothing of it would be misled.
"""

from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from core.arguments import TRAIN_OPTIONS
from core.format import as_given
from core.initialization import INITIALIZATIONS
from core.messages import StudioError
from core.optimizers import OPTIMIZERS
from core.schedules import MomentumAnnealing
from core.training.config import TrainingConfig
from core.training.learning_rate import SCHEDULE_LABELS
from core.training.optimizer_defaults import defaults_of

SETTINGS = tuple(asdict(TrainingConfig()))
_OPTIONS = {setting: option for option, setting, _ in TRAIN_OPTIONS} | {
    "momentum_annealing": "--momentum-annealing"
}
_DECIDED_BY: Mapping[str, tuple[str, Iterable[str]]] = {  # which choice gives a setting its effect
    "momentum": ("optimizer", OPTIMIZERS),
    "momentum_annealing": ("optimizer", OPTIMIZERS),
    "decay_factor": ("schedule", SCHEDULE_LABELS),
    "decay_epochs": ("schedule", SCHEDULE_LABELS),
    "weight_init_std": ("initialization", INITIALIZATIONS),
}


def given_settings(args: Namespace) -> dict[str, Any]:
    """What was given, by the names of the settings."""
    found = {name: getattr(args, name, None) for name in SETTINGS}
    return {name: value for name, value in found.items() if value is not None}


def with_given(base: TrainingConfig, given: Mapping[str, Any]) -> TrainingConfig:
    """The settings `base` and what was given; another optimizer brings along what is usual with it.

    Raises:
        StudioError: a setting will not do, or has no effect beside the others.
    """
    usual = {}
    if given.get("optimizer", base.optimizer) != base.optimizer:
        usual = defaults_of(given["optimizer"])
    config = replace(base, **usual | dict(given))
    for name, value in given.items():
        if value is not False and not config.uses(name):  # what is switched off does as it is told
            _refuse(config, name)
    if given.get("momentum_annealing") and config.momentum <= MomentumAnnealing.START:
        momentum, start = as_given(config.momentum), as_given(MomentumAnnealing.START)
        raise StudioError("network.error.no_annealing", value=momentum, start=start)
    return config


def _refuse(config: TrainingConfig, name: str) -> None:
    deciding, choices = _DECIDED_BY[name]
    rivals: dict[str, dict[str, Any]] = {each: {deciding: each} for each in choices}
    known = (each for each, change in rivals.items() if replace(config, **change).uses(name))
    raise StudioError(
        "network.error.no_effect",
        option=_OPTIONS[name],
        deciding=_OPTIONS[deciding],
        value=getattr(config, deciding),
        known=", ".join(known),
    )
