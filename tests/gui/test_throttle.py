"""What takes time is not done too often."""

import pytest

from gui.training import throttle
from gui.training.throttle import Throttle


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(throttle, "perf_counter", lambda: now[0])
    return now


@pytest.mark.parametrize(("takes", "pause"), [(0.001, 0.5), (0.2, 2.0)])
def test_an_interval_and_a_share_of_the_time(
    clock: list[float], takes: float, pause: float
) -> None:
    each = Throttle(interval=0.5, share=0.1)
    assert each.is_due, "the first time at once"
    with each:
        clock[0] += takes
    clock[0] = 100 + pause - 0.01
    assert not each.is_due
    clock[0] += 0.02
    assert each.is_due


def test_a_failure_takes_time_too(clock: list[float]) -> None:
    each = Throttle(interval=0.5)
    with pytest.raises(ValueError), each:
        raise ValueError
    assert not each.is_due
