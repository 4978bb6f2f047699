"""Experiments: nets in lockstep do what they would do alone; what is kept comes back whole."""

import csv
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.experiments import (
    Curves,
    Experiment,
    ExperimentLibrary,
    Racer,
    Store,
    lockstep,
    optimizer_comparison,
)
from core.experiments import experiment as module
from core.experiments.export import export
from core.experiments.file import decode, encode
from core.messages import Message, StudioError
from core.training import Trainer, TrainingConfig, accuracy
from tests.core.small_data import few_digits

SMALL = TrainingConfig(hidden=6, batch_size=20, iterations=30)

configs = st.builds(
    TrainingConfig,
    hidden=st.integers(1, 12),
    optimizer=st.sampled_from(["sgd", "momentum", "adam", "adamw"]),
    learning_rate=st.sampled_from([0.001, 0.1, 1.0]),
    batch_size=st.sampled_from([5, 20]),
    iterations=st.integers(1, 40),
    seed=st.integers(0, 3),
    weight_decay=st.sampled_from([0.0, 0.01]),
)


def run(*racers: Racer) -> list:
    return list(lockstep(few_digits(), racers))


def alone(config: TrainingConfig) -> tuple[Racer, Trainer]:
    racer, trainer = Racer(config), Trainer(few_digits(), config)
    for step in trainer.steps():
        racer.write(step)
    return racer, trainer


def an_experiment(name: str = "Adam", **changes: object) -> Experiment:
    racer = Racer(SMALL)
    run(racer)
    return replace(Experiment(name, SMALL, "MNIST", racer.curves()), **changes)


@settings(max_examples=15, deadline=None)
@given(st.lists(configs, min_size=1, max_size=4))
def test_nets_in_lockstep_do_to_the_bit_what_they_would_do_alone(wanted) -> None:
    racers = [Racer(config) for config in wanted]
    run(*racers)
    for racer, config in zip(racers, wanted, strict=True):
        assert racer.curves().same_as(alone(config)[0].curves())


def test_each_takes_its_step_before_anybody_takes_the_next() -> None:
    racers = [Racer(replace(SMALL, optimizer=rule)) for rule in ("sgd", "adam", "momentum")]
    for _ in lockstep(few_digits(), racers):
        steps = [racer.steps for racer in racers]
        assert steps == sorted(steps, reverse=True)
        assert max(steps) - min(steps) <= 1


def test_the_comparison_begins_with_the_same_weights_and_the_same_batch() -> None:
    wanted = optimizer_comparison(seed=3)
    assert 4 <= len(wanted) <= 6
    assert {(c.hidden, c.batch_size, c.iterations) for c in wanted.values()} == {(100, 128, 2000)}
    first = set()
    for config in wanted.values():
        racer = Racer(config)
        next(lockstep(few_digits(), [racer]))
        first.add(float(racer.curves().losses[0]))
    assert len(first) == 1


def test_who_diverges_drops_out_and_the_others_go_on() -> None:
    wild = Racer(replace(SMALL, learning_rate=100.0, weight_decay=1.0, iterations=3000))
    tame = Racer(SMALL)
    last = run(wild, tame)[-1]
    assert wild.diverged and wild.steps < 3000 and not tame.diverged
    assert tame.steps == SMALL.iterations
    assert last.done == last.total == wild.steps + tame.steps


def test_fewer_iterations_end_earlier() -> None:
    short, long = Racer(replace(SMALL, iterations=3)), Racer(SMALL)
    progress = run(short, long)
    assert (short.steps, long.steps) == (3, 30)
    assert [each.done for each in progress] == list(range(1, 34))


def test_it_drops_out_where_it_is_to_though_its_settings_want_more() -> None:
    """A cosine depends on how many steps they want: with fewer it would be another run."""
    config = replace(SMALL, schedule="cosine")
    short, whole = Racer(config, until=3), Racer(config)
    assert [each.total for each in run(short, whole)][-1] == 33
    assert (short.steps, whole.steps) == (3, 30)
    np.testing.assert_array_equal(short.curves().losses, whole.curves().losses[:3])


def test_an_accuracy_is_said_to_be_of_the_step_that_it_was_measured_after() -> None:
    racer = Racer(replace(SMALL, iterations=200), until=110)
    run(racer)
    result = Experiment("x", racer.config, "MNIST", racer.curves()).result
    assert result.accuracy_step == racer.curves().measured[-1] and 1 < result.accuracy_step < 110
    row = next(csv.DictReader(io.StringIO(export("csv", [an_experiment()], "en").decode())))
    assert row["accuracy_step"] == row["iterations"] == "30"


