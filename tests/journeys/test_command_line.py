"""The command line, as a script and as a person use it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import app

ROOT = Path(app.__file__).parent


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = app.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_explain_as_json(capsys) -> None:
    code, out, err = run(capsys, "explain", "e = (a + b) * (b + 1)", "a=2", "b=1", "--json")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert result["output"] == "e"
    assert result["value"] == 6
    assert result["gradients"] == {"a": 2, "b": 5}
    order = [node["id"] for node in result["nodes"]]
    assert order == ["a", "b", "c", "1", "d", "e"]
    assert result["nodes"][2] == {
        "id": "c",
        "op": "add",
        "inputs": ["a", "b"],
        "value": 3,
        "gradient": 2,
    }
    assert result["nodes"][3]["gradient"] is None  # a constant


def test_explain_arrays_and_what_json_cannot_hold(capsys) -> None:
    _, out, _ = run(capsys, "explain", "Y = X @ W", "X=[[1, 2]]", "W=[[3], [4]]", "--json")
    assert json.loads(out)["value"] == [[11]]
    _, out, _ = run(capsys, "explain", "y = log(x)", "x=0", "--json")
    assert json.loads(out)["value"] == "-Infinity"
    _, out, _ = run(capsys, "explain", "-x", "x=-3", "--json")
    assert json.loads(out)["value"] == 3


def test_explain_as_a_table(capsys) -> None:
    _, out, _ = run(capsys, "explain", "e = (a + b) * (b + 1)", "a=2", "b=1")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "e multiply(c, d) 6" in lines
    assert "∂e/∂b Σ 3 + 2 5" in lines


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_all_letters_is_told_the_sign(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--lang", "en", "explain", "e=a*b", "a=2", "b=-3"],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        encoding=encoding,
        timeout=60,
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["b", "-3"] in [row[:2] for row in rows] and "?" not in done.stdout
    assert "de/db" in done.stdout


def test_explain_as_a_script_that_runs(capsys, tmp_path: Path) -> None:
    code, script, err = run(capsys, "explain", "--as=numpy", "e = (a + b) * (b + 1)", "a=2", "b=1")
    assert (code, err) == (0, "")
    path = tmp_path / "run.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", path], capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "∂e/∂b = 5.0" in done.stdout.splitlines()


def test_explain_as_latex_or_pytorch_with_options_anywhere(capsys) -> None:
    _, out, _ = run(capsys, "explain", "x * y", "x=-3", "--as", "latex", "y=2")
    assert r"\begin{align*}" in out and r"= 1 \cdot ({-}3) = {-}3" in out
    _, out, _ = run(capsys, "explain", "--as", "pytorch", "-x", "x=3")
    assert "c = -x" in out and "c.backward()" in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["explain", "a * b", "a=1"], "No value for b"),
        (["explain", "a *"], "Line 1, column 4"),
        (["explain", "sn(a)", "a=1"], "did you mean “sin”"),
        (["explain", "a", "a=x"], "not a value for a"),
        (["explain", "a", "a=1", "a=2"], "given twice"),
        (["explain", "a", "z=1"], "not an input"),
        (["explain", "a", "a"], "name=value"),
        (["explain", "X @ W", "X=[[1, 2]]", "W=[[1, 2]]"], "multiplies rows by columns"),
        (["explain"], "--help"),
        (["nonsense"], "--help"),
        (["nofile.json"], "There is no file nofile.json."),
        (["train", "--lr", "-1"], "learning rate"),
        (["train", "--lr", "nan"], "learning rate"),
        (["train", "--hidden", "0"], "Hidden units"),
        (["train", "--batch", "0"], "Batch size"),
        (["train", "--optimizer", "adm"], "adam"),
        (["train", "--schedule", "stp"], "step"),
        (["train", "--activation", "rlu"], "relu"),
        (["train", "--data", "/no/such/folder"], "/no/such/folder"),
        (["train", "--iterations", "1", "--csv", "/no/such/folder/x.csv"], "/no/such/folder"),
        (["gradcheck", "--samples", "0"], "--samples"),
        (["gradcheck", "--hidden", "-1"], "Hidden units"),
        (["render", "nowhere"], "chain_rule"),
        (["render", "--size", "big"], "--size"),
        (["render", "--at", "2"], "--at"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    capsys, monkeypatch, arguments: list[str], part: str
) -> None:
    monkeypatch.delenv("BACKPROP_STUDIO_DATA", raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert part in err
    assert len(err.splitlines()) == 1


def test_errors_speak_chinese_on_a_chinese_system(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, _, err = run(capsys, "explain", "a * b", "a=1")
    assert code == 2
    assert "没有值" in err


def test_train_as_json_and_csv(capsys, tmp_path: Path) -> None:
    table = tmp_path / "loss.csv"
    arguments = ["train", "--data", "builtin", "--iterations", "120", "--json"]
    code, out, err = run(capsys, *arguments, "--csv", str(table))
    result = json.loads(out)
    assert code == 0
    assert set(result) >= {
        "dataset",
        "initial_loss",
        "loss",
        "train_accuracy",
        "test_accuracy",
        "iterations",
        "seconds",
        "iterations_per_second",
    }
    assert abs(result["initial_loss"] - 2.303) < 0.01  # ln 10
    assert result["loss"] < result["initial_loss"]
    assert "step 101 of 120" in err
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 120
    assert float(rows[-1]["loss"]) == result["loss"]
    again = json.loads(run(capsys, *arguments)[1])
    assert again["loss"] == result["loss"]  # the same seed gives the same run, to the bit


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is made of /dev/full")
@pytest.mark.parametrize("iterations", [3, 1500])  # one write at the end, or many before it
def test_a_full_disk_costs_the_table_but_not_the_result(capsys, iterations: int) -> None:
    arguments = ["--data", "builtin", "--hidden", "2", "--iterations", str(iterations), "--json"]
    code, out, err = run(capsys, "train", *arguments, "--csv", "/dev/full")
    assert code == 2 and json.loads(out)["iterations"] == iterations
    assert "/dev/full" in err.splitlines()[-1]


def test_only_the_tables_own_errors_are_blamed_on_it(capsys, tmp_path: Path, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("elsewhere")

    monkeypatch.setattr("core.training.Trainer.steps", fail)
    table = tmp_path / "loss.csv"
    _, _, err = run(capsys, "train", "--data", "builtin", "--csv", str(table))
    assert "elsewhere" in err and "loss.csv" not in err


def test_gradcheck_as_json(capsys) -> None:
    arguments = ["--data", "builtin", "--hidden", "2", "--samples", "1", "--json"]
    code, out, err = run(capsys, "gradcheck", *arguments)
    result = json.loads(out)
    assert code == 0
    assert result["count"] == 784 * 2 + 2 + 2 * 10 + 10
    assert result["forward_passes"] == 2 * result["count"]
    assert set(result["parameters"]) == {"W1", "b1", "W2", "b2"}
    assert all(each["mean_abs_diff"] <= 1e-7 for each in result["parameters"].values())
    assert f"{result['forward_passes']} of {result['forward_passes']}" in err


def test_gradcheck_of_what_changes_only(capsys) -> None:
    arguments = ["--data", "builtin", "--hidden", "3", "--samples", "4", "--fast"]
    code, out, err = run(capsys, "gradcheck", *arguments, "--json")
    result = json.loads(out)
    losses = 2 * result["count"]
    assert (code, result["method"], result["forward_passes"]) == (0, "incremental", 1)
    assert all(each["mean_abs_diff"] <= 1e-7 for each in result["parameters"].values())
    assert f"{losses} of {losses}" in err
    code, out, _ = run(capsys, "gradcheck", *arguments)
    assert code == 0 and "Both agree" in out and str(losses) in out


def test_render_lists_and_paints_its_scenes(tmp_path: Path) -> None:
    """In a process of its own: it chooses the offscreen platform before Qt is loaded."""
    command = [sys.executable, str(ROOT / "app.py"), "render"]
    listed = subprocess.run([*command, "--list"], capture_output=True, text=True, check=True)
    scenes = listed.stdout.split()
    assert {"chain_rule", "training", "optimizers", "keys"} <= set(scenes)
    options = ["--out", str(tmp_path), "--size", "1024x768", "--theme", "dark", "--lang", "zh_CN"]
    painted = subprocess.run(
        [*command, "gates", *options], capture_output=True, text=True, check=True
    )
    assert painted.stderr == ""
    picture = QImage(str(tmp_path / "gates.png"))
    assert (picture.width(), picture.height()) == (1024, 768)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is a matter of Linux")
@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_screen_it_says_so(display: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "DISPLAY": display}
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    command = [sys.executable, str(ROOT / "app.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "screen" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes it")
def test_a_closed_standard_output_is_no_mistake() -> None:
    line = f"'{sys.executable}' app.py explain 'a+b' a=1 b=2 >&-"
    found = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_ctrl_c_before_it_has_begun_is_silent(tmp_path: Path) -> None:
    """There were the traceback of an import, and the names of our files."""
    shutil.copy(ROOT / "app.py", tmp_path)
    (tmp_path / "core").mkdir()
    pressed = "import signal\nsignal.raise_signal(signal.SIGINT)\n"
    (tmp_path / "core" / "__init__.py").write_text(pressed)
    command = [sys.executable, str(tmp_path / "app.py"), "train"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ended.returncode != 0 and ended.stderr == ended.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a*b", "--latex"), "there is no option --latex; similar to it: --as latex. See"),
        (("--jsn", "a*b"), "there is no option --jsn; similar to it: --json, --as. See"),
        (("a*b", "a=1", "--wild"), "there is no option or argument --wild. See"),
        (("a*b", "--as=numpi"), "--as: “numpi” is none of numpy, pytorch, latex. See"),
    ],
)
def test_an_unknown_option_of_explain_is_called_one(capsys, arguments, said: str) -> None:
    code, out, err = run(capsys, "explain", *arguments)
    assert (code, out) == (2, "") and said in err
    assert err.endswith(" explain --help\n")


def test_a_formula_may_begin_with_two_minus_signs(capsys) -> None:
    for formula, value in (("--x", "x=2"), ("--ab", "ab=2")):
        _, out, _ = run(capsys, "explain", formula, value, "--json")
        assert json.loads(out)["value"] == 2
