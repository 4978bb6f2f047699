"""The cursor over a trace: where one arrives does not depend on how one got there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import trace
from core.explore.mistakes import Mistake
from core.explore.mistakes import run as flawed
from core.language.expression import parse
from core.playback import Phase, Playback, frame_at, same_moment, seconds
from core.trace import Accumulate, Forward, Propagate, Seed
from tests.core.random_graphs import cases

TRACE = trace.run(parse("e = (a + b) * (b + 1)"), {"a": 2, "b": 1})
END = len(TRACE)
NODES = [node.id for node in TRACE.graph.nodes]
TICK = 0.01371  # seconds; sums of it do not meet the end of an event by accident


def known(frame):
    """Everything that a frame tells, as plain numbers."""
    graph = frame.trace.graph
    values = {n.id: None if (v := frame.value(n.id)) is None else v.tolist() for n in graph.nodes}
    contributions = {
        e: None if (c := frame.contribution(e)) is None else c.tolist() for e in graph.edges
    }
    gradients = {}
    for n in graph.nodes:
        state = frame.gradient(n.id)
        gradients[n.id] = state and (
            [term.tolist() for term in state.terms],
            None if state.total is None else state.total.tolist(),
        )
    return values, contributions, gradients, frame.phase, frame.index, frame.progress


@given(st.floats(-2, END + 2), st.lists(st.floats(0, END), max_size=5))
def test_a_frame_depends_on_its_position_only(position, elsewhere):
    before = known(frame_at(TRACE, position))
    for other in elsewhere:
        known(frame_at(TRACE, other))
    assert known(frame_at(TRACE, position)) == before


@settings(max_examples=60)
@given(cases(), st.data())
def test_a_frame_tells_what_a_replay_of_the_events_tells(case, data):
    """`frame_at` compares indices; here the events are gone through one by one."""
    recorded = trace.run(case.graph, case.leaves)
    position = data.draw(st.floats(0, len(recorded)))
    frame = frame_at(recorded, position)
    values, terms, totals, contributions = {}, {}, {}, {}
    for event in recorded.events[: int(position)]:
        match event:
            case Forward(node=node, value=value):
                values[node] = value
            case Seed(node=node, gradient=gradient):
                totals |= {leaf: 0 * leaf_value for leaf, leaf_value in unused(recorded).items()}
                totals[node] = gradient
            case Propagate(edge=edge, contribution=contribution):
                contributions[edge] = contribution
                terms.setdefault(edge.source, []).append(contribution)
                if len(recorded.arrivals[edge.source]) == 1:
                    totals[edge.source] = contribution
            case Accumulate(node=node, total=total):
                totals[node] = total
    for node in case.graph.nodes:
        assert frame.value(node.id) is values.get(node.id)
        state = frame.gradient(node.id)
        assert (state is None) == (node.id not in terms and node.id not in totals)
        if state is not None:
            assert [id(t) for t in state.terms] == [id(t) for t in terms.get(node.id, ())]
            np.testing.assert_array_equal(state.total, totals.get(node.id))
    for edge in case.graph.edges:
        assert frame.contribution(edge) is contributions.get(edge)


def unused(recorded):
    """Leaves with a gradient that no event brings."""
    reached = {*recorded.arrivals, recorded.graph.output}
    return {n: recorded.values[n] for n in recorded.gradients if n not in reached}


@given(st.floats(0, END, exclude_max=True))
def test_the_event_in_progress(position):
    frame = frame_at(TRACE, position)
    assert frame.index + frame.progress == pytest.approx(position)
    if frame.progress:
        assert frame.event is TRACE.events[int(position)]


def test_the_ends():
    start, end = frame_at(TRACE, -1), frame_at(TRACE, END + 1)
    assert start.position == 0 and start.event is None and start.phase is Phase.FORWARD
    assert end.position == END and end.event is TRACE.events[-1] and end.phase is Phase.BACKWARD
    assert all(start.value(node) is None and start.gradient(node) is None for node in NODES)
    assert all(end.gradient(node).total == TRACE.gradients[node] for node in TRACE.gradients)


def test_an_unused_input_has_its_gradient_when_the_backward_pass_begins():
    recorded = trace.run(parse("x = 3; e = a * b"), {"a": 1, "b": 2})
    assert frame_at(recorded, recorded.forward_count).gradient("x") is None
    assert frame_at(recorded, recorded.forward_count + 1).gradient("x").total == 0


commands = st.one_of(
    st.just(("play",)),
    st.just(("pause",)),
    st.just(("finish_step",)),
    st.tuples(st.just("step"), st.sampled_from([1, -1])),
    st.tuples(st.just("seek"), st.integers(0, 10 * END).map(lambda n: n / 10 + 0.0123)),
    st.tuples(st.just("loop"), st.booleans()),
    st.tuples(st.just("speed"), st.sampled_from([0.25, 0.5, 1.0, 2.0])),
    st.tuples(st.just("advance"), st.integers(1, 600)),
)


def perform(playback, command, slices):
    match command:
        case ("loop" | "speed" as name, value):
            setattr(playback, name, value)
        case ("advance", ticks):
            for share in slices:
                playback.advance(ticks * TICK * share)
        case (name, *arguments):
            getattr(playback, name)(*arguments)


@settings(max_examples=300)
@given(
    st.lists(commands, min_size=1, max_size=12),
    st.lists(st.integers(1, 20), min_size=1, max_size=8),
)
def test_where_playback_arrives_does_not_depend_on_the_frame_rate(script, weights):
    whole, sliced = Playback(TRACE), Playback(TRACE)
    slices = [weight / sum(weights) for weight in weights]
    for command in script:
        perform(whole, command, [1])
        perform(sliced, command, slices)
        assert sliced.position == pytest.approx(whole.position, abs=1e-6)
        assert (sliced.playing, sliced.moving) == (whole.playing, whole.moving)
        assert 0 <= whole.position <= END


def test_playing_takes_the_time_of_its_events_and_stops_at_the_end():
    playback = Playback(TRACE)
    total = sum(map(seconds, TRACE.events))
    playback.play()
    playback.advance(total * 0.999)
    assert playback.playing and END - 1 < playback.position < END
    playback.advance(total * 0.002)
    assert not playback.moving and playback.position == END


def test_speed_scales_time():
    slow, fast = Playback(TRACE), Playback(TRACE)
    fast.speed = 4.0
    for playback in (slow, fast):
        playback.play()
    slow.advance(2.0)
    fast.advance(0.5)
    assert slow.position == pytest.approx(fast.position)


def test_play_at_the_end_starts_again():
    playback = Playback(TRACE)
    playback.seek(END)
    playback.play()
    assert playback.position == 0 and playback.playing


def test_a_loop_goes_round_and_keeps_the_time_left_over():
    playback = Playback(TRACE)
    playback.loop = True
    playback.play()
    playback.advance(sum(map(seconds, TRACE.events)) * 3 + 0.2)
    assert playback.playing
    assert playback.position == pytest.approx(0.2 / seconds(TRACE.events[0]))


def test_a_step_animates_one_event_and_stops_even_when_looping():
    playback = Playback(TRACE)
    playback.loop = True
    for target in range(1, END + 1):
        playback.step(1)
        playback.advance(0.1)
        assert target - 1 < playback.position < target
        playback.advance(100)
        assert playback.position == target and not playback.moving
    playback.step(1)
    playback.advance(1)
    assert playback.position == END and not playback.moving


def test_two_quick_steps_are_two_events():
    playback = Playback(TRACE)
    playback.step(1)
    playback.advance(0.1)
    playback.step(1)
    playback.advance(100)
    assert playback.position == 2


@pytest.mark.parametrize(("start", "arrives"), [(3.4, 3), (3, 2), (0.5, 0), (0, 0), (END, END - 1)])
def test_stepping_back_goes_to_the_start_of_an_event(start, arrives):
    playback = Playback(TRACE)
    playback.seek(start)
    playback.play() if start < END else None
    playback.step(-1)
    assert playback.position == arrives and not playback.moving


def test_reduced_motion_finishes_a_step_at_once():
    playback = Playback(TRACE)
    playback.step(1)
    playback.finish_step()
    assert playback.position == 1 and not playback.moving


def test_seeking_while_playing_plays_on_from_there():
    playback = Playback(TRACE)
    playback.play()
    playback.seek(5.5)
    playback.advance(0.1)
    assert playback.playing and 5.5 < playback.position < 6
    playback.seek(END + 7)
    playback.advance(0.1)
    assert playback.position == END and not playback.moving


def test_nothing_moves_while_paused():
    playback = Playback(TRACE)
    playback.advance(10)
    assert playback.position == 0


# another run of the same structure


@given(cases(), st.sampled_from(Mistake), st.floats(0, 1), st.sampled_from([0.0, 0.25, 0.5]))
@settings(max_examples=60, deadline=None)
def test_another_run_goes_on_at_the_same_event(case, mistake, share, progress):
    right = trace.run(case.graph, case.leaves)
    wrong = flawed(case.graph, case.leaves, frozenset({mistake}))
    for one, other in ((right, wrong), (wrong, right)):
        here = frame_at(one, int(share * len(one)) + progress)
        there = frame_at(other, same_moment(here, other))
        if here.event is None or here.index == len(one):
            assert (there.event is None) is (here.event is None)
            assert there.index in (0, len(other))
        elif isinstance(here.event, Accumulate) and not _has(other, here.event.node):
            assert there.progress == 0
            assert there.gradient(here.event.node).total is not None
        else:
            assert _what(there.event) == _what(here.event)
            assert there.progress == pytest.approx(here.progress)


def _what(event):
    return type(event), event.edge if isinstance(event, Propagate) else event.node


def _has(run, node):
    return any(isinstance(event, Accumulate) and event.node == node for event in run.events)


def test_a_step_ends_with_the_event_that_it_began_also_in_another_run():
    wrong = flawed(TRACE.graph, {"a": 2, "b": 1}, frozenset({Mistake.OVERWRITE}))
    assert len(wrong) < END
    for start in range(END):
        playback = Playback(TRACE)
        playback.seek(start)
        playback.step(1)
        playback.advance(0.2)
        event = playback.frame.event
        playback.take_over(wrong)
        playback.advance(100)
        assert not playback.moving
        if not isinstance(event, Accumulate):
            assert _what(playback.frame.event) == _what(event)
