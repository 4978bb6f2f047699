"""`search` and `ensemble` on the command line."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import app

SHORT = ["--data", "builtin", "--trials", "3", "--fine-trials", "1", "--fine-epochs", "1"]
SMALL = ["--hidden-range", "2,6", "--workers", "2"]


@pytest.fixture(autouse=True)
def plain_english(monkeypatch) -> None:
    monkeypatch.delenv("BACKPROP_STUDIO_DATA", raising=False)
    monkeypatch.setenv("LC_ALL", "C")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = app.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def bare(out: str) -> list[tuple]:
    outcomes = json.loads(out)["outcomes"]
    return sorted((str(each["trial"]), each["measured"]["accuracy"]) for each in outcomes)


def test_search_as_json_with_a_journal_that_goes_on(capsys, tmp_path: Path) -> None:
    journal = tmp_path / "search.jsonl"
    arguments = ["search", *SHORT, *SMALL, "--json"]
    code, out, err = run(capsys, *arguments, "--journal", str(journal))
    result = json.loads(out)
    assert code == 0
    assert result["measured_on"] == "validation"
    accuracies = [each["measured"]["accuracy"] for each in result["outcomes"]]
    assert len(accuracies) == 4 and accuracies == sorted(accuracies, reverse=True)
    assert "trial 4 of 4" in err
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]) + lines[4][:20])  # it went off in the middle of a line
    code, again, err = run(capsys, *arguments, "--journal", str(journal))
    assert code == 0 and "2 of 4 trials are done" in err
    assert bare(again) == bare(out)


def test_search_in_words(capsys) -> None:
    code, out, _ = run(capsys, "search", *SHORT[:4], *SMALL, "--fine-trials", "0")
    assert code == 0
    assert "Validation" in out and "test images were not looked at" in out
    command = out.splitlines()[-1].partition("python app.py ")[2].split()
    assert command[:3] == ["train", "--data", "builtin"]
    assert 2 <= int(command[command.index("--hidden") + 1]) <= 6


@pytest.mark.parametrize(("language", "sign"), [("en", r"\d %"), ("zh_CN", r"\d%")])
def test_every_column_of_the_table_ends_below_its_heading(capsys, language: str, sign: str) -> None:
    few = ("--data", "builtin", "--trials", "1", "--fine-trials", "0")
    _, out, _ = run(capsys, "search", *few, *SMALL, "--lang", language)
    heading, row = out.splitlines()[:2]
    wide = re.sub("([\u4e00-\u9fff])", r"\1\1", heading)  # a terminal gives them two columns
    ends = [[found.end() for found in re.finditer(r"\S+( \S+)*", line)] for line in (wide, row)]
    assert ends[0] == ends[1] and len(ends[0]) == 4
    assert re.search(sign, row)


def test_a_search_and_an_ensemble_begin_with_a_preset(capsys) -> None:
    options = ["--preset", "studio", "--momentum", "0.8", "--schedule", "step"]
    short = ["--trials", "1", "--fine-trials", "0", "--data", "builtin"]
    code, out, _ = run(capsys, "search", *short, *SMALL, *options)
    assert code == 0
    command = out.splitlines()[-1]
    for part in ("--optimizer nesterov", "--momentum 0.8", "--schedule step", "--batch 256"):
        assert part in command
    nets = ["--data", "builtin", "--nets", "2", "--iterations", "10", "--hidden", "4"]
    code, out, _ = run(capsys, "ensemble", *nets, *options, "--json")
    assert code == 0
    assert run(capsys, "ensemble", *nets, "--json")[1] != out


def test_without_a_preset_weights_begin_after_he_and_the_command_says_so(capsys) -> None:
    short = ["--trials", "1", "--fine-trials", "0", "--data", "builtin"]
    _, out, _ = run(capsys, "search", *short, *SMALL)
    assert "--init he" in out.splitlines()[-1]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("search --fine-trials -1", "Choose a whole number from 0 to 1000."),
        ("search --trials 0", "Choose a whole number from 1 to 1000."),
        ("ensemble --seed 4294967294 --nets 3", "Choose a seed from 0 to 4 294 967 293."),
        ("ensemble --seed 4294967296", "Choose a number from 0 to 4 294 967 295."),
    ],
)
def test_what_is_refused_is_what_was_typed(capsys, command: str, said: str) -> None:
    """And what may be chosen instead is all that may be."""
    name, *options = command.split()
    code, out, err = run(capsys, name, "--data", "builtin", *options, "--lang", "en")
    assert (code, out) == (2, "")
    digits = err.replace("\u202f", "").replace("\u2212", "-").replace(" ", "")
    assert options[1] in digits and said.replace(" ", "") in digits


def test_ensemble_as_json(capsys) -> None:
    options = ["--data", "builtin", "--nets", "2", "--iterations", "30", "--hidden", "6"]
    code, out, err = run(capsys, "ensemble", *options, "--seed", "7", "--json")
    result = json.loads(out)
    assert code == 0
    assert result["seeds"] == [7, 8]
    assert result["gain"] == pytest.approx(result["ensemble"] - result["best"])
    low, high = result["gain_interval"]
    assert low <= result["gain"] <= high
    assert result["test_images"] == 2000
    assert "net 2 of 2" in err
    assert json.loads(run(capsys, "ensemble", *options, "--seed", "7", "--json")[1]) == result


def test_ensemble_in_chinese(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    options = ["--data", "builtin", "--nets", "2", "--iterations", "20", "--hidden", "4"]
    _, out, err = run(capsys, "ensemble", *options)
    assert "集成" in out and "百分点" in out and "第 2/2 个网络" in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["search", "--trials", "0"], "trials"),
        (["search", "--epochs", "99"], "epochs"),
        (["search", "--lr-range", "1,0.1"], "smaller one first"),
        (["search", "--lr-range", "x"], "--lr-range"),
        (["search", "--lr-range", "nan,1"], "above zero"),
        (["search", "--hidden-range", "2.5,9"], "whole numbers"),
        (["search", "--hidden-range", "2,9999"], "Hidden units"),
        (["search", "--decay-range", "0,0.1"], "above zero"),
        (["search", "--optimizer", "adm"], "adam"),
        (["search", "--init", "hee"], "xavier"),
        (["search", "--preset", "best"], "studio"),
        (["ensemble", "--schedule", "never"], "cosine"),
        (["search", "--workers", "0"], "workers"),
        (["search", "--data", "/no/such/folder"], "/no/such/folder"),
        (["search", "--data", "builtin", "--journal", f"{__file__}/j"], "test_search_command"),
        (["ensemble", "--nets", "1"], "ensemble of 1"),
        (["ensemble", "--lr", "-1"], "learning rate"),
        (["ensemble", "--data", "/no/such/folder"], "/no/such/folder"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments: list[str], part: str) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert part in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["search", "ensemble"])
@pytest.mark.parametrize("language", ["C", "zh_CN.UTF-8"])
def test_every_option_has_a_help_text(capsys, monkeypatch, command: str, language: str) -> None:
    monkeypatch.setenv("LC_ALL", language)
    with pytest.raises(SystemExit):
        app.main([command, "--help"])
    assert "--seed" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
def test_who_is_asked_to_end_leaves_no_word_of_python_s_own() -> None:
    """“UserWarning: resource_tracker: There appear to be 10 leaked semaphore objects”"""
    command = [sys.executable, "app.py", "search", *SHORT, *SMALL, "--trials", "50"]
    root = Path(app.__file__).parent
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "trial 1" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read().splitlines()
    assert all(line.startswith("trial") for line in rest)
    assert process.returncode == 128 + signal.SIGTERM
