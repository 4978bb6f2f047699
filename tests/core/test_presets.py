"""Runs by name: what the tutorials ran, and ours."""

from dataclasses import replace

import numpy as np
import pytest

from core.messages import LANGUAGES, StudioError, text
from core.training import Trainer, TrainingConfig
from core.training.presets import PRESETS, name_of, preset
from tests.core.runs import after, bars


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_its_words_and_runs(name: str) -> None:
    for language in LANGUAGES:
        assert text(PRESETS[name].title, language) and text(PRESETS[name].about, language)
    results = after(Trainer(bars(), PRESETS[name].config), 60)
    assert results[-1].loss < results[0].loss


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_known_by_its_settings_whatever_the_seed(name: str) -> None:
    config = preset(name)
    assert name_of(replace(config, seed=77)) == name
    assert name_of(replace(config, hidden=51)) is None


def test_presets_differ_from_each_other_and_names_are_helped() -> None:
    assert len({each.config for each in PRESETS.values()}) == len(PRESETS)
    with pytest.raises(StudioError, match="tutorial"):
        preset("tutorail")


def test_the_tutorials_run_loses_a_tenth_of_its_rate_every_five_epochs() -> None:
    config = preset("tutorial")
    assert replace(config, schedule="constant", decay_factor=0.5) == TrainingConfig()
    trainer = Trainer(bars(), replace(config, batch_size=10, iterations=150))
    rates = [result.learning_rate for result in trainer.steps()]
    np.testing.assert_allclose(rates, np.repeat([0.1, 0.09, 0.081], 50))


def test_ours_has_fifty_units_and_half_the_iterations() -> None:
    ours, theirs = preset("studio"), preset("tutorial")
    assert ours.hidden == theirs.hidden == 50
    assert 2 * ours.iterations <= theirs.iterations
