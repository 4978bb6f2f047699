"""Training from the command line: presets, settings, a run that is left and taken up again."""

import json
from pathlib import Path

import numpy as np
import pytest

from app import main
from core.ensemble import command as ensemble_command
from core.messages import StudioError
from core.training import TrainingConfig
from core.training.checkpoint import load

SHORT = ["--data", "builtin", "--hidden", "4", "--batch", "20", "--json"]


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def train(capsys, *arguments: str) -> dict:
    code, out, err = run(capsys, "train", *SHORT, *arguments)
    assert code == 0, err
    return json.loads(out)


def test_a_run_left_and_taken_up_again_is_the_run(capsys, tmp_path: Path) -> None:
    """Optimizer, momentum, decay, initialization and shifts: all of it goes on."""
    settings = (
        *("--optimizer", "nesterov", "--momentum", "0.95", "--momentum-annealing"),
        *("--init", "he", "--weight-decay", "0.001", "--schedule", "exponential"),
        *("--decay-factor", "0.9", "--decay-epochs", "0.1", "--shift", "1"),
    )
    whole, half, rest = (str(tmp_path / name) for name in ("whole.npz", "half.npz", "rest.npz"))
    one = train(capsys, *settings, "--iterations", "200", "--save", whole)
    train(capsys, *settings, "--iterations", "100", "--save", half)
    code, out, _ = run(
        capsys,
        "train",
        "--data",
        "builtin",
        "--resume",
        half,
        "--iterations",
        "200",
        "--json",
        "--save",
        rest,
    )
    other = json.loads(out)
    assert code == 0 and (one["loss"], one["test_accuracy"]) == (
        other["loss"],
        other["test_accuracy"],
    )
    kept, again = load(Path(whole)), load(Path(rest))
    np.testing.assert_array_equal(kept.losses, again.losses)
    for name, value in kept.state.params.items():
        np.testing.assert_array_equal(value, again.state.params[name])
    assert one["settings"] | {"momentum": 0.95, "shift": 1, "hidden": 4} == one["settings"]


def test_a_preset_is_where_the_settings_begin(capsys) -> None:
    found = train(capsys, "--preset", "studio", "--iterations", "30")
    settings = found["settings"]
    assert (settings["optimizer"], settings["shift"], settings["schedule"]) == (
        "nesterov",
        1,
        "cosine",
    )
    assert (settings["hidden"], settings["batch_size"], settings["iterations"]) == (4, 20, 30)


def test_only_live_settings_may_change_when_it_goes_on(capsys, tmp_path: Path) -> None:
    path = str(tmp_path / "run.npz")
    train(capsys, "--iterations", "30", "--save", path)
    found = train(capsys, "--resume", path, "--iterations", "60", "--lr", "0.01", "--save", path)
    assert found["settings"]["learning_rate"] == 0.01 and found["iterations"] == 60
    assert {c.setting: c.iteration for c in load(Path(path)).state.changes} == {
        "learning_rate": 30,
        "iterations": 30,
    }
    for option, value, said in (("--init", "he", "Initialization"), ("--seed", "3", "Seed")):
        code, out, err = run(capsys, "train", "--resume", path, option, value)
        assert (code, out) == (2, "") and said in err
    code, _, err = run(capsys, "train", "--data", "builtin", "--resume", path)
    assert code == 2 and "60" in err
    more = ("--resume", path, "--iterations", "90", "--preset", "studio")
    code, out, err = run(capsys, "train", "--data", "builtin", *more)
    assert (code, out) == (2, "") and "--preset" in err


def test_the_file_is_written_while_it_trains(capsys, tmp_path: Path, monkeypatch) -> None:
    """After each epoch: what is interrupted can go on from there."""
    monkeypatch.setattr("core.training.trainer.EVALUATE_EVERY", 50)
    written = []
    monkeypatch.setattr(
        "core.training.checkpoint.save", lambda _, kept: written.append(kept.state.iteration)
    )
    train(capsys, "--batch", "10000", "--iterations", "101", "--save", str(tmp_path / "run.npz"))
    assert written == [1, 51, 101, 101]


