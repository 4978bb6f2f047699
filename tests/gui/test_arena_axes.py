"""The numbers beside the map tell one place from the next, however narrow what is in view."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QApplication

from gui.appearance import Appearance
from gui.arena.landmarks import Landmarks
from gui.arena.number_axis import NumberAxis
from gui.arena.panel import ArenaPanel


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x**2 + y**2", (3.5840, -1.84825, 0.0012, 0.0012)),
        ("x**2 + y**2", (-3e-7, -3e-7, 6e-7, 6e-7)),
        ("x**2 + y**2", (1.0, 1.0, 1e-9, 1e-9)),
        ("x**2 + 1e13", None),
    ],
)
def test_the_numbers_at_an_axis_differ(arena: ArenaPanel, text: str, part) -> None:
    """Around a minimum of Himmelblau's function, −1.848 stood five times."""
    arena.editor.set_function(text)
    arena.session.work(10.0)
    arena.display.record()
    if part is not None:
        arena.view.show_part(QRectF(*part))
    axes = [each for each in arena.view.ci.items if isinstance(each, NumberAxis)]
    assert len(axes) == 2
    for axis in axes:
        low, high = axis.range
        length = axis.width() if axis.orientation == "bottom" else axis.height()
        (spacing, places), *_ = axis.tickValues(low, high, length)
        words = [word for word in axis.tickStrings(places, 1, spacing) if word]
        assert len(words) == len(set(words)) > 0, words
        if axis.orientation == "bottom":
            room = spacing / (high - low) * length * len(places) / len(words)
            assert max(map(QFontMetricsF(axis.style["tickFont"]).horizontalAdvance, words)) < room


@pytest.mark.parametrize("width", [310, 360, 430, 460, 560])
def test_numbers_stand_at_even_distances(arena: ArenaPanel, width: int) -> None:
    """Below a map of projector's letters: −5, −4, −2, 0, 1, 3, 5, 6."""
    arena.set_surface("himmelblau")
    arena.resize(width, 620)
    arena.finish()
    axes = [each for each in arena.view.ci.items if isinstance(each, NumberAxis)]
    picture = QPixmap(10, 10)
    painter, found = QPainter(picture), []
    for axis in axes:
        painter.setFont(axis.style["tickFont"])
        *_, words = axis.generateDrawSpecs(painter)
        centres = [rect.center() for rect, _, word in words if word]
        found.append([p.x() if axis.orientation == "bottom" else p.y() for p in centres])
    painter.end()  # before its picture goes
    for along in found:
        apart = np.diff(sorted(along))
        assert len(apart) and np.ptp(apart) <= 3, apart


@pytest.mark.parametrize("width", [380, 540])
def test_numbers_do_not_nearly_touch(arena: ArenaPanel, width: int) -> None:
    """On a projector it read −4−3−2−1."""
    arena._appearance.set_theme("projector")
    arena.set_surface("himmelblau")
    arena.resize(width, 560)
    axis = next(x for x in arena.view.ci.items if getattr(x, "orientation", "") == "bottom")
    picture = QPixmap(10, 10)
    for across in np.geomspace(3, 30, 12):
        arena.view.show_part(QRectF(-0.6 * across, -across / 2, across, across))
        QApplication.processEvents()
        painter, metrics = QPainter(picture), QFontMetricsF(axis.style["tickFont"])
        painter.setFont(axis.style["tickFont"])
        *_, words = axis.generateDrawSpecs(painter)
        painter.end()
        written = [(rect.center().x(), metrics.horizontalAdvance(word)) for rect, _, word in words]
        ends = sorted((x - wide / 2, x + wide / 2) for x, wide in written if wide)
        assert len(ends) > 1
        gaps = [b[0] - a[1] for a, b in pairwise(ends)]
        assert min(gaps) > metrics.horizontalAdvance("0"), [word for *_, word in words]


def test_the_name_of_an_axis_gives_way_to_the_end_of_a_path(appearance: Appearance) -> None:
    """PC1 stood under the mark of AdaGrad."""
    landmarks, area = Landmarks(appearance), QRectF(0, 0, 300, 200)
    landmarks.name_axes("PC1", "PC2")
    usual = landmarks.places_of_names(QTransform(), area)
    assert usual[0].right() > 280 and usual[0].bottom() > 180
    assert usual[1].left() < 20 and usual[1].top() < 20
    ends = [(place.center().x(), place.center().y()) for place in usual]
    landmarks.show_ends(ends)
    moved = landmarks.places_of_names(QTransform(), area)
    assert not any(place.contains(QPointF(*end)) for place in moved for end in ends)
    assert all(area.contains(place) for place in moved)
    landmarks.show_ends([(150.0, 100.0)])
    assert landmarks.places_of_names(QTransform(), area) == usual


def test_the_name_of_an_axis_gives_way_to_a_mark_at_the_border(appearance: Appearance) -> None:
    """Of a path that ends out of view: it covered y and PC1."""
    landmarks, area = Landmarks(appearance), QRectF(0, 0, 300, 200)
    across, up = landmarks.places_of_names(QTransform(), area)
    landmarks.show_ends([(across.center().x(), 900.0), (-500.0, up.center().y())])
    moved = landmarks.places_of_names(QTransform(), area)
    assert moved[0].right() < across.left() and moved[1].top() > up.bottom()