def test_the_result_is_that_of_the_run() -> None:
    racer, trainer = alone(SMALL)
    experiment = Experiment("x", SMALL, "MNIST", racer.curves())
    data = few_digits()
    assert experiment.result.test_accuracy == accuracy(trainer.network, data.x_test, data.t_test)
    assert experiment.result.loss == pytest.approx(racer.curves().losses.mean())  # fewer than 100
    assert experiment.result.iterations == 30
    assert not experiment.result.diverged


def test_a_run_that_diverged_has_no_loss() -> None:
    losses = np.array([2.3, 5.0, np.inf])
    curves = Curves(np.arange(1.0, 4.0), losses, np.full(1, 2.0), np.ones(1) / 2, np.ones(1) / 4)
    result = Experiment("x", SMALL, "MNIST", curves, diverged=True).result
    assert result.diverged and result.loss is None and result.test_accuracy == 0.25


def test_nothing_measured_is_no_result() -> None:
    result = Experiment("x", SMALL, "MNIST", Racer(SMALL).curves()).result
    assert (result.iterations, result.loss, result.test_accuracy) == (0, None, None)


# files


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    n, m = draw(st.integers(0, 80)), draw(st.integers(0, 5))
    diverged = draw(st.booleans())  # which alone brings losses that are no numbers
    numbers = (
        st.floats() if diverged else st.floats(width=32, allow_nan=False, allow_infinity=False)
    )
    losses = draw(arrays(float, n, elements=numbers))
    shares = st.floats(0, 1)
    curves = Curves(
        np.arange(1.0, n + 1),
        losses,
        np.arange(1.0, m + 1),
        draw(arrays(float, m, elements=shares)),
        draw(arrays(float, m, elements=shares)),
    )
    names = st.sampled_from(
        ["MNIST", Message("data.name.builtin"), Message("data.name.folder", {"folder": "β"})]
    )
    return Experiment(
        draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)),
        draw(configs),
        draw(names),
        curves,
        draw(st.integers(0, 50)),
        draw(st.booleans()),
        diverged,
    )


@settings(max_examples=60, deadline=None)
@given(experiments())
def test_a_file_gives_back_every_bit(experiment: Experiment) -> None:
    again = decode(encode(experiment), experiment.id)
    assert again.curves.same_as(experiment.curves)
    for name in ("name", "config", "data", "colour", "altered", "diverged", "id", "created"):
        assert getattr(again, name) == getattr(experiment, name)


