"""The stage as a class sees it: numbers on nodes and wires, edited in place, never clipped."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QHelpEvent, QImage, QTextLayout, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from core.examples import EXAMPLES
from core.explain.provenance import Part
from core.format import number
from core.language.expression import parse
from core.messages import LANGUAGES, Message
from core.playback import frame_at
from core.trace import Seed, Trace, run
from core.values import starting_values
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage import text_painting
from gui.stage.panel import StagePanel
from gui.theme import THEMES

Opened = Callable[[Trace], StagePanel]


def traced(text: str, **values: object) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


PAINTERS = (
    "items.node_item",
    "items.wire_item",
    "items.pulse",
    "arrays.picture_painter",
    "text_painting",
)


def example(key: str) -> Trace:
    return traced(EXAMPLES[key].expression, **EXAMPLES[key].values)


@pytest.fixture
def stage(qapp, qtbot, prepared: Appearance, translator: Translator) -> StagePanel:
    panel = StagePanel(prepared, translator)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(760, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    return panel


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the stage draws, in order."""
    texts: list[str] = []
    draw = text_painting.write

    def listen(painter, room, text, *rest) -> None:
        texts.append(text)
        draw(painter, room, text, *rest)

    for module in PAINTERS:
        monkeypatch.setattr(f"gui.stage.{module}.write", listen, raising=False)
    return texts


def seen(stage: StagePanel, written: list[str]) -> list[str]:
    """What can be read on the stage now."""
    stage.view.viewport().update()
    written.clear()
    stage.grab()
    return list(written)


def show(stage: StagePanel, trace: Trace, position: float) -> None:
    stage.set_frame(frame_at(trace, position))


def test_numbers_appear_as_they_are_computed(stage: StagePanel, written: list[str]) -> None:
    trace = example("chain_rule")
    show(stage, trace, 0)
    assert "6" not in seen(stage, written)
    show(stage, trace, 6)
    assert "6" in seen(stage, written)
    show(stage, trace, 10)
    assert "∂e/∂b = 3 + …" in seen(stage, written)
    show(stage, trace, len(trace))
    assert "∂e/∂b = 3 + 2 = 5" in seen(stage, written)


def test_going_back_takes_everything_back(stage: StagePanel) -> None:
    trace = example("gates")
    there = []
    for position in (0, 3.4, 9, 12.7, 15):
        show(stage, trace, position)
        there.append(stage.view.grab().toImage())
    for position, before in zip((15, 12.7, 9, 3.4, 0), reversed(there), strict=True):
        show(stage, trace, position)
        assert stage.view.grab().toImage() == before


def test_a_pulse_carries_its_number_along_the_wire(stage: StagePanel, written: list[str]) -> None:
    trace = example("chain_rule")
    places = []
    for progress in (0.3, 0.5, 0.7):
        show(stage, trace, 11 + progress)
        (pulse,) = [pulse for pulse in stage.scene.pulses if pulse.isVisible()]
        places.append(pulse.pos().x())
    assert places == sorted(places, reverse=True), "a gradient travels to the left"
    assert seen(stage, written).count("2") >= 2
    show(stage, trace, 2.3)
    assert sum(pulse.isVisible() for pulse in stage.scene.pulses) == 2, "one for each operand"
    show(stage, trace, 3)
    assert not any(pulse.isVisible() for pulse in stage.scene.pulses)


def test_a_gradient_of_zero_stops_at_the_gate(stage: StagePanel) -> None:
    trace = example("gates")
    blocked = next(e for e, i in trace.edge_index.items() if e.source == "w")
    index = trace.edge_index[blocked]
    wire = stage.scene
    show(stage, trace, index + 0.6)
    (pulse,) = [pulse for pulse in wire.pulses if pulse.isVisible()]
    gate, leaf = (stage.scene.nodes[name].pos().x() for name in (blocked.target, "w"))
    assert pulse.pos().x() > leaf + 0.6 * (gate - leaf), "it does not come near the leaf"


@pytest.mark.parametrize("key", EXAMPLES)
@pytest.mark.parametrize("size", [(560, 420), (760, 620), (1280, 800)])
def test_the_whole_graph_is_inside_the_view(
    stage: StagePanel, qtbot, key: str, size: tuple[int, int]
) -> None:
    stage.resize(*size)
    trace = example(key)
    show(stage, trace, len(trace))
    qtbot.waitUntil(lambda: stage.width() == size[0])
    room = stage.view.viewport().rect()
    for item in (*stage.scene.nodes.values(), *stage.scene.wires.values()):
        shape = item.mapRectToScene(item.boundingRect()) & stage.scene.content()
        assert room.contains(stage.view.mapFromScene(shape).boundingRect().adjusted(1, 1, -1, -1))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", EXAMPLES)
