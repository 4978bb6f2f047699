"""The settings that the options of `search` and `ensemble` mean."""

from argparse import Namespace
from typing import Any

from core.training import TrainingConfig
from core.training.given import given_settings, with_given
from core.training.presets import preset


def config_of(args: Namespace, **usual: Any) -> TrainingConfig:
    """Those of the preset that is named; else the usual ones, with weights after He, which suits
    any number of hidden units. What is given counts before all else.

    Raises:
        StudioError: there is no such preset, or a setting will not do or has no effect.
    """
    base = TrainingConfig(**{"initialization": "he"} | usual)
    return with_given(preset(args.preset) if args.preset else base, given_settings(args))
