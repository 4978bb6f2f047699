"""The workbench: what is proposed is run first, what cannot run changes nothing."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core import trace as tracing
from core.documents.document import Document, read
from core.messages import Message, StudioError
from gui.workbench import Workbench

LABEL = Message("window.edit.text")


@pytest.fixture
def bench(qtbot: QtBot) -> Workbench:
    bench = Workbench()
    bench.open(read("e = (a + b) * (b + 1)", {"a": 2.0, "b": 1.0}), LABEL)
    return bench


def loss(bench: Workbench) -> float:
    assert bench.trace is not None
    return float(bench.trace.values[bench.trace.graph.output])


def test_another_value_is_run_at_once_and_taken_back_by_undo(bench: Workbench) -> None:
    assert loss(bench) == 6
    assert bench.set_value("b", 3.0)
    assert loss(bench) == 20
    bench.undo()
    assert loss(bench) == 6
    bench.redo()
    assert loss(bench) == 20


def test_a_drag_is_one_step(bench: Workbench) -> None:
    for b in (1.1, 1.2, 1.3):
        bench.set_value("b", b, merge="drag b")
    bench.settle()
    bench.undo()
    assert loss(bench) == 6
    assert bench.undo_label is None


def test_the_same_value_again_is_no_step(bench: Workbench) -> None:
    assert bench.set_value("b", 1.0)
    assert bench.undo_label is None


def test_a_value_that_does_not_fit_is_refused_and_changes_nothing(
    bench: Workbench, qtbot: QtBot
) -> None:
    bench.open(read("L = sum(x @ w)", {"x": [1.0, 2.0], "w": [[1.0], [0.0]]}), LABEL)
    before = bench.document
    with qtbot.waitSignal(bench.refused):
        assert not bench.set_value("x", [[1.0, 2.0, 3.0]])
    assert bench.document is before


def test_what_has_to_follow_another_length_does_it_is_told_and_undone_as_one(
    bench: Workbench, qtbot: QtBot
) -> None:
    bench.open(read("L = mse(y, t)", {"y": [1.0, 2.0], "t": [0.0, 1.0]}), LABEL)
    before = bench.document
    with qtbot.waitSignal(bench.told), qtbot.assertNotEmitted(bench.refused):
        assert bench.set_value("y", [1.0, 2.0, 3.0])
    assert bench.document.value("t").tolist() == [0, 1, 1]
    with qtbot.assertNotEmitted(bench.told):
        assert bench.set_value("t", [4.0, 5.0, 6.0])
    bench.undo()
    bench.undo()
    assert bench.document is before


def test_a_document_that_cannot_run_is_not_opened(bench: Workbench) -> None:
    before = bench.document
    broken = read("L = mse(y, t)", {})
    wrong = Document(broken.graph, {"y": np.ones(2), "t": np.ones(3)}, broken.text)
    with pytest.raises(StudioError):
        bench.open(wrong, LABEL)
    assert bench.document is before


def test_while_training_changes_the_numbers_nobody_else_does(
    bench: Workbench, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bench.history_changed):
        bench.set_locked(True)
    with qtbot.waitSignal(bench.refused):
        assert not bench.set_value("b", 3.0)
    assert bench.undo_label is None
    assert loss(bench) == 6


def test_when_training_stops_undo_is_there_again(bench: Workbench, qtbot: QtBot) -> None:
    bench.set_value("b", 3.0)
    bench.set_locked(True)
    labels: list[Message | None] = []
    bench.history_changed.connect(lambda: labels.append(bench.undo_label))
    bench.set_locked(True)
    assert labels == []
    bench.set_locked(False)
    assert labels == [Message("window.edit.value", {"node": "b"})]


def test_steps_of_training_are_one_step_for_undo(bench: Workbench) -> None:
    typed = bench.document
    for w in (0.1, 0.2, 0.3):
        step = read("L = w * w", {"w": w})
        bench.show(step, tracing.run(step.graph, step.values))
    assert bench.live
    bench.undo()
    assert bench.document is typed
    assert not bench.live
    bench.redo()
    assert loss(bench) == pytest.approx(0.09), "the step that training had come to"


def test_where_an_edit_began_is_known_until_it_is_over(bench: Workbench) -> None:
    begun = bench.document
    for text in ("e = a * 2", "e = a * 22"):
        bench.open(read(text), LABEL, merge="text")
        assert bench.before("text") is begun and bench.before("drag") is bench.document
    bench.settle()
    assert bench.before("text") is bench.document


def test_a_refusal_is_handed_to_who_wants_to_say_it(bench: Workbench, qtbot: QtBot) -> None:
    bench.open(read("L = sum(y @ w)", {"y": [1.0, 2.0], "w": [[1.0], [0.0]]}), LABEL)
    with qtbot.assertNotEmitted(bench.refused):
        reason = bench.try_value("y", [[1.0, 2.0, 3.0]])
        assert bench.try_value("y", [1.0, 3.0]) is None
    assert reason is not None and reason.key.startswith("core.misfit")


@pytest.mark.parametrize("text", ["y = sum(X @ W)", "y = mse(X, W)", "y = sum(X + W)"])
def test_what_would_not_fit_into_memory_is_refused_before_it_is_computed(
    bench: Workbench, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open(read(text, {"X": np.ones((10_000, 1)), "W": np.ones((1, 5))}), LABEL)
    before, refused = bench.document, []
    bench.refused.connect(refused.append)
    monkeypatch.setattr("core.trace.engine.forward", lambda *_: pytest.fail("it was computed"))
    assert not bench.set_value("W", np.ones((1, 10_000)))
    assert [message.key for message in refused] == ["core.run.memory"]
    assert bench.document is before


def test_a_step_of_training_is_run_by_the_runner_unless_training_goes_on(bench: Workbench) -> None:
    step = read("L = w * w", {"w": 3.0})
    true = tracing.run(step.graph, step.values)

    bench.set_runner(lambda graph, leaves: tracing.run(graph, {**leaves, "w": 0.0}))
    bench.show(step, true)
    assert loss(bench) == 0
    bench.set_locked(True)
    bench.show(step, true)
    assert loss(bench) == 9
    bench.set_locked(False)
    assert loss(bench) == 0


def test_another_runner_runs_whatever_is_on_the_table(bench: Workbench) -> None:
    """Its trace is shown; taking it away brings back the true one."""
    seen: list[str] = []

    def runner(graph, leaves):  # type: ignore[no-untyped-def]
        seen.append(graph.output)
        return tracing.run(graph, {**leaves, "a": 0.0})

    bench.set_runner(runner)
    assert loss(bench) == 2
    bench.set_value("b", 3.0)
    assert loss(bench) == 12
    bench.set_runner(None)
    assert loss(bench) == 20
    assert seen == ["e", "e"]


def test_the_true_rules_are_not_run_again_where_they_have_run(bench: Workbench, qtbot) -> None:
    with qtbot.assertNotEmitted(bench.traced):
        bench.set_runner(None)


def test_undo_and_redo_lead_back_to_what_was_made_up_and_to_what_was_typed(
    bench: Workbench,
) -> None:
    bench.open(read("L = a @ b"), LABEL)
    vector = [1.0, 2.0, 3.0]
    assert bench.set_value("b", [[0.2]])
    bench.settle()
    bench.undo()
    assert bench.set_value("a", vector), "nobody has given b its numbers: others are made up"
    bench.undo()
    assert bench.set_value("b", [[0.2]])
    bench.undo()
    bench.redo()
    assert not bench.set_value("a", vector)
    assert bench.document is not None
    assert bench.document.value("b").tolist() == [[0.2]]
