"""Who may import whom, and what appears nowhere. See `app.py → gui → core` in the design."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PANELS = {"stage", "training", "arena", "classroom"}
LEAVES = {"theme", "appearance", "i18n", "worker", "formula", "widgets", "stylesheet"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "cloudpickle"}


def modules(*folders: str) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        inside = sorted((ROOT / folder).rglob("*.py"))
        assert inside, folder  # of a folder with another name every rule would be kept
        found += inside
    return [*found, *ROOT.glob("app.py")] if "gui" in folders else found


@dataclass(frozen=True)
class Facts:
    """What the rules ask about one module; its syntax tree is not kept, which is large."""

    imports: frozenset[str]  # dotted names of everything imported, anywhere in it
    calls: frozenset[str]  # what is called, as it is written: `np.load`
    pickles: tuple[str, ...]  # the calls of np.load that do not refuse pickled objects
    documented: bool
    long_functions: tuple[str, ...]
    lines: int


@cache
def facts(path: Path) -> Facts:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    calls = [(ast.unparse(node.func), node) for node in nodes if isinstance(node, ast.Call)]
    return Facts(
        frozenset(name for node in nodes for name in imported(node, path)),
        frozenset(name for name, _ in calls),
        tuple(ast.unparse(call) for name, call in calls if may_unpickle(name, call)),
        bool(ast.get_docstring(tree) or not tree.body),
        tuple(
            node.name
            for node in nodes
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
        ),
        len(text.splitlines()),
    )


def imported(node: ast.AST, path: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parent = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
        module = ".".join([*parent, *filter(None, [node.module])])
        yield module
        yield from (f"{module}.{alias.name}" for alias in node.names)


def may_unpickle(name: str, call: ast.Call) -> bool:
    if name not in {"np.load", "numpy.load"}:
        return False
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    return options.get("allow_pickle") != "False"


def offenders(paths: list[Path], broken: Callable[[Path], Iterable[object]]) -> dict[str, list]:
    """By file, what in it breaks a rule. One test for a rule: there are hundreds of files."""
    assert paths  # a rule that looks at nothing is kept by anything
    found = {str(path.relative_to(ROOT)): list(broken(path)) for path in paths}
    return {path: what for path, what in found.items() if what}


def packages(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in facts(path).imports}


# the rules: what of a module breaks one


def beyond_the_core(path: Path) -> set[str]:
    return packages(path) - (sys.stdlib_module_names | {"numpy", "core"})


def printing(path: Path) -> frozenset[str]:
    return facts(path).calls & {"print", "sys.stdout.write", "sys.stderr.write"}


def part_of_gui(name: str) -> str | None:
    """`stage` for `gui.stage.view`; None for what is not in gui."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "gui" else None


def foreign(path: Path) -> set[str]:
    owner = path.relative_to(ROOT).with_suffix("").parts
    used = {part for name in facts(path).imports if (part := part_of_gui(name))}
    if owner[0] != "gui":
        return set()  # app.py composes
    if owner[1] in PANELS:
        return used & (PANELS - {owner[1]} | {"main_window"})
    return used & (PANELS | {"main_window"}) if owner[1] in LEAVES else set()


def evil(path: Path) -> set[str]:
    return packages(path) & FORBIDDEN_MODULES | facts(path).calls & FORBIDDEN_CALLS


def unpickling(path: Path) -> tuple[str, ...]:
    return facts(path).pickles


def excess(path: Path) -> list[int]:
    return [facts(path).lines] if facts(path).lines > 300 else []


def undocumented(path: Path) -> list[str]:
    return [] if facts(path).documented else ["a docstring"]


def long_functions(path: Path) -> tuple[str, ...]:
    return facts(path).long_functions


def keeping_items(path: Path) -> list[str]:
    """PySide keeps what these meet for as long as the layout; Qt deletes the item with its place.
    Whatever lies at that address next, such as a style, is then taken for the item."""
    keeping = ".itemAt", ".itemAtPosition", ".addLayout", ".insertLayout"
    return [name for name in facts(path).calls if name.endswith(keeping)]