def test_no_text_leaves_its_place(
    stage: StagePanel, dressed: Appearance, monkeypatch, key: str, theme: str
) -> None:
    """A text that is wider than its room is set smaller: so much that it fits."""
    dressed.set_theme(theme)
    widths: list[tuple[str, float, float]] = []
    draw = text_painting.write

    def measure(painter, room, text, font, *rest) -> None:
        draw(painter, room, text, font, *rest)
        widths.append((text, painter.fontMetrics().horizontalAdvance(text), room.width()))

    for module in PAINTERS:
        monkeypatch.setattr(f"gui.stage.{module}.write", measure, raising=False)
    trace = example(key)
    for position in (0, trace.forward_count - 0.5, len(trace) - 1.5, len(trace)):
        show(stage, trace, position)
        stage.grab()
    assert widths
    assert [text for text, wide, room in widths if text and wide > room + 2] == []


def test_only_what_a_frame_concerns_is_painted_again(stage: StagePanel, monkeypatch) -> None:
    trace = example("small_net")
    show(stage, trace, 3)
    changed = []
    for name, item in stage.scene.nodes.items():
        monkeypatch.setattr(item, "update", lambda name=name: changed.append(name))
    show(stage, trace, 3.5)
    assert 0 < len(set(changed)) <= 3


def test_another_theme_is_painted_at_once(stage: StagePanel, dressed: Appearance) -> None:
    show(stage, example("chain_rule"), 5)
    pictures: list[QImage] = []
    for theme in THEMES:
        dressed.set_theme(theme)
        pictures.append(stage.view.grab().toImage())
        at = stage.view.viewport().mapTo(stage.view, QPoint(3, 3))
        assert pictures[-1].pixelColor(at) == THEMES[theme].panel
    assert pictures[0] != pictures[1] != pictures[2]


def test_the_caption_speaks_the_language_of_the_moment(
    stage: StagePanel, translator: Translator
) -> None:
    trace = example("chain_rule")
    show(stage, trace, len(trace) - 0.5)
    assert stage.caption.text() == (
        "Backward · b collects one contribution per use: 3 (through d) + 2 (through c)"
    )
    translator.set_language("zh_CN")
    assert stage.caption.text().startswith("反向传播 · b 从用到它的两处各收到一份")


def test_captions_do_not_move_the_graph(stage: StagePanel) -> None:
    trace = example("neuron")
    show(stage, trace, 0.5)
    before = stage.view.geometry()
    for position in range(len(trace)):
        show(stage, trace, position + 0.5)
        assert stage.view.geometry() == before


def point_of(stage: StagePanel, node: str) -> QPoint:
    return stage.view.mapFromScene(stage.scene.nodes[node].pos())


def test_the_new_value_is_on_the_node(stage: StagePanel, written: list[str]) -> None:
    show(stage, traced("e = a * 2", a=3.0), 10)
    assert "−8" not in seen(stage, written)
    show(stage, traced("e = a * 2", a=-4.0), 10)
    assert {"−4", "−8"} <= set(seen(stage, written))


@pytest.mark.parametrize("centre", [(1e7, 1e7), (0.0, -1e7)])
def test_from_a_view_where_nothing_is_everything_is_shown(stage: StagePanel, centre) -> None:
    """As a file may say."""
    show(stage, example("chain_rule"), 0)
    camera = stage.view.camera
    camera.stay(1.0, QPointF(*centre))
    assert camera.sees_everything
    camera.stay(3.0, QPointF(0.0, 0.0))
    assert camera.scale == 3.0


def test_the_name_of_a_card_stays_in_view_from_near(stage: StagePanel) -> None:
    show(stage, example("small_net"), 99)
    tag, item = stage.name_tag, stage.view.item_of("A2")
    assert item is not None and tag.isHidden()
    cells = item.mapRectToScene(item.picture_room(Part.GRADIENT))
    stage.view.camera.frame(cells)
    assert tag.isVisible() and tag.text() == "A₂  Affine  4×2"
    assert stage.view.rect().contains(tag.geometry())
    stage.view.fit()
    assert tag.isHidden()


def test_a_part_is_seen_above_what_lies_over_the_lower_edge(stage: StagePanel) -> None:
    show(stage, example("small_net"), 99)
    view, item = stage.view, stage.view.item_of("A2")
    assert item is not None
    high = QRectF(0, 0, 10, 100)
    high.moveCenter(item.sceneBoundingRect().center())
    lower = view.viewport().height()
    for above in (0, 80):
        view.camera.frame(high, above=above)
        seen = view.mapFromScene(high).boundingRect()
        assert 0 <= seen.top() < 10 and 0 <= lower - above - seen.bottom() < 10
        assert not view.camera.fitted


