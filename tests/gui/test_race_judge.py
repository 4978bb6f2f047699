"""The judge of the race: what was left tells nothing, and a failure ends the wait."""

from collections.abc import Iterator
from threading import Event, get_ident

import pytest
from pytestqt.qtbot import QtBot

from core.surfaces import Minima, RaceSession
from core.surfaces.race.judging import Judgement
from gui.arena import race_judge as module
from gui.arena.race_judge import RaceJudge

LONG = 20_000  # ms; the machine may be busy with something else
HOME = (-1.0, 1.0)
ELSEWHERE = (5.0, 6.0)
KNOWN = Minima()
OTHERS = Minima(complete=False)


@pytest.fixture
def race(qapp) -> RaceSession:
    race = RaceSession()
    while not race.work(1.0):
        pass
    return race


@pytest.fixture
def judge(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[RaceJudge]:
    """Knows what is elsewhere, and has to search at home."""
    known = {ELSEWHERE: KNOWN}
    monkeypatch.setattr(module, "known_minima", lambda _, x_range, __: known.get(x_range))
    judge = RaceJudge()
    yield judge
    assert judge.close()


def test_what_a_search_that_was_left_still_finds_is_not_told(
    qtbot: QtBot, race: RaceSession, judge: RaceJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def searching(*_) -> Iterator[Minima]:
        begun.set()
        assert go_on.wait(LONG)
        yield OTHERS

    monkeypatch.setattr(module, "searching", searching)
    judge.look_at(race.setup.surface, HOME, HOME)
    qtbot.waitUntil(begun.is_set, timeout=LONG)
    judge.look_at(race.setup.surface, ELSEWHERE, ELSEWHERE)
    with qtbot.waitSignal(judge._task.stopped, timeout=LONG):
        go_on.set()
    assert judge.minima is KNOWN


def test_a_search_that_ends_as_it_is_left_is_not_told(
    qtbot: QtBot, race: RaceSession, judge: RaceJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Event()

    def searching(*_):
        yield None
        ended.set()
        return OTHERS

    monkeypatch.setattr(module, "searching", searching)
    judge.look_at(race.setup.surface, HOME, HOME)
    judge._soon.stop()
    judge._search()
    assert ended.wait(LONG)  # and the window has not heard of it yet
    judge.look_at(race.setup.surface, ELSEWHERE, ELSEWHERE)
    qtbot.waitUntil(lambda: not judge._task.running, timeout=LONG)
    assert judge.minima is KNOWN


def test_a_search_that_fails_is_over_and_the_race_is_judged_by_what_is_known(
    qtbot: QtBot, race: RaceSession, judge: RaceJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def searching(*_) -> Iterator[Minima]:
        raise MemoryError
        yield

    monkeypatch.setattr(module, "searching", searching)
    surface = race.setup.surface
    judge.look_at(surface, HOME, HOME)
    judge.judge(race.setup, paths(race))
    with qtbot.waitSignal(judge.failed, timeout=LONG) as told:
        assert judge.minima is None
    assert told.args[0].key == "window.errors.unexpected"
    assert judge.minima is not None and not judge.minima.complete and judge.minima.broken_off
    qtbot.waitUntil(lambda: set(judge.judged) == set(paths(race)), timeout=LONG)


def test_the_map_of_a_new_function_is_painted_before_its_minima_are_searched(
    qtbot: QtBot, race: RaceSession, judge: RaceJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def searching(*_):
        begun.set()
        yield None
        return OTHERS

    monkeypatch.setattr(module, "searching", searching)
    judge.look_at(race.setup.surface, HOME, HOME)
    assert not judge._task.running and not begun.is_set()
    qtbot.waitUntil(begun.is_set, timeout=LONG)


def test_a_search_rests_while_the_view_is_moved(
    qtbot: QtBot, race: RaceSession, judge: RaceJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in view will be another part of the plane; a hand that pans waited for the lock that
    the search held, 73 ms of a frame on Beale's function."""
    drawn: list[int] = []

    def searching(*_):
        while True:
            drawn.append(0)
            yield None

    monkeypatch.setattr(module, "searching", searching)
    view = race.setup.surface, HOME, HOME
    judge.look_at(*view)
    qtbot.waitUntil(lambda: bool(drawn), timeout=LONG)
    judge.wait()
    qtbot.wait(50)
    rests = len(drawn)
    qtbot.wait(50)
    assert len(drawn) == rests
    judge.look_at(*view)  # it has come back to where it was
    qtbot.waitUntil(lambda: len(drawn) > rests, timeout=LONG)


@pytest.mark.parametrize("leave", ["gone", "another", "held"])
def test_racers_that_are_gone_are_not_judged(
    qtbot: QtBot,
    race: RaceSession,
    judge: RaceJudge,
    monkeypatch: pytest.MonkeyPatch,
    leave: str,
) -> None:
    """In a thread that was left amid a verdict, it went on to its end, some tenths of a second, and
    a drag that had begun waited for Python's lock at each call of Qt's."""
    drawn: list[int] = []

    def judging(*_, **__) -> Iterator[tuple[str, Judgement] | None]:
        while True:
            drawn.append(get_ident())
            yield None

    monkeypatch.setattr(module, "judging", judging)
    judge.look_at(race.setup.surface, ELSEWHERE, ELSEWHERE)
    judge.judge(race.setup, paths(race))
    qtbot.waitUntil(lambda: bool(drawn), timeout=LONG)
    assert set(drawn) == {get_ident()}
    if leave == "gone":
        judge.judge(race.setup, {})
    elif leave == "another":
        judge.judge(race.setup, paths(race), distances=False)
        judge._rest.stop()
    else:
        judge.hold()
    left = len(drawn)
    qtbot.wait(50)
    assert len(drawn) == left and judge.judged == {}


def paths(race: RaceSession):
    return {each.id: race.recorded[each.id][0] for each in race.setup.shown}
