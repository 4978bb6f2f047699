"""What lies over something else: inside its ground, and beside what it is about."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from gui.widgets.overlay import beside, inside

SIDES = st.integers(1, 300)
rects = st.builds(QRect, st.integers(-400, 400), st.integers(-400, 400), SIDES, SIDES)


@given(rects, rects)
def test_it_is_inside_and_moves_no_more_than_it_must(wanted: QRect, room: QRect) -> None:
    found = inside(wanted, room)
    assert room.contains(found)
    assert found == wanted or not room.contains(wanted)
    if wanted.width() <= room.width() and wanted.height() <= room.height():
        assert found.size() == wanted.size()


@given(rects, rects)
def test_where_there_is_room_it_does_not_cover_what_it_is_about(about: QRect, size: QRect) -> None:
    room = about.adjusted(-400, -400, 400, 400)
    assert not beside(about, size.size(), room, 10).intersects(about)


def test_in_a_corner_it_goes_to_the_other_side() -> None:
    room, size = QRect(0, 0, 300, 200), QSize(100, 80)
    assert beside(QRect(0, 0, 20, 20), size, room, 5) == QRect(25, 25, 100, 80)
    found = beside(QRect(280, 180, 20, 20), size, room, 5)
    assert room.contains(found) and not found.intersects(QRect(280, 180, 20, 20))
    narrow = QRect(0, 0, 110, 200)
    found = beside(QRect(40, 90, 20, 20), size, narrow, 5)
    assert not found.intersects(QRect(40, 90, 20, 20)), "below or above, where it is too narrow"


def test_it_spares_what_it_can() -> None:
    room, size = QRect(0, 0, 400, 400), QSize(100, 80)
    about, spare = QRect(200, 200, 20, 20), QRect(210, 230, 150, 150)
    assert not beside(about, size, room, 5, [spare]).intersects(spare)
