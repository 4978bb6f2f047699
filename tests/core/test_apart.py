"""Work in a process of its own is the same work; and that process never outlives its use."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing import Pipe, active_children
from multiprocessing.process import BaseProcess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import apart as module
from core.apart import Apart, apart
from core.datasets.shared_files import shared
from core.following import finish, follow
from core.gradcheck import METHODS, check
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.messages import LANGUAGES, Message, StudioError
from core.network import PARAMETERS, TwoLayerNet
from core.ops import OPS
from tests.core import apart_work
from tests.core.small_data import few_digits

unix = pytest.mark.skipif(os.name == "nt", reason="no signals, no sockets in pairs")


@pytest.fixture(scope="module")
def worker() -> Iterator[Apart]:
    with Apart() as worker:
        yield worker


@pytest.fixture
def children() -> Callable[[], list[BaseProcess]]:
    """The processes that the test has started."""
    before = active_children()
    return lambda: [child for child in active_children() if child not in before]


def told(steps) -> tuple[list[object], object]:
    """What is yielded, without what tells nothing, and what is returned."""
    items: list[object] = []
    value = follow(steps, items.append)
    return [item for item in items if item is not None], value


things = st.recursive(
    st.integers() | st.floats(allow_nan=False) | st.text() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(items=st.lists(things | st.none(), max_size=30), value=things | st.none())
@settings(max_examples=50)
def test_the_first_and_the_last_item_come_in_order_and_the_value(worker, items, value) -> None:
    """None tells nothing there either, and takes nobody's place."""
    found, returned = told(worker.run(apart_work.saying, items, value))
    assert returned == value
    wanted = [item for item in items if item is not None]
    assert found[-1:] == wanted[-1:]
    assert items[:1] in ([], [None], found[:1])
    rest = iter(wanted)
    assert all(any(item == each for each in rest) for item in found)  # some of them, in order


@given(seed=st.integers(0, 2**32 - 1), method=st.sampled_from(sorted(METHODS)))
@settings(max_examples=10)
def test_a_gradient_check_is_the_same_to_the_bit(worker, seed, method) -> None:
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(4, 3, 2, rng=rng)
    leaves = net.leaves(rng.normal(size=(3, 4)), rng.integers(0, 2, 3))
    here = finish(check(net.graph, leaves, PARAMETERS, method))
    there = finish(worker.run(check, net.graph, leaves, PARAMETERS, method))
    for name in PARAMETERS:
        for kind in ("analytic", "numeric", "kinked"):
            assert getattr(here, kind)[name].tobytes() == getattr(there, kind)[name].tobytes()
    assert here.histogram.bins.tobytes() == there.histogram.bins.tobytes()
    for kind in ("parameters", "count", "forward_passes", "method"):
        assert getattr(here, kind) == getattr(there, kind)


def test_a_graph_has_the_same_ops_there_and_one_process_does_many_things(worker) -> None:
    graph = parse("y = sum(relu(x) * x)")
    first, same = finish(worker.run(apart_work.where, graph))
    again, _ = finish(worker.run(apart_work.where, graph))
    assert same == [True] * 3
    assert first == again != os.getpid()


def test_a_graph_that_was_used_comes_as_it_was_made(worker) -> None:
    """What follows from its nodes is worked out again, not sent: rules are functions."""
    graph = parse("y = relu(x)")
    assert graph.backward_rules
    _, graph = told(worker.run(apart_work.saying, (), graph))
    assert graph == parse("y = relu(x)") and "backward_rules" not in vars(graph)


def test_an_op_that_is_meant_to_be_wrong_stays_so(worker) -> None:
    """It has the name of the right one."""
    nodes = (Node("x"), Node("y", Role.OPERATION, apart_work.LyingRelu(), ("x",)))
    _, found = told(worker.run(apart_work.saying, (), Graph(nodes, "y")))
    assert type(found.node("y").op) is apart_work.LyingRelu
    _, same = finish(worker.run(apart_work.where, found))
    assert same == [False] and type(OPS["relu"]) is not apart_work.LyingRelu


def test_images_come_by_files(worker) -> None:
    data = few_digits()
    with shared(data) as files:
        kind, fingerprint = finish(worker.run(apart_work.looked_at, files))
    assert kind is np.memmap and fingerprint == data.fingerprint


# when something goes wrong


def test_an_expected_error_is_raised_here_with_its_fields(worker) -> None:
    error = StudioError("core.graph.no_output", node="y")
    steps = worker.run(apart_work.failing, [1], error)
    found: list[object] = []
    with pytest.raises(StudioError) as caught:
        follow(steps, found.append)
    assert caught.value.message == Message("core.graph.no_output", {"node": "y"})
    assert 1 in found


