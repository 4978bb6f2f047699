"""What a row of the experiments says is of the run that it names."""

import numpy as np
import pytest

from core.experiments import Curves, Experiment
from core.training import TrainingConfig
from gui.i18n import Translator
from gui.training.lab.experiments.columns import columns


@pytest.mark.parametrize(
    ("steps", "shown"),
    [(700, "91.0\u202f%, step 601"), (601, "91.0\u202f%"), (1700, "91.0\u202f%, step 601")],
)
def test_an_accuracy_from_before_the_last_step_says_of_which_it_is(
    steps: int, shown: str, translator: Translator
) -> None:
    each = np.arange(1.0, steps + 1)
    measured = np.array([1.0, 601.0])
    curves = Curves(each, 1 / each, measured, np.array([0.1, 0.91]), np.array([0.1, 0.91]))
    run = Experiment("x", TrainingConfig(), "MNIST", curves)
    found = {column.title: column.shown(run) for column in columns(translator)}
    for name in ("test_accuracy", "train_accuracy"):
        assert found[f"lab_experiments.column.{name}"] == shown
