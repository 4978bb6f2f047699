"""An option that would change nothing is refused, in one sentence that says what to do."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from app import main
from core.training.checkpoint import load

SEARCH = ("search", "--data", "builtin", "--trials", "1", "--workers", "1")
SHORT = ("--data", "builtin", "--hidden", "4", "--batch", "20", "--json")


@pytest.fixture(autouse=True)
def plain_english(monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


FEW = {  # so that a command that is not refused ends soon
    "train": ("--iterations", "1"),
    "search": ("--trials", "1", "--fine-trials", "0", "--hidden-range", "2,4", "--workers", "1"),
    "ensemble": ("--nets", "2", "--iterations", "1"),
}


@pytest.mark.parametrize("command", FEW)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--momentum", "0.5"), "--momentum has no effect with --optimizer sgd"),
        (("--optimizer", "adam", "--momentum", "0.5"), "one of: momentum, nesterov."),
        (("--decay-factor", "0.5"), "--decay-factor has no effect with --schedule constant"),
        (
            ("--schedule", "cosine", "--decay-epochs", "2"),
            "one of: step, exponential, 1/t, plateau",
        ),
        (("--preset", "studio", "--decay-epochs", "2"), "with --schedule cosine"),
    ],
)
def test_it_is_told_what_would_give_it_an_effect(
    capsys, command: str, options: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, command, "--data", "builtin", *FEW[command], *options)
    assert (code, out) == (2, "") and said in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("train", "--iterations", "1", "--momentum-annealing"),
            "--momentum-annealing has no effect",
        ),
        *(
            (
                (
                    *("train", "--iterations", "1", "--optimizer", "nesterov"),
                    *("--momentum", momentum, "--momentum-annealing"),
                ),
                f"--momentum-annealing has no effect with --momentum {momentum}",
            )
            for momentum in ("0.3", "0.5")
        ),
        (
            ("train", "--iterations", "1", "--std", "0.1", "--init", "he"),
            "give --init one of: normal.",
        ),
        ((*SEARCH, "--fine-trials", "0", "--fine-epochs", "2"), "--fine-epochs has no effect"),
        (("explain", "a+b", "a=1", "b=2", "--as", "numpy", "--json"), "one of them"),
    ],
)
def test_so_it_is_where_only_one_command_has_it(
    capsys, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "") and said in err


PICTURES, DRAWN = "png, svg, pdf", "png, svg, pdf, gif, mp4"


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        (
            "png",
            "--rate 10",
            "--rate has no effect on png: leave it out, or write one of: gif, mp4.",
        ),
        ("png", "--size 800x600", "--size has no effect on png"),
        ("svg", "--speed 1", "--speed has no effect on svg"),
        ("svg", "--scale 2", "--scale has no effect on svg: leave it out, or write one of: png."),
        ("pdf", "--scale 3", "--scale has no effect on pdf"),
        ("gif", "--at 0", f"--at has no effect on gif: leave it out, or write one of: {PICTURES}."),
        ("mp4", "--scale 3", "--scale has no effect on mp4"),
        ("derivation", "--theme dark", f"leave it out, or write one of: {DRAWN}."),
        ("derivation", "--no-caption", "--no-caption has no effect on derivation"),
        ("derivation", "--at 1", "--at has no effect on derivation"),
        ("derivation", "--rate 10", "--rate has no effect on derivation"),
    ],
)
def test_an_export_says_which_kinds_use_an_option(
    qapp, capsys, tmp_path: Path, kind: str, options: str, said: str
) -> None:
    file = tmp_path / "file"
    command = ("export", "x*y", "x=2", "y=3", "--as", kind, *options.split(), "-o", str(file))
    code, out, err = run(capsys, *command)
    assert (code, out) == (2, "") and said in err and len(err.splitlines()) == 1
    assert not file.exists()


@pytest.mark.parametrize(
    ("kind", "options"),
    [("png", ("--scale", "--at", "--no-caption")), ("svg", ("--at", "--theme"))],
)
def test_an_option_that_an_export_takes_makes_another_file(
    qapp, capsys, tmp_path: Path, kind: str, options: tuple[str, ...]
) -> None:
    values = {"--scale": ["3"], "--at": ["0"], "--theme": ["dark"], "--no-caption": []}

    def made(*given: str) -> bytes:
        file = tmp_path / f"file.{kind}"
        assert run(capsys, "export", "x*y", "x=2", "y=3", *given, "-o", str(file))[0] == 0
        return file.read_bytes()

    usual = made()
    assert all(made(option, *values[option]) != usual for option in options)


def test_what_a_preset_has_is_no_option(capsys) -> None:
    """Its decay waits for nobody once the schedule is another; and no is what sgd does anyway."""
    more = ("--preset", "tutorial", "--schedule", "constant", "--no-momentum-annealing")
    assert run(capsys, "train", *SHORT, *more, "--iterations", "1")[0] == 0


def test_a_run_that_goes_on_is_asked_the_same(capsys, tmp_path: Path) -> None:
    path = str(tmp_path / "run.npz")
    run(capsys, "train", *SHORT, "--iterations", "2", "--save", path)
    code, _, err = run(capsys, "train", *SHORT, "--resume", path, "--momentum", "0.5")
    assert code == 2 and "--momentum has no effect" in err


def test_the_command_that_a_search_offers_is_not_refused(capsys) -> None:
    options = ("--preset", "tutorial", "--schedule", "constant", "--hidden-range", "2,4")
    few = ("--trials", "1", "--fine-trials", "0", "--workers", "1")
    code, out, _ = run(capsys, "search", "--data", "builtin", *options, *few)
    command = out.splitlines()[-1].partition("python app.py ")[2].split()
    assert code == 0 and run(capsys, *command, "--iterations", "1")[0] == 0


def test_another_optimizer_brings_its_rate_into_an_ensemble_too(capsys, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr("core.ensemble.command.ensemble", lambda _, config, __: seen.append(config))
    with pytest.raises(TypeError):  # nothing was trained
        run(capsys, "ensemble", "--data", "builtin", "--preset", "studio", "--optimizer", "adam")
    assert seen[0].learning_rate == 0.001


def table(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_the_table_of_a_run_that_goes_on_is_that_of_the_whole_run(capsys, tmp_path: Path) -> None:
    whole, half, rest, kept = (tmp_path / name for name in ("whole", "half", "rest", "run.npz"))
    decay = ("--schedule", "exponential", "--decay-epochs", "0.1")
    run(capsys, "train", *SHORT, *decay, "--iterations", "9", "--csv", str(whole))
    first = ("--iterations", "5", "--save", str(kept), "--csv", str(half))
    run(capsys, "train", *SHORT, *decay, *first)
    more = ("--resume", str(kept), "--iterations", "9", "--csv", str(rest))
    code, _, err = run(capsys, "train", *SHORT, *more)
    assert code == 0 and "learning rates" not in err
    found, wanted = table(rest), table(whole)
    assert [row[0] for row in found] == [row[0] for row in wanted]
    numbers = np.array([row[1:3] for row in found[1:]], float)
    np.testing.assert_allclose(numbers, np.array([row[1:3] for row in wanted[1:]], float), 1e-6)
    assert [row[3:] for row in found[:6]] == [row[3:] for row in table(half)]


def test_accuracies_stand_where_they_were_measured_though_batches_grew(
    capsys, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("core.training.trainer.EVALUATE_EVERY", 2)
    run_file, rows = str(tmp_path / "run.npz"), tmp_path / "rows"
    base = ("--data", "builtin", "--hidden", "4", "--json")
    run(capsys, "train", *base, "--batch", "5000", "--iterations", "4", "--save", run_file)
    go_on = (*base, "--resume", run_file, "--batch", "10000", "--save", run_file)
    _, out, _ = run(capsys, "train", *go_on, "--iterations", "6")
    _, out, _ = run(capsys, "train", *go_on, "--iterations", "7", "--csv", str(rows))
    measured = [int(row[0]) for row in table(rows)[1:] if row[4]]
    drawn = load(Path(run_file)).accuracies[:, 0] * 10_000
    assert json.loads(out)["iterations"] == 7
    steps = [0, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000]
    assert measured == [steps.index(round(images)) for images in drawn]


def test_rates_that_a_file_does_not_hold_are_left_out_and_it_is_said(
    capsys, tmp_path: Path, monkeypatch
) -> None:
    kept, rest = str(tmp_path / "run.npz"), tmp_path / "rest"
    run(capsys, "train", *SHORT, "--iterations", "3", "--save", kept)
    found = load(Path(kept))
    found.watched.clear()  # as older versions have left it
    monkeypatch.setattr("core.training.checkpoint.load", lambda _: found)
    more = ("--resume", kept, "--iterations", "5", "--csv", str(rest), "--save", kept)
    code, _, err = run(capsys, "train", *SHORT, *more)
    assert code == 0 and "no learning rates of its first 3 steps" in err
    assert [bool(row[2]) for row in table(rest)[1:]] == [False] * 3 + [True] * 2
    assert all(row[1] for row in table(rest))
    monkeypatch.undo()
    assert "rates" not in load(Path(kept)).watched  # a part of them would pass for the whole
