"""`race` with schedules, annealing and mini-batches: the same race as in the window."""

import json
import math
import re

import numpy as np
import pytest

import app
from core.messages import LANGUAGES
from core.surfaces.race.racer import Racer
from core.surfaces.race.setup import RaceSetup
from core.surfaces.race.verdict import verdict


def run(capsys, *arguments: str) -> tuple[dict, int]:
    code = app.main(["race", *arguments, "--json"])
    return json.loads(capsys.readouterr().out), code


def window(name: str, racer: Racer, steps: int, seed: int = 0) -> RaceSetup:
    setup = RaceSetup.of(name).with_steps(steps).with_seed(seed)
    return setup.with_racer(racer.optimizer, racer)


@pytest.mark.parametrize(
    ("options", "schedule", "settings"),
    [
        ("--schedule step", "step", {"factor": 0.5, "every": 10}),
        ("--schedule step --decay-factor 0.9 --decay-steps 7", "step", {"factor": 0.9, "every": 7}),
        ("--schedule exponential --decay-steps 20", "exponential", {"k": math.log(2) / 20}),
        ("--schedule 1/t", "1/t", {"k": 0.1}),
        ("--schedule 1/t --decay-factor 0.25 --decay-steps 30", "1/t", {"k": 0.1}),
        ("--schedule cosine", "cosine", {"over": 60}),
    ],
)
def test_a_schedule_is_that_of_the_window(capsys, options: str, schedule: str, settings) -> None:
    found, _ = run(capsys, "ravine", "--lr", "1.5", "--steps", "60", *options.split())
    racer = Racer("sgd", {"lr": 1.5}).with_schedule(schedule, **settings)
    assert found["schedule"] == {"name": schedule, **racer.schedule_settings}
    path = window("ravine", racer, 60).run()["sgd"]
    assert np.allclose(found["path"], path.points)


@pytest.mark.parametrize(
    ("option", "value", "low", "high"),
    [("--decay-factor", "2", "0.01", "1"), ("--decay-steps", "0", "1", "10\u202f000\u202f000")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_value_is_told_with_the_option_that_was_typed(
    capsys, option: str, value: str, low: str, high: str, language: str
) -> None:
    """It was “2 will not do for factor”."""
    options = ["--schedule", "step", option, value, "--lang", language]
    assert app.main(["race", "ravine", *options]) == 2
    said = re.findall(r"--[a-z-]+|[0-9.\u202f]*[0-9]", capsys.readouterr().err)
    assert sorted(said) == sorted([option, value, low, high])


@pytest.mark.parametrize("schedule", ["step", "exponential", "1/t"])
@pytest.mark.parametrize(("factor", "steps"), [("0.01", "1"), ("1", "10")])
def test_a_decay_is_as_steep_or_as_flat_as_its_options_say(
    capsys, schedule: str, factor: str, steps: str
) -> None:
    """Some were refused for a “decay k” that nobody had typed."""
    options = ["--schedule", schedule, "--decay-factor", factor, "--decay-steps", steps]
    found, code = run(capsys, "ravine", *options, "--steps", "3")
    assert code == 0 and found["schedule"]["name"] == schedule


def test_the_rate_of_a_decay_is_the_factor_after_its_steps(capsys) -> None:
    for name in ("step", "exponential", "1/t"):
        options = ["--schedule", name, "--decay-factor", "0.8", "--decay-steps", "12"]
        found, _ = run(capsys, "ravine", "--lr", "1", "--steps", "2", *options)
        settings = {k: v for k, v in found["schedule"].items() if k != "name"}
        racer = Racer("sgd", {"lr": 1.0}).with_schedule(name, **settings)
        assert racer.at(12).lr == pytest.approx(0.8)


def test_the_momentum_is_annealed_of_those_that_have_one(capsys) -> None:
    options = "--optimizer momentum --optimizer sgd --lr 0.2 --steps 40 --momentum-annealing"
    found, _ = run(capsys, "ravine", *options.split())
    momentum, sgd = found
    racer = Racer("momentum", {"lr": 0.2}).with_annealing(True)
    assert momentum["momentum_annealing"] == racer.annealing and "momentum_annealing" not in sgd
    path = window("ravine", racer, 40).run()["momentum"]
    assert np.allclose(momentum["path"], path.points)


@pytest.mark.parametrize("seed", [0, 3])
def test_the_noisy_bowl_has_the_batches_of_the_seed(capsys, seed: int) -> None:
    options = ["--lr", "0.6", "--steps", "50", "--schedule", "1/t", "--seed", str(seed)]
    found, code = run(capsys, "noisy_bowl", *options)
    racer = Racer("sgd", {"lr": 0.6}).with_schedule("1/t", k=0.1)
    setup = window("noisy_bowl", racer, 50, seed)
    path = setup.run()["sgd"]
    assert code == 0 and np.allclose(found["path"], path.points)
    told = verdict(setup.surface, racer, path, "SGD", seed=seed)
    assert found["verdict"]["sentence"] == told.message.text("en")
    other, _ = run(capsys, "noisy_bowl", *options[:-1], str(seed + 1))
    assert not np.allclose(other["path"], path.points)


def test_a_seed_without_batches_is_refused(capsys) -> None:
    assert app.main(["race", "ravine", "--seed", "5"]) == 2
    assert "noisy_bowl" in capsys.readouterr().err


def test_a_start_that_is_none_is_quoted_as_it_was_typed(capsys) -> None:
    assert app.main(["race", "ravine", "--start", "-7,2,3"]) == 2
    assert "“-7,2,3”" in capsys.readouterr().err
