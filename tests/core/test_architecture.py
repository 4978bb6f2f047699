"""Who may import whom, and what appears nowhere. See `app.py → gui → core` in the design."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PANELS = {"stage", "training", "arena", "classroom"}
LEAVES = {"theme", "appearance", "i18n", "worker", "formula", "widgets", "stylesheet"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "cloudpickle"}


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert found
    return [*found, *ROOT.glob("app.py")] if "gui" in folders else found


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join([*parent, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def by_path(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


@by_path(modules("core"))
def test_the_core_imports_only_the_standard_library_numpy_and_itself(path):
    allowed = sys.stdlib_module_names | {"numpy", "core"}
    assert {name.partition(".")[0] for name in imports(path)} <= allowed


@by_path([path for path in modules("core") if path.name != "__main__.py"])
def test_the_core_never_prints(path):
    """Only a module that is a command, run as `python -m core.digits`, may."""
    written = {"print", "sys.stdout.write", "sys.stderr.write"}
    assert not written & {called(call) for call in calls(path)}


def test_the_core_runs_where_there_is_no_window_toolkit():
    """A process of its own, in which PySide6 and pyqtgraph cannot be imported."""
    script = """
import sys, pkgutil, importlib
sys.modules.update(dict.fromkeys(["PySide6", "pyqtgraph", "ziamath", "contourpy"]))
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from core.language.expression import parse
from core.trace import run
assert run(parse("e = (a + b) * (b + 1)"), {"a": 2, "b": 1}).gradients["b"] == 5
assert not any(name.startswith(("PySide6.", "pyqtgraph.", "gui")) for name in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def part_of_gui(name: str) -> str | None:
    """`stage` for `gui.stage.view`; None for what is not in gui."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "gui" else None


@by_path(modules("gui"))
def test_panels_never_import_each_other_and_leaves_import_no_panel(path):
    owner = path.relative_to(ROOT).with_suffix("").parts
    if owner[0] != "gui":
        return  # app.py composes
    used = {part for name in imports(path) if (part := part_of_gui(name))}
    if owner[1] in PANELS:
        assert not used & (PANELS - {owner[1]})
        assert "main_window" not in used
    elif owner[1] in LEAVES:
        assert not used & (PANELS | {"main_window"})


@by_path(modules("core", "gui"))
def test_nothing_is_evaluated_or_unpickled(path):
    assert not {name.partition(".")[0] for name in imports(path)} & FORBIDDEN_MODULES
    assert not {called(call) for call in calls(path)} & FORBIDDEN_CALLS


@by_path(modules("core", "gui"))
def test_arrays_are_loaded_as_data_only(path):
    for call in calls(path):
        if called(call) in {"np.load", "numpy.load"}:
            options = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            assert options.get("allow_pickle") == "False", ast.unparse(call)


@by_path(modules("core", "gui"))
def test_a_file_stays_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@by_path(modules("core", "gui"))
def test_a_file_begins_with_a_docstring_and_its_functions_stay_short(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 50, node.name
