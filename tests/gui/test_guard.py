"""An error in a handler that Qt calls: reported, and the program lives on."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject
from PySide6.QtWidgets import QApplication, QWidget

from gui import guard as guarding
from gui.guard import guard, guard_overrides

Index, _ROOT = QModelIndex, QModelIndex()
ROOT = Path(__file__).resolve().parents[2]

FAILING = """
import sys
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QGraphicsScene
from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import QGraphicsView, QTableView, QWidget
from gui.guard import guard

class Item(QGraphicsRectItem):
    def paint(self, *arguments): 1 / 0          # left by C code as a type and a text

class Widget(QWidget):
    def paintEvent(self, event): float("a")

class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 2
    def columnCount(self, parent=None): return 2
    def data(self, index, role=0): float(10**400)

app, told = QApplication([]), []
sys.excepthook = lambda kind, error, trace: told.append(kind.__name__)
if sys.argv[1] == "guarded":
    guard(Item), guard(Widget), guard(Model)
scene, items = QGraphicsScene(), [Item(i, 0, 9, 9) for i in range(3)]
for item in items: scene.addItem(item)
view, widget = QGraphicsView(scene), Widget()
view.show(), view.grab(), widget.grab()
table, model = QTableView(), Model()
table.setModel(model)
table.show(), table.resizeColumnsToContents(), table.grab()
print(*told)
"""


def fail(mode: str) -> subprocess.CompletedProcess[str]:
    """Errors while a picture is taken, in a process of their own."""
    command = [sys.executable, "-c", FAILING, mode]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_an_error_in_a_handler_does_not_end_the_process() -> None:
    done = fail("guarded")
    assert done.returncode == 0, done.stderr
    assert {"ZeroDivisionError", "ValueError", "OverflowError"} <= set(done.stdout.split())


def test_without_the_guard_it_does() -> None:
    """When a newer PySide has mended this, the guard can go."""
    assert fail("bare").returncode != 0


class Asked(QWidget):
    def event(self, event: QEvent) -> bool:
        return bool([][0])


def test_who_is_asked_answers_that_nothing_was_done(qtbot, monkeypatch) -> None:
    guard(Asked)
    widget, told = Asked(), []
    qtbot.addWidget(widget)
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    assert QApplication.sendEvent(widget, QEvent(QEvent.Type.User)) is False
    assert told == [IndexError]


class Model(QAbstractTableModel):
    def rowCount(self, parent: Index = _ROOT) -> int:
        return [][0]

    def data(self, index: Index, role: int = 0) -> Any:
        return {}["a"]

    def sizeHint(self) -> float:
        return 1 / 0


def test_a_model_that_fails_has_nothing_to_show(monkeypatch) -> None:
    guard(Model)
    model, told = Model(), []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    assert (model.rowCount(), model.data(_ROOT)) == (0, None)
    assert told == [IndexError, KeyError]
    with pytest.raises(ZeroDivisionError):  # no model has one for Qt to ask
        model.sizeHint()


class Named(QWidget):
    def mouseDragEvent(self, event: QEvent, axis: int | None = None) -> tuple[QEvent, int | None]:
        return event, axis


def test_what_pyqtgraph_names_is_handed_on() -> None:
    """It calls `mouseDragEvent(event, axis=1)`, where an axis is dragged."""
    guard(Named)
    event = QEvent(QEvent.Type.User)
    assert Named.mouseDragEvent(None, event, axis=1) == (event, 1)


def test_every_handler_of_the_program_is_guarded_once(reporter) -> None:
    for module in ("gui.main_window", "gui.arena.surface_view", "gui.training.curves"):
        importlib.import_module(module)
    guard_overrides()
    found = [
        function
        for kind in guarding._below(QObject)
        if kind.__module__.startswith("gui.")
        for name, function in vars(kind).items()
        if guarding._is_handler(kind, name) and callable(function)
    ]
    assert len(found) > 20
    for function in found:
        assert hasattr(function, "__guarded__"), function
        assert not hasattr(function.__wrapped__, "__guarded__"), function


FOLLOW_A_VIEW = {"gui.arena.trails"}  # shown in a view whose own import has brought them


def late_imports(path: Path) -> Iterator[str]:
    """The functions of a module that import from `gui` and leave it unguarded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        nodes = list(ast.walk(function))
        sources = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        late = {x for x in sources if x.startswith("gui.")} - FOLLOW_A_VIEW
        marks = [ast.unparse(each) for each in function.decorator_list]
        calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
        if late and "late" not in marks and "guard_overrides" not in calls:
            yield function.name


def test_what_is_imported_late_is_guarded_by_who_imports_it() -> None:
    """The tools of Explore were not: an error in one of their plots ended the program."""
    found = {path.name: [*late_imports(path)] for path in (ROOT / "gui").rglob("*.py")}
    assert {name: functions for name, functions in found.items() if functions} == {}