def test_a_tooltip_is_not_over_the_gradient_it_explains(stage: StagePanel, monkeypatch) -> None:
    show(stage, example("chain_rule"), 99)
    shown: list[QPoint] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, *rest: shown.append(place))
    at = point_of(stage, "a")
    port = stage.view.viewport()
    help_ = QHelpEvent(QEvent.Type.ToolTip, at, port.mapToGlobal(at))
    QApplication.sendEvent(port, help_)
    item = stage.scene.nodes["a"]
    room = stage.view.mapFromScene(item.mapRectToScene(item.room)).boundingRect()
    assert port.mapFromGlobal(shown[0]).y() >= room.bottom() - 1


def test_the_tooltip_has_all_digits(stage: StagePanel) -> None:
    trace = traced("y = sigmoid(x)", x=1.0)
    show(stage, trace, len(trace))
    assert number(trace.values["y"], 15) in stage.scene.nodes["y"].tooltip()


# the view


def test_the_wheel_zooms_around_the_mouse_and_0_shows_all(stage: StagePanel) -> None:
    show(stage, example("chain_rule"), 0)
    view = stage.view
    whole = view.transform()
    where = QPointF(point_of(stage, "a"))
    under = view.mapToScene(where.toPoint())
    view.zoom(3, where)
    assert view.zoom_factor > whole.m11()
    shifted = view.mapToScene(where.toPoint()) - under
    assert shifted.manhattanLength() < 3
    QTest.keyClick(view, Qt.Key.Key_0)
    view.animator.finish()
    assert view.transform() == whole