BAD = [
    (beyond_the_core, "core/deep/bad.py", "from PySide6.QtCore import Qt", ["PySide6"]),
    (beyond_the_core, "core/bad.py", "def late():\n    import gui.theme", ["gui"]),
    (printing, "core/bad.py", "print(1)", ["print"]),
    (foreign, "gui/stage/deep/bad.py", "from gui.training import panel", ["training"]),
    (foreign, "gui/arena/bad.py", "from ..main_window import MainWindow", ["main_window"]),
    (foreign, "gui/theme.py", "import gui.stage.view", ["stage"]),
    (evil, "core/bad.py", "from pickle import loads", ["pickle"]),
    (evil, "gui/bad.py", "eval('1')", ["eval"]),
    (keeping_items, "gui/bad.py", "row.itemAt(0).widget()", ["row.itemAt"]),
    (keeping_items, "gui/bad.py", "column.addLayout(row)", ["column.addLayout"]),
    (unpickling, "core/bad.py", "import numpy as np\nnp.load('x')", ["np.load('x')"]),
    (excess, "gui/bad.py", "x = 1\n" * 301, [301]),
    (undocumented, "core/bad.py", "x = 1", ["a docstring"]),
    (long_functions, "gui/bad.py", "def long():\n" + "    pass\n" * 50, ["long"]),
]


@pytest.mark.parametrize(("rule", "name", "text", "named"), BAD)
def test_each_rule_names_a_module_that_breaks_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rule: Callable[[Path], Iterable[object]],
    name: str,
    text: str,
    named: list[object],
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    for file, content in (name, text), (f"{name.partition('/')[0]}/good.py", '"""Good."""'):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(content, encoding="utf-8")
    assert offenders(modules(name.partition("/")[0]), rule) == {str(Path(name)): named}


def test_a_rule_that_finds_no_modules_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AssertionError):
        offenders([], excess)
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "good.py").touch()
    with pytest.raises(AssertionError, match="gui"):
        modules("core", "gui")  # was renamed


def test_what_the_rules_name_is_there() -> None:
    here = {path.stem for path in (ROOT / "gui").iterdir()}
    assert here >= PANELS | LEAVES


# the program keeps them


def test_the_core_imports_only_the_standard_library_numpy_and_itself():
    assert offenders(modules("core"), beyond_the_core) == {}


def test_the_core_never_prints():
    """Only a module that is a command, run as `python -m core.digits`, may."""
    quiet = [path for path in modules("core") if path.name != "__main__.py"]
    assert offenders(quiet, printing) == {}


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


def test_panels_never_import_each_other_and_leaves_import_no_panel():
    assert offenders(modules("gui"), foreign) == {}


def test_nothing_is_evaluated_or_unpickled():
    assert offenders(modules("core", "gui"), evil) == {}


def test_only_who_nests_layouts_meets_their_items():
    assert {*offenders(modules("gui"), keeping_items)} == {"gui/widgets/nesting.py"}


def test_arrays_are_loaded_as_data_only():
    assert offenders(modules("core", "gui"), unpickling) == {}


def test_a_file_stays_short():
    assert offenders(modules("core", "gui"), excess) == {}


def test_a_file_begins_with_a_docstring():
    assert offenders(modules("core", "gui"), undocumented) == {}


def test_functions_stay_short():
    assert offenders(modules("core", "gui"), long_functions) == {}


def test_a_field_does_not_turn_under_who_scrolls_past():
    """A module that makes fields asks for a CalmWheel; on a bar that plays, the wheel plays."""
    fields = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QSlider"}
    fields |= {"SignedSpinBox", "WholeSpinBox"}

    def restless(path: Path) -> set[str]:
        calm = "CalmWheel" in facts(path).calls
        return set() if calm else facts(path).calls & fields

    on_pages = [path for path in modules("gui") if not path.stem.endswith("transport")]
    assert offenders(on_pages, restless) == {}
