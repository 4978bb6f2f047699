"""A function need not have a value everywhere: where it has none nothing is drawn, and nothing is
waited for. A warning of Qt fails a test."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.arena.panel import ArenaPanel
from gui.arena.trails import Trail
from gui.i18n import Translator


def race_on(arena: ArenaPanel, function: str) -> None:
    """Type a function, race to the end."""
    arena.editor.set_function(function)
    arena.finish()
    arena.transport.to_end.click()


def map_of(arena: ArenaPanel, *trails: Trail) -> bytes:
    """The picture with these ways upon it."""
    arena.view.show_trails(trails)
    return bytes(arena.view.grab().toImage().constBits())


@pytest.mark.parametrize("function", ["log(x)", "sqrt(-x)"])
def test_a_curve_with_a_gap_is_raced_to_the_end(arena: ArenaPanel, function: str) -> None:
    race_on(arena, function)
    for page in ("racers", "step", "compare"):
        arena.pages.show_page(page)
        for step in (arena.steps, arena.steps // 2, 0):
            arena.seek(step)
            arena.grab()


def test_the_step_into_a_gap_is_zoomed_to(arena: ArenaPanel) -> None:
    race_on(arena, "log(x)")
    arena.editor.set_focus("sgd")
    arena.pages.show_page("step")
    before = arena.view.ranges
    arena.zoom_to_step()
    assert arena.view.ranges != before
    assert np.isfinite(arena.view.ranges).all()
    arena.grab()


@pytest.mark.parametrize("x", [-1.0, 0.0])
def test_a_start_in_a_gap_is_moved_out_of_it(arena: ArenaPanel, x: float) -> None:
    race_on(arena, "log(x)")
    arena.editor.move_start(0, x, 0.0)
    arena.finish()
    arena.grab()
    for _ in range(20):
        QTest.keyClick(arena.view, Qt.Key.Key_Right)
    arena.finish()
    arena.grab()
    assert len(arena.session.paths["sgd"].points) > 1


def test_a_line_is_broken_where_it_has_no_height(arena: ArenaPanel) -> None:
    """It is seen as two lines; and who has no height waits, hollow, where he had one last."""
    here, there, gap = [[-1.0, 2.0], [0.0, 2.5]], [[1.0, 2.0], [1.5, 2.5]], [[np.nan, 2.0]]
    first, second = (Trail("sgd", np.array(points)) for points in (here, there))
    broken = map_of(arena, Trail("sgd", np.array(here + gap + there)))
    assert broken not in (
        map_of(arena, second),
        map_of(arena, Trail("sgd", np.array(here + there))),
    )
    waiting = map_of(arena, Trail("sgd", np.array(here + gap)))
    assert waiting not in (map_of(arena, first), map_of(arena))
    assert map_of(arena, Trail("sgd", np.array(gap))) == map_of(arena)


@pytest.mark.parametrize(("language", "words"), [("en", "no value"), ("zh_CN", "没有值")])
def test_a_loss_that_is_none_is_called_so(
    arena: ArenaPanel, translator: Translator, language: str, words: str
) -> None:
    """In the list, in a picture's legend, and where the steps of a start in a gap begin."""
    race_on(arena, "log(x)")
    translator.set_language(language)
    entries = arena.pages.racers.legend.entries
    assert {entry.loss.text() for entry in entries.values()} == {words}
    sheet = arena.scene().sheet((480, 360))
    entrant = arena.session.setup.entrants[0]
    assert sheet._words(entrant, arena.position) == f"{entrant.name}  {words}"
    sheet.close()
    arena.pages.show_page("step")
    arena.editor.move_start(0, -1.0, 0.0)
    arena.finish()
    bars = arena.pages.step.bars
    path = arena.session.paths[arena.editor.focus]
    before = bars.grab().toImage()
    bars.show_path(replace(path, gradients=np.zeros((1, 2))), arena.steps, flat=True)
    assert bars.grab().toImage() != before, "a slope of 0 is another thing"
