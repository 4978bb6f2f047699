"""A path that leads far out and back is drawn as far as it is in view, to its end."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from core.surfaces.race.verdict import Outcome
from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.arena.trails import Trail, Trails, pieces_within, thinned

number = st.floats(-1e100, 1e100) | st.floats(-20.0, 20.0) | st.just(np.nan)
lines = st.lists(st.tuples(number, number), min_size=1, max_size=12)


@given(lines)
def test_nothing_is_drawn_outside_of_the_square(points: list) -> None:
    for piece in pieces_within(np.array(points, float), 10.0):
        assert len(piece) and (abs(piece) <= 10.0 * (1 + 1e-9)).all()


@given(st.lists(st.tuples(*2 * [st.integers(-25, 25)]), min_size=2, max_size=8))
def test_what_is_within_is_drawn(points: list) -> None:
    """Each place of the line that lies within is on one of the pieces."""
    line = np.array(points, float)
    pieces = pieces_within(line, 10.0)
    ends = [pair for piece in pieces for pair in pairwise(piece)]
    for a, b in pairwise(line):
        for share in np.linspace(0, 1, 7):
            place = a + share * (b - a)
            if (abs(place) < 9.9).all() and (a != b).any():
                # a line right across may be left out beside another within a pixel of it
                assert _away(place, *np.moveaxis(np.array(ends), 1, 0)).min() < 1.5


def _away(place: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How far it is from each of the lines from a to b, (n, 2)."""
    way = b - a
    along, length = ((place - a) * way).sum(axis=1), (way**2).sum(axis=1)
    share = np.clip(along / np.maximum(length, 1e-12), 0, 1)
    return np.hypot(*(place - a - share[:, None] * way).T)


def test_a_line_is_broken_where_it_is_outside_and_where_it_has_no_number() -> None:
    line = np.array([(0, 0), (5, 0), (50, 0), (50, 50), (0, 5), (np.nan, 1), (1, 1), (2, 2)])
    pieces = pieces_within(line, 10.0)
    assert [len(piece) for piece in pieces] == [3, 2, 2]
    assert pieces[0][-1] == pytest.approx((10, 0)) and pieces[1][-1] == pytest.approx((0, 5))


@given(st.integers(2, 1500), st.floats(0.01, 3.0), st.integers(0, 2**32 - 1))
def test_a_way_in_tiny_steps_is_drawn_where_it_is(count: int, stride: float, seed: int) -> None:
    turns = 0.2 * np.random.default_rng(seed).standard_normal(count)
    angles = np.cumsum(turns)
    way = np.cumsum(stride * np.column_stack([np.cos(angles), np.sin(angles)]), axis=0)
    drawn = thinned(way)
    assert (drawn[0] == way[0]).all() and (drawn[-1] == way[-1]).all()
    for place in way[:: max(1, count // 20)]:
        assert _away(place, drawn[:-1], drawn[1:]).min() < 0.6
    assert len(drawn) <= stride * count / 0.5 + 2 or len(drawn) == count


def test_who_swings_ever_wider_is_drawn_once() -> None:
    y = 3.0 * (-1.5) ** np.arange(400)
    pieces = pieces_within(np.column_stack([np.zeros(400), y]), 10.0)
    assert sum(map(len, pieces)) < 20


def test_a_head_far_out_waits_at_the_edge_on_its_side(dressed: Appearance, qtbot: QtBot) -> None:
    trails = Trails(dressed)
    image = QImage(200, 200, QImage.Format.Format_ARGB32)
    image.fill(0)
    trails.show_trails([Trail("sgd", np.array([(1e200, 1e200), (-1e200, 100.0)]))])
    painter = QPainter(image)
    trails.paint_pixels(painter, QTransform(), QRectF(0, 0, 200, 200))
    painter.end()
    seen = [(x, y) for x in range(200) for y in range(200) if image.pixelColor(x, y).alpha()]
    assert seen and max(x for x, _ in seen) < 40 and all(80 < y < 120 for _, y in seen)


def test_who_comes_back_from_afar_is_shown_to_the_end(arena: ArenaPanel) -> None:
    racer = arena.session.setup["rmsprop"].racer.with_setting("lr", 5.0)
    arena.editor.set_racer("rmsprop", racer, "lr")
    arena.pages.show_page("compare")
    arena.seek(30)
    arena.finish()
    page = arena.pages.compare
    assert len(page.chart.curves["rmsprop"]) == 31
    assert page.verdicts["rmsprop"].outcome is Outcome.ARRIVED
    trail = next(each for each in arena.view._trails._trails if each.id == "rmsprop")
    assert len(trail.points) == 31 and abs(trail.points[-1]).max() < 0.1
    arena.pages.show_page("racers")
    arena.finish()
    assert not arena.pages.racers.ending.isVisible()


def test_who_is_lost_is_told_on_the_page_of_the_racers_as_on_that_of_the_chart(
    arena: ArenaPanel, qtbot: QtBot
) -> None:
    """Without a look at the chart, once its path has been judged."""
    arena.seek(30)
    page, setup = arena.pages.racers, arena.session.setup
    thrown = setup["sgd"].racer.with_setting("lr", 1.5)
    arena.editor.set_racer("sgd", thrown, "lr")
    qtbot.waitUntil(lambda: page.ending.isVisible() and page.ending.isEnabled(), timeout=20_000)
    said = page.ending.text()
    arena.pages.show_page("compare")
    arena.finish()
    assert arena.pages.compare.verdicts["sgd"].message.text() == said
    arena.pages.show_page("racers")
    arena.editor.set_racer("sgd", setup["sgd"].racer, "lr")
    qtbot.waitUntil(lambda: not page.ending.isVisible(), timeout=20_000)


def test_nobody_zooms_to_a_step_beyond_all_sense(arena: ArenaPanel) -> None:
    """A plane 10¹⁵⁰ wide has no minima that could be searched for."""
    racer = arena.session.setup["sgd"].racer.with_setting("lr", 1.5)
    arena.editor.set_racer("sgd", racer, "lr")
    arena.editor.set_focus("sgd")
    arena.editor.set_steps(500)
    arena.pages.show_page("step")
    arena.seek(499)
    arena.finish()
    arena.grab()  # words and formulas have their room, and the plot what is left
    before = arena.view.area
    arena.zoom_to_step()
    assert arena.view.area == before
    arena.seek(2)
    arena.finish()
    arena.zoom_to_step()
    assert arena.view.area != before