def test_the_stage_is_dragged_with_the_mouse(stage: StagePanel) -> None:
    show(stage, example("chain_rule"), 0)
    where = point_of(stage, "c")
    port = stage.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=where)
    for shift in (10, 40):
        QTest.mouseMove(port, where + QPoint(shift, shift // 2))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=where + QPoint(40, 20))
    moved = point_of(stage, "c") - where
    assert abs(moved.x() - 40) <= 3
    assert abs(moved.y() - 20) <= 3
    stage.view.fit()
    assert (point_of(stage, "c") - where).manhattanLength() <= 2


def test_control_and_wheel_are_left_to_the_programs_text_size(stage: StagePanel) -> None:
    show(stage, example("chain_rule"), 0)
    whole = stage.view.transform()
    for held, zooms in ((Qt.KeyboardModifier.ControlModifier, False), (None, True)):
        event = QWheelEvent(
            QPointF(100, 100),
            QPointF(100, 100),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            held or Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        stage.view.wheelEvent(event)
        assert event.isAccepted() is zooms
        assert (stage.view.transform() != whole) is zooms


def test_a_small_stage_gets_the_tight_plan(stage: StagePanel, qtbot) -> None:
    show(stage, example("neuron"), 0)
    stage.resize(1200, 800)
    qtbot.waitUntil(lambda: stage.view.width() > 1000)
    assert not stage.scene.nodes["w0"].style.compact
    stage.resize(420, 360)
    qtbot.waitUntil(lambda: stage.scene.nodes["w0"].style.compact)
    assert stage.frame is not None


def test_new_numbers_leave_the_view_where_it_is(stage: StagePanel) -> None:
    show(stage, traced("e = a * 2", a=3.0), 1)
    stage.view.zoom(4)
    before = stage.view.transform()
    show(stage, traced("e = a * 2", a=4.0), 1)
    assert stage.view.transform() == before
    stage.view.camera.stand(3.0, stage.scene.nodes["a"].pos())
    where = point_of(stage, "a")
    show(stage, traced("e = a * 2 + b"), 1)
    stage.finish_motion()
    assert stage.view.zoom_factor == 3.0
    shift = point_of(stage, "a") - where
    assert shift.manhattanLength() <= 2, "what one looks at stays where it is"
    show(stage, traced("z = tanh(u) * exp(v) - v"), 1)
    assert stage.view.zoom_factor != 3.0, "quite another graph is shown as a whole"


def test_live_numbers_need_no_layout(stage: StagePanel, written: list[str]) -> None:
    one, two = traced("L = mse(x @ W, t)", W=np.eye(2)), traced("L = mse(x @ W, t)", W=-np.eye(2))
    show(stage, one, 0)
    items = dict(stage.scene.nodes)
    stage.set_frame(frame_at(two, len(two)))
    assert stage.scene.nodes == items
    assert f"L = {number(two.values['L'])}" in seen(stage, written)
    show(stage, one, 0)
    assert f"L = {number(two.values['L'])}" not in seen(stage, written)


def test_the_graph_does_not_jump_from_sentence_to_sentence(
    stage: StagePanel, dressed: Appearance
) -> None:
    """Where it is narrow, some need more lines than others."""
    dressed.set_scale(1.8)
    stage.resize(420, 620)
    trace = example("chain_rule")
    heights = []
    for position in (3, 11.5, 4, 12.5, len(trace)):
        show(stage, trace, position)
        QApplication.processEvents()  # Qt lays out what has changed
        heights.append(stage.view.height())
    assert heights == sorted(heights, reverse=True), "what one sentence has needed stays"
    assert heights[0] > heights[-1], "and one of them has needed more"


def test_the_chip_has_a_line_of_its_own_where_it_is_narrow(stage: StagePanel) -> None:
    show(stage, example("chain_rule"), 0)
    stage.mode.show_mode("paths")
    for width, beside in ((360, False), (760, True), (360, False)):
        stage.resize(width, 500)
        QApplication.processEvents()
        chip, sentence = stage.mode.geometry(), stage.caption.geometry()
        assert (chip.left() >= sentence.right()) is beside
        assert (chip.bottom() < sentence.top()) is not beside


def test_the_legend_keeps_both_its_signs_where_it_is_narrow(
    stage: StagePanel, dressed: Appearance
) -> None:
    """The words go first, then the bar gets shorter; nothing is left under the buttons."""
    show(stage, example("affine"), 0.0)
    legend = stage.legend
    assert legend.says
    whole = legend.ramp.width()
    dressed.set_theme("projector")
    stage.resize(stage.minimumSizeHint().width(), 500)
    QApplication.processEvents()
    assert not legend.says
    assert legend.ramp.left() > 0 and legend.ramp.right() + legend.ramp.left() <= legend.width() + 1
    assert 0.2 * whole < legend.ramp.width()
    assert legend.geometry().right() < stage.follow_button.geometry().left()


_STALE = Message("explore.finding.stale", {"node": "b", "before": 5, "after": 10.5})

_OVERWRITE = Message(
    "explore.finding.overwrite",
    {
        "node": "b",
        "n": 4,
        "last": 2,
        "lost": " + ".join("3456789"),
        "partial": "∂e/∂b",
        "right": 14,
    },
)


def test_a_long_caption_leaves_the_room_to_the_graph(stage: StagePanel) -> None:
    """What does not fit into three lines is left to the tooltip: sentences, or, where only the
    first one would be left, words."""
    show(stage, example("chain_rule"), 0)
    stage.set_caption(_STALE)
    said = str(_STALE)
    assert stage.caption.shown_text() == said and not stage.caption.toolTip()
    stage.resize(300, 500)
    QApplication.processEvents()
    line = stage.caption.fontMetrics().lineSpacing()
    assert stage.caption.height() <= 3 * line
    assert stage.caption.shown_text() == f"{said.partition(' Grad')[0]} …"
    assert stage.caption.text() == stage.caption.toolTip() == said
    stage.set_caption(_OVERWRITE)
    shown = stage.caption.shown_text()
    assert shown.startswith("b is read 4 times. With = its last") and shown.endswith(" …")
    assert 2 * line <= stage.caption.height() <= 3 * line
    stage.set_caption(_STALE)
    stage.resize(760, 500)
    QApplication.processEvents()
    assert stage.caption.shown_text() == said and not stage.caption.toolTip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_caption_ends_within_a_derivative(
    stage: StagePanel, translator: Translator, language: str
) -> None:
    translator.set_language(language)
    trace = example("chain_rule")
    show(
        stage,
        trace,
        next(i for i, event in enumerate(trace.events) if isinstance(event, Seed)) + 0.5,
    )
    said = stage.caption.text()
    assert "∂e/∂e = 1" in said
    for width in range(60, 500, 7):
        lines = wrapped(QLabel.text(stage.caption), stage.caption.font(), width)
        assert "".join(lines).replace("\u2060", "").replace("\u00a0", " ") == said
        for line in lines:
            assert not line.rstrip("\u2060 ").endswith(("/", "="))


def wrapped(text: str, font: QFont, width: float) -> list[str]:
    """The lines that Qt makes of a text."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
    layout.endLayout()
    lines = [layout.lineAt(i) for i in range(layout.lineCount())]
    return [text[line.textStart() : line.textStart() + line.textLength()] for line in lines]
