"""What the arena says: about which step and start, under the field, and of whom it speaks."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.datasets import load
from core.landscape import Plan, Track
from core.messages import LANGUAGES
from core.surfaces.race.arrival import ARRIVED
from gui.appearance import Appearance
from gui.arena.landscape.compare_page import TrueLossPage, ending
from gui.arena.landscape.landscape_placeholder import LandscapePlaceholder
from gui.arena.landscape.plane_page import centre
from gui.arena.landscape.run_page import _lost
from gui.arena.landscape.session import LandscapeSession, Phase
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator


def test_verdicts_name_the_step_and_the_start_that_they_are_of(arena: ArenaPanel) -> None:
    arena.pages.show_page("compare")
    page = arena.pages.compare
    arena.finish()
    assert page.when.text() == "After 30 steps:"
    arena.editor.add_start(3.0, 1.0)
    arena.finish()
    assert "from the first of 2 starts" in page.when.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limit_of_a_rule_is_one_number_on_all_pages(
    arena: ArenaPanel, translator: Translator, language: str
) -> None:
    """Curvature was 1.94 on one page, its product with the rate 1.84 there and 1.9 on another."""
    translator.set_language(language)
    arena.editor.set_focus("sgd")
    arena.editor.set_steps(10)  # after more of them it would have come to rest
    racer = arena.session.setup["sgd"].racer
    for rate, product in ((0.95, "1.9"), (0.97, "1.94"), (1.02, "2.04")):
        arena.editor.set_racer("sgd", racer.with_setting("lr", rate), "lr")
        arena.pages.show_page("compare")
        arena.finish()
        judgement = arena.display.judge.judged["sgd"]
        assert judgement.verdict is not None
        told = judgement.verdict.message.text(language)
        arena.pages.show_page("racers")
        arena.finish()
        limit = arena.pages.racers.limit.text()
        sentence = rf"(?:curvature|曲率) 2 × (?:learning rate|学习率) {rate} = {product}"
        for each in (told, limit):
            assert re.search(sentence, each), each


def test_a_function_that_is_not_entered_yet_says_so_and_esc_leaves_it(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    controls = arena.controls
    before = controls.field.text()
    controls.field.setFocus()
    controls.field.selectAll()
    qtbot.keyClicks(controls.field, "x**2")
    assert controls.error.isVisible() and controls.error.text().startswith("Enter:")
    assert not controls.field.property("invalid")
    arena.editor.move_start(0, 1.0, 1.0)  # the field still holds what is not raced on
    assert controls.field.text() == "x**2" and controls.error.isVisible()
    qtbot.keyClick(controls.field, Qt.Key.Key_Escape)
    assert controls.field.text() == before and not controls.error.isVisible()
    qtbot.keyClicks(controls.field, " + x")
    qtbot.keyClick(controls.field, Qt.Key.Key_Return)
    assert arena.session.setup.expression == f"{before} + x"
    assert not controls.error.isVisible()


def test_too_many_starts_are_no_fault_of_the_function(arena: ArenaPanel) -> None:
    for k in range(20):
        arena.editor.add_start(k / 10, 1.0)
    assert arena.controls.error.isVisible() and "starts" in arena.controls.error.text()
    assert not arena.controls.field.property("invalid")


class Recording:
    """Of two runs, as far as the sentences ask."""

    ids = ("sgd", "momentum")
    ended_at = (3, None)
    losses = np.array([[2.0, 8.0, 663.0, np.nan]] * 2)
    plan = Plan.usual()

    def __init__(self, lost: tuple[bool, bool]) -> None:
        self.lost = lost

    def length(self, racer: int) -> int:
        return 3

    def highest(self, racer: int) -> float:
        return 100.0


@pytest.mark.parametrize(
    ("lost", "said"), [((True, False), "made from the others"), ((True, True), "Nobody else")]
)
def test_others_are_named_only_where_there_are_any(lost, said: str) -> None:
    told = [message.text("en") for message in _lost(Recording(lost), Plan.usual())]
    assert sum("the others" in each for each in told) == (lost != (True, True))
    assert said in told[-1]


def test_who_diverged_is_told_with_the_loss_that_is_seen() -> None:
    """663 stood beside “its loss is no longer a number”, and was called the end on another page."""
    recording = Recording((True, False))
    told = _lost(recording, Plan.usual())[0].text("en")
    at = recording.plan.kept[2]
    assert f"at step {at}, is 663" in told and "diverged at step 3" in told
    path = np.zeros((3, 2)), recording.losses[0, :3], np.array([2.0, 4.0, 5.0])
    end = ending("SGD", Track(*path, ended_at=3, lost=True)).text("en")
    assert "diverged at step 3" in end and "663" in end and "ends at" not in end
    assert "ends at" in ending("SGD", Track(*path)).text("en")


@pytest.mark.parametrize("lost", [(True, False), (False, False), (True, True)])
def test_the_centre_is_the_mean_of_those_that_made_the_plane(lost: tuple[bool, bool]) -> None:
    """Of “all recorded points”, though one was left out."""
    told = centre(Recording(lost)).text("en")
    assert ("all recorded points" in told) == (lost != (True, False))


def test_without_anybody_nothing_can_be_recorded_and_it_is_said(
    qtbot: QtBot, dressed: Appearance, translator: Translator
) -> None:
    session = LandscapeSession(lambda: np.zeros(0))
    placeholder = LandscapePlaceholder(session, dressed, translator)
    qtbot.addWidget(placeholder)
    assert placeholder.button.isEnabled()
    plan = session.plan
    for entrant in plan:
        plan = plan.with_part(entrant.id, False)
    session.change(plan)
    assert not placeholder.button.isEnabled() and "Nobody takes part" in placeholder.words.text()


def test_transport_and_step_page_count_alike(arena: ArenaPanel) -> None:
    arena.pages.show_page("step")
    for step, told in ((0, "step 0 → 1"), (29, "step 29 → 30"), (30, "step 29 → 30")):
        arena.seek(step)
        arena.finish()
        assert arena.pages.step.caption.text() == told


def test_the_end_of_an_export_is_not_told_for_ever(arena: ArenaPanel, qtbot: QtBot) -> None:
    saving = arena.controls.saving
    arena.saver.save("csv", Path("/nowhere/at/all/race.csv"))
    qtbot.waitUntil(saving._rest.isActive)
    assert saving.isVisible()
    saving._rest.timeout.emit()
    assert not saving.isVisible()


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_in_a_short_dock_the_whole_chart_is_to_be_seen(
    arena: ArenaPanel, dressed: Appearance, theme: str, qtbot: QtBot
) -> None:
    dressed.set_theme(theme)
    arena.resize(dressed.px(300), dressed.px(325))
    arena.pages.show_page("compare")
    chart = arena.pages.compare.chart

    def seen() -> int:
        return chart.visibleRegion().boundingRect().height()

    qtbot.waitUntil(lambda: seen() == chart.height() > dressed.px(70), timeout=3000)


def test_to_leave_the_first_search_for_a_plane_leaves_nothing_behind(
    qtbot: QtBot, dressed: Appearance
) -> None:
    session = LandscapeSession(lambda: load("builtin"))
    session.change(session.plan.with_steps(2))
    session.record()
    qtbot.waitUntil(lambda: session.phase is Phase.LOOKING, timeout=60_000)
    session.cancel()
    qtbot.waitUntil(lambda: not session.busy, timeout=60_000)
    assert session.close()
    assert (session.phase is Phase.READY) == (session.found is not None)


def test_verdicts_tell_how_near_is_at_the_minimum(arena: ArenaPanel) -> None:
    arena.pages.show_page("compare")
    arena.finish()
    told = [words.toolTip() for _, words in arena.pages.compare._rows]
    assert told and all(f"{100 * ARRIVED:g} %" in tip for tip in told)


def test_a_landscape_without_runs_is_not_said_to_lack_a_minimum(
    dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    page = TrueLossPage(dressed, translator)
    qtbot.addWidget(page)
    page.show_tracks(Plan.usual(), {})
    assert page.chart._nothing == "landscape.compare.nothing"


@pytest.mark.parametrize(("language", "words"), [("en", "Nobody races"), ("zh_CN", "没有参赛者")])
def test_basins_without_a_racer_are_nobodys(
    arena: ArenaPanel, translator: Translator, language: str, words: str
) -> None:
    translator.set_language(language)
    arena.pages.show_page("setup")
    arena.pages.setup.basins.click()
    for entrant in arena.session.setup.entrants:
        arena.editor.remove_racer(entrant.id)
    arena.finish()
    setup = arena.pages.setup
    assert setup.basin_note.text().startswith(words)
    assert not setup.progress.isVisible() and not arena.view.note.isVisible()
    arena.editor.add_racer("adam")
    arena.finish()
    assert "Adam" in setup.basin_note.text() and arena.view.note.isVisible()
