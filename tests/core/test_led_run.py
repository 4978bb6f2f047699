"""A run that another process leads is the run that it would have been here, to the bit."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from core import processes
from core.training import StepResult, Trainer, TrainingConfig, led_run, run_process
from core.training.companion import Companion
from core.training.diagnosis import diagnose
from core.training.led_run import is_light, steps
from core.training.requests import Request, Requests
from core.training.run_process import Order, obey
from tests.core.runs import SMALL, after, assert_same_run, bars

LONGER = replace(SMALL, iterations=300)
WILD = replace(SMALL, learning_rate=100.0)
CONFIGS = st.builds(
    replace,
    st.just(LONGER),
    optimizer=st.sampled_from(["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]),
    schedule=st.sampled_from(["constant", "step", "cosine", "plateau"]),
    learning_rate=st.sampled_from([0.001, 0.1]),
    batch_size=st.integers(1, 30),
    shift=st.integers(0, 1),
    seed=st.integers(0, 9),
)


@pytest.fixture(scope="module", autouse=True)
def one_blas_thread() -> Iterator[None]:
    """As in the window; with two, a sum may be rounded otherwise."""
    with threadpool_limits(1, "blas"):
        yield


@pytest.fixture(scope="module")
def lasting() -> Iterator[Companion]:
    """One that is ready, for one run after the other."""
    found = present()
    yield found
    found.end()


@pytest.fixture
def born() -> Callable[[], bool]:
    """Whether a process of this test lives."""
    before = set(active_children())
    return lambda: bool(set(active_children()) - before)


@pytest.fixture
def fresh(born: Callable[[], bool]) -> Iterator[Companion]:
    found = present()
    yield found
    found.end()
    assert not born()


DATA = bars()


def present() -> Companion:
    found = Companion()
    found.start(DATA)
    while not found.is_ready_for(DATA):
        found._child.process.join(0.01)
    return found


def assert_same_results(one: list[StepResult], other: list[StepResult]) -> None:
    assert len(one) == len(other)
    for mine, others in zip(one, other, strict=True):
        for field in fields(StepResult):
            a, b = getattr(mine, field.name), getattr(others, field.name)
            if field.name == "snapshot" and a is not None and b is not None:
                assert (a.iteration, a.graph) == (b.iteration, b.graph)
                np.testing.assert_equal(a.loss, b.loss)
                for name, leaf in a.leaves.items():
                    np.testing.assert_array_equal(leaf, b.leaves[name], strict=True)
            elif field.name == "state" and a is not None and b is not None:
                assert_same_run(a, b)
            else:
                np.testing.assert_equal(a, b, err_msg=f"{field.name} of step {mine.iteration}")


@given(CONFIGS, st.sets(st.integers(0, 299), max_size=6), st.data())
@settings(max_examples=25, deadline=None)
def test_the_same_run_whoever_takes_the_steps(
    lasting: Companion, config: TrainingConfig, stops: set[int], data: st.DataObject
) -> None:
    """Also if something is asked for, or changed, in between."""
    away, asked, seen = Trainer(DATA, config), {}, list[StepResult]()
    for results in steps(away, lasting):
        seen += results
        due = {stop for stop in stops if stop < len(seen)} - asked.keys()
        for stop in sorted(due):
            kind = data.draw(st.sampled_from(["snapshot", "state", "rate"]))
            asked[stop] = kind
            if kind == "rate":
                away.configure(replace(away.config, learning_rate=config.learning_rate / 2))
            else:
                away.requests.ask(Request(**{kind: True}))
    here, expected = Trainer(DATA, config), list[StepResult]()
    for result in here.steps():
        expected.append(result)
        follows = seen[len(expected)] if len(expected) < len(seen) else result
        if any(change.iteration == here.iteration for change in away.changes):
            rate = config.learning_rate / 2
            here.configure(replace(here.config, learning_rate=rate))
        snapshot, state = follows.snapshot is not None, follows.state is not None
        here.requests.ask(Request(snapshot=snapshot, state=state))
    assert_same_results(seen, expected)
    assert_same_run(away.state(), here.state())


def test_what_was_asked_for_is_carried_by_the_last_of_its_steps(lasting: Companion) -> None:
    trainer = Trainer(DATA, LONGER)
    run = steps(trainer, lasting)
    next(run)
    trainer.request_snapshot()
    trainer.request_state()
    for results in run:
        if results[-1].snapshot is not None:
            break
        assert all(each.snapshot is None and each.state is None for each in results)
    assert results[-1].snapshot.graph is trainer.network.graph
    assert results[-1].state.iteration == results[-1].iteration + 1 == trainer.iteration
    run.close()


def test_where_a_step_carried_something_the_trainer_here_stands_after_it(
    lasting: Companion,
) -> None:
    trainer, twin = Trainer(DATA, LONGER), Trainer(DATA, LONGER)
    for results in steps(trainer, lasting):
        if results[-1].snapshot is not None and results[-1].iteration > 50:
            break
        trainer.request_snapshot()
    for result in twin.steps():
        if result.iteration == results[-1].iteration:
            break
    assert_same_run(trainer.state(), twin.state())
    assert trainer.good.last.iteration == twin.good.last.iteration


def test_a_run_that_is_left_in_the_middle_stands_after_what_was_told(lasting: Companion) -> None:
    trainer, twin = Trainer(DATA, replace(LONGER, iterations=100_000)), Trainer(DATA, LONGER)
    run, told = steps(trainer, lasting), 0
    while told < 100:
        told = next(run)[-1].iteration + 1
    run.close()
    assert trainer.iteration == told
    for result in twin.steps():
        if result.iteration + 1 == told:
            break
    twin.configure(trainer.config)
    np.testing.assert_array_equal(trainer.network.params["W1"], twin.network.params["W1"])


def test_a_run_that_explodes_does_so_here(lasting: Companion) -> None:
    away, here = Trainer(DATA, WILD), Trainer(DATA, WILD)
    seen = [result for results in steps(away, lasting) for result in results]
    expected = list(here.steps())
    assert seen[-1].diverged and len(seen) > 1
    assert_same_results(seen, expected)
    assert diagnose(away, seen[-1]) == diagnose(here, expected[-1])


def test_after_an_explosion_nobody_leads_it_on(lasting: Companion) -> None:
    """A spike may be over with the next step; the run has ended with it all the same."""
    trainer = Trainer(DATA, LONGER)
    after(trainer, 3)
    trainer.first_loss = 1e-9  # so that any loss is an explosion …
    seen = list[StepResult]()
    for results in steps(trainer, lasting):
        seen += results
        trainer.first_loss = 10.0  # … and none is any more
    assert [result.diverged for result in seen] == [True]


def test_the_step_that_explodes_is_handed_back_with_where_the_run_stands_before_it() -> None:
    trainer, twin = Trainer(DATA, WILD), Trainer(DATA, WILD)
    answer = obey(trainer, Order(Request()))
    assert answer.handed_back and not any(result.diverged for result in answer.results)
    *good, last = twin.steps()
    assert last.diverged
    assert_same_results(list(answer.results), good)
    state = answer.standing.state
    assert state.iteration == len(good) > 0 and state.changes == ()
    np.testing.assert_array_equal(state.params["W1"], twin.network.params["W1"])


def test_a_run_that_is_shortened_ends_at_once(lasting: Companion) -> None:
    config = replace(LONGER, iterations=10_000_000)
    trainer, seen = Trainer(DATA, config), list[StepResult]()
    for results in steps(trainer, lasting):
        seen += results
        if len(seen) > 20:
            trainer.configure(replace(config, iterations=10))
    assert seen[-1].snapshot is not None and seen[-1].accuracy is not None
    assert trainer.config.iterations == trainer.iteration == len(seen) < 10_000_000
    assert [result.iteration for result in seen] == list(range(len(seen)))


def test_if_the_process_dies_nothing_is_lost(fresh: Companion, born: Callable[[], bool]) -> None:
    config = replace(LONGER, iterations=2000)
    trainer, expected, seen = Trainer(DATA, config), Trainer(DATA, config), list[StepResult]()
    for results in steps(trainer, fresh):
        seen += results
        if len(seen) > 100 and fresh._child is not None and fresh._child.process.is_alive():
            os.kill(fresh._child.process.pid, signal.SIGKILL)
            fresh._child.process.join()
    assert not fresh.is_ready_for(DATA) and not born()
    fresh.start(DATA)
    assert not born()  # what killed it would do so once more
    assert_same_results(seen, list(expected.steps()))


def test_what_was_asked_of_a_process_that_died_is_met_here(
    fresh: Companion, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(DATA, replace(LONGER, iterations=1_000_000))
    trainer.request_state()
    run = steps(trainer, fresh)
    assert next(run)[-1].state is not None and not fresh.answer_is_due
    process, send = fresh._child.process, fresh.send
    os.kill(process.pid, signal.SIGSTOP)  # it rests, and is not to answer

    def send_and_kill(message: Order) -> None:
        send(message)
        assert trainer.requests.unmet == Request() and trainer.config.learning_rate == 0.1
        os.kill(process.pid, signal.SIGKILL)
        process.join()

    monkeypatch.setattr(fresh, "send", send_and_kill)
    trainer.configure(replace(trainer.config, learning_rate=0.05))
    trainer.request_state()
    results = next(run)
    assert results[-1].state is not None and not fresh.is_ready_for(DATA)
    assert results[-1].learning_rate == trainer.config.learning_rate == 0.05
    run.close()


def test_a_process_that_dies_while_it_starts_is_not_waited_for(
    born: Callable[[], bool],
) -> None:
    found = Companion()
    found.start(DATA)
    os.kill(found._child.process.pid, signal.SIGKILL)
    trainer = Trainer(DATA, LONGER)
    assert sum(map(len, steps(trainer, found))) == LONGER.iterations
    found.end()
    assert not born()


def test_without_room_for_the_images_the_run_stays_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, born: Callable[[], bool]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    monkeypatch.setattr(led_run, "LONG", 5)
    found, trainer = Companion(), Trainer(DATA, SMALL)
    assert sum(map(len, steps(trainer, found))) == SMALL.iterations
    assert not found.is_ready_for(DATA) and not born()


def test_it_does_not_lead_a_run_that_learns_from_other_images(lasting: Companion) -> None:
    others = replace(DATA, t_train=DATA.t_train[::-1].copy())
    seen = [each for results in steps(Trainer(others, SMALL), lasting) for each in results]
    assert_same_results(seen, list(Trainer(others, SMALL).steps()))


def test_a_step_that_fails_does_so_where_it_is_told(
    lasting: Companion, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(DATA, LONGER)
    monkeypatch.setattr(trainer, "_step", fail)
    answer = obey(trainer, Order(Request()))
    assert answer.handed_back and answer.standing.state.iteration == 0
    run = steps(trainer, lasting)
    with pytest.raises(MemoryError):
        list(run)


def fail() -> StepResult:
    raise MemoryError


def test_a_short_run_has_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    came = []
    monkeypatch.setattr(Companion, "start", lambda _, data: came.append(data))
    assert sum(map(len, steps(Trainer(DATA, SMALL), Companion()))) == SMALL.iterations
    assert not came and SMALL.iterations < led_run.LONG
    assert sum(map(len, steps(Trainer(DATA, LONGER), Companion()))) == LONGER.iterations
    assert came


def test_an_answer_is_awaited_for_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a clock that a test holds."""
    times = iter(np.arange(0, 10, processes.TURN / 4))
    monkeypatch.setattr(run_process, "perf_counter", lambda: next(times))
    assert len(obey(Trainer(DATA, LONGER), Order(Request())).results) == 4
    assert len(obey(Trainer(DATA, LONGER), Order(Request(snapshot=True))).results) == 1


