"""`python app.py race …`: as a script and as a person would use it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import app
from core.messages import LANGUAGES
from core.optimizers import RULES
from core.surfaces import SURFACES
from core.surfaces.minima.search import minima_of
from core.surfaces.race.judging import judging
from core.surfaces.race.racer import Racer
from core.surfaces.race.setup import RaceSetup


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = app.main(["race", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_path_of_momentum_is_that_of_the_formula(capsys) -> None:
    options = "--start -7,2 --steps 50 --optimizer momentum --lr 0.1 --set momentum=0.9 --json"
    code, out, _ = run(capsys, "x**2/20 + y**2", *options.split())
    found = json.loads(out)
    assert code == 0 and found["settings"] == {"lr": 0.1, "momentum": 0.9}
    point, v = np.array([-7.0, 2.0]), np.zeros(2)
    for k in range(51):
        assert np.allclose(found["path"][k], point, rtol=1e-10)
        assert found["losses"][k] == pytest.approx(point[0] ** 2 / 20 + point[1] ** 2)
        v = 0.9 * v - 0.1 * np.array([point[0] / 10, 2 * point[1]])
        point = point + v


def test_several_optimizers_give_a_list_each_with_its_own_rate(capsys) -> None:
    options = "--optimizer sgd --lr 0.1 --optimizer adamw --lr 0.3 --set adamw.weight_decay=0.5"
    code, out, _ = run(capsys, "x*x + y*y", *options.split(), "--steps", "2", "--json")
    found = json.loads(out)
    assert code == 0 and [one["optimizer"] for one in found] == ["sgd", "adamw"]
    assert found[0]["path"][1] == pytest.approx([0.8, 0.8])
    assert found[1]["path"][1] == pytest.approx([1 - 0.15 - 0.3] * 2, abs=1e-6)


def test_a_rate_for_all_and_a_function_that_begins_with_a_minus(capsys) -> None:
    options = "--optimizer sgd --optimizer adagrad --lr 0.5 --start -1,-2 --steps 1 --json"
    code, out, _ = run(capsys, "-x", *options.split())
    assert code == 0
    assert [one["path"][1] for one in json.loads(out)] == [[-0.5, -2.0], pytest.approx([-0.5, -2])]


def test_divergence_is_said_and_no_nan_is_printed(capsys) -> None:
    code, out, _ = run(capsys, *["x**2", "--lr", "1.5", "--steps", "2000", "--json"])
    found = json.loads(out)
    assert code == 1 and found["ended_at"] == len(found["path"]) - 1 > 500
    assert found["ending"] == "diverged" and found["losses"][-1] is None
    code, out, _ = run(capsys, *["x**2", "--lr", "1.5", "--steps", "2000"])
    assert code == 1 and "diverged" in out and "curvature 2 × learning rate 1.5 = 3" in out


def test_long_numbers_of_a_sentence_are_written_in_groups(capsys) -> None:
    """It was “curvature 40000”."""
    _, out, _ = run(capsys, *["20000*x**2 + y**2", "--lr", "0.001", "--steps", "20"])
    assert "curvature 40\u202f000 × learning rate 0.001 = 40" in out


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_begins_where_it_does_in_the_window(capsys, name: str) -> None:
    _, out, _ = run(capsys, name, "--steps", "1", "--lr", "0.001", "--json")
    assert json.loads(out)["path"][0] == list(SURFACES[name].start)
    _, out, _ = run(capsys, name, "--start", "0.5,0.25", "--steps", "1", "--lr", "0.001", "--json")
    assert json.loads(out)["path"][0] == [0.5, 0.25]


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_with_a_name_brings_its_rates(capsys, name: str) -> None:
    """Without any option `rosenbrock` diverged at step 6."""
    options = [text for rule in RULES for text in ("--optimizer", rule)]
    code, out, _ = run(capsys, name, *options, "--steps", "20", "--json")
    assert code == 0
    setup = RaceSetup.of(name).with_another("nesterov_lookahead").with_steps(20)
    paths = setup.run()
    for one in json.loads(out):
        there = paths[one["optimizer"]].points
        assert np.allclose(one["path"][: len(there)], there)


def test_what_is_typed_comes_before_the_rates_of_a_surface(capsys) -> None:
    def second(*options: str) -> list[float]:
        return json.loads(run(capsys, "ravine", *options, "--steps", "1", "--json")[1])["path"][1]

    assert second() == pytest.approx([-7 + 0.95 * 0.7, 2 - 0.95 * 4])
    for options in (("--lr", "0.5"), ("--set", "lr=0.5"), ("--set", "sgd.lr=0.5")):
        assert second(*options) == pytest.approx([-7 + 0.5 * 0.7, 2 - 0.5 * 4])


@pytest.mark.parametrize("language", LANGUAGES)
def test_surfaces_are_listed_in_the_help_and_where_there_is_none_of_a_name(
    capsys, language: str
) -> None:
    with pytest.raises(SystemExit):
        app.main(["race", "--help", "--lang", language])
    told = "".join(capsys.readouterr().out.split())  # names may be broken at the end of a line
    code, _, said = run(capsys, "nosuch", "--lang", language)
    assert code == 2 and "nosuch" in said
    assert all(name in told and name in said for name in SURFACES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("nosuch", "There are ravine, "),
        ("x*y --schedule plateau", "plateau"),
        ("x*y --decay-steps 3", "--decay-steps has no effect with --schedule constant"),
        ("x*y --schedule cosine --decay-factor 0.5", "--decay-factor has no effect"),
        ("x*y --schedule step --decay-factor 2", "from 0.01 to 1"),
        ("x*y --momentum-annealing", "--momentum-annealing has no effect with --optimizer sgd"),
        ("noisy_bowl --seed -1", "−1 is no seed"),
        ("x*y --optimizer sdg", "Did you mean “sgd”?"),
        ("x*y --set beta=3", "no setting “beta”"),
        ("x*y --set momentum", "momentum"),
        ("x@y", "one number y"),
        ("x*w", "“w” has no value"),
        ("x*", "column 3"),
        ("x*y --start here", "--start"),
        ("x*y --start 1", "Give both"),
        ("x*y --start 1,2,3", "--start"),
        ("log(x)+y --start -1,2", "no value at the start (−1, 2)"),
        ("x**y --start=-7,2", "no slope at the start (−7, 2)"),
        ("x*y --lr 0.1 --set lr=0.2", "given twice"),
        ("x*y --set lr=0.1 --set lr=0.2", "given twice, by “lr=0.1” and by “lr=0.2”"),
        ("x*y --set lr=0.1 --set lr=0.1", "given twice"),
        ("x*y --set sgd.lr=1 --set=sgd.lr=2", "given twice"),
        ("x*y --optimizer adam --set sgd.lr=0", "no sgd takes part"),
        ("x*y --set sdg.lr=0", "Did you mean “sgd”?"),
        ("x**2+1e300", "lost in rounding"),
        ("x*y-1e16", "Beside its height of −1×10¹⁶"),
        ("x*y --steps 0", "0 steps"),
        (f"x*y --steps {10**22}", "A race of 1×10²² steps"),
        ("x*y --lr 1000", "1000"),
        ("x*y --lr 1 --lr 2", "2 learning rates for 1 optimizer. Give one."),
        ("x*y --optimizer sgd --optimizer adam --lr 1 --lr 2 --lr 3", "for 2 optimizers. Give"),
    ],
)
def test_bad_input_is_one_sentence(capsys, arguments: str, said: str) -> None:
    code, out, err = run(capsys, *arguments.split())
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1


def test_what_is_set_for_one_kind_counts_more_than_what_is_for_all(capsys) -> None:
    both = ["x*y", "--optimizer", "sgd", "--optimizer", "momentum", "--json"]
    for pairs in (["sgd.lr=0.2", "lr=0.1"], ["lr=0.1", "sgd.lr=0.2"]):
        code, out, _ = run(capsys, *both, *(f"--set={pair}" for pair in pairs))
        assert code == 0
        assert [one["settings"]["lr"] for one in json.loads(out)] == [0.2, 0.1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is made of /dev/full")
@pytest.mark.parametrize(("function", "code"), [("x**", 2), ("x**2", 0)])
def test_where_nothing_can_be_told_the_code_is_the_same(function: str, code: int) -> None:
    """1 would be: it diverged."""
    command = [sys.executable, app.__file__, "race", function]
    with Path("/dev/full").open("w") as full:
        assert subprocess.run(command, stdout=subprocess.DEVNULL, stderr=full).returncode == code


def test_it_is_said_how_it_ended(capsys) -> None:
    _, out, _ = run(capsys, "x**2 + y**2", "--start", "3,2", "--lr", "0.3")
    assert "SGD is at the minimum from step" in out
    _, out, _ = run(capsys, "log(x) + y**2", "--start", "0.5,1", "--lr", "0.5")
    assert "no value or no slope" in out


def test_the_exit_code_says_if_one_of_them_diverged(capsys) -> None:
    well, badly = ("--optimizer", "sgd", "--lr", "0.1"), ("--optimizer", "sgd", "--lr", "1.02")
    code, out, _ = run(capsys, "x**2", *well, *badly, "--start", "-1.6", "--steps", "20")
    assert code == 1 and "SGD diverges" in out and "exit code is 1" not in out
    assert run(capsys, "x**2", *well)[0] == 0
    escaped = run(capsys, "-x**2", "--lr", "0.1", "--steps", "500")
    assert escaped[0] == 0 and "diverge" not in escaped[1]
    with pytest.raises(SystemExit):
        app.main(["race", "--help"])
    assert "exit code is 1" in " ".join(capsys.readouterr().out.split())


def test_a_start_on_a_curve_is_one_number(capsys) -> None:
    code, out, _ = run(capsys, "x**2", "--start", "3", "--lr", "0.1", "--steps", "1", "--json")
    assert code == 0 and json.loads(out)["path"] == [[3.0, 0.0], [pytest.approx(2.4), 0.0]]


def test_a_surface_may_be_called_by_its_name(capsys) -> None:
    options = "--start -2,2 --steps 3 --lr 0.001 --json"
    named = run(capsys, "himmelblau", *options.split())
    typed = run(capsys, "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", *options.split())
    assert named[0] == 0
    assert np.allclose(json.loads(named[1])["path"], json.loads(typed[1])["path"])


def test_a_length_that_is_refused_is_written_with_a_minus_sign(capsys) -> None:
    code, _, told = run(capsys, "x**2 + y**2", "--steps", "-5")
    assert code != 0 and "−5" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("function", "steps", "options"),
    [
        ("saddle", 200, ""),
        (" -x**2", 300, ""),
        ("x**2-y**2", 300, "--start=1,0.1 --lr 0.05"),
        ("x**2 / 20 + y**2", 100, "--start -7,2 --lr 1.2"),
    ],
)
def test_who_is_lost_is_lost_within_the_race_that_was_run(
    capsys, function: str, steps: int, options: str, language: str
) -> None:
    """It was “still under way” at −3.61×10¹² after 200 steps and “lost at step 90, after the
    race's end”. The table goes on to the end, like the path of the window."""
    given = [function, *options.split(), "--steps", str(steps), "--lang", language]
    *table, said = run(capsys, *given)[1].strip().splitlines()
    told = json.loads(run(capsys, *given, "--json")[1])["verdict"]
    assert int(table[-1].split()[0]) == steps
    assert told["sentence"] == said and told["step"] < steps and f" {told['step']}" in said
    assert told["outcome"] in ("escaped", "diverged")


