"""What moves by itself for a moment."""

import pytest

from gui.stage.animation.animator import Animator


@pytest.fixture
def animator(qapp) -> Animator:
    return Animator()


def test_a_glide_goes_from_0_to_1_and_rests(animator: Animator) -> None:
    told: list[float] = []
    animator.start("one", 100, told.append)
    for _ in range(12):
        animator.advance(10)
    assert told[0] == 0 and told[-1] == 1 and told.count(1) == 1
    assert told == sorted(told)
    assert not animator.moving and not animator._timer.isActive()


def test_a_new_glide_takes_the_place_of_the_old_one(animator: Animator) -> None:
    old: list[float] = []
    new: list[float] = []
    animator.start("one", 100, old.append)
    animator.advance(50)
    animator.start("one", 100, new.append)
    animator.advance(50)
    assert 1 not in old and len(old) == 2
    animator.finish()
    assert new[-1] == 1 and not animator.moving


def test_a_step_may_start_another_glide_or_stop_itself(animator: Animator) -> None:
    told: list[str] = []
    animator.start(
        "one", 10, lambda t: t >= 1 and animator.start("two", 10, lambda _: told.append("2"))
    )
    animator.advance(20)
    assert told == ["2"] and animator.is_running("two")
    animator.start("three", 100, lambda t: t > 0.2 and animator.stop("three"))
    animator.advance(50)
    assert not animator.is_running("three")


def test_a_spring_goes_on_until_it_rests(animator: Animator) -> None:
    left = [1000.0]

    def tick(milliseconds: float) -> bool:
        left[0] *= 0.5
        return left[0] > 1

    animator.keep("spring", tick)
    animator.advance(16)
    assert left[0] == 500 and animator.moving
    animator.finish()
    assert left[0] <= 1 and not animator.moving
