"""A window that is short for its letters, as on a projector: a panel that one works in has most of
the width, and the stage has it back with the rule."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.messages import Message
from gui.actions import SHORTCUTS
from gui.arena.pages import NAMES as RACE_PAGES
from gui.arena.race_controls import NET
from gui.main_window import MainWindow
from gui.stage.expression.expression_field import ExpressionField
from gui.training.arrangement import TABS
from tests.dock_hands import WORK, click_tab, drag_border, lay_out, settle, width

SIZES = [(1024, 768), (1280, 800)]


@pytest.fixture(params=SIZES)
def short(qtbot: QtBot, open_window, request) -> MainWindow:
    window = open_window(theme="projector", size=request.param)
    QApplication.processEvents()
    settle(qtbot, window)
    return window


@pytest.mark.parametrize("name", WORK)
def test_what_one_works_in_has_the_width_and_the_rule_gives_it_back(
    short: MainWindow, name: str
) -> None:
    """At once: no picture shows the panel in its old width."""
    stage = short.stage.width()
    assert short.stage.isVisible() and stage > 0.5 * short.width()
    click_tab(short, name)
    assert width(short, name) > 0.6 * short.width()
    assert not short.transport.isVisible()
    click_tab(short, "card")
    assert short.stage.isVisible() and short.stage.width() == stage
    assert short.transport.isVisible()


def test_the_stage_keeps_half_beside_a_tool_that_points_at_it(short: MainWindow) -> None:
    click_tab(short, "explore")
    assert 0.45 * short.width() < short.stage.width() < 0.55 * short.width()
    assert short.transport.isVisible()


def test_where_the_letters_are_small_no_panel_changes_the_widths(window: MainWindow) -> None:
    window.resize(1280, 800)
    QApplication.processEvents()
    before = window.stage.width()
    for name in (*WORK, "explore", "card"):
        window.docks.show(name)
        assert window.stage.width() == before
        assert window.transport.isVisible()


def test_whoever_drags_the_border_wins(qtbot: QtBot, short: MainWindow) -> None:
    click_tab(short, "card")
    card = width(short, "card")
    click_tab(short, "arena")
    usual = width(short, "arena")
    by = short.place.least_of_stage
    drag_border(short, by)
    dragged = width(short, "arena")
    assert abs(usual - dragged - by) < 8
    click_tab(short, "card")
    assert width(short, "card") == card
    click_tab(short, "lab")
    assert abs(width(short, "lab") - dragged) <= 1
    for theme in ("light", "projector"):
        short.appearance.set_theme(theme)
        settle(qtbot, short)
    assert abs(width(short, "lab") - dragged) <= 1
    short.docks.reset()
    settle(qtbot, short)
    assert width(short, "card") == card
    click_tab(short, "arena")
    assert width(short, "arena") == usual


def test_what_was_dragged_is_there_on_another_day(qtbot: QtBot, open_window) -> None:
    today = open_window(theme="projector")
    today.docks.show("arena")
    settle(qtbot, today)
    drag_border(today, today.place.least_of_stage)
    dragged = width(today, "arena")
    today.docks.show("card")
    today.close()
    tomorrow = open_window(language=None, theme=None)
    settle(qtbot, tomorrow)
    tomorrow.docks.show("arena")
    lay_out()
    assert abs(width(tomorrow, "arena") - dragged) <= 1


def test_a_strip_brings_a_folded_stage_back(qtbot: QtBot, small: MainWindow) -> None:
    click_tab(small, "training")
    assert not small.stage.isVisible() and small.place.strip.isVisible()
    qtbot.mouseClick(small.place.strip, Qt.MouseButton.LeftButton)
    lay_out()
    assert small.stage.isVisible() and not small.place.strip.isVisible()
    assert small.stage.width() > 0.5 * small.width()


def test_the_strip_also_works_without_the_rule(qtbot: QtBot, small: MainWindow) -> None:
    small.docks["card"].close()
    click_tab(small, "training")
    qtbot.mouseClick(small.place.strip, Qt.MouseButton.LeftButton)
    lay_out()
    assert small.stage.isVisible() and small.docks["card"].isHidden()


def test_a_folded_stage_is_dragged_out(small: MainWindow) -> None:
    click_tab(small, "arena")
    drag_border(small, 430)
    assert small.stage.isVisible() and small.stage.width() >= small.place.least_of_stage
    assert small.transport.isVisible()  # it says that Space plays


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_between_the_strip_and_a_stage_there_is_nothing(
    qtbot: QtBot, short: MainWindow, share: float
) -> None:
    """A border that is dropped there goes where it is nearer; and stays there."""
    click_tab(short, "arena")
    strip, least = short.place.width(), short.place.least_of_stage
    drag_border(short, round(share * (least - strip)))
    for name in ("arena", "card", "lab"):
        click_tab(short, name)
        settle(qtbot, short)
    assert short.place.width() == (strip if share < 0.5 else least)
    assert short.stage.isVisible() == short.transport.isVisible() == (share > 0.5)


def test_what_is_told_in_place_neither_unfolds_the_stage_nor_narrows_a_panel(
    qtbot: QtBot, small: MainWindow
) -> None:
    click_tab(small, "lab")
    wide, strip = width(small, "lab"), small.place.width()
    small.notice.say(Message("canvas.why.nothing"), choices=[("training.aside.back", lambda: None)])
    lay_out()
    settle(qtbot, small)
    assert small.place.folded and (width(small, "lab"), small.place.width()) == (wide, strip)
    shown = small.notice.mapTo(small, QPoint())
    assert shown.y() + small.notice.height() < small.lab.mapTo(small, QPoint()).y()
    assert small.notice.width() > 0.9 * small.width()
    qtbot.mouseClick(small.place.strip, Qt.MouseButton.LeftButton)
    lay_out()
    assert small.notice.isVisible() and small.notice.parent() is small.place
    assert small.notice.geometry().bottom() < small.stage.geometry().top()
    click_tab(small, "lab")
    qtbot.waitUntil(small.notice.isVisible)
    qtbot.mouseClick(small.notice.close_button, Qt.MouseButton.LeftButton)
    assert not small.notice.isVisible()


def test_what_is_put_on_the_stage_is_seen(short: MainWindow) -> None:
    click_tab(short, "arena")
    short.arena.open_on_stage()
    lay_out()
    assert short.stage.isVisible() and short.stage.width() > 0.5 * short.width()
    click_tab(short, "lab")
    short.director.open("gates")
    lay_out()
    assert short.stage.width() > 0.5 * short.width()


def test_a_panel_torn_off_leaves_the_room_to_the_stage(qtbot: QtBot, small: MainWindow) -> None:
    for name in ("training", "lab", "explore"):
        small.docks[name].close()
    click_tab(small, "arena")
    assert not small.stage.isVisible()
    small.actions_by_name["detach"].trigger()
    qtbot.waitUntil(small.stage.isVisible)
    assert small.transport.isVisible()
    small.docks["arena"].setFloating(False)
    qtbot.waitUntil(lambda: width(small, "arena") > 0.6 * small.width())
    assert not small.transport.isVisible()


def test_presenting_from_a_panel_and_back(qtbot: QtBot, short: MainWindow) -> None:
    click_tab(short, "arena")
    before = width(short, "arena")
    short.presentation.enter()
    qtbot.waitUntil(lambda: short.stage.isVisible() and short.transport.isVisible())
    short.presentation.leave()
    settle(qtbot, short)
    qtbot.waitUntil(lambda: abs(width(short, "arena") - before) <= 2)
    assert not short.transport.isVisible()


@pytest.mark.parametrize("by", ["key", "button"])
def test_what_has_the_room_of_the_folded_stage_is_presented(
    qtbot: QtBot, small: MainWindow, by: str
) -> None:
    click_tab(small, "arena")
    if by == "key":
        qtbot.keyClick(small, Qt.Key.Key_F5)
    else:
        small.top.present_button.click()
    assert small.isFullScreen() and small.centralWidget().isHidden()
    qtbot.waitUntil(lambda: small.arena.visibleRegion().boundingRect().height() > 600)
    qtbot.keyClick(small, Qt.Key.Key_F5)
    settle(qtbot, small)
    assert not small.isFullScreen() and small.docks.front is small.docks["arena"]
    click_tab(small, "card")
    qtbot.keyClick(small, Qt.Key.Key_F5)
    assert small.isFullScreen() and small.stage.isVisible()


def test_the_keys_of_presenting_are_all_in_the_readme() -> None:
    table = Path("README.md").read_text(encoding="utf-8").split("## Keys")[1].split("##")[0]
    told = {key.strip(" |") for row in table.splitlines() for key in re.split(", | or |  ", row)}
    told = {key.split(" | ")[0] for key in told}
    keys = [key for row in SHORTCUTS if row.group == "presenting" for key in row.keys]
    written = {key.replace("Escape", "Esc").replace("+", " + ") for key in keys}
    assert written <= told


def map_of(window: MainWindow) -> int:
    """The shorter side of the map of the race in pixels: both of its axes have one scale."""
    room = window.arena.view.visibleRegion().boundingRect()
    return min(room.width(), room.height())


def test_the_map_is_larger_with_all_the_screen(qtbot: QtBot, small: MainWindow) -> None:
    click_tab(small, "arena")
    docked = map_of(small)
    qtbot.keyClick(small, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    QApplication.processEvents()
    small.resize(1024, 768)  # as large as the screen that it was docked on
    qtbot.waitUntil(lambda: small.arena.width() > 0.9 * small.width())
    assert small.size().toTuple() == (1024, 768)
    QApplication.processEvents()
    assert map_of(small) > docked


def test_a_larger_window_has_no_smaller_map(qtbot: QtBot, small: MainWindow) -> None:
    sizes, maps = [(1024, 768), (1280, 800), (1366, 768), (1600, 900), (1920, 1080)], []
    for size in sizes:
        small.resize(*size)
        settle(qtbot, small)
        click_tab(small, "arena")
        small.arena.finish()
        settle(qtbot, small)
        maps.append(map_of(small))
    assert min(maps) == maps[0], dict(zip(sizes, maps, strict=True))


@pytest.mark.parametrize("size", [(1600, 900), (1920, 1080)])
def test_the_map_has_much_of_its_panel_on_any_projector(
    qtbot: QtBot, small: MainWindow, size: tuple[int, int]
) -> None:
    small.resize(*size)
    settle(qtbot, small)
    click_tab(small, "arena")
    settle(qtbot, small)
    assert map_of(small) > 0.4 * small.arena.width()


def test_the_map_or_the_chart_has_a_good_part_of_the_panel(short: MainWindow) -> None:
    short.docks.show("arena")
    panel = short.arena
    for page in RACE_PAGES:
        panel.pages.show_page(page)
        panel.finish()
        QApplication.processEvents()
        seen = panel.pages.compare.chart if page == "compare" else panel.view
        room = seen.visibleRegion().boundingRect()
        assert room.height() > 0.5 * panel.height(), page
        assert room.width() > 0.4 * panel.width(), page


def test_the_loss_of_a_net_has_its_place_beside_the_pages(short: MainWindow) -> None:
    short.docks.show("arena")
    short.arena.set_surface(NET)
    landscape = short.arena.landscape
    for page in ("run", "plane"):
        landscape.pages.show_page(page)
        QApplication.processEvents()
        room = landscape.placeholder.visibleRegion().boundingRect()
        assert room.height() > 0.7 * landscape.height(), page
        assert room.width() > 0.4 * landscape.width(), page
        assert landscape.pages.height() > 0.7 * landscape.height(), page


def test_the_whole_confusion_matrix_is_seen(short: MainWindow) -> None:
    """With the figures in a column beside it; and its numbers are not too small."""
    short.docks.show("training")
    short.training.tabs.setCurrentIndex(TABS.index("mistakes"))
    QApplication.processEvents()
    matrix = short.training.mistakes.matrix
    assert matrix.visibleRegion().boundingRect().height() == matrix.height()
    words, font = matrix.writing(980, matrix.square((0, 0)).width() - 3)
    assert words == "980"
    assert font.pixelSize() >= 0.7 * short.appearance.text_px("small")
    assert matrix.square((0, 0)).height() >= 0.8 * short.appearance.text_px("small")


def test_the_figures_stand_beside_the_curves(short: MainWindow) -> None:
    short.docks.show("training")
    panel = short.training
    QApplication.processEvents()
    assert panel.readout.geometry().right() < panel.tabs.geometry().left()
    for name, value in panel.readout.values.items():
        caption = panel.readout.captions[name]
        assert value.isVisible() and caption.isVisible(), name
        assert caption.width() >= caption.sizeHint().width(), name


def test_the_first_example_is_read_whole_and_a_longer_one_fades(short: MainWindow) -> None:
    """Names of keys give way to it; what is cut off in spite of that does not seem to end there."""
    field = short.expression.field
    short.director.open("chain_rule")
    QApplication.processEvents()
    assert field.x_of(len(field.text())) < field.width() - short.appearance.px(8)
    plain = ink_at_the_end(field)
    short.expression.show_text("=" * 80)
    QApplication.processEvents()
    fading = ink_at_the_end(field)
    assert plain[-1] == 0 and 0 < fading[-1] < 0.5 * fading[0]


def ink_at_the_end(field: ExpressionField) -> list[int]:
    """How dark the darkest dot is in each of the last four letters' widths that can be seen."""
    picture = field.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    letter = round(field.x_of(1) - field.x_of(0))
    right, middle = field.width() - round(field.fontMetrics().height() / 2.5), field.height() // 2
    ground = picture.pixelColor(right, 6).lightness()
    rows = range(middle - letter // 2, middle + letter // 2)
    found = []
    for k in range(4, 0, -1):
        columns = range(right - k * letter, right - (k - 1) * letter)
        found.append(
            max(ground - picture.pixelColor(x, y).lightness() for x in columns for y in rows)
        )
    return found