def test_on_a_curve_the_other_number_of_the_start_keeps_nobody_from_the_minimum(capsys) -> None:
    """From the usual start, (1, 1), whoever came to the minimum of x² “stood still” there."""
    for start in ((), ("--start", "1,1"), ("--start", "1"), ("--start", "1,1000")):
        assert "SGD is at the minimum from step 4" in run(capsys, "x**2", "--lr", "0.3", *start)[1]


_FAR_OUT = [  # typed functions, starts outside the picture, steps and rates
    ("x**2+y**2", (1e6, -1e6), 300, 0.01),
    ("x**2+y**2", (1e6, -1e6), 1500, 0.01),
    ("(x-1)**2*(x+1)**2+y**2", (40.0, 0.0), 2000, 1e-5),
    ("(x-1)**2*(x+1)**2+y**2", (8.0, 9.0), 400, 1e-3),
    ("(x-1)**2*(x+1)**2", (-30.0, 0.0), 900, 1e-4),
]


def same_as_in_window(said: list[str], setup: RaceSetup) -> bool:
    minima = minima_of(setup.surface)
    items = judging(setup, setup.run(), minima, {}, verdicts=True)
    judged = (item[1] for item in items if item is not None)
    told = [each.verdict.message.text() for each in judged if each.verdict is not None]
    return len(told) == len(setup.entrants) and all(each in said for each in told)