def test_requests_are_met_once() -> None:
    requests = Requests()
    assert requests.take() == Request()
    requests.ask(Request(snapshot=True))
    requests.ask(Request(SMALL))
    assert requests.unmet == Request(SMALL, snapshot=True)
    assert requests.take_config() is SMALL and requests.take_config() is None
    requests.ask(Request(LONGER, state=True))
    assert requests.take_snapshot() and not requests.take_snapshot()
    assert requests.take() == Request(LONGER, state=True) and requests.take() == Request()


def test_what_is_given_back_is_older_than_what_has_been_asked_for_since() -> None:
    requests = Requests()
    requests.ask(Request(SMALL))
    requests.give_back(Request(LONGER, snapshot=True))
    assert requests.take() == Request(SMALL, snapshot=True)
    requests.give_back(Request(LONGER))
    assert requests.take() == Request(LONGER)


def test_settings_that_are_turned_at_rest_are_not_lost_by_writing_the_run_down(
    lasting: Companion,
) -> None:
    trainer = Trainer(DATA, replace(LONGER, iterations=2000))
    run = steps(trainer, lasting)
    while next(run)[-1].snapshot is None:
        trainer.request_snapshot()
    trainer.configure(replace(trainer.config, learning_rate=0.02))
    turned = trainer.iteration
    for _ in range(2):
        assert trainer.state().config.learning_rate == 0.02
    while next(run)[-1].snapshot is None:
        trainer.request_snapshot()
    (change,) = trainer.changes
    assert (change.iteration, change.after, trainer.config.learning_rate) == (turned, 0.02, 0.02)
    run.close()


