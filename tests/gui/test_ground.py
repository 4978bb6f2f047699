"""Basins and the landscape in 3D take turns, and what a lesson sets goes with it."""

import pytest

from core.surfaces import Racer
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.panel import ArenaPanel

SOLID = list(MapForm).index(MapForm.SURFACE_3D)


@pytest.fixture
def arena(arena: ArenaPanel) -> ArenaPanel:
    arena.set_surface("himmelblau")
    arena.pages.show_page("setup")
    return arena


def told(arena: ArenaPanel) -> tuple[bool, bool]:
    """What the fields say, which is what is seen: 3D? basins?"""
    setup = arena.pages.setup
    arena.finish()
    solid, basins = MapForm(setup.form.currentData()) is MapForm.SURFACE_3D, setup.basins
    scene = arena.scene()
    assert solid is arena.view.surface_3d.isVisible() is (scene.style.form is MapForm.SURFACE_3D)
    assert basins.isChecked() is scene.coloured
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


def test_basins_give_a_slow_racer_the_time_that_its_verdict_gives_it(arena: ArenaPanel) -> None:
    """Or the colour under a start would say less than the sentence about it."""
    arena.editor.set_function("(x**2 + y**2) / 2")
    arena.editor.set_racer("sgd", Racer("sgd", {"lr": 0.06}), "lr")
    arena.editor.set_steps(20)
    arena.pages.setup.basins.click()
    arena.pages.show_page("compare")
    arena.finish()
    basins, setup = arena.display.filler.basins, arena.session.setup
    verdict = arena.pages.compare.verdicts[setup.entrants[0].id]
    assert verdict.message.fields["later"] > setup.steps
    assert basins is not None
    assert basins.steps[basins.ends == 0].max() > setup.steps


def test_whose_basins_they_are_changes_with_their_colours(arena: ArenaPanel, qtbot) -> None:
    """For 0.6 s it said “Where AdamW arrives” over the colours of Adam."""
    arena.pages.setup.basins.click()
    arena.finish()
    before, filler = arena.display.focus, arena.display.filler
    other = arena.session.setup.entrants[-1]
    assert before is not None and other.name != before.name
    shown = []
    arena.view.show_basins = lambda basins, name, steps: shown.append((basins, name))
    colours = filler.basins
    arena.editor.set_focus(other.id)
    arena.display.fill_basins()
    assert shown and all((basins is colours) == (name == before.name) for basins, name in shown)
    arena.finish()
    assert shown[-1][1] == other.name and shown[-1][0] is not colours


def test_basins_are_remembered_but_not_those_of_a_lesson(arena: ArenaPanel) -> None:
    arena.pages.setup.basins.click()
    assert arena.save_state()["basins"] is True
    arena.pages.setup.basins.click()
    arena.open_lesson("starts")
    assert told(arena)[1] and arena.save_state()["basins"] is False
    arena.restore_state({"basins": True})
    assert arena.ground.coloured and arena.pages.setup.basins.isChecked()
