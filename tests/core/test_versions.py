"""Undo and redo, against a plain list of everything that ever was."""

from hypothesis import given
from hypothesis import strategies as st

from core.messages import Message
from core.versions import Versions

EDIT = Message("window.edit.text")


MOVES = st.one_of(
    st.integers(1, 9), st.integers(-9, -1), st.sampled_from(["undo", "redo", "withdraw"])
)


@given(st.lists(MOVES, max_size=40))
def test_any_way_through_the_versions_is_that_of_a_list(moves: list[int | str]) -> None:
    """A number below 0 replaces the present version; whatever else there is stays in its place."""
    versions = Versions(0)
    known, here = [0], 0
    for move in moves:
        if move == "undo":
            here = max(here - 1, 0)
            assert versions.undo() == known[here]
        elif move == "redo":
            here = min(here + 1, len(known) - 1)
            assert versions.redo() == known[here]
        elif move == "withdraw":
            versions.withdraw("another gesture")
        elif move < 0:
            known[here] = move
            versions.replace(move)
        else:
            known, here = [*known[: here + 1], move], here + 1
            versions.push(move, EDIT)
        assert versions.present == known[here]
        assert (versions.undo_label is None) == (here == 0)
        assert (versions.redo_label is None) == (here == len(known) - 1)


def test_a_drag_is_one_step_and_the_next_drag_another() -> None:
    versions = Versions(0)
    for value in (1, 2, 3):
        versions.push(value, EDIT, merge="drag b")
    versions.settle()
    for value in (4, 5):
        versions.push(value, EDIT, merge="drag b")
    assert versions.undo() == 3
    assert versions.undo() == 0
    assert versions.redo() == 3


def test_drags_of_two_things_are_two_steps() -> None:
    versions = Versions(0)
    versions.push(1, EDIT, merge="drag a")
    versions.push(2, EDIT, merge="drag b")
    assert versions.undo() == 1


def test_an_edit_after_undo_does_not_merge_into_what_was_before() -> None:
    versions = Versions(0)
    versions.push(1, EDIT, merge="drag a")
    versions.push(2, EDIT)
    versions.undo()
    versions.push(3, EDIT, merge="drag a")
    assert versions.undo() == 1
    assert versions.undo() == 0


def test_the_oldest_step_is_forgotten_first() -> None:
    versions = Versions(0, limit=3)
    for value in range(1, 6):
        versions.push(value, EDIT)
    for _ in range(10):
        versions.undo()
    assert versions.present == 2


def test_what_replaces_the_present_by_itself_is_no_step() -> None:
    versions = Versions(0)
    versions.push(1, EDIT)
    versions.replace(7)
    assert versions.present == 7
    assert versions.undo() == 0
    assert versions.redo() == 7, "the last one, not the first"
    versions.undo()
    versions.replace(-1)
    assert versions.redo() == 7
    assert versions.undo() == -1


def test_only_the_step_of_the_gesture_itself_is_withdrawn() -> None:
    versions = Versions(0)
    versions.push(1, EDIT, merge="drag a")
    assert versions.withdraw("drag b") == 1
    versions.push(2, EDIT, merge="drag b")
    versions.push(3, EDIT, merge="drag b")
    assert versions.withdraw("drag b") == 1
    versions.push(4, EDIT, merge="drag a")
    versions.settle()
    assert versions.withdraw("drag a") == 4, "that one is over"


def test_a_gesture_that_was_given_up_leaves_redo_as_it_was() -> None:
    versions = Versions(0)
    versions.push(1, EDIT)
    versions.undo()
    for value in (5, 6, 7):
        versions.push(value, EDIT, merge="drag a")
    assert versions.redo_label is None
    assert versions.withdraw("drag a") == 0
    assert versions.redo() == 1