def test_what_was_asked_of_one_run_is_not_asked_of_the_next(fresh: Companion) -> None:
    first = Trainer(DATA, replace(LONGER, iterations=100_000))
    for results in steps(first, fresh):
        if results[-1].iteration > 20:
            first.configure(replace(first.config, iterations=10, learning_rate=0.5))
    os.kill(fresh._child.process.pid, signal.SIGKILL)
    fresh._child.process.join()
    second = Trainer(DATA, LONGER)
    seen = [each for results in steps(second, fresh) for each in results]
    assert_same_results(seen, list(Trainer(DATA, LONGER).steps()))


def test_a_state_that_is_asked_for_as_the_run_is_shortened_comes_with_its_last_step(
    lasting: Companion,
) -> None:
    trainer = Trainer(DATA, replace(LONGER, iterations=100_000))
    run, seen = steps(trainer, lasting), list[StepResult]()
    for results in run:
        seen += results
        if len(seen) > 20 and trainer.config.iterations > 10_000:
            trainer.configure(replace(trainer.config, iterations=10))
            trainer.request_state()
    assert [each.iteration for each in seen if each.state is not None] == [len(seen) - 1]


def test_a_large_net_and_a_large_batch_stay_here(lasting: Companion) -> None:
    """Where a step that is looked at costs more than it takes."""
    assert is_light(Trainer(DATA, TrainingConfig())), "as the program opens"
    assert is_light(Trainer(DATA, TrainingConfig(optimizer="adam", hidden=100, learning_rate=0.01)))
    assert not is_light(Trainer(DATA, TrainingConfig(hidden=1000)))
    trainer = Trainer(DATA, replace(LONGER, iterations=100_000))
    run = steps(trainer, lasting)
    assert trainer.iteration < len(next(run)) + 1
    trainer.configure(replace(trainer.config, batch_size=10_000))
    while trainer.config.batch_size != 10_000:
        next(run)
    assert len(next(run)) == len(next(run)) == 1 and not lasting.answer_is_due
    run.close()