@pytest.mark.parametrize(
    ("name", "start", "steps"),
    [*((name, None, 40) for name in SURFACES), ("hollow", (0.6, 0.4), 30)],
)
def test_of_a_named_race_the_same_is_said_as_in_the_window(capsys, name, start, steps) -> None:
    """In a picture of another size another place was near enough, or far out: Adam on `himmelblau`
    came to the minimum at step 60 in the window, at 68 on the command line."""
    setup = RaceSetup.of(name).with_another("nesterov_lookahead").with_steps(steps)
    setup = setup if start is None else setup.with_start(*start)
    typed = [] if start is None else [f"--start={start[0]},{start[1]}"]
    options = [text for each in setup for text in ("--optimizer", each.racer.optimizer)]
    said = run(capsys, name, *options, *typed, "--steps", str(steps))[1].splitlines()
    assert same_as_in_window(said, setup)


@pytest.mark.parametrize(("function", "start", "steps", "rate"), _FAR_OUT)
def test_of_a_typed_race_the_same_is_said_as_in_the_window(
    capsys, function, start, steps, rate
) -> None:
    """The picture grew with the start, and with it what was near enough: at x = 2332 SGD was “at
    the minimum” of x² + y²."""
    setup = RaceSetup.custom(function).with_start(*start).with_steps(steps)
    for each in setup:
        setup = setup.with_racer(each.id, Racer(each.racer.optimizer, {"lr": rate}))
    options = [text for each in setup for text in ("--optimizer", each.racer.optimizer)]
    options += [f"--start={start[0]},{start[1]}", "--steps", str(steps), "--lr", str(rate)]
    assert same_as_in_window(run(capsys, function, *options)[1].splitlines(), setup)