def test_a_long_curve_is_thinned_but_keeps_its_peaks(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_POINTS", 20)
    losses = np.sin(np.arange(500.0))
    losses[123] = 50
    steps = np.arange(1.0, 501)
    thin = Curves(steps, losses, np.ones(0), np.ones(0), np.ones(0)).thinned()
    assert len(thin.steps) <= 20
    assert thin.losses.max() == 50
    assert (thin.steps[0], thin.steps[-1]) == (1, 500)


@cache
def a_file() -> bytes:
    return encode(an_experiment())


HOSTILE = {
    "format": lambda v: v.update(format="other"),
    "version": lambda v: v.update(version=2),
    "no name": lambda v: v.pop("name"),
    "name": lambda v: v.update(name=["x"]),
    "long name": lambda v: v.update(name="x" * 1000),
    "unknown setting": lambda v: v["settings"].update(layers=3),
    "setting of another kind": lambda v: v["settings"].update(hidden="50"),
    "switch as a number": lambda v: v["settings"].update(hidden=True),
    "setting out of range": lambda v: v["settings"].update(batch_size=0),
    "no settings": lambda v: v.update(settings=None),
    "curves": lambda v: v.update(curves=[]),
    "a curve": lambda v: v["curves"].update(losses="x"),
    "lengths": lambda v: v["curves"].update(losses=[1.0]),
    "loss that is none": lambda v: v["curves"]["losses"].__setitem__(0, 1e300),
    "half a step": lambda v: v["curves"]["steps"].__setitem__(0, 0.5),
    "steps without end": lambda v: v["curves"]["steps"].__setitem__(-1, 1e300),
    "count of a change": lambda v: v.update(changes=[[10**300, "batch_size", 1, 2]]),
    "value of a change": lambda v: v.update(changes=[[1, "batch_size", 1, 10**300]]),
    "choice of a change": lambda v: v.update(changes=[[1, "schedule", "x", "step"]]),
    "steps fall": lambda v: v["curves"]["steps"].reverse(),
    "steps from zero": lambda v: v["curves"]["steps"].__setitem__(0, 0.0),
    "accuracy beyond 1": lambda v: v["curves"].update(test=[1.5] * len(v["curves"]["test"])),
    "two axes": lambda v: v["curves"].update(losses=[[1.0]] * len(v["curves"]["steps"])),
    "huge": lambda v: v["curves"].update(losses={"dtype": "float64", "shape": [10**9], "data": ""}),
    "colour": lambda v: v.update(colour=-1),
    "date": lambda v: v.update(created=True),
    "data": lambda v: v.update(data={"key": "app.help.program"}),
    "data with fields": lambda v: v.update(data={"key": "data.name.builtin", "x": "y"}),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_a_sentence(change) -> None:
    value = json.loads(a_file())
    change(value)
    with pytest.raises(StudioError):
        decode(json.dumps(value).encode(), "0" * 12)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_never_raises_anything_else(data) -> None:
    whole = bytearray(a_file())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(whole[: data.draw(st.integers(0, len(whole)))]), "0" * 12)
    except StudioError as error:
        assert str(error)


# the library


def test_what_is_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    library = ExperimentLibrary(Store(tmp_path / "state" / "experiments"))
    first, second = an_experiment("one"), an_experiment("two")
    library.put(first)
    library.put(second)
    library.rename(first.id, "  another   name ")
    again = ExperimentLibrary(Store(tmp_path / "state" / "experiments"))
    assert [each.name for each in again.experiments] == ["another name", "two"]
    assert again.experiments[1].curves.same_as(second.curves)
    assert again.complaints == []


def test_a_file_that_is_damaged_is_left_out_and_left_alone(tmp_path: Path) -> None:
    ExperimentLibrary(Store(tmp_path)).put(an_experiment())
    bad = tmp_path / f"{'a' * 12}.json"
    bad.write_bytes(b"{")
    (tmp_path / "notes.txt").write_text("mine")
    library = ExperimentLibrary(Store(tmp_path))
    assert len(library.experiments) == 1
    assert bad.name in str(library.complaints[0])
    assert bad.read_bytes() == b"{"


def test_undo_brings_back_what_was_deleted_and_keeps_what_came_later(tmp_path: Path) -> None:
    library = ExperimentLibrary(Store(tmp_path))
    one, two = an_experiment("one"), an_experiment("two")
    library.put(one)
    library.put(two)
    library.rename(two.id, "three")
    library.delete([one.id, two.id])
    assert library.experiments == () and not list(tmp_path.glob("*.json"))
    later = an_experiment("later")
    library.put(later)
    assert "2" in str(library.undo_label)
    library.undo()
    assert [each.name for each in library.experiments] == ["one", "three", "later"]
    library.undo()
    assert library.get(two.id).name == "two"
    assert library.undo_label is None
    library.undo()
    assert len(ExperimentLibrary(Store(tmp_path)).experiments) == 3


def test_an_empty_name_is_none(tmp_path: Path) -> None:
    library = ExperimentLibrary(Store(tmp_path))
    library.put(one := an_experiment("one"))
    library.rename(one.id, "  ")
    assert library.get(one.id).name == "one" and library.undo_label is None


def test_colours_are_given_out_anew(tmp_path: Path) -> None:
    library = ExperimentLibrary(Store(tmp_path))
    for colour in (0, 1, 2):
        library.put(an_experiment(colour=colour))
    library.delete([library.experiments[1].id])
    assert library.free_colour(SMALL.optimizer) == 1
    assert library.free_colour("rmsprop") == 0, "another optimizer has colours of its own"


def test_what_cannot_be_stored_is_not_in_the_library(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    library = ExperimentLibrary(Store(tmp_path / "file"))
    with pytest.raises(StudioError):
        library.put(an_experiment())
    assert library.experiments == ()


# taking along


def test_export_as_csv_and_json() -> None:
    one = an_experiment(data=Message("data.name.builtin"))
    row = next(csv.DictReader(io.StringIO(export("csv", [one], "en").decode())))
    assert row["name"] == "Adam"
    assert float(row["test_accuracy"]) == one.result.test_accuracy
    assert int(row["setting_hidden"]) == 6
    whole = json.loads(export("json", [one], "zh_CN"))[0]
    assert whole["curves"]["losses"] == one.curves.losses.tolist()
    assert whole["data"] == Message("data.name.builtin").text("zh_CN")
