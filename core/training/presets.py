"""Runs by name: those of the tutorials, and one of our own.

    config = PRESETS["tutorial"].config

The data set is not part of a preset. The words are `presets.<name>.title` and `.about`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.hyperparameter import look_up
from core.training.config import TrainingConfig


@dataclass(frozen=True)
class Preset:
    """`title` and `about` are message keys: its name, and a sentence on where it comes from."""

    title: str
    about: str
    config: TrainingConfig


def _preset(name: str, config: TrainingConfig) -> Preset:
    return Preset(f"presets.{name}.title", f"presets.{name}.about", config)


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        # Saito, "Deep Learning from Scratch", chapter 5: the defaults, with the tutorials' decay.
        # They say "decay 0.9" and not how often. After every epoch, it leaves their 97.4 % out of
        # reach; every five epochs, it keeps them (docs/tutorial-runs.md).
        "tutorial": _preset(
            "tutorial", TrainingConfig(schedule="step", decay_factor=0.9, decay_epochs=5.0)
        ),
        # Saito, chapter 6, `optimizer_compare_mnist.py`: its learning rates are 0.01, for Adam
        # 0.001; its weights start after He. (Its net has four hidden layers of this width.)
        "comparison": _preset(
            "comparison",
            TrainingConfig(
                hidden=100,
                learning_rate=0.01,
                batch_size=128,
                iterations=2000,
                initialization="he",
            ),
        ),
        # Ours, found on 10 000 training images that were held out: see docs/tutorial-runs.md.
        "studio": _preset(
            "studio",
            TrainingConfig(
                optimizer="nesterov",
                learning_rate=0.2,
                schedule="cosine",
                batch_size=256,
                iterations=10_000,
                initialization="he",
                shift=1,
            ),
        ),
    }
)


def preset(name: str) -> TrainingConfig:
    """The settings of a run by its name.

    Raises:
        StudioError: there is none of that name.
    """
    return look_up(PRESETS, name, "preset").config


def name_of(config: TrainingConfig) -> str | None:
    """The preset that these settings are, whatever the seed."""
    for name, known in PRESETS.items():
        if replace(config, seed=known.config.seed) == known.config:
            return name
    return None