def test_however_far_out_the_start_is_only_who_is_near_a_minimum_is_there(capsys) -> None:
    for function, start, steps, rate in (
        ("x**2 + y**2", "1000000,-1000000", 300, "0.01"),
        ("(x-1)**2*(x+1)**2 + y**2", "40,0", 8000, "1e-5"),
    ):
        options = [f"--start={start}", "--lr", rate, "--steps", str(steps)]
        assert "at the minimum" not in run(capsys, function, *options)[1]


def test_a_function_without_a_value_around_the_origin_is_pictured_around_its_start(capsys) -> None:
    options = ["--start", "15,2", "--lr", "0.3", "--steps", "400"]
    assert "SGD is at the minimum" in run(capsys, "log(x - 10)**2 + log(y)**2", *options)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_has_what_the_text_says(capsys, language: str) -> None:
    options = ["saddle", "--optimizer", "sgd", "--optimizer", "adam", "--steps", "200"]
    options += ["--set", "adam.beta1=0.8", "--lang", language]
    said = run(capsys, *options)[1]
    found = json.loads(run(capsys, *options, "--json")[1])
    for one, rate, outcome in zip(found, (0.05, 0.1), ("escaped", "escaped"), strict=True):
        assert len(one["path"]) == len(one["losses"]) == 201
        assert one["settings"]["lr"] == rate and f"η = {rate}" in said
        told = one["verdict"]
        assert told["outcome"] == outcome and told["sentence"] in said.splitlines()
        assert str(told["step"]) in told["sentence"] and told["key"].startswith("arena.verdict.")
    assert [one["optimizer"] for one in found] == ["sgd", "adam"]
    assert found[1]["settings"]["beta1"] == 0.8 and found[1]["settings"]["bias_correction"] is True


def test_values_in_the_text_are_the_start_unless_another_is_given(capsys) -> None:
    """They were dropped, and the race began at (1, 1)."""
    for options, start in (((), [3, 2]), (("--start", "5,6"), [5, 6])):
        out = run(capsys, "x = 3; y = 2; x**2+y**2", *options, "--steps", "1", "--json")[1]
        assert json.loads(out)["path"][0] == start
    out = run(capsys, "x = 3; x**2 + y**2", "--steps", "1", "--json")[1]
    assert json.loads(out)["path"][0] == [3, 1]


def test_a_result_called_y_is_a_curve_and_another_y_is_refused(capsys) -> None:
    given = ["y = x**2", "--start", "2,1", "--lr", "0.1", "--steps", "3"]
    code, out, _ = run(capsys, *given, "--json")
    assert code == 0 and [y for _, y in json.loads(out)["path"]] == [1, 1, 1, 1]
    code, out, err = run(capsys, "y = 2*x; x**2 + y**2")
    assert code == 2 and not out and "“y = …”" in err and "for example u" in err


def test_how_far_a_long_race_has_come_is_told(capsys) -> None:
    assert run(capsys, "ravine", "--steps", "100")[2] == ""
    told = run(capsys, "ravine", "--lr", "0.1", "--steps", "10000")[2].splitlines()
    assert 9 <= len(told) <= 10 and all("of 20" in line for line in told)
