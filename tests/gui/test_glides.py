"""What moves by itself for a moment."""

import pytest

from gui.stage.placing.glides import Glides


@pytest.fixture
def glides(qapp) -> Glides:
    return Glides()


def test_a_glide_goes_from_0_to_1_and_rests(glides: Glides) -> None:
    told: list[float] = []
    glides.start("one", 100, told.append)
    for _ in range(12):
        glides.advance(10)
    assert told[0] == 0 and told[-1] == 1 and told.count(1) == 1
    assert told == sorted(told)
    assert not glides.moving and not glides._timer.isActive()


def test_a_new_glide_takes_the_place_of_the_old_one(glides: Glides) -> None:
    old: list[float] = []
    new: list[float] = []
    glides.start("one", 100, old.append)
    glides.advance(50)
    glides.start("one", 100, new.append)
    glides.advance(50)
    assert 1 not in old and len(old) == 2
    glides.finish()
    assert new[-1] == 1 and not glides.moving


def test_a_step_may_start_another_glide_or_stop_itself(glides: Glides) -> None:
    told: list[str] = []
    glides.start(
        "one", 10, lambda t: t >= 1 and glides.start("two", 10, lambda _: told.append("2"))
    )
    glides.advance(20)
    assert told == ["2"] and glides.is_running("two")
    glides.start("three", 100, lambda t: t > 0.2 and glides.stop("three"))
    glides.advance(50)
    assert not glides.is_running("three")


def test_a_spring_goes_on_until_it_rests(glides: Glides) -> None:
    left = [1000.0]

    def tick(milliseconds: float) -> bool:
        left[0] *= 0.5
        return left[0] > 1

    glides.keep("spring", tick)
    glides.advance(16)
    assert left[0] == 500 and glides.moving
    glides.finish()
    assert left[0] <= 1 and not glides.moving
