"""Basins and the landscape in 3D take turns, and what a lesson sets goes with it."""

import pytest
from pytestqt.qtbot import QtBot

from gui.appearance import Appearance
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator

SOLID = list(MapForm).index(MapForm.SURFACE_3D)


@pytest.fixture
def arena(qtbot: QtBot, dressed: Appearance, translator: Translator) -> ArenaPanel:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel, before_close_func=ArenaPanel.close_work)
    panel.resize(460, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_surface("himmelblau")
    panel.pages.show_page("setup")
    return panel


def told(arena: ArenaPanel) -> tuple[bool, bool]:
    """What the fields say, which is what is seen: 3D? basins?"""
    setup = arena.pages.setup
    arena.finish()
    solid, basins = MapForm(setup.form.currentData()) is MapForm.SURFACE_3D, setup.basins
    scene = arena.scene()
    assert solid is arena.view.surface_3d.isVisible() is (scene.style.form is MapForm.SURFACE_3D)
    assert basins.isChecked() is (scene.basins is not None)
    return solid, basins.isChecked()


def test_to_choose_3d_ends_the_basins(arena: ArenaPanel) -> None:
    arena.pages.setup.basins.click()
    assert told(arena) == (False, True)
    arena.pages.setup.form.setCurrentIndex(SOLID)
    assert told(arena) == (True, False)


def test_to_choose_basins_leaves_3d_until_they_are_gone(arena: ArenaPanel) -> None:
    setup = arena.pages.setup
    setup.form.setCurrentIndex(SOLID)
    assert told(arena) == (True, False)
    setup.basins.click()
    assert told(arena) == (False, True)
    setup.grid.click()
    setup.basins.click()
    assert told(arena) == (True, False) and setup.grid.isChecked()


def test_another_ground_chosen_among_basins_stays_without_them(arena: ArenaPanel) -> None:
    setup = arena.pages.setup
    setup.form.setCurrentIndex(SOLID)
    setup.basins.click()
    setup.form.setCurrentIndex(list(MapForm).index(MapForm.HEAT))
    setup.basins.click()
    assert told(arena) == (False, False)
    assert MapForm(setup.form.currentData()) is MapForm.HEAT


def test_basins_are_not_remembered_and_the_3d_that_they_replaced_is(
    arena: ArenaPanel,
) -> None:
    arena.set_style(MapStyle(MapForm.SURFACE_3D))
    arena.show_basins(True)
    assert arena.save_state()["style"]["form"] == "surface_3d"


def test_the_basins_of_a_lesson_go_with_it(arena: ArenaPanel) -> None:
    arena.open_lesson("starts")
    assert told(arena) == (False, True)
    arena.set_surface("ravine")
    assert told(arena) == (False, False)
    arena.editor.undo()
    assert told(arena) == (False, True)
    arena.open_lesson("curvature")
    assert told(arena) == (False, False)


def test_basins_that_somebody_chose_come_back_after_a_lesson(arena: ArenaPanel) -> None:
    arena.pages.setup.basins.click()
    arena.open_lesson("curvature")
    assert told(arena) == (False, False)
    arena.set_surface("ravine")
    assert told(arena) == (False, True)


def test_a_lesson_that_is_opened_again_sets_all_of_it_again(arena: ArenaPanel) -> None:
    arena.open_lesson("starts")
    arena.pages.setup.basins.click()
    assert told(arena) == (False, False)
    arena.open_lesson("starts")
    assert told(arena) == (False, True)
