"""A thousand nodes: one sees the whole, finds a place in it, and is led along what is played."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from gui.main_window import MainWindow
from tests.big_graphs import expression


@pytest.fixture
def big(window: MainWindow) -> MainWindow:
    window.director.open_expression(expression(1000), {})
    window.stage.finish_motion()
    assert len(window.stage.scene.nodes) > 1000
    return window


def test_the_whole_is_seen_first_and_playing_it_leads_along(big: MainWindow, qtbot) -> None:
    stage, player = big.stage, big.player
    assert stage.scene.far and stage.follow_button.isChecked()
    assert not stage.minimap.isVisible()
    player.seek(0.6 * len(player.playback.trace))
    stage.finish_motion()
    player.play()
    qtbot.waitUntil(lambda: not stage.scene.far and stage.view.zoom_factor > 0.9, timeout=10_000)
    qtbot.waitUntil(
        lambda: stage.view.camera.visible.contains(stage.scene.where_it_happens(200)),
        timeout=10_000,
    )
    assert stage.minimap.isVisible()


def test_the_hand_takes_over_until_the_whole_is_asked_for_again(big: MainWindow, qtbot) -> None:
    stage, player = big.stage, big.player
    player.seek(1200.0)
    stage.finish_motion()
    stage.view.zoom(-2)
    assert not stage.follow_button.isChecked()
    here = stage.view.camera.centre
    player.seek(300.0)
    stage.finish_motion()
    assert (stage.view.camera.centre - here).manhattanLength() < 1
    big.activateWindow()
    stage.view.setFocus()
    QTest.keyClick(stage.view, Qt.Key.Key_0)
    stage.finish_motion()
    assert stage.scene.far and stage.follow_button.isChecked()


def test_who_switches_following_off_is_not_led(big: MainWindow) -> None:
    stage = big.stage
    stage.follow_button.click()
    before = stage.view.transform()
    big.player.seek(1500.0)
    stage.finish_motion()
    assert stage.view.transform() == before


def test_a_search_leads_from_match_to_match(big: MainWindow, qtbot) -> None:
    stage, search_bar = big.stage, big.stage.search_bar
    QTest.keyClick(big, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: search_bar.field.hasFocus())
    QTest.keyClicks(search_bar.field, "tanh")
    stage.finish_motion()
    assert search_bar.count.text() == f"1 of {len(search_bar.matches)}"
    places = []
    for key in (Qt.Key.Key_F3, Qt.Key.Key_Return):
        node = stage.scene.nodes[search_bar.matches[search_bar.current]]
        assert stage.view.camera.visible.contains(node.pos())
        assert node.style.symbol == "tanh" and node.isVisible()
        places.append(node.node)
        QTest.keyClick(search_bar.field, key)
        stage.finish_motion()
    assert len(set(places)) == 2 and search_bar.current == 2
    QTest.keyClick(search_bar.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert search_bar.current == 1
    assert search_bar.count.text().startswith("2 of")
    stage.finish_motion()
    found = stage.scene.nodes[search_bar.matches[search_bar.current]].pos()
    QTest.keyClick(search_bar.field, Qt.Key.Key_Escape)
    stage.finish_motion()
    assert not search_bar.is_open and stage.view.hasFocus()
    assert stage.view.selection == "", "nobody asked for another node"
    assert stage.view.camera.visible.contains(found), "it stays in view"
    assert all(item.opacity() == 1 for item in stage.scene.nodes.made.values())


def test_what_is_not_there_is_said(big: MainWindow) -> None:
    search_bar = big.stage.search_bar
    search_bar.open()
    QTest.keyClicks(search_bar.field, "softmax")
    assert search_bar.count.text() == big.translator.tr("bigstage.find.none")
    big.translator.set_language("zh_CN")
    assert search_bar.count.text() == "没有找到"


def test_a_click_on_the_map_goes_there(big: MainWindow) -> None:
    stage = big.stage
    first = stage.scene.nodes["a"].pos()
    last = stage.scene.nodes["y"].pos()
    stage.view.camera.look_at(first, 1.0)
    assert stage.minimap.isVisible()
    place = stage.minimap.place_of(last).toPoint()
    QTest.mouseClick(stage.minimap, Qt.MouseButton.LeftButton, pos=place)
    stage.finish_motion()
    assert stage.view.camera.visible.contains(last)
    # the rectangle itself can be dragged
    held, to = stage.minimap.window_shown.center().toPoint(), stage.minimap.rect().center()
    QTest.mousePress(stage.minimap, Qt.MouseButton.LeftButton, pos=held)
    QTest.mouseMove(stage.minimap, to)
    QTest.mouseRelease(stage.minimap, Qt.MouseButton.LeftButton, pos=to)
    away = stage.minimap.place_of(stage.view.camera.centre).toPoint() - to
    assert away.manhattanLength() <= 3


def test_a_typed_change_ends_where_the_plan_says(window: MainWindow) -> None:
    window.director.open("chain_rule")
    window.stage.finish_motion()
    window.handlers.edit_expression()
    window.expression.field.setText("e = (a + b) * (b + 1) + a")
    QTest.keyClick(window.expression.field, Qt.Key.Key_Return)
    assert window.stage.scene.in_motion
    plan = window.stage.scene.plan
    window.stage.finish_motion()
    assert window.stage.scene.plan is plan
    view = window.stage.view
    for name, (x, y) in plan.layout.positions.items():
        item = window.stage.scene.nodes[name]
        assert item.pos().toTuple() == (x, y)
        found = view.node_at(view.mapFromScene(item.pos()).toPointF())
        assert found is item
        assert view.viewport().rect().contains(view.mapFromScene(item.pos()) + QPoint(0, 0))


def test_the_last_row_can_read_what_is_followed(open_window) -> None:
    window = open_window(theme="projector")
    window.director.open("gates")
    window.director.open_expression(expression(300), {})
    stage, look = window.stage, window.appearance
    assert stage.follow_button.isChecked()
    window.player.seek(250.0)
    stage.finish_motion()
    assert look.text_px("small") * stage.view.zoom_factor >= window.height() / 35


def test_the_graph_cannot_be_lost_from_sight(window: MainWindow) -> None:
    """However far it is moved, some of it stays, and shows where the rest is."""
    view = window.stage.view
    for way in ((5000, 0), (-5000, 0), (0, 5000), (0, -5000)):
        view.fit()
        view.zoom(3)
        for _ in range(20):
            view.pan(QPointF(*way))
        seen = view.camera.visible & window.stage.scene.content()
        assert seen.width() * view.zoom_factor > 20 and seen.height() * view.zoom_factor > 20


def test_a_few_nodes_are_not_covered_by_a_map_of_them(open_window) -> None:
    window = open_window("en", "projector", size=(1024, 768))
    window.director.open_expression(
        "y = a * x + b * x + c * x", {k: np.asarray(1.0) for k in "abcx"}
    )
    stage = window.stage
    for position in np.linspace(0, len(window.player.playback.trace), 12):
        window.player.seek(float(position))
        stage.finish_motion()
        stage.minimap.refresh()
        assert not stage.minimap.isVisible() or not stage.minimap.covered_at(stage.minimap.pos())


def test_whoever_has_come_nearer_is_shown_the_way_back(window: MainWindow) -> None:
    stage, back = window.stage, window.stage.fit_button
    assert not back.isVisible()
    for _ in range(6):
        stage.view.zoom(2)
    assert back.isVisible() and stage.view.rect().contains(back.geometry())
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    stage.finish_motion()
    assert stage.view.camera.sees_everything and not back.isVisible()


@pytest.mark.parametrize("key", ["chain_rule", "neuron", "ladder"])
def test_the_way_back_lies_over_no_number(window: MainWindow, key: str) -> None:
    """It stood in the middle of the lower edge, whatever was under it."""
    window.resize(1280, 800)
    window.director.open(key)
    stage, back, covers = window.stage, window.stage.fit_button, 0
    stage.finish_motion()
    for node in stage.scene.nodes:
        at = stage.scene.nodes[node].pos()
        stage.view.camera.look_at(at - QPointF(0, 0.4 * stage.view.height() / 1.3), 1.3)
        stage.finish_motion()
        assert back.isVisible() and stage.view.rect().contains(back.geometry())
        rooms = [stage.view.place_of(name) for name in stage.scene.nodes]
        covers += any(back.geometry().intersects(room.toRect()) for room in rooms)
    assert not covers


@pytest.mark.parametrize("key", ["chain_rule", "neuron", "ladder"])
def test_the_way_back_steps_aside_for_the_search(window: MainWindow, key: str) -> None:
    """Where nodes stand along the lower edge it is at the upper one, and there one searches."""
    window.resize(1024, 768)
    window.appearance.set_theme("projector")
    window.director.open(key)
    stage, back, bar = window.stage, window.stage.fit_button, window.stage.search_bar
    stage.finish_motion()
    met = 0
    for node in stage.scene.nodes:
        at = stage.scene.nodes[node].pos()
        for share in (0.2, 0.4):
            bar.close_field()
            stage.view.camera.look_at(at - QPointF(0, share * stage.view.height() / 1.3), 1.3)
            stage.finish_motion()
            before = back.geometry()
            QTest.keyClick(stage.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            met += before.intersects(bar.geometry())
            assert not back.geometry().intersects(bar.geometry()), (node, share)
    assert met or key != "ladder"


def test_another_theme_shows_the_same_nodes_of_a_large_graph(big: MainWindow) -> None:
    """Letters have another size then, and every node another place."""
    stage = big.stage
    place = stage.scene.nodes[big.player.playback.trace.graph.leaves[3].id]
    stage.view.camera.look_at(place.pos(), 1.0, animated=False)
    big.appearance.set_theme("projector")
    stage.finish_motion()
    assert stage.view.camera.visible.contains(stage.scene.nodes[place.node].pos())