@pytest.mark.parametrize("error", [ZeroDivisionError("by 0"), OSError(28, "full"), EOFError()])
def test_a_mistake_is_raised_here_with_its_story(worker, error) -> None:
    """Also one that could be taken for the end of the pipe."""
    with pytest.raises(type(error)) as caught:
        finish(worker.run(apart_work.failing, (), error))
    assert caught.value.args == error.args
    assert "in failing" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("work", "says"),
    [(apart_work.faulty, "FaultError: a fa"), (apart_work.unspeakable, "pickle")],
)
def test_what_cannot_be_sent_is_told_all_the_same(worker, work, says) -> None:
    with pytest.raises(Exception, match=says):
        finish(worker.run(work))
    assert finish(worker.run(apart_work.saying, (), 5)) == 5  # it is ready for more


def test_work_that_cannot_be_sent_raises_at_once(children) -> None:
    with pytest.raises(Exception, match="pickle"):
        finish(apart(lambda: None))
    assert not children()


def test_a_death_is_one_sentence(children) -> None:
    with pytest.raises(StudioError) as caught:
        finish(apart(apart_work.dying, 7))
    assert caught.value.message == Message("core.apart.died", {"code": 7})
    assert all("7" in caught.value.message.text(language) for language in LANGUAGES)
    assert not children()


@unix
@pytest.mark.parametrize("items", [0, 1, 3])
def test_a_process_that_is_killed_holds_nobody_up(items: int, children) -> None:
    """As it starts, or amid its work; the next work gets a new one."""
    with Apart() as worker:
        steps = worker.run(apart_work.for_ever)
        next(steps)
        while items:
            items -= next(steps) is not None
        os.kill(children()[0].pid, signal.SIGKILL)
        with pytest.raises(StudioError, match="code −9"):
            finish(steps)
        assert finish(worker.run(apart_work.saying, (), 5)) == 5
    assert not children()


# when it is not wanted any more


@pytest.mark.parametrize("items", [0, 1])
def test_closing_ends_the_process(items: int, children) -> None:
    """As it starts, or amid its work."""
    steps = apart(apart_work.for_ever)
    next(steps)
    while items:
        items -= next(steps) is not None
    assert len(children()) == 1
    steps.close()
    assert not children()


def test_the_first_item_comes_at_once_and_closing_waits_for_none(children) -> None:
    """However long the next one takes."""
    steps = apart(apart_work.stuck)
    while (item := next(steps)) is None:
        pass
    assert item == 1 and next(steps) is None and next(steps) is None
    steps.close()
    assert not children()


def test_what_was_left_does_not_answer_to_the_next_work(children) -> None:
    with Apart() as worker:
        steps = worker.run(apart_work.for_ever)
        while next(steps) is None:
            pass
        steps.close()
        assert finish(worker.run(apart_work.saying, (), 5)) == 5
    assert not children()


@unix
def test_who_is_not_asked_is_one_batch_ahead(monkeypatch) -> None:
    """Every item is a batch of its own here. Asked three times, and then never more."""
    clock = count(1)
    monkeypatch.setattr(module, "perf_counter", lambda: next(clock))
    made: list[int] = []

    def work():
        for n in count():
            made.append(n)
            yield n

    monkeypatch.setattr(apart_work, "for_ever", work)
    work.__module__, work.__qualname__ = apart_work.__name__, "for_ever"
    mine, theirs = Pipe()
    with mine, theirs:
        mine.send((apart_work.for_ever, ()))
        for _ in range(3):
            mine.send(None)
        with socket.socket(fileno=os.dup(mine.fileno())) as end:
            end.shutdown(socket.SHUT_WR)
        with pytest.raises(EOFError):
            module._serve(theirs)
        assert mine.recv() is None  # it speaks first
        assert [mine.recv().item for _ in range(3)] == [0, 1, 2]
        assert not mine.poll() and made == [0, 1, 2, 3]


def test_within_a_batch_only_the_newest_counts(monkeypatch) -> None:
    """The clock is looked at after each item, and once more when one has been sent."""
    looks = iter([0.0, 0.0, 0.01, 0.02, 0.04, 0.04, 0.05, 0.06])
    monkeypatch.setattr(module, "perf_counter", lambda: next(looks))
    found, value = told(module._batches(apart_work.saying(range(6), 5)))
    assert [each.item for each in found] == [0, 3, 5] and value == 5
