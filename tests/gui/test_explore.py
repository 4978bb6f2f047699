"""The tools of the Explore dock, each with a workbench and no window around them."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core import trace as tracing
from core.documents.document import read
from core.engine import Array
from core.examples import EXAMPLES, ladder
from core.explore.mistakes import FlawedTrace, Mistake
from core.explore.nudge import Experiment
from core.explore.quotients import Regime
from core.explore.sweeps import Mode
from core.messages import Message
from core.network import two_layer_graph
from core.playback import frame_at
from core.run import Run
from gui.appearance import Appearance
from gui.explore.log_chart import Curve, LogChart
from gui.explore.mistakes import MistakesTool
from gui.explore.nudge import NudgeTool
from gui.explore.nudge_face import STEPS
from gui.explore.paths import PathsTool
from gui.explore.sweeps import SweepsTool
from gui.explore.tool import Tool
from gui.i18n import Translator
from gui.stage.highlight import Highlight, Tone
from gui.widgets import Pages
from gui.widgets.sheet import Row, Sheet
from gui.workbench import Workbench
from tests.big_graphs import expression

LONG = 30  # seconds after which something hangs
TOOLS = [PathsTool, SweepsTool, NudgeTool, MistakesTool]
AWKWARD = [
    "y = 3 * 2",
    "x",
    "x = 3",
    "y = log(0 - x)",
    "y = x / 0",
    "y = relu(x) + log(x)",
    "y = x * x * x",
    "Y = X @ W",
]


@dataclass
class Bench:
    """A tool at work, and what it has said."""

    tool: Tool
    bench: Workbench
    highlights: list[Highlight | None] = field(default_factory=list)
    captions: list[Message | None] = field(default_factory=list)

    def show(self, text: str, **values: object) -> None:
        self.bench.open(read(text, {k: np.asarray(v) for k, v in values.items()}), Message("x"))

    def example(self, key: str) -> None:
        self.show(EXAMPLES[key].expression, **EXAMPLES[key].values)

    @property
    def highlight(self) -> Highlight:
        assert self.highlights and self.highlights[-1] is not None
        return self.highlights[-1]


@pytest.fixture
def start(qtbot, dressed: Appearance, translator: Translator) -> Iterator:
    def start(kind: type[Tool], example: str = "chain_rule") -> Bench:
        bench = Workbench()
        tool = kind(dressed, translator, bench)
        qtbot.addWidget(tool)
        made = Bench(tool, bench)
        tool.highlighted.connect(made.highlights.append)
        tool.caption_changed.connect(made.captions.append)
        tool.runner_changed.connect(bench.set_runner)
        tool.opened.connect(lambda document: bench.open(document, Message("x")))
        tool.enter()
        bench.traced.connect(tool.set_trace)
        made.example(example)
        tool.resize(300, 600)
        tool.show()
        tools.append(tool)
        return made

    tools: list[Tool] = []
    yield start
    ended = [tool.close_work() for tool in tools]
    assert all(ended)


# what they have in common


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_tool_takes_back_what_it_did(start, translator: Translator, kind, language) -> None:
    translator.set_language(language)
    made = start(kind)
    if isinstance(made.tool, MistakesTool):
        made.tool.switches[Mistake.OVERWRITE].setChecked(True)
        assert isinstance(made.bench.trace, FlawedTrace)
    made.tool.leave()
    said = len(made.highlights), len(made.captions)
    assert made.highlights[-1] is None and made.captions[-1] is None
    assert not isinstance(made.bench.trace, FlawedTrace)
    made.example("neuron")
    translator.set_language("en")
    assert (len(made.highlights), len(made.captions)) == said, "it goes on after it was left"


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize("text", AWKWARD)
def test_a_tool_copes_with_any_graph(start, kind, text) -> None:
    made = start(kind)
    made.show(text)
    for node in made.bench.trace.graph.nodes:
        made.tool.choose(node.id)
    made.example("small_net")
    assert made.bench.trace.graph.output == "L"


@pytest.mark.parametrize("kind", TOOLS)
def test_a_tool_fits_a_narrow_dock(start, dressed: Appearance, kind) -> None:
    made = start(kind, "small_net")
    for theme, room in (("light", 290), ("projector", 460)):
        dressed.set_theme(theme)
        dressed.set_viewport_height(768)
        made.tool.choose("W1")
        made.tool.ensurePolished()
        assert made.tool.minimumSizeHint().width() <= room


# paths


def lines(sheet: Sheet) -> list[str]:
    return ["  ".join(line).strip() for line in sheet.lines]


def test_paths_are_walked_one_by_one(start) -> None:
    made = start(PathsTool)
    tool = made.tool
    assert tool.nodes.currentText() == "b", "the input with the most paths"
    assert lines(tool.list) == ["1.  e → c → b  2 × 1 = 2", ""]
    assert set(made.highlight.nodes) == {"e", "c", "b"} and made.highlight.dim
    assert {tone.value for tone in made.highlight.edges.values()} == {Tone.PATH}
    QTest.mouseClick(tool.stepper.buttons["step"], Qt.MouseButton.LeftButton)
    assert lines(tool.list)[-1] == "2.  e → d → b  3 × 1 = 3"
    assert set(made.highlight.nodes) == {"e", "d", "b"}
    assert "5" in tool.sum.text() and "Both paths" in tool.sum.text()
    assert not tool.stepper.buttons["step"].isEnabled()
    assert tool.work.lines[1:] == [
        ("so far", "4", ""),
        ("b", "4", "4"),
        ("both inputs", "6", "5"),
    ]


def test_nothing_below_the_list_moves_while_paths_are_walked(start) -> None:
    made = start(PathsTool, "ladder")
    tool = made.tool
    assert not tool.arrows.isHidden(), "what →₁ and →₂ mean"
    rows = [len(tool.list.lines)]
    for _ in range(5):
        tool.stepper.buttons["step"].click()
        rows.append(len(tool.list.lines))
    assert set(rows) == {4}
    assert len(set(lines(tool.list))) == 4
    made.example("chain_rule")
    assert tool.arrows.isHidden()


def constant(made: Bench) -> str:
    document = made.bench.document
    assert document is not None
    return next(node.id for node in document.graph.nodes if node.literal is not None)


def test_a_constant_that_is_moved_leaves_the_walk_where_it_is(start) -> None:
    made = start(PathsTool)
    made.tool.stepper.buttons["play"].click()
    before = made.tool.place
    made.bench.set_value(constant(made), 5.0)
    assert made.tool.place == before
    assert made.tool.stepper.playing
    made.tool.stepper.buttons["to_end"].click()
    assert "9" in made.tool.sum.text(), "(b + 5) + (a + b), with the new number"


def test_a_slow_tool_waits_for_a_hand_on_a_constant(start) -> None:
    made = start(PathsTool)
    made.tool._slow = True
    made.tool.hold()
    before = made.tool.trace
    made.bench.set_value(constant(made), 5.0)
    assert made.tool.trace is before


def test_playing_travels_edge_by_edge_and_rests_at_the_end(start) -> None:
    made = start(PathsTool)
    tool = made.tool
    tool.choose("a")
    tool.choose("b")
    tool.stepper.toggle()
    seen = [len(made.highlight.edges)]
    while tool.stepper.playing:
        tool.stepper.ticked.emit()
        seen.append(len(made.highlight.edges))
    assert seen == [0, 1, 2]
    assert tool.place.number == 1


def test_a_ladder_grows_and_shrinks(start) -> None:
    made = start(PathsTool)
    box = made.tool.ladder
    assert box.chart.isHidden() and not box.open.isHidden()
    QTest.mouseClick(box.open, Qt.MouseButton.LeftButton)
    assert made.bench.document.text == ladder(10)
    assert not box.chart.isHidden() and box.open.isHidden()
    assert made.tool.work.lines[2] == ("x", "10\u202f240", "20")
    assert not made.tool.patience.isHidden() and "17 minutes" in made.tool.patience.text()
    box.rungs.setValue(30)
    assert len(made.bench.trace.graph.operations) == 30
    made.tool.stepper.buttons["to_end"].click()
    assert "1\u202f073\u202f741\u202f824" in made.tool.sum.text()
    made.example("chain_rule")
    assert box.chart.isHidden()


def test_paths_through_arrays_have_shapes(start) -> None:
    made = start(PathsTool, "small_net")
    made.tool.choose("W1")
    assert lines(made.tool.list)[0].endswith("2×3")
    assert "only path" in made.tool.sum.text()
    assert made.tool.work.lines[0][0] == "Rules applied"


# sweeps


def test_forward_mode_needs_a_sweep_for_each_input(start) -> None:
    made = start(SweepsTool)
    tool = made.tool
    assert tool.table.lines[1:] == [("Forward", "2"), ("Reverse", "1")]
    assert lines(tool.found) == ["∂e/∂a  …", "∂e/∂b  …"]
    assert made.highlight.nodes == {"a": Tone.SOURCE}
    while lines(tool.found)[1].endswith("…"):
        tool.stepper.buttons["step"].click()
    assert lines(tool.found) == ["∂e/∂a  2", "∂e/∂b  5"]
    assert made.highlight.notes["e"] == "∂e/∂b = 5"


def test_labels_have_no_derivative_that_a_sweep_could_find(start) -> None:
    made = start(SweepsTool, "small_net")
    made.tool.stepper.buttons["to_end"].click()
    assert len(lines(made.tool.found)) == 5 and not any(
        "∂t" in row for row in lines(made.tool.found)
    )
    made.tool.choose("t")
    assert made.tool.place.number == made.tool._count.inputs - 1


def test_reverse_mode_finds_all_in_one(start) -> None:
    made = start(SweepsTool)
    tool = made.tool
    tool.modes[Mode.REVERSE].click()
    assert made.highlight.nodes == {"e": Tone.SOURCE}
    tool.stepper.toggle()
    while tool.stepper.playing:
        tool.stepper.ticked.emit()
    assert lines(tool.found) == ["∂e/∂a  2", "∂e/∂b  5"]
    assert made.highlight.notes["c"] == "∂e/∂c = 2"
    assert tool.place.number == 0


def mnist_leaves(hidden: int = 50) -> dict[str, Array]:
    rng = np.random.default_rng(1)
    shapes = {"W1": (784, hidden), "b1": (hidden,), "W2": (hidden, 10), "b2": (10,)}
    leaves: dict[str, Array] = {name: 0.01 * rng.normal(size=s) for name, s in shapes.items()}
    return leaves | {"X": rng.random((100, 784)), "t": np.zeros(100, int)}


@pytest.fixture
def digits_document():
    from core.documents.document import Document

    return Document(two_layer_graph("relu", "softmax_cross_entropy"), mnist_leaves())


def test_the_large_net_says_what_is_too_much(start, digits_document) -> None:
    made = start(SweepsTool)
    made.bench.open(digits_document, Message("x"))
    tool = made.tool
    assert tool.table.lines[1:] == [("Forward", "39\u202f760"), ("Reverse", "1")]
    assert not tool.trouble.isHidden() and "A₁" in tool.trouble.text()
    assert not tool.stepper.isEnabled()
    tool.modes[Mode.REVERSE].click()
    assert tool.trouble.isHidden() and tool.stepper.isEnabled()
    tool.stepper.buttons["to_end"].click()
    assert "∂L/∂W₁  784×50" in lines(tool.found)


# nudges


def test_a_push_lasts_until_the_button_is_clicked_again(start) -> None:
    made = start(NudgeTool)
    tool = made.tool
    tool.choose("b")
    QTest.mouseClick(tool.up, Qt.MouseButton.LeftButton)
    assert made.highlight.notes == {
        "b": "Δ = +0.01",
        "c": "Δ = +0.01",
        "d": "Δ = +0.01",
        "e": "Δ = +0.0501",
    }
    assert tool.figures.lines[0] == ("Δe", "+0.0501")
    assert tool.figures.lines[1] == ("gradient × ε", "+0.05")
    tool.choose("c")
    assert made.highlight.notes == {"c": "Δ = +0.01", "e": "Δ = +0.02"}, "another node, pushed too"
    tool.slider.setValue(-10)
    assert made.highlight.notes == {"c": "Δ = +0.1", "e": "Δ = +0.2"}, "and by another ε"
    QTest.mouseClick(tool.up, Qt.MouseButton.LeftButton)
    assert made.highlights[-1] is None and made.captions[-1] is None
    assert tool.figures.lines[0] == ("Δe", "+0.2")


def test_a_large_graph_is_looked_at_in_a_thread_and_only_where_the_slider_rests(
    start, qtbot, monkeypatch
) -> None:
    made = start(NudgeTool)
    asked, regime = [], Experiment.regime

    def watched(experiment: Experiment, epsilon: float) -> Regime:
        asked.append((epsilon, threading.current_thread() is threading.main_thread()))
        return regime(experiment, epsilon)

    made.show(expression(150))
    tool = made.tool
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    monkeypatch.setattr(Experiment, "regime", watched)
    for position in (-30, -31, -32, -33, -34, -35):
        tool.slider.setValue(position)
        assert "worked out" in tool.regime.text()
        assert tool.figures.lines[0][0] == "Δy", "the push itself is there at once"
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    assert not any(here for _, here in asked)
    assert asked[-1][0] == pytest.approx(10**-3.5) and len(asked) <= 2
    qtbot.waitUntil(lambda: len(tool.chart._curves) == 4)
    tool.slider.setValue(-35 + 1)
    tool.slider.setValue(-35)
    assert "worked out" not in tool.regime.text(), "what is known is said at once"


def test_work_that_fails_says_so_and_holds_up_nothing(start, qtbot, monkeypatch) -> None:
    """Neither another ε nor another node that was chosen while it was under way."""
    made, regime, go = start(NudgeTool), Experiment.regime, threading.Event()
    broken: list[tuple[Experiment, float]] = []

    def breaking(experiment: Experiment, epsilon: float) -> Regime:
        if (experiment, epsilon) in broken:
            go.wait(LONG)
            raise ArithmeticError("broken for the test")
        return regime(experiment, epsilon)

    made.show(expression(150))
    tool = made.tool
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    monkeypatch.setattr(Experiment, "regime", breaking)
    whole = tool.slider.value()
    broken += [(tool.experiment, 10 ** ((whole - 1) / STEPS))]
    tool.slider.setValue(whole - 1)
    assert "worked out" in tool.regime.text()
    tool.nodes.setCurrentIndex(1)
    go.set()
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    assert "went wrong" not in tool.regime.text(), "it is of the node before"
    broken += [(tool.experiment, 10 ** ((whole - 2) / STEPS))]
    tool.slider.setValue(whole - 2)
    qtbot.waitUntil(lambda: "went wrong" in tool.regime.text())
    tool.slider.setValue(whole)
    assert "went wrong" not in tool.regime.text()
    tool.slider.setValue(whole - 2)
    assert "went wrong" in tool.regime.text(), "what is known is said at once"


@dataclass
class Watch:
    """What is worked out about a nudge: which ε were begun and ended, how many slopes were asked
    for; the work waits in the slope with the number `hold` until it may `go` on."""

    hold: int
    begun: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    slopes: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def put_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looking, slope = Experiment.looking, Experiment._slope_at

        def looked(experiment: Experiment, epsilon: float) -> Iterator[None]:
            self.begun.append(epsilon)
            yield from looking(experiment, epsilon)
            self.ended.append(epsilon)

        def counted(experiment: Experiment, at: float) -> float:
            self.slopes += 1
            if self.slopes == self.hold:
                self.held.set()
                self.go.wait(LONG)
            return slope(experiment, at)

        monkeypatch.setattr(Experiment, "looking", looked)
        monkeypatch.setattr(Experiment, "_slope_at", counted)


def test_another_push_takes_the_place_of_the_one_that_is_worked_out(
    start, qtbot, monkeypatch
) -> None:
    made, watch = start(NudgeTool), Watch(hold=3)
    made.show(expression(150))
    tool = made.tool
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    qtbot.waitUntil(lambda: len(tool.chart._curves) == 4)
    watch.put_on(monkeypatch)
    tool.slider.setValue(-30)
    assert watch.held.wait(LONG)
    tool.slider.setValue(-31)
    watch.go.set()
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    assert watch.begun == pytest.approx([1e-3, 10**-3.1])
    assert watch.ended == pytest.approx([10**-3.1])


@pytest.mark.parametrize("leave", ["rest", "close_work"])
def test_who_leaves_waits_for_one_pass_at_most(start, qtbot, monkeypatch, leave: str) -> None:
    made, watch = start(NudgeTool), Watch(hold=3)
    made.show(expression(150))
    tool = made.tool
    qtbot.waitUntil(lambda: "worked out" not in tool.regime.text())
    qtbot.waitUntil(lambda: len(tool.chart._curves) == 4)
    watch.put_on(monkeypatch)
    tool.slider.setValue(-30)
    assert watch.held.wait(LONG)
    stop = Run.stop

    def stopped(run: Run) -> None:
        stop(run)
        watch.go.set()  # only who is told to end gets out of the slope

    monkeypatch.setattr(Run, "stop", stopped)
    try:
        assert getattr(tool, leave)() is not False
        qtbot.waitUntil(lambda: leave == "close_work" or not tool.work._task.running)
        assert watch.slopes == 3 and not watch.ended
    finally:
        watch.go.set()
        qtbot.waitUntil(tool.close_work)


def test_pushing_down_moves_everything_the_other_way(start) -> None:
    made = start(NudgeTool)
    made.tool.choose("c")
    made.tool.up.click()
    QTest.keyClick(made.tool.down, Qt.Key.Key_Space)
    assert made.highlight.notes == {"c": "Δ = −0.01", "e": "Δ = −0.02"}
    assert not made.tool.up.isChecked()


def test_a_push_does_not_outlast_the_tool(start) -> None:
    made = start(NudgeTool)
    made.tool.up.click()
    made.tool.leave()
    assert made.highlights[-1] is None
    made.tool.enter()
    made.tool.set_trace(made.bench.trace)
    assert made.tool.pushed == 0


def test_an_element_or_all_of_them_can_be_pushed(start) -> None:
    made = start(NudgeTool, "small_net")
    tool = made.tool
    tool.choose("W1")
    assert [axis.maximum() for axis in tool.element.axes[:2]] == [1, 2]
    tool.element.axes[1].setValue(2)
    one = tool.experiment.slope
    assert one == pytest.approx(made.bench.trace.gradients["W1"][0, 2])
    tool.element.all.setChecked(True)
    assert tool.experiment.slope == pytest.approx(made.bench.trace.gradients["W1"].sum())
    tool.choose("L")
    assert tool.nodes.currentData() == "W1", "the output is not pushed"


def test_the_errors_are_drawn_and_a_click_chooses_epsilon(start, qtbot) -> None:
    made = start(NudgeTool, "neuron")
    tool = made.tool
    tool.resize(320, 700)
    with qtbot.waitSignal(tool._measure.timeout):
        tool.choose("w1")
    qtbot.waitUntil(lambda: len(tool.chart._curves) == 4)
    QTest.mouseClick(
        tool.chart, Qt.MouseButton.LeftButton, pos=tool.chart._area().center().toPoint()
    )
    assert tool.epsilon == pytest.approx(10**-7.5, rel=0.5)
    assert "rounding" in tool.regime.text() or "bends" in tool.regime.text()
    assert tool.chart.grab().toImage().width() > 0


# mistakes


def test_nothing_is_said_of_the_errors_that_the_chart_does_not_show(start, qtbot) -> None:
    """A parabola in b: one-sided the error falls with ε, central there is none to fall."""
    tool = start(NudgeTool).tool
    tool.choose("b")
    for language in ("zh_CN", "en"):
        tool._translator.set_language(language)
        assert "ε²" not in tool.regime.text()
    assert "What is left of the central error is rounding" in tool.regime.text()


def test_a_mistake_turns_gradients_red(start) -> None:
    made = start(MistakesTool)
    tool = made.tool
    assert set(made.highlight.nodes.values()) == {Tone.RIGHT}
    tool.switches[Mistake.OVERWRITE].setChecked(True)
    assert made.highlight.nodes["b"] is Tone.WRONG and made.highlight.nodes["a"] is Tone.RIGHT
    assert made.highlight.notes == {"b": "2 ≠ 5"}
    assert tool.table.lines[1] == ("∂e/∂b", "2", "5")
    assert tool.summary.text() == "1 of 5 gradients is wrong."
    assert "replaced 3" in tool.sentences[Mistake.OVERWRITE].text()
    QTest.mouseClick(tool.right, Qt.MouseButton.LeftButton)
    assert not tool.mistakes and not isinstance(made.bench.trace, FlawedTrace)
    assert set(made.highlight.nodes.values()) == {Tone.RIGHT}


def test_gradients_turn_red_when_they_arrive(start) -> None:
    made = start(MistakesTool)
    tool = made.tool
    tool.switches[Mistake.OVERWRITE].setChecked(True)
    trace = made.bench.trace
    tool.set_frame(frame_at(trace, trace.forward_count + 0.5))
    assert made.highlight.nodes == {}
    tool.set_frame(frame_at(trace, len(trace)))
    assert made.highlight.nodes["b"] is Tone.WRONG


def test_of_several_mistakes_each_wrong_gradient_is_accounted_for(start) -> None:
    made = start(MistakesTool)
    made.bench.open(read("c = a * b; e = c + c * a", {"a": 2.0, "b": 3.0}), Message("x"))
    for mistake in (Mistake.ORDER, Mistake.STALE, Mistake.MEAN):
        made.tool.switches[mistake].setChecked(True)
    told = made.tool.accounts.text().split("\n")
    assert "∂e/∂a is 18 instead of 15:" in told and "∂e/∂b is 4 instead of 6:" in told
    assert told.count("• c handed on 1 before its contribution from d had come.") == 2
    assert made.tool.sentences[Mistake.ORDER].text() == "At work at c."
    made.tool.put_right()
    assert made.tool.accounts.isHidden()


@pytest.mark.parametrize("mistake", list(Mistake))
def test_where_a_mistake_makes_no_difference_an_example_is_offered(start, mistake) -> None:
    made = start(MistakesTool)
    made.show("y = a * b", a=0.0, b=0.0)
    tool = made.tool
    tool.switches[mistake].setChecked(True)
    assert not tool.examples[mistake].isHidden()
    QTest.mouseClick(tool.examples[mistake], Qt.MouseButton.LeftButton)
    assert tool.examples[mistake].isHidden()
    assert Tone.WRONG in made.highlight.nodes.values()


def test_the_mistake_stays_when_values_change(start) -> None:
    made = start(MistakesTool)
    made.tool.switches[Mistake.STALE].setChecked(True)
    made.bench.set_value("a", 7.0)
    assert isinstance(made.bench.trace, FlawedTrace)
    assert made.tool.table.lines[1][0] == "∂e/∂a"


def test_the_large_net_is_judged_as_well(start, digits_document) -> None:
    made = start(MistakesTool)
    made.bench.open(digits_document, Message("x"))
    made.tool.switches[Mistake.MEAN].setChecked(True)
    assert made.highlight.nodes["W1"] is Tone.WRONG
    assert "100" in made.tool.sentences[Mistake.MEAN].text()


# their parts


def test_a_sheet_shows_what_it_is_given(qtbot, dressed: Appearance) -> None:
    sheet = Sheet(dressed, 2)
    qtbot.addWidget(sheet)
    sheet.show_rows(("a", "b"), [Row(("1", "2"), strong=True), Row(("3", "4"))])
    assert sheet.lines == [("a", "b"), ("1", "2"), ("3", "4")]
    sheet.show_rows((), [Row(("5", "6"))])
    assert sheet.lines == [("5", "6")]


def test_what_was_set_is_set_again(start) -> None:
    nudge, sweeps = start(NudgeTool).tool, start(SweepsTool).tool
    nudge.restore_state({"epsilon": -50})
    assert nudge.epsilon == pytest.approx(1e-5) and nudge.save_state() == {"epsilon": -50}
    sweeps.restore_state({"mode": "reverse"})
    assert sweeps.mode is Mode.REVERSE and sweeps.save_state() == {"mode": "reverse"}
    for tool in (nudge, sweeps):
        before = tool.save_state()
        tool.restore_state({"epsilon": "wide", "mode": 3})
        assert tool.save_state() == before


class Slow(Tool):
    """Takes two seconds by its clock."""

    key = "paths"

    def __init__(self, *parts) -> None:
        super().__init__(*parts)
        self.looks: list[object] = []

    def look(self, trace) -> None:
        self.looks.append(trace)


@pytest.mark.parametrize(("seconds", "waits"), [(2.0, True), (0.001, False)])
def test_a_slow_tool_waits_for_the_hand_and_a_fast_one_follows(
    start, qtbot, monkeypatch, seconds, waits
) -> None:
    clock = itertools.count(step=seconds)
    monkeypatch.setattr("gui.explore.tool.perf_counter", lambda: next(clock))
    made = start(Slow)
    for value in (1.0, 2.0, 3.0):
        before = list(made.tool.looks)
        made.tool.hold()
        made.bench.set_value("a", value)
        assert (made.tool.looks == before) is waits
    qtbot.waitUntil(lambda: made.tool.looks[-1] is made.bench.trace)
    made.bench.set_value("a", 9.0)  # typed
    assert made.tool.looks[-1] is made.bench.trace


def test_sweeps_are_not_kept_without_end(start) -> None:
    made = start(SweepsTool)
    made.show("y = sum(x)", x=np.ones(200))
    for number in range(1, 200):
        made.tool.number.setValue(number)
    assert len(made.tool._sweeps) <= 64


def test_pages_take_the_room_of_the_one_that_is_shown(qtbot) -> None:
    pages, small, large = Pages(), QWidget(), QWidget()
    qtbot.addWidget(pages)
    small.setMinimumHeight(20)
    large.setMinimumHeight(500)
    pages.addWidget(small)
    pages.addWidget(large)
    assert not small.isHidden() and large.isHidden() and pages.minimumSizeHint().height() == 20
    pages.setCurrentWidget(large)
    assert pages.minimumSizeHint().height() == 500


@pytest.mark.parametrize("kind", TOOLS)
def test_what_was_worked_out_is_never_used_with_another_run(start, kind) -> None:
    """Training shows another graph, and then steps of it that the tool does not look at."""
    made = start(kind)
    if isinstance(made.tool, MistakesTool):
        made.tool.switches[Mistake.OVERWRITE].setChecked(True)
    made.bench.set_locked(True)
    made.example("small_net")
    assert made.tool.trace is made.bench.trace, "another graph is looked at at once"
    looked_at = made.tool.trace
    document = made.bench.document.with_value("b1", np.ones(3))
    made.bench.show(document, tracing.run(document.graph, document.values))
    assert made.bench.trace is not looked_at and made.tool.trace is looked_at
    made.tool.set_frame(frame_at(made.bench.trace, len(made.bench.trace) - 1.0))
    for node in made.bench.trace.graph.nodes:
        made.tool.choose(node.id)
    made.tool.demonstrate()


@pytest.mark.parametrize(
    ("text", "values"),
    [("b = a * a", {"a": 1e308}), ("y = x * 10", {"x": [1e308, -1e308]})],
)
def test_what_cannot_be_measured_is_said(start, text, values) -> None:
    made = start(NudgeTool)
    made.show(text, **values)
    made.tool.demonstrate()
    assert "infinite or undefined" in made.tool.regime.text()


def test_the_last_of_more_paths_than_can_be_counted_by_a_field(start) -> None:
    made = start(PathsTool)
    made.bench.open(read(ladder(40), {}), Message("x"))
    made.tool.stepper.buttons["to_end"].click()
    assert made.tool.place.number == 2**40 - 1
    assert not made.tool.stepper.buttons["step"].isEnabled()


@pytest.mark.parametrize(("x", "said"), [(0.0, "below and 3 above"), (-0.005, "goes from 0 to 3")])
def test_a_kink_between_the_two_points_is_named(start, x, said) -> None:
    made = start(NudgeTool)
    made.show("y = relu(x) * 3", x=x)
    made.tool.up.click()
    for language in ("zh_CN", "en"):
        made.tool._translator.set_language(language)
        assert "ε²" not in made.tool.regime.text() and "{" not in made.tool.regime.text()
    assert said in made.tool.regime.text()


@pytest.mark.parametrize(
    ("text", "x", "power", "said"),
    [
        ("y = 1 / x", 1.0, 0, "At x − ε, y is infinite or undefined"),
        ("y = sqrt(x)", 0.5, 0, "ε = 0.1 is small enough"),
        ("y = log(x)", 0.0005, -3, "ε = 0.0001 is small enough"),
        ("y = log(x)", 0.0, -3, "Give the inputs other values"),
        ("y = relu(log(x))", 0.0, -3, "Give the inputs other values"),
        ("y = x ** 1.5", 0.0, -9, "however small ε is"),
        ("y = relu(x)", -1.0, -9, "does not move at all"),
        ("y = x * 0", 2.0, -12, "does not move at all"),
    ],
)
def test_the_advice_on_a_push_is_one_that_helps(start, text, x, power, said) -> None:
    made = start(NudgeTool)
    made.show(text, x=x)
    made.tool.slider.setValue(power * STEPS)
    for language in ("zh_CN", "en"):
        made.tool._translator.set_language(language)
        told = made.tool.regime.text()
        assert "smaller values" not in told and "改小" not in told and "{" not in told
    assert said in told and "Smaller is worse" not in told


def test_an_error_that_there_is_not_is_not_drawn_as_none(start) -> None:
    made = start(NudgeTool)
    made.show("y = sqrt(x)", x=0.5)
    made.tool.measure()
    chart = made.tool.chart
    central = chart._curves[-1]
    assert np.isnan(central.y[0]) and np.isfinite(central.y[8:]).all()
    (line,) = chart._lines(chart._area(), central)
    assert line.count() == np.isfinite(central.y).sum() < len(central.y)


def test_what_cannot_be_pushed_any_more_is_not_told_as_pushed(start) -> None:
    made = start(NudgeTool)
    made.tool.up.click()
    assert made.captions[-1] is not None
    made.show("y = 3")
    assert made.captions[-1] is None


def test_a_caption_names_the_element_that_is_pushed(start) -> None:
    made = start(NudgeTool, "small_net")
    made.tool.choose("W1")
    made.tool.element.axes[1].setValue(2)
    made.tool.up.click()
    assert str(made.captions[-1]).startswith("W₁[0, 2] is pushed by")
    made.tool.element.all.setChecked(True)
    assert str(made.captions[-1]).startswith("W₁ is pushed by")


def test_at_a_tie_nothing_agrees_with_what_there_is_not(start) -> None:
    made = start(MistakesTool)
    made.show("y = max(a, b)", a=1.0, b=1.0)
    tool = made.tool
    assert set(made.highlight.nodes) == {"y"}
    assert made.highlight.notes == dict.fromkeys("ab", "kink: no slope to compare")
    assert tool.summary.text().startswith("1 of 3 gradients agrees with finite differences.")
    assert "2 stand at a kink" in tool.summary.text()
    assert ("∂y/∂a", "1", "kink: no slope") in tool.table.lines
    made.bench.set_value("b", 2.0)
    assert tool.summary.text() == "All 3 gradients agree with finite differences."


def test_of_a_mistake_at_a_kink_there_is_one_truth(start) -> None:
    made = start(MistakesTool)
    made.show("y = relu(x) * 3", x=0.0)
    tool = made.tool
    tool.switches[Mistake.DERIVATIVE].setChecked(True)
    tool.switches[Mistake.STALE].setChecked(True)
    assert made.highlight.notes["x"] == "6 ≠ 0"
    assert ("∂y/∂x", "6", "kink: no slope") in tool.table.lines
    assert "∂y/∂x is 6 instead of 0:" in tool.accounts.text()


def test_the_wrong_ones_of_a_large_graph_are_counted_all(start) -> None:
    made = start(MistakesTool)
    text = expression(1000)
    made.show(text, **{leaf.id: 0.01 for leaf in read(text, {}).graph.leaves})
    made.tool.switches[Mistake.STALE].setChecked(True)
    graph = made.bench.document.graph
    said = made.tool.summary.text()
    assert f"{len(graph.leaves)} of {len(graph)} gradients are wrong." in said
    assert "not measured" in said
    assert len(made.highlight.notes) <= len(made.tool.table.lines)


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_numbers_of_a_chart_touch_neither_each_other_nor_its_edge(
    dressed: Appearance, theme: str
) -> None:
    dressed.set_theme(theme)
    chart = LogChart(dressed, log_x=True)
    chart.resize(chart.sizeHint())
    chart.show_curves([Curve(np.array([1.0, 0.1]), np.array([0.2, 0.5]), "forward", "a")], "ε")
    area = chart._area()
    low, high = chart._beside(area, area.bottom()), chart._beside(area, area.top())
    first = chart._below(area, area.left())
    assert not low.intersects(first) and not low.intersects(high)
    assert first.bottom() + chart._line() <= chart.height() + 1, "and under it, what the axis is"
    assert area.height() > 2 * chart._line()
