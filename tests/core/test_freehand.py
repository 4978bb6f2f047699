"""A drawn digit becomes an image as MNIST's were made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import load
from core.digits.freehand import Stroke, image_of
from core.training import Trainer, TrainingConfig, scaled

POINTS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20)


def stroke(points) -> Stroke:
    return Stroke(np.array(points, float), np.ones(len(points)))


def arc(cx, cy, rx, ry, start, end):
    turn = np.linspace(start, end, 24)
    return np.stack([cx + rx * np.cos(turn), cy + ry * np.sin(turn)], axis=1)


def digits() -> dict[int, list[Stroke]]:
    """Some digits as somebody might draw them."""
    return {
        0: [stroke(arc(0.5, 0.5, 0.18, 0.3, 0, 6.2))],
        1: [stroke([(0.5, 0.15), (0.5, 0.85)])],
        3: [
            stroke(
                np.concatenate(
                    [
                        arc(0.45, 0.32, 0.18, 0.15, -2.4, 1.5),
                        arc(0.45, 0.65, 0.22, 0.19, -1.5, 2.5),
                    ]
                )
            )
        ],
        7: [stroke([(0.25, 0.2), (0.7, 0.2), (0.45, 0.85)])],
    }


def test_a_blank_sheet_is_black():
    assert not image_of([]).any()
    assert image_of([]).shape == (28, 28)


@given(POINTS)
def test_the_ink_fits_the_box_and_is_centred_by_mass(points):
    image = image_of([stroke(points)]).astype(float)
    assert image.max() > 0
    rows, columns = np.nonzero(image.any(axis=1))[0], np.nonzero(image.any(axis=0))[0]
    assert rows[-1] - rows[0] < 20 and columns[-1] - columns[0] < 20
    for axis, ends in ((1, rows), (0, columns)):
        mean = (image.sum(axis=axis) * (np.arange(28) + 0.5)).sum() / image.sum()
        touches = ends[0] == 0 or ends[-1] == 27
        assert touches or abs(mean - 14) <= 1


def distance(one, other) -> float:
    """The mean difference of two images that may lie a pixel apart, where rounding was a tie."""
    shifts = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    moved = (np.roll(other.astype(int), shift, (0, 1)) for shift in shifts)
    return min(float(np.abs(one - each).mean()) for each in moved)


@given(POINTS, st.floats(0.2, 0.9), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_size_and_place_on_the_paper_do_not_matter(points, scale, right, down):
    extent = np.ptp(np.array(points), axis=0).max()
    if 0 < extent < 0.05:
        return  # near the limit below which a stroke counts as a dot
    moved = np.array(points) * scale + (right, down)
    assert distance(image_of([stroke(points)]), image_of([stroke(moved)])) < 1.5


def test_a_pen_that_presses_more_leaves_more_ink():
    line = np.array([(0.3, 0.2), (0.6, 0.8)])
    light, heavy = (image_of([Stroke(line, np.full(2, p))]).sum() for p in (0.5, 1.5))
    assert heavy > 1.5 * light


def test_a_net_that_has_learned_the_drawn_digits_reads_free_hand():
    trainer = Trainer(load("builtin"), TrainingConfig(iterations=1500))
    for _ in trainer.steps():
        pass
    for digit, strokes in digits().items():
        scores = trainer.network.predict(scaled(image_of(strokes).reshape(1, -1)))
        assert int(scores.argmax()) == digit


@pytest.mark.parametrize("count", [1, 2])
def test_a_tap_is_a_dot_of_the_pen_and_is_not_blown_up(count):
    image = image_of([stroke([(0.5, 0.5)] * count)])
    assert 4 <= np.count_nonzero(image) <= 16
