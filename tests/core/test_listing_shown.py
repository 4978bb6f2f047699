"""The code beside a step: the class that ran, and the lines of the rule that runs now."""

import ast

import pytest

from core.explain.listing.folding import fold
from core.explain.listing.shown import listing
from core.ops import OPS


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_the_lines_that_run_are_those_of_the_rule(op) -> None:
    for slot in (None, *(i for i, x in enumerate(op.inputs) if x in op.rules)):
        shown = listing(op, slot)
        assert shown is not None
        lines = shown.text.splitlines()
        assert lines[0] == f"class {type(op).__name__}(Op):"
        running = [lines[i] for i in shown.running]
        assert running and running[-1] == lines[-1], "the rule stands last"
        assert any("return" in line for line in running)
        rule = op.forward if slot is None else op.rule(slot)
        before = lines[: shown.running.start]
        assert f"def {rule.__name__}(" in "\n".join(before)


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_in_short_only_what_runs_is_written_out_and_all_of_it_is_python(op) -> None:
    for slot in (None, *(i for i, x in enumerate(op.inputs) if x in op.rules)):
        shown = listing(op, slot)
        assert shown is not None
        short, lines = shown.in_short(), shown.text.splitlines()
        ast.parse(short.text)
        if slot is None:
            assert short == shown
            continue
        written = short.text.splitlines()
        assert written[1].startswith("    def forward(") and written[1].endswith("): ...")
        assert written[2].startswith(f"    def d_{op.inputs[slot]}(")
        running = [written[i] for i in short.running]
        assert running == [lines[i] for i in shown.running]


def test_a_frozen_program_has_no_source_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: object) -> str:
        raise OSError("could not get source code")

    monkeypatch.setattr("inspect.getsource", gone)
    assert listing(OPS["add"], 0) is None


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("width", [24, 36, 48, 60])
def test_folded_code_is_the_same_code(name: str, width: int) -> None:
    op = OPS[name]
    for slot in (None, *(i for i, x in enumerate(op.inputs) if x in op.rules)):
        shown = listing(op, slot)
        assert shown is not None
        lines = [part for line in shown.text.splitlines() for part in fold(line, width)]
        assert ast.dump(ast.parse("\n".join(lines))) == ast.dump(ast.parse(shown.text))
        if width >= 36:
            assert max(map(len, lines)) <= max(
                width, len("    def d_dout(dout, S, t, out, memory):")
            )


def test_a_line_is_folded_where_it_is_least_deep() -> None:
    line = "        return dout * np.where(y == 0, 0.0, y * np.power(x, y - 1))  # d x^y"
    assert fold(line, 46) == [
        "        # d x^y",
        "        return dout * np.where(y == 0, 0.0,",
        "            y * np.power(x, y - 1))",
    ]
    assert fold(line, 100) == [line]


@pytest.mark.parametrize("width", range(16, 80, 3))
@pytest.mark.parametrize(
    "line",
    [
        'raise ValueError(f"{n} labels", "0 to n - 1", "of (the, classes", x - 1)',
        """x = one + "a  # b" * many - 'it is, (so' + another + yet * another  # twice, (or so""",
        "    # a comment that stands by itself, with - a sign * in it (and a bracket",
    ],
)
def test_what_stands_in_quotes_is_not_taken_apart(line: str, width: int) -> None:
    """It was folded at the minus of "0 to n - 1", and what came of it was no Python."""
    lines = fold(line, width)
    assert ast.dump(ast.parse("\n".join(lines))) == ast.dump(ast.parse(line.strip()))
    assert width < 28 or max(map(len, lines)) <= width
