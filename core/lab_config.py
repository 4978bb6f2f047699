"""The settings that the options of `search` and `ensemble` mean."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

from core.training import TrainingConfig
from core.training.optimizer_defaults import defaults_of
from core.training.presets import preset


def config_of(args: Namespace, **usual: Any) -> TrainingConfig:
    """Those of the preset that is named; else the usual ones, with weights after He, which suits
    any number of hidden units. What is given counts before all else.

    Raises:
        StudioError: there is no such preset, or a setting will not do.
    """
    given = {name: getattr(args, name, None) for name in vars(TrainingConfig())}
    told = {name: value for name, value in given.items() if value is not None}
    if args.preset:
        return replace(preset(args.preset), **told)
    fitting = defaults_of(told.get("optimizer", TrainingConfig().optimizer))
    return TrainingConfig(**{"initialization": "he"} | usual | fitting | told)
