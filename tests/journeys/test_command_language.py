"""`--lang` counts for the command line too: results, progress, errors, and the help."""

import re

import pytest

from app import main
from core.arguments import COMMANDS, parse
from core.messages import StudioError

PLAIN = r"--?[a-z][\w-]*|[a-z]+=\S+|[\w/.]+\.py|\S*/\S*|(DIR|FILE|NAME|EXPR)\S*|<[^>]*>"


@pytest.fixture(autouse=True)
def an_english_system(monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def is_chinese(line: str) -> bool:
    return re.search("[一-鿿]", line) is not None


FEW = ("--data", "builtin", "--iterations", "20", "--hidden", "4")


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", *FEW),
        ("train", "--data", "builtin", "--lr", "99"),
        ("ensemble", "--nets", "2", *FEW),
        (
            *("search", "--data", "builtin", "--hidden-range", "2,4", "--workers", "1"),
            *("--trials", "1", "--fine-trials", "0"),
        ),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_progress_and_results_speak_it(capsys, arguments: tuple[str, ...], before: bool) -> None:
    spoken = ("--lang", "zh_CN")
    _, out, err = run(capsys, *((*spoken, *arguments) if before else (*arguments, *spoken)))
    lines = (out + err).splitlines()
    words = [line for line in lines if re.search(r"[A-Za-z]{4}", re.sub(PLAIN, "", line))]
    assert [line for line in words if not is_chinese(line)] == [] and is_chinese(out)


def test_race_and_gradient_check_speak_it(capsys) -> None:
    for arguments in (
        ("race", "x**2 + y**2"),
        ("gradcheck", "--data", "builtin", "--hidden", "2", "--fast"),
        ("explain", "a*b", "a=1", "b=2"),
    ):
        code, out, _ = run(capsys, *arguments, "--lang=zh_CN")
        assert code == 0 and is_chinese(out), arguments


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("train", "--hidden", "x"), "--hidden：“x”不是整数"),
        (("train", "--lr", "x"), "--lr：“x”不是数"),
        (("race", "x", "--start", "a"), "--start：“a”不是点的坐标"),
        (("render", "--size", "9x9"), "--size：“9x9”不是像素大小"),
        (("render", "--at", "2"), "--at：“2”不是 0 到 1 之间的数"),
        (("export", "a", "-o", "x.gif", "--speed", "99"), "--speed：“99”不是 0.1 到 10"),
        (("search", "--lr-range", "x"), "--lr-range：“x”不是一个范围"),
        (("render", "--theme", "pink"), "--theme：没有“pink”，可选 light, dark, projector"),
        (("train", "--hidden"), "--hidden 需要一个值"),
        (("train", "--json=1"), "--json 不带值，却给了“1”"),
        (("train", "--no-such"), "没有选项或参数 --no-such"),
        (("race",), "缺少 EXPR"),
        (("train", "--la", "en"), "没有选项 --la en，相近的有 --lang, --lr"),
        (("train", "--save", "/no/such/run.npz", *FEW), "文件或文件夹不存在"),
    ],
)
def test_errors_speak_it(capsys, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(capsys, *arguments, "--lang", "zh_CN")
    assert (code, out) == (2, "") and said in err, err


def test_what_python_says_is_known_to_us_by_its_shape() -> None:
    """Another version of Python may word it otherwise: then it would be English again."""
    for arguments in (["train", "--hidden", "x"], ["nothing"], ["race"], ["train", "--x"]):
        with pytest.raises(StudioError) as found:
            parse(arguments, "en")
        assert found.value.message.fields["fault"].key.startswith("app.fault."), arguments


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_speaks_it(capsys, command: str) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--lang", "zh_CN", "--help"])
    out = capsys.readouterr().out
    assert out.startswith("用法：") and "选项:" in out and "显示这段帮助" in out
    for english in ("usage", "options:", "positional", "show this"):
        assert english not in out


def test_data_do_not_depend_on_a_language(capsys) -> None:
    found = [run(capsys, "train", *FEW, "--json", "--lang", each)[1] for each in ("en", "zh_CN")]
    assert not any(is_chinese(out) for out in found)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "en", "explain", "a*b", "a=1", "b=2", "--lang", "zh_CN"),
        ("explain", "a*b", "a=1", "b=2", "--lang=en", "--lang=zh_CN"),
        ("--lang=en", "--lang", "zh_CN", "explain", "a*b", "a=1", "b=2"),
    ],
)
def test_the_last_one_counts_as_with_every_other_option(capsys, arguments: tuple[str, ...]) -> None:
    code, out, _ = run(capsys, *arguments)
    assert code == 0 and is_chinese(out)
    assert parse(list(arguments), "en").lang == "zh_CN"


@pytest.mark.parametrize("half", ["--la", "--lan=zh_CN", "--iter", "--momentum-ann"])
def test_half_the_name_of_an_option_is_none(capsys, half: str) -> None:
    code, out, err = run(capsys, "train", *FEW, half, "zh_CN")
    assert (code, out) == (2, "") and f"there is no option {half} zh_CN; similar" in err


def test_an_unknown_language_is_refused(capsys) -> None:
    code, _, err = run(capsys, "train", "--lang", "fr")
    assert code == 2 and "none of en, zh_CN" in err
