"""Arrays that have to fit each other get another length together, by one edit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.documents.document import Document, read
from core.documents.lengths import resize_message, resize_together, resized
from core.messages import LANGUAGES
from core.sizes import runs
from tests.core.random_graphs import SIDE, cases

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
    after = resize_together(before, "y", FOUR)
    assert after.followers == followers
    after = after.document
    assert runs(after.graph, after.values)
    for name in names:
        longer = {"y": FOUR}.get(name, [1, 2, 3, 3] if name in followers else [1, 2, 3])
        assert after.value(name).tolist() == longer, name
    back = resize_together(after, "y", [9.0, 9.0]).document
    assert [back.value(name).tolist() for name in followers] == [[1, 2]] * len(followers)


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("y = sum(x @ w)", {"x": [[1.0, 2.0]], "w": [[1.0], [1.0]]}, [1.0, 2.0, 3.0]),
        ("y = sum(x @ x + w)", {"x": np.eye(2), "w": np.eye(2)}, np.ones((2, 3))),
        ("y = softmax_cross_entropy(x, w)", {"x": np.eye(3), "w": [0, 1, 2]}, np.ones((3, 2))),
        ("y = sum(x * w)", {"x": [1.0, 2.0, 3.0], "w": 2.0}, [1.0, 2.0]),
        ("y = mse(x, w)", {"x": [1.0, 2.0], "w": [1.0, 2.0]}, [[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_nothing_follows_where_it_fits_or_would_not_help(text, values, value) -> None:
    before = read(text, values)
    after = resize_together(before, "x", value)
    assert not after.followers
    assert after.document.value("w") is before.value("w")


NET = "L = mse(affine(relu(affine(X, W, b)), V, c), t)"
SHAPES = {"X": (5, 1), "W": (1, 3), "b": (3,), "V": (3, 1), "c": (1,), "t": (5, 1)}


@pytest.mark.parametrize("rows", [1, 2, 7])
@pytest.mark.parametrize(("leaf", "follower"), [("X", "t"), ("t", "X")])
def test_one_row_is_a_length_like_others(leaf, follower, rows) -> None:
    """NumPy would repeat it, and one prediction would be compared with all the targets."""
    before = read(NET, {name: np.ones(shape) for name, shape in SHAPES.items()})
    there = resize_together(before, leaf, np.ones((rows, 1)))
    assert there.followers == (follower,)
    assert there.document.value(follower).shape == (rows, 1)
    back = resize_together(there.document, leaf, np.ones((4, 1)))
    assert back.followers == (follower,) and back.document.value(follower).shape == (4, 1)
    message = resize_message(there, leaf, np.ones((5, 1)))
    texts = [message.text(language) for language in LANGUAGES]
    assert ("would not run" in texts[0]) == (rows > 1)
    assert ("all the targets" in texts[0]) == (rows == 1) and "{" not in "".join(texts)


def test_what_was_compared_with_one_number_stays_so() -> None:
    before = read("L = mse(y, t)", {"y": [1.0, 2.0, 3.0], "t": 2.0})
    assert not resize_together(before, "y", [1.0]).followers
    before = read("L = sum(y * t)", {"y": [1.0, 2.0, 3.0], "t": [1.0, 2.0, 3.0]})
    assert not resize_together(before, "y", [1.0]).followers


CE = "softmax_cross_entropy"


@pytest.mark.parametrize(
    ("text", "shapes", "leaf", "shape", "followers"),
    [
        (f"L = {CE}(S, t)", {"S": (3, 4), "t": (3,)}, "S", (5, 4), {"t": (5,)}),
        (f"L = {CE}(S, t)", {"S": (3, 4), "t": (3,)}, "t", (2,), {"S": (2, 4)}),
        ("L = cross_entropy(P, t)", {"P": (3, 4), "t": (3,)}, "P", (5, 4), {"t": (5,)}),
        ("L = mse(x, t)", {"x": (2, 3), "t": (2, 3)}, "x", (4, 3), {"t": (4, 3)}),
        ("L = mse(x @ w, t)", {"x": (2, 3), "w": (3, 2), "t": (2, 2)}, "x", (4, 3), {"t": (4, 2)}),
        ("L = sum(x @ w)", {"x": (2, 3), "w": (3, 2)}, "x", (2, 4), {"w": (4, 2)}),
        ("L = sum(x @ w)", {"x": (3,), "w": (3,)}, "w", (5,), {"x": (5,)}),
        (
            "L = mse(relu(affine(x, W, b)) @ U, t)",
            {"x": (2, 3), "W": (3, 4), "b": (4,), "U": (4, 2), "t": (2, 2)},
            "W",
            (3, 6),
            {"b": (6,), "U": (6, 2)},
        ),
        (
            f"L = {CE}(x @ w + b, t)",
            {"x": (5, 3), "w": (3, 2), "b": (2,), "t": (5,)},
            "x",
            (4, 6),
            {"w": (6, 2), "t": (4,)},
        ),
        ("L = sum(x + transpose(w))", {"x": (2, 3), "w": (3, 2)}, "x", (4, 5), {"w": (5, 4)}),
        ("L = sum(x * (y @ x))", {"x": (3,), "y": (3, 3)}, "x", (4,), {"y": (4, 4)}),
    ],
)
def test_who_has_the_axis_that_is_changed_follows(text, shapes, leaf, shape, followers) -> None:
    """A batch with its labels, a matrix with what it is multiplied by. Only leaves that were as
    large as the changed one did, and each of these edits was refused."""
    labels = {"t"} if "cross_entropy" in text else set[str]()
    before = read(text, {n: np.ones(s, int if n in labels else float) for n, s in shapes.items()})
    assert {name: value.shape for name, value in before.values.items()} == shapes
    after = resize_together(before, leaf, np.ones(shape, before.value(leaf).dtype))
    assert runs(after.document.graph, after.document.values)
    assert {name: after.document.value(name).shape for name in after.followers} == followers


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=12), st.data())
def test_who_follows_has_to_and_then_the_graph_runs(case, data) -> None:
    """Only a square of which one side is tied to the other cannot get a side that is longer."""
    before = Document(case.graph, case.leaves)
    node = data.draw(st.sampled_from(list(case.leaves)))
    old = case.leaves[node]
    shape = tuple(data.draw(st.sampled_from([n, 4, 5])) if n == SIDE else n for n in old.shape)
    assume(shape != old.shape)
    after = resize_together(before, node, resized(old, shape))
    if not runs(after.document.graph, after.document.values):
        assert len(set(shape)) == 2 and old.shape == (SIDE, SIDE)
    for leaf in case.leaves.keys() - {node, *after.followers}:
        assert after.document.value(leaf) is case.leaves[leaf]
    for leaf in after.followers:
        behind = {**after.document.values, leaf: case.leaves[leaf]}
        assert not runs(case.graph, behind)


def test_an_array_of_nothing_gets_zeros() -> None:
    assert resized(np.ones((0, 2)), (3, 1)).tolist() == [[0], [0], [0]]
    assert resized(np.ones((2, 3)), (0, 3)).shape == (0, 3)


def test_a_shape_keeps_the_corner_that_it_has_room_for() -> None:
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert resized(square, (3, 1)).tolist() == [[1], [3], [3]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_who_has_followed_and_to_what_shape(language: str) -> None:
    values = {"x": np.ones((2, 3)), "w": np.ones((3, 2)), "t": np.ones((2, 2))}
    before = read("L = mse(x @ w, t)", values)
    after = resize_together(before, "x", np.ones((4, 5)))
    said = resize_message(after, "x", values["x"]).text(language)
    assert " x" in said and "w 5×2, t 4×2" in said
    assert not resize_together(before, "t", [1.0]).followers, "a single number fits as it is"


@pytest.mark.parametrize(
    ("text", "leaf", "value", "follower"),
    [
        ("L = a @ b", "a", [1.0, 2.0, 3.0], "b"),
        ("L = a @ b", "b", [4.0, 5.0, 6.0], "a"),
        ("L = sum(max(X, c))", "X", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "c"),
        ("L = mse(a, b)", "a", [[1.0, 2.0], [3.0, 4.0]], "b"),
    ],
)
def test_what_nobody_has_typed_is_made_up_anew_where_it_would_not_fit(
    text, leaf, value, follower
) -> None:
    """A vector for the matrix that had been made up was refused for one that was made up, too."""
    before = read(text)
    after = resize_together(before, leaf, value)
    assert after.followers == (follower,) and after.anew
    assert runs(after.document.graph, after.document.values)
    assert after.document.value(leaf).tolist() == value
    assert after.document.value(follower).ndim, "an array remains one"
    for language in LANGUAGES:
        said = resize_message(after, leaf, before.value(leaf)).text(language)
        assert follower in said and "{" not in said
    typed = before.with_value(follower, before.value(follower).copy())  # numbers like those
    refused = resize_together(typed, leaf, value)
    assert not refused.followers
    assert refused.document.value(follower) is typed.value(follower)


@pytest.mark.parametrize("b", [[[0.2]], [[0.3]], [0.2], [0.2, -0.5], [[0.2, -0.5], [0.7, -0.1]]])
def test_what_somebody_has_typed_is_never_made_up_anew(b) -> None:
    """Numbers that were like those that are made up were thrown away."""
    before = read("L = a @ b").with_value("a", np.ones((1, len(b)))).with_value("b", b)
    for document in (before, read("L = a @ b", before.values)):
        after = resize_together(document, "a", [1.0, 2.0, 3.0])
        assert not after.followers
        assert after.document.value("b") is document.value("b")


def test_what_was_made_up_and_has_followed_may_still_be_made_up_anew() -> None:
    first = resize_together(read("L = a @ b"), "a", np.ones((2, 5)))
    assert first.followers == ("b",) and not first.anew
    second = resize_together(first.document, "a", [1.0, 2.0, 3.0])
    assert second.followers == ("b",) and second.anew
    third = resize_together(second.document, "a", np.ones((4, 2)))
    assert third.followers == ("b",) and runs(third.document.graph, third.document.values)
    assert "a" not in third.document.made_up


def test_labels_that_were_made_up_remain_labels() -> None:
    before = read(f"L = {CE}(z, t)")
    after = resize_together(before, "z", [1.0, 2.0, 3.0, 4.0]).document
    assert runs(after.graph, after.values)
    assert after.value("t").shape == () and after.value("t").dtype.kind == "i"
