"""Arrays that have to fit each other get another length together, by one edit."""

import numpy as np
import pytest

from core.documents.document import read
from core.documents.lengths import followed, led, resized
from core.messages import LANGUAGES
from core.sizes import runs

FOUR = [5.0, 6.0, 7.0, 8.0]


@pytest.mark.parametrize(
    ("text", "followers"),
    [
        ("L = mse(y, t)", ("t",)),
        ("L = sum(y * t)", ("t",)),
        ("L = mse(y + b, t)", ("b", "t")),
        ("L = sum(y * t) + sum(u * v)", ("t",)),  # nobody follows without need
        ("L = softmax_cross_entropy(y, t)", ("t",)),
        ("y = [1, 2, 3]; L = mse(y, t)", ("t",)),
        ("t = [1, 2, 3]; L = mse(y, t)", ("t",)),
    ],
)
def test_what_would_not_fit_any_more_follows_and_nothing_else(text, followers) -> None:
    before = read(text, {name: [1.0, 2.0, 3.0] for name in "ytbuv"})
    names = [leaf.id for leaf in before.graph.leaves]
    after, led_along = led(before, "y", FOUR)
    assert led_along == followers
    assert runs(after.graph, after.values)
    for name in names:
        longer = {"y": FOUR}.get(name, [1, 2, 3, 3] if name in followers else [1, 2, 3])
        assert after.value(name).tolist() == longer, name
    back, _ = led(after, "y", [9.0, 9.0])
    assert [back.value(name).tolist() for name in followers] == [[1, 2]] * len(followers)


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("y = sum(x @ w)", {"x": [[1.0, 2.0]], "w": [[1.0], [1.0]]}, [[1.0, 2.0, 3.0]]),
        ("y = sum(x * w)", {"x": [1.0, 2.0, 3.0], "w": 2.0}, [1.0, 2.0]),
        ("y = mse(x, w)", {"x": [1.0, 2.0], "w": [1.0, 2.0]}, [[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_nothing_follows_where_it_fits_or_would_not_help(text, values, value) -> None:
    before = read(text, values)
    after, followers = led(before, "x", value)
    assert not followers
    assert after.value("w") is before.value("w")


def test_a_shape_keeps_the_corner_that_it_has_room_for() -> None:
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert resized(square, (3, 1)).tolist() == [[1], [3], [3]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_who_has_followed_and_how(language: str) -> None:
    before = read("L = mse(y, t)", {"y": [1.0, 2.0, 3.0], "t": [1.0, 2.0, 3.0]})
    said = []
    for value in (FOUR, [1.0]):
        after, followers = led(before, "y", value)
        if followers:
            said.append(followed(after, "y", followers, before.value("y")).text(language))
    assert len(said) == 1, "a single number fits as it is"
    assert "(4,)" in said[0] and "t" in said[0] and "y" in said[0]
