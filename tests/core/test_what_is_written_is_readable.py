"""Whatever a run or an experiment has been through, its file can be opened again."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiments import Curves, Experiment, file
from core.experiments.experiment import MOST_POINTS
from core.history import AccuracyHistory, History
from core.messages import Message
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.schedules import Schedule
from core.training import LIVE, Trainer, TrainingConfig, checkpoint
from core.training.config import LIMITS, WHOLE
from core.training.learning_rate import SCHEDULE_LABELS, make_schedule
from tests.core.runs import SMALL, assert_same_run, bars

CHOICES = {
    "schedule": st.sampled_from(sorted(SCHEDULE_LABELS)),
    "learning_rate": st.floats(1e-7, 100.0),
    "momentum_annealing": st.booleans(),
}


def values(name: str) -> st.SearchStrategy[object]:
    """All values that a setting may have."""
    if name in CHOICES:
        return CHOICES[name]
    low, high = LIMITS[name]
    if name not in WHOLE:
        return st.floats(low, high)
    return st.integers(int(low), int(high)) | st.integers(int(low), int(high)).map(np.int64)


LIVE_SETTINGS = st.fixed_dictionaries({}, optional={name: values(name) for name in sorted(LIVE)})


@settings(max_examples=60, deadline=None)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    name=st.text(max_size=400) | st.just("\ud800 of a folder"),
    turns=st.lists(st.tuples(st.integers(0, 6), LIVE_SETTINGS), max_size=5),
)
def test_a_run(
    optimizer: str, activation: str, name: str, turns: list[tuple[int, dict[str, object]]]
) -> None:
    """Whatever was turned while it went on, however often, and whatever its data are called."""
    data = replace(bars(), name=name)
    config = replace(SMALL, optimizer=optimizer, activation=activation, iterations=30)
    trainer, losses, accuracies = Trainer(data, config), History(), AccuracyHistory()
    for steps, wanted in [(1, {}), *turns]:
        wanted = wanted | {"batch_size": min(wanted.get("batch_size", 10), 50)}
        wanted["iterations"] = min(wanted.get("iterations", 30), 30)
        trainer.configure(replace(trainer.config, **wanted))
        for _, result in zip(range(steps), trainer.steps(), strict=False):
            losses.append(result.iteration, result.loss)
            if result.diverged:
                return  # its files are those of its good states
    kept = checkpoint.of(trainer.state(), data, losses, accuracies)
    found = checkpoint.unpack(checkpoint.pack(kept))
    assert_same_run(found.state, kept.state)
    found.check(data)


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(min_size=1, max_size=400),
    data=st.text(max_size=400)
    | st.text(max_size=400).map(lambda t: Message("data.name.folder", {"folder": t})),
    steps=st.sampled_from([0, 1, 7, MOST_POINTS, MOST_POINTS + 1, 3 * MOST_POINTS]),
    measured=st.sampled_from([0, 1, 7, MOST_POINTS, MOST_POINTS + 1, 3 * MOST_POINTS]),
    config=st.builds(
        TrainingConfig, **{n: values(n) for n in ("seed", "batch_size", "learning_rate")}
    ),
)
def test_an_experiment(
    name: str, data: Message | str, steps: int, measured: int, config: TrainingConfig
) -> None:
    """However long it was and however often it was measured."""
    x, m = np.arange(1.0, steps + 1), np.arange(1.0, measured + 1)
    curves = Curves(x.copy(), 1 / x, m.copy(), 0.5 / m, 1 / m)
    found = file.decode(file.encode(Experiment(name, config, data, curves)), "0" * 12)
    assert found.config == config
    for each in fields(Curves):
        written, read = getattr(curves, each.name), getattr(found.curves, each.name)
        assert list(written[:1]) == list(read[:1]) and list(written[-1:]) == list(read[-1:])
    assert found.result == Experiment(name, config, data, curves.thinned()).result


@settings(deadline=None)
@given(
    schedule=st.sampled_from(sorted(SCHEDULE_LABELS)),
    per_epoch=st.integers(1, 60_000),
    wanted=st.fixed_dictionaries({n: values(n) for n in ("decay_epochs", "decay_factor")}),
)
def test_every_setting_that_may_be_chosen_makes_a_schedule(
    schedule: str, per_epoch: int, wanted: dict[str, float]
) -> None:
    """Whatever the batch size makes of an epoch: a setting that is turned must not end the run."""
    made: Schedule = make_schedule(TrainingConfig(schedule=schedule, **wanted), per_epoch)
    assert 0 <= made(LIMITS["iterations"][1]) <= made(0) == 0.1