def test_a_disk_that_fills_up_costs_the_file_but_not_the_result(
    capsys, tmp_path: Path, monkeypatch
) -> None:
    tries = []

    def full(path: Path, _: object) -> None:
        tries.append(path)
        if len(tries) > 1:
            raise StudioError("export.error.unwritable", path=str(path), reason="it is full")

    monkeypatch.setattr("core.training.checkpoint.save", full)
    arguments = [*SHORT, "--batch", "10000", "--iterations", "101"]
    code, out, err = run(capsys, "train", *arguments, "--save", str(tmp_path / "run.npz"))
    assert code == 2 and json.loads(out)["iterations"] == 101
    assert "it is full" in err.splitlines()[-1] and len(tries) == 4


def test_a_run_that_diverges_tells_why(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    code, out, err = run(capsys, "train", *SHORT, "--hidden", "50", "--lr", "99")
    assert code == 1 and json.loads(out)["diverged"]
    assert "Diverged at step" in err and "SGD is stable below 2" in err
    words = [word for word in SHORT if word != "--json"]
    code, out, _ = run(capsys, "train", *words, "--hidden", "50", "--lr", "99")
    assert code == 1 and "There is no result" in out and "accuracy" not in out


def test_the_command_says_what_it_measured(capsys, monkeypatch, tmp_path: Path) -> None:
    """Steps of this very session, and on how many images."""
    monkeypatch.setenv("LC_ALL", "C")
    path, words = str(tmp_path / "run.npz"), [word for word in SHORT if word != "--json"]
    run(capsys, "train", *words, "--iterations", "30", "--save", path)
    more = ("--data", "builtin", "--resume", path, "--iterations", "80")
    code, out, err = run(capsys, "train", *more)
    assert code == 0 and "after step 80:" in out and "session: 50, in" in out
    assert "accuracy on 10\u202f000 training images" in err and "iteration" not in out + err


@pytest.mark.parametrize(("rate", "ruined"), [("50", True), ("5", True), ("0.1", False)])
def test_a_net_that_died_is_told_of_in_the_words_of_the_window(
    capsys, rate: str, ruined: bool
) -> None:
    """With the rate to start over with, and not in the vaguer words for a loss that has risen."""
    short = ("--data", "builtin", "--hidden", "10", "--iterations", "300", "--lang", "en")
    assert main(["train", *short, "--lr", rate]) == 0
    out, err = capsys.readouterr()
    assert ("All 10 hidden units are dead" in err) is ruined
    assert ("Start over with --lr 0." in err) is ruined and "higher than at the start" not in out


def test_a_run_is_not_saved_under_the_name_of_something_else(capsys, tmp_path: Path) -> None:
    code, _, err = run(capsys, "train", *SHORT, "--save", str(tmp_path / "run.txt"))
    assert code == 2 and "ends with .npz" in err and not list(tmp_path.iterdir())


def test_the_initial_loss_is_that_of_the_run_not_of_the_day(capsys, tmp_path: Path) -> None:
    path = str(tmp_path / "run.npz")
    begun = train(capsys, "--iterations", "5", "--save", path)
    other = train(capsys, "--resume", path, "--iterations", "9")
    assert other["initial_loss"] == pytest.approx(begun["initial_loss"], rel=1e-6)
    np.testing.assert_allclose(other["initial_loss"], load(Path(path)).losses[0])


def test_a_place_that_cannot_be_written_is_told_before_the_first_step(capsys, monkeypatch) -> None:
    monkeypatch.setattr("core.training.trainer.Trainer.steps", lambda _: pytest.fail("a step"))
    code, out, err = run(capsys, "train", *SHORT, "--save", "/no/such/folder/run.npz")
    assert (code, out) == (2, "") and "/no/such/folder" in err


def test_no_table_is_written_over_a_run(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    path = tmp_path / "run.npz"
    train(capsys, "--iterations", "5", "--save", str(path))
    kept = path.read_bytes()
    again = ("train", *SHORT, "--resume", str(path), "--iterations", "9")
    link = tmp_path / "link"
    link.symlink_to(path)
    for table, more, said in (
        (path, (), "something else"),
        (link, (), "something else"),
        (link, ("--save", str(path)), "--save"),
        (tmp_path / "new", ("--save", str(tmp_path / "new")), "--save"),
    ):
        code, out, err = run(capsys, *again, "--csv", str(table), *more)
        assert (code, out) == (2, "") and said in err.splitlines()[-1]
    assert path.read_bytes() == kept and not (tmp_path / "new").exists()


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_no_run_is_written_over_anything_else(
    capsys, tmp_path: Path, monkeypatch, lang: str
) -> None:
    """Neither over notes, nor over the table of another run; and that table stays as well."""
    monkeypatch.setattr("core.training.trainer.Trainer.steps", lambda _: pytest.fail("a step"))
    files = {name: tmp_path / name for name in ("notes.txt", "arrays.npz", "losses.csv")}
    files["notes.txt"].write_text("important\n")
    np.savez(files["arrays.npz"], mine=np.arange(3))
    files["losses.csv"].write_text("step,loss\n")
    kept = {name: path.read_bytes() for name, path in files.items()}
    for name, path in files.items():
        more = ("--csv", str(tmp_path / "new.csv"), "--save", str(path), "--lang", lang)
        code, out, err = run(capsys, "train", *SHORT, *more)
        assert (code, out) == (2, "") and len(err.splitlines()) == 1, err
        assert name in err and "--save" in err
    assert {name: path.read_bytes() for name, path in files.items()} == kept
    assert not (tmp_path / "new.csv").exists()


def test_a_run_is_written_over_a_run_or_into_an_empty_file(capsys, tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    path.touch()
    for iterations in (4, 3):
        train(capsys, "--iterations", str(iterations), "--save", str(path))
    assert load(path).state.iteration == 3


def test_a_table_is_written_over_a_table(capsys, tmp_path: Path) -> None:
    path = tmp_path / "losses.csv"
    for iterations in (9, 5):
        train(capsys, "--iterations", str(iterations), "--csv", str(path))
    assert len(path.read_text().splitlines()) == 6


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--preset", "tutorail"], "tutorial"),
        (["--init", "random"], "xavier"),
        (["--momentum", "2"], "Momentum"),
        (["--lr", "1e308"], "1×10³⁰⁸ will not do for learning rate η. Choose"),
        (["--weight-decay", "-1"], "Weight decay"),
        (["--decay-factor", "0"], "Decay factor"),
        (["--decay-epochs", "nan"], "Decay every"),
        (["--warmup", "-1"], "Warm-up"),
        (["--shift", "9"], "shift"),
        (["--resume", "/no/such/file.npz"], "/no/such/file.npz"),
        (["--resume", str(Path(__file__))], "not a run"),
        (["--iterations", "1", "--save", "/no/such/folder/run.npz"], "/no/such/folder"),
    ],
)
def test_bad_input_is_one_sentence(capsys, monkeypatch, arguments: list[str], part: str) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    code, out, err = run(capsys, "train", "--data", "builtin", *arguments)
    assert (code, out) == (2, "")
    assert part in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "rate", "decay"),
    [
        ((), 0.1, 0.0),
        (("--optimizer", "adam"), 0.001, 0.0),
        (("--optimizer", "adamw"), 0.001, 0.01),
        (("--optimizer", "adam", "--lr", "0.1", "--weight-decay", "0.5"), 0.1, 0.5),
        (("--preset", "studio", "--optimizer", "nesterov"), 0.2, 0.0),
        (("--preset", "studio", "--optimizer", "adam"), 0.001, 0.0),
    ],
)
def test_an_optimizer_comes_with_its_own_rate(
    capsys, options: tuple[str, ...], rate: float, decay: float
) -> None:
    settings = train(capsys, *options, "--iterations", "1")["settings"]
    assert (settings["learning_rate"], settings["weight_decay"]) == (rate, decay)


def test_so_it_does_in_an_ensemble(capsys, monkeypatch) -> None:
    seen: list[TrainingConfig] = []
    whole = ensemble_command.ensemble
    monkeypatch.setattr(
        ensemble_command, "ensemble", lambda d, c, n: (seen.append(c), whole(d, c, n))[1]
    )
    short = ("--data", "builtin", "--nets", "2", "--iterations", "1", "--hidden", "4")
    for options in ((), ("--optimizer", "adamw"), ("--optimizer", "adam", "--lr", "0.5")):
        assert run(capsys, "ensemble", *short, *options)[0] == 0
    assert [(each.learning_rate, each.weight_decay) for each in seen] == [
        (0.1, 0.0),
        (0.001, 0.01),
        (0.5, 0.0),
    ]
