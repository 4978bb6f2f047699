"""The scene: emphasis, one run in the place of another, and what a thousand nodes cost."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QGraphicsItem, QLineEdit

from core.editing import set_literal
from core.examples import EXAMPLES
from core.explain.provenance import Part
from core.finding import find
from core.graph import Edge
from core.language.expression import parse
from core.playback import Frame, frame_at
from core.trace import Forward, Trace, run
from core.trace_changes import differing
from core.values import starting_values
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.animation.drawing import Picture, Shown
from gui.stage.animation.transition import Transition
from gui.stage.highlight import Highlight, Tone
from gui.stage.items import notes
from gui.stage.items.box_grid import BoxGrid
from gui.stage.items.emphasis import colour_of
from gui.stage.items.node_item import NodeItem
from gui.stage.items.note_rooms import free_place, gap
from gui.stage.items.overview_item import OverviewItem
from gui.stage.items.wire_item import WireItem
from gui.stage.layout.curves import Cubic, Point, cubics, hull, short_pieces
from gui.stage.panel import StagePanel
from gui.stage.render_state import RenderState
from gui.stage.scene import StageScene
from gui.stage.scene_items import FAR_FROM
from tests.big_graphs import SHAPES, chain, dag, ladder


def traced(text: str, **values: float) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, values))


@pytest.fixture
def scene(appearance: Appearance) -> StageScene:
    shown = StageScene(appearance)
    shown.build(traced("e = (a + b) * (b + 1)", a=2, b=1), 14)
    return shown


def test_what_is_not_pointed_at_stands_back(scene: StageScene) -> None:
    scene.set_highlight(Highlight(nodes={"b": Tone.PATH}, dim=True))
    quiet = {name for name, item in scene.nodes.items() if item.opacity() < 1}
    assert quiet == set(scene.nodes) - {"b"}
    assert all(wire.opacity() < 1 for wire in scene.wires.values())
    scene.set_highlight(Highlight())
    assert all(item.opacity() == 1 for item in (*scene.nodes.values(), *scene.wires.values()))


def test_notes_keep_clear_of_nodes_figures_and_each_other(scene: StageScene) -> None:
    edges = tuple(scene.wires)
    scene.set_highlight(Highlight(notes={"b": "b + 0.01", "e": "wrong", edges[0]: "×3"}))
    assert [note.text for note in scene.notes] == ["b + 0.01", "wrong", "×3"]
    rooms = [
        note.mapRectToScene(note.boundingRect().adjusted(2, 2, -2, -2)) for note in scene.notes
    ]
    others = [item.mapRectToScene(item.body) for item in scene.nodes.values()]
    others += [room for wire in scene.wires.values() for room in wire.figure_rooms()]
    for i, room in enumerate(rooms):
        assert not any(room.intersects(other) for other in [*others, *rooms[:i]])


def test_emphasis_stays_through_another_run_and_passes_over_what_is_gone(
    scene: StageScene,
) -> None:
    gone = Edge("nobody", "nowhere", 0)
    scene.set_highlight(Highlight(nodes={"b": Tone.WRONG, "nobody": Tone.PATH}, notes={gone: "?"}))
    scene.build(traced("e = a * b", a=2, b=1))
    assert scene.state is not None
    assert scene.state.highlight.nodes["b"] is Tone.WRONG
    assert scene.notes == []
    scene.set_frame(frame_at(scene.state.trace, 1))


# a thousand nodes


def big(make=dag) -> Trace:
    graph = make()
    with np.errstate(all="ignore"):
        return run(graph, starting_values(graph, {}))


@pytest.fixture
def stage(qapp, qtbot, prepared: Appearance, translator: Translator) -> StagePanel:
    panel = StagePanel(prepared, translator)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(900, 640)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_graph_is_one_item_from_afar_and_few_from_near(
    stage: StagePanel, shape: str
) -> None:
    stage.show_trace(big(SHAPES[shape]))
    stage.grab()
    assert stage.scene.far
    assert not any(item.isVisible() for item in stage.scene.nodes.made.values())
    middle = stage.scene.nodes[list(stage.scene.nodes)[500]].pos()
    stage.view.camera.stand(1.0, middle)
    stage.grab()
    assert not stage.scene.far
    seen = stage.view.camera.visible
    shown = stage.scene.nodes.made
    places = stage.scene.index
    assert places is not None
    box = (seen.left(), seen.top(), seen.right(), seen.bottom())
    assert set(places.nodes_in(box)) <= set(shown)
    assert 1 <= len(shown) < 100
    assert stage.view.node_at(QPointF(stage.view.mapFromScene(middle))) is not None


def test_the_crowd_tells_how_far_the_passes_have_come(stage: StagePanel) -> None:
    trace = big(SHAPES["grid"])
    colours = []
    for share in (0.0, 0.2, 0.7, 1.0):
        stage.set_frame(frame_at(trace, share * len(trace)))
        picture = stage.view.grab().toImage()
        theme = stage.scene.state.theme if stage.scene.state else None
        assert theme is not None
        across, down = range(0, picture.width(), 2), range(picture.height())
        found = {picture.pixelColor(x, y).name() for x in across for y in down}
        roles = {"disabled", "forward", "backward"}
        colours.append({role for role in roles if getattr(theme, role).name() in found})
    assert colours == [{"disabled"}, {"disabled", "forward"}, {"forward", "backward"}, {"backward"}]


def on_screen(stage: StagePanel, node: str) -> QPointF:
    """Where a node stands in the view."""
    assert stage.scene.plan is not None
    at = QPointF(*stage.scene.plan.layout.positions[node])
    return stage.view.viewportTransform().map(at)


def test_who_types_sees_the_same_size_as_long_as_all_fits_and_can_be_read(
    stage: StagePanel,
) -> None:
    stage.set_frame(frame_at(traced("y = w*x + b + s"), 5))
    stage.finish_motion()
    before, scale = on_screen(stage, "w"), stage.view.zoom_factor
    stage.set_frame(frame_at(traced("y = w*x + b"), 5))
    stage.animator.finish()
    after = on_screen(stage, "w")
    assert stage.view.zoom_factor == pytest.approx(scale)
    assert (after - before).manhattanLength() < 25
    stage.finish_motion()
    assert stage.view.zoom_factor > 1.05 * scale, "at rest, as if it had been opened so"


def test_nothing_is_laid_out_anew_in_the_middle_of_a_formula(stage: StagePanel) -> None:
    stage.set_frame(frame_at(traced("y = w*x + b + s"), 5))
    stage.set_frame(frame_at(traced("y = w*x + b"), 5))
    stage.animator.finish()
    typed, scale = stage.scene.plan, stage.view.zoom_factor
    hands = [True, False]
    stage.composing = lambda: hands.pop(0)
    stage.finish_motion()  # the hand rests on the keys
    assert stage.scene.plan is typed and stage.view.zoom_factor == scale
    stage.finish_motion()  # the hand has gone
    assert stage.view.zoom_factor > scale


# another run of the same graph


def test_a_number_that_is_turned_moves_nothing_however_long_it_gets(stage: StagePanel) -> None:
    stage.set_frame(frame_at(traced("e = a * b + 3", a=9, b=1), 8))
    items, places = dict(stage.scene.nodes), stage.scene.plan
    stage.view.hold(True)
    for a in (9.5, 1234.0, 1.234e7, -1.846e-5, -1.846e-105):
        stage.set_frame(frame_at(traced("e = a * b + 3", a=a, b=1), 8))
        stage.view.keep()  # as when a sentence takes another line
        assert stage.scene.plan == places
        assert dict(stage.scene.nodes) == items


@pytest.mark.parametrize("a", [9.52, 1234.5, -1.846e-105])
def test_after_a_while_it_is_shown_as_if_it_had_been_opened_so(
    stage: StagePanel, appearance: Appearance, a: float
) -> None:
    stage.set_frame(frame_at(traced("e = a * b + 3", a=9, b=1), 8))
    places = stage.scene.plan
    stage.set_frame(frame_at(traced("e = a * b + 3", a=a, b=1), 8))
    assert stage.scene.plan == places
    stage.finish_motion()  # nothing is on its way any more
    settled = stage.scene.plan
    stage.show_trace(traced("y = q + 1"))
    stage.show_trace(traced("e = a * b + 3", a=a, b=1), 8)
    assert stage.scene.plan == settled
    assert settled is not None and places is not None
    assert (settled.layout == places.layout) == (a == 9.52), "a few digits fit anyway"


def test_only_what_differs_is_painted_again() -> None:
    one, two = (traced("e = (a + b) * (c + d)", a=x, b=1, c=1, d=1) for x in (2.0, 3.0))
    nodes, edges = differing(one, two, one.graph._by_id, one.graph.edges)
    named = {node for node in nodes if one.graph.node(node).op is None}
    assert named == {"a", "c", "d"}, "b keeps its value, and its gradient"
    assert all(edge.source != "b" for edge in edges)


def test_a_constant_is_called_by_its_new_number(stage: StagePanel) -> None:
    stage.set_frame(frame_at(traced("e = a * 2"), 3))
    stage.set_frame(frame_at(traced("e = a * 7"), 3))
    assert "7" in {item.style.title for item in stage.scene.nodes.values()}


def test_a_constant_is_called_by_its_new_number_from_afar_too(appearance: Appearance) -> None:
    body = " + ".join(f"sin(x{i})*2" for i in range(20))
    trace = traced(f"y = {body}")
    constant = next(node.id for node in trace.graph.nodes if node.literal is not None)

    def overview(*numbers: float) -> QImage:
        """Seen from afar, while one constant has these numbers in turn."""
        scene = StageScene(appearance)
        for number in numbers:
            graph = set_literal(trace.graph, constant, np.asarray(number)).graph
            other = run(graph, trace.values)
            if scene.state is None:
                scene.build(other)
                scene.reveal(scene.content(), 0.01)
            assert scene.has_room_for(other) and scene.far
            scene.set_frame(frame_at(other, 0))
        room = scene.content()
        sheet = QImage(room.size().toSize(), QImage.Format.Format_RGB32)
        painter = QPainter(sheet)
        painter.fillRect(sheet.rect(), Qt.GlobalColor.white)
        painter.translate(-room.topLeft())
        scene.paint_from_afar(painter)
        painter.end()
        return sheet

    assert overview(2.0, 7.0) == overview(7.0) != overview(2.0)


# layouts that change


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_transition_leads_from_one_plan_to_the_other(early: float, late: float) -> None:
    start, end = Shown((0.0, 4.0), 0.5, 0.0), Shown((10.0, 0.0), 1.0, 1.0)
    one, other = (start.towards(end, t) for t in sorted((early, late)))
    assert start.at[0] <= one.at[0] <= other.at[0] <= end.at[0]
    assert 0 <= one.opacity <= other.opacity <= 1
    assert start.towards(end, 1.0) == end


def test_the_model_is_there_at_once_and_the_drawing_glides(stage: StagePanel) -> None:
    stage.set_frame(frame_at(traced("e = (a + b) * (b + 1)"), 5))
    stage.grab()
    stage.set_frame(frame_at(traced("e = (a + b) * (b + 1) + a"), 5))
    assert stage.scene.in_motion
    plan = stage.scene.plan
    assert plan is not None
    at_once = {name: item.pos().toTuple() for name, item in stage.scene.nodes.items()}
    assert at_once == dict(plan.layout.positions)
    pictures = []
    while stage.animator.moving:
        pictures.append(stage.view.grab().toImage())
        stage.animator.advance(60)
    assert all(a != b for a, b in pairwise(pictures)), "every frame moves"
    still = stage.view.grab().toImage()
    stage.scene.build(stage.scene.state.trace, 5)  # type: ignore[union-attr]
    stage.animator.finish()
    assert stage.view.grab().toImage() == still, "it ends where the plan says"


def test_typing_on_in_the_middle_of_a_glide_goes_on_from_there(stage: StagePanel) -> None:
    texts = ["e = a * b", "e = a * b + a", "e = a * b + a * c", "e = a * b + a"]
    for text in texts:
        stage.set_frame(frame_at(traced(text), 2))
        stage.animator.advance(90)
    stage.finish_motion()
    assert set(stage.scene.nodes) == {node.id for node in parse(texts[-1]).nodes}
    assert all(item.opacity() == 1 for item in stage.scene.nodes.values())
    assert not stage.animator.moving


def test_reduced_motion_and_quite_another_graph_change_at_once(
    stage: StagePanel, dressed: Appearance
) -> None:
    stage.set_frame(frame_at(traced("e = a * b"), 2))
    stage.set_frame(frame_at(traced("z = tanh(u) + exp(v)"), 2))
    assert not stage.animator.moving
    dressed.set_reduced_motion(True)
    stage.set_frame(frame_at(traced("z = tanh(u) + exp(v) + u"), 2))
    assert not stage.animator.moving


# map and search


def test_the_map_is_there_while_something_is_out_of_view(stage: StagePanel) -> None:
    stage.show_trace(big())
    assert not stage.minimap.isVisible()
    middle = stage.scene.content().center()
    stage.view.camera.stand(1.0, middle)
    assert stage.minimap.isVisible()
    place = stage.minimap.place_of(stage.view.camera.centre)
    assert (stage.minimap.point_at(place) - stage.view.camera.centre).manhattanLength() < 1
    assert (place - stage.minimap.window_shown.center()).manhattanLength() < 2
    stage.view.fit()
    assert not stage.minimap.isVisible()


def test_a_search_finds_names_ops_and_numbers() -> None:
    graph = parse("loss = tanh(w1 * x) + 0.5 * exp(x)")
    assert find(graph, "x")[0] == "x", "who is called exactly so comes first"
    assert {graph.node(n).op.name for n in find(graph, "TAN")} == {"tanh"}  # type: ignore[union-attr]
    assert len(find(graph, "0.5")) == 1
    assert find(graph, "w₁") == ("w1",) == find(graph, "w1")
    assert find(graph, "  ") == () == find(graph, "nothing")


def test_a_renamed_node_glides_from_its_old_place(stage: StagePanel) -> None:
    stage.set_frame(frame_at(traced("e = (a + b) * (b + 1)"), 5))
    stage.grab()
    places = {name: item.pos().toTuple() for name, item in stage.scene.nodes.items()}
    stage.set_frame(frame_at(traced("e = (rate + b) * (b + 1)"), 5))
    assert stage.scene.in_motion
    transition = next(item for item in stage.scene.items() if isinstance(item, Transition))
    drawn = transition.now().nodes
    assert drawn.keys() == stage.scene.nodes.keys(), "nothing fades, nothing grows in"
    assert drawn["rate"][1].at == places["a"]
    stage.finish_motion()


def pose(transition: Transition) -> list[tuple]:
    """What is to be seen of each node: its name, its place, its width, how much of it."""
    now: Picture = transition.now()
    drawn = [*now.nodes.values()]
    drawn += now.node_ghosts
    return sorted(
        (item.node, *shown.at, shown.size * item.style.width, shown.opacity)
        for item, shown in drawn
        if shown.opacity > 0
    )


def test_a_change_in_the_middle_of_a_change_goes_on_from_what_is_seen(stage: StagePanel) -> None:
    def show(text: str) -> Transition:
        stage.set_frame(frame_at(traced(text), 5))
        return next(item for item in stage.scene.items() if isinstance(item, Transition))

    stage.set_frame(frame_at(traced("e = (a + b) * b"), 5))
    stage.grab()
    before = show("e = (a + b) * b + x")
    for text in ("e = (a + b) * b + x + a", "e = (a + b) * b", "e = (a + b) * b + x"):
        stage.view.animator.advance(120)
        seen = pose(before)
        before = show(text)
        assert [row[0] for row in pose(before)] == [row[0] for row in seen]
        for one, other in zip(pose(before), seen, strict=True):
            assert one[1:] == pytest.approx(other[1:])
    stage.finish_motion()
    assert not stage.scene.in_motion


def test_a_larger_graph_glides_as_a_whole(stage: StagePanel) -> None:
    text = "y = " + " + ".join(f"a{i % 9} * b{i % 7}" for i in range(20))
    stage.view.camera.lead()  # somebody has come near enough to read
    stage.set_frame(frame_at(traced(text), 1))
    stage.view.camera.stand(1.0, stage.scene.content().center())
    assert len(stage.scene.nodes) > FAR_FROM
    stage.set_frame(frame_at(traced(f"{text} + a1"), 1))
    assert stage.scene.in_motion
    assert len(stage.scene.nodes.made) == len(stage.scene.nodes)
    stage.finish_motion()
    assert all(item.opacity() == 1 for item in stage.scene.nodes.made.values())


@pytest.mark.parametrize("text", ["y = sigmoid(w0*x0 + w1*x1 + b)", "e = (a + b) * (b + 1)"])
def test_a_note_is_nearest_to_its_own_node_or_a_line_leads_there(
    appearance: Appearance, text: str
) -> None:
    scene = StageScene(appearance)
    scene.build(traced(text), 99)
    for room in ((900.0, 500.0), (420.0, 300.0)):  # also where everything is close together
        scene.suit(*room)
        scene.set_highlight(Highlight(notes=dict.fromkeys(scene.nodes, "0.4321 ≠ 0.1234")))
        outlines = {name: item.mapRectToScene(item.room) for name, item in scene.nodes.items()}
        for (own, outline), note in zip(outlines.items(), scene.notes, strict=True):
            place = note.sceneBoundingRect().adjusted(2, 2, -2, -2)
            others = [gap(place, other) for name, other in outlines.items() if name != own]
            if note.line is None:
                assert gap(place, outline) < min(others)
            else:
                assert outline.adjusted(-1, -1, 1, 1).contains(note.line.line().p1())


def test_a_note_minds_only_what_is_near_it(
    appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: with all of them in mind, a thousand take seconds."""
    minded: list[int] = []

    def counted(tried, size, taken, *rest):
        minded.append(len(taken))
        return free_place(tried, size, taken, *rest)

    monkeypatch.setattr(notes, "free_place", counted)
    graph = chain(400)
    scene = StageScene(appearance)
    scene.build(run(graph, starting_values(graph, {})))
    scene.set_highlight(Highlight(notes=dict.fromkeys(scene.nodes, "1 · 2 = 3")))
    assert len(minded) == 400 and max(minded) < 100


@given(
    st.lists(st.tuples(*[st.floats(-900, 900), st.floats(0, 300)] * 2), max_size=30),
    st.tuples(*[st.floats(-900, 900), st.floats(0, 300)] * 2),
)
def test_what_was_put_down_near_by_is_found(boxes, area) -> None:
    down = BoxGrid(100.0)
    rooms = [QRectF(x, y, width, height) for x, width, y, height in boxes]
    for room in rooms:
        down.add(room)
    x, width, y, height = area
    wanted = QRectF(x, y, width, height)
    found = down.near((x, y, x + width, y + height))
    assert found == [room for room in rooms if room in found]
    assert all(room in found for room in rooms if room.intersects(wanted))


@pytest.mark.parametrize("size", [(760, 620), (447, 478), (900, 300)])
def test_notes_change_nothing_and_are_all_in_view(stage: StagePanel, size) -> None:
    stage.resize(*size)
    stage.show_trace(traced("e = (a + b) * (b + 1)", a=2, b=1), 8)
    before = stage.view.transform(), stage.scene.content(), stage.scene.plan
    for nodes in (["a"], list(stage.scene.nodes), ["e", "b"]):
        stage.set_highlight(Highlight(notes=dict.fromkeys(nodes, "a long note at a node")))
        stage.finish_motion()
        assert (stage.view.transform(), stage.scene.content(), stage.scene.plan) == before
        seen = stage.view.camera.visible
        assert all(seen.contains(note.sceneBoundingRect()) for note in stage.scene.notes)


def test_a_note_on_a_wire_takes_the_place_of_its_figures(scene: StageScene) -> None:
    edge = next(iter(scene.wires))
    assert scene.wires[edge].figure_rooms()
    scene.set_highlight(Highlight(notes={edge: "× 0.1966"}))
    assert not scene.wires[edge].figure_rooms()


def test_the_map_is_not_over_the_node_at_work(stage: StagePanel) -> None:
    trace = big()
    stage.show_trace(trace)
    stage.view.camera.stand(1.0, stage.scene.content().center())
    for share in (0.2, 0.5, 0.8):
        stage.set_frame(frame_at(trace, round(share * len(trace)) + 0.5))
        stage.finish_motion()
        chart = stage.minimap
        assert chart.isVisible()
        least = min(chart.covered_at(corner) for corner in chart.corners())
        assert chart.covered_at(chart.pos()) in (0, least)
        assert 6 * chart.width() * chart.height() <= stage.view.width() * stage.view.height()


def test_the_whole_is_shown_again_when_all_is_done(stage: StagePanel) -> None:
    trace = big()
    stage.show_trace(trace)
    for end in (len(trace), 0):
        stage.set_frame(frame_at(trace, len(trace) // 2 + 0.5))
        stage.finish_motion()
        assert not stage.view.camera.shows_whole
        stage.set_frame(frame_at(trace, end))
        stage.finish_motion()
        assert stage.view.camera.shows_whole and stage.view.camera.sees_everything


def test_a_search_gives_the_view_back_to_what_is_played(stage: StagePanel) -> None:
    stage.show_trace(big())
    assert stage.follower.on
    stage.search_bar.open()
    stage.search_bar.seek("add")
    assert stage.search_bar.matches and not stage.follower.on
    stage.search_bar.close_field()
    assert stage.follower.on


@pytest.mark.parametrize("height", [310, 390, 520])
def test_what_is_found_is_not_under_what_lies_over_the_stage(
    stage: StagePanel, dressed: Appearance, height: int
) -> None:
    """The way back to the whole graph lay on it where the stage was low: it is away there, until
    hands move the view."""
    dressed.set_theme("projector")
    stage.resize(480, height)
    stage.show_trace(big())
    stage.search_bar.open()
    stage.search_bar.seek("add")
    stage.finish_motion()
    view, back, match = stage.view, stage.fit_button, stage.search_bar.matches[0]
    found = view.mapFromScene(stage.scene.nodes[match].sceneBoundingRect()).boundingRect()
    assert found.center().y() > stage.search_bar.geometry().bottom()
    assert height < 390 or view.place_of(match).top() >= stage.search_bar.geometry().bottom()
    assert back.isHidden() or not back.geometry().intersects(found)
    assert back.isHidden() == (height < 520)
    view.zoom(-1)
    assert not back.isHidden()


def test_another_graph_ends_the_search_in_the_one_before(stage: StagePanel) -> None:
    """It stood over the next formula, and dimmed whatever was not called so. A letter more in the
    same one searches anew; and the keyboard stays with whoever types."""
    field = QLineEdit(stage)
    field.show()
    stage.show_trace(traced("y = tanh(a*b + c) + b*c"))
    stage.search_bar.open()
    stage.search_bar.seek("b")
    field.setFocus()
    stage.show_trace(traced("y = tanh(a*b + c) + b*cd"))
    assert stage.search_bar.is_open and stage.search_bar.matches
    stage.show_trace(traced("L = mse(affine(X, W, B), t)"))
    assert not stage.search_bar.is_open
    assert stage.scene.state is not None and not stage.scene.state.highlight.nodes
    assert stage.focusWidget() is field


def test_every_node_where_numbers_stop_being_finite_is_marked(appearance: Appearance) -> None:
    """With the cross of what is wrong, and only once it has happened."""
    values = {"a": 2.0, "b": 1.0}
    text = "g = a / 0; h = b / 0; y = g + h"
    trace = run(parse(text), {name: np.asarray(value) for name, value in values.items()})
    scene = StageScene(appearance)
    scene.build(trace, 0.0)
    wrong = colour_of(Tone.WRONG, appearance.theme)
    assert not shown(scene, "g", wrong)
    scene.set_frame(frame_at(trace, trace.value_index["h"]))
    assert shown(scene, "g", wrong) and not shown(scene, "h", wrong)
    scene.set_frame(frame_at(trace, float(len(trace))))
    assert [n for n in ("a", "g", "b", "h", "y") if shown(scene, n, wrong)] == ["g", "h"]


def shown(scene: StageScene, node: str, colour: QColor) -> bool:
    """Is there something of this colour in the picture of a node?"""
    item = scene.nodes[node]
    area = item.mapRectToScene(item.boundingRect())
    image = QImage(area.size().toSize(), QImage.Format.Format_RGB32)
    image.fill(scene.state.theme.panel)
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), area)
    painter.end()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return any(pixel == colour for pixel in pixels)


# what a large graph costs


def test_nodes_are_not_written_again_while_a_view_travels(
    stage: StagePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show_trace(big())
    where = stage.scene.nodes[list(stage.scene.nodes)[500]].pos()
    stage.view.camera.stand(1.0, where)
    stage.grab()
    written: list[str] = []
    outline = NodeItem._outline

    def noted(item: NodeItem, painter: QPainter) -> None:
        written.append(item.node)
        outline(item, painter)

    monkeypatch.setattr(NodeItem, "_outline", noted)
    stage.view.pan(QPointF(2, 3))
    stage.grab()
    assert written == []
    node = stage.view.node_at(QPointF(stage.view.mapFromScene(where)))
    stage.scene.select(node.node)
    stage.grab()
    assert written == [node.node], "it looks different"


def test_in_a_file_nodes_are_no_pictures(appearance: Appearance) -> None:
    scene = StageScene(appearance)
    scene.build(big())
    modes = {item.cacheMode() for item in list(scene.nodes.values())[:50]}
    assert modes == {QGraphicsItem.CacheMode.NoCache}


def test_from_afar_another_number_paints_nothing_again(
    appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "y = relu(" + " + ".join(f"a*x{i}" for i in range(FAR_FROM)) + ") + relu(a - 5)"
    scene = StageScene(appearance)
    scene.build(traced(text, a=2.0), 0.0)
    trace = traced(text, a=2.0)
    scene.build(trace, float(len(trace)))
    scene.reveal(scene.content(), 0.01)
    picture = from_afar(scene)
    painted: list[int] = []
    monkeypatch.setattr(OverviewItem, "update", lambda item, *room: painted.append(len(room)))
    for a in (2.1, 2.2):
        scene.set_frame(at_end(alike_run(trace, a=a)))
    assert 0 not in painted, "all of it was painted again"
    assert from_afar(scene) == picture
    scene.set_frame(at_end(alike_run(trace, a=7.0)))
    assert 0 in painted, "a gate has opened"
    fresh = StageScene(appearance)
    fresh.build(alike_run(trace, a=7.0), float(len(trace)))
    assert from_afar(scene) == from_afar(fresh) != picture


def alike_run(trace: Trace, **values: float) -> Trace:
    leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
    return run(trace.graph, leaves | {name: np.array(value) for name, value in values.items()})


def at_end(trace: Trace) -> Frame:
    return frame_at(trace, float(len(trace)))


def from_afar(scene: StageScene) -> QImage:
    content = scene.content()
    scale = 600 / content.width()
    sheet = QImage(600, round(scale * content.height()) + 1, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFF)
    painter = QPainter(sheet)
    painter.scale(scale, scale)
    painter.translate(-content.topLeft())
    scene.paint_from_afar(painter)
    painter.end()
    return sheet


@given(st.integers(0, 2), st.floats(0, 1), st.floats(0.02, 0.3))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_part_of_a_long_wire_looks_like_all_of_it(
    appearance: Appearance, which: int, where: float, share: float
) -> None:
    """Only what is near is drawn, and one cannot see that."""
    scene = StageScene(appearance)
    scene.build(run(ladder(30), {"x": np.array(0.1)}))
    edge = sorted(scene.wires, key=lambda e: -len(scene.plan.layout.routes[e]))[which]
    wire = scene.wires[edge]
    at, side = wire.path.pointAtPercent(where), share * scene.content().width()
    area = QRectF(at.x() - side / 2, at.y() - side / 2, side, side)
    part, whole = wire._seen_in(area, 1.0), wire.path
    assert part is not None and part.elementCount() <= whole.elementCount()

    def drawn(path: QPainterPath) -> QImage:
        sheet = QImage(200, 200, QImage.Format.Format_RGB32)
        sheet.fill(0xFFFFFF)
        painter = QPainter(sheet)
        painter.scale(200 / side, 200 / side)
        painter.translate(-area.topLeft())
        wire._stroke(painter, path, QColor("black"), 1.0)
        painter.end()
        return sheet

    assert drawn(part) == drawn(whole)


def test_a_wire_that_passes_no_other_column_is_drawn_in_part_too(appearance: Appearance) -> None:
    """In a large graph two columns may be many screens apart. One looks here, then there."""
    edge, look = Edge("a", "b", 0), RenderState(appearance, frame_at(traced("b = a * a", a=2), 0))
    wire = WireItem(edge, [(0.0, 0.0), (9000.0, 5000.0)], None, None, look)
    for where in (0.1, 0.9, 0.5, 0.1):
        area = QRectF(wire.path.pointAtPercent(where), QSizeF(400, 300))
        near = wire._seen_in(area, 1.0)
        assert near is not None and near.intersects(area)
        assert near.elementCount() < 0.3 * wire.path.elementCount()
    assert wire._seen_in(QRectF(4000, 0, 400, 300), 1.0) is None


@given(
    st.lists(st.tuples(st.floats(-9e3, 9e3), st.floats(-9e3, 9e3)), min_size=2, max_size=5),
    st.floats(50, 1000),
)
def test_a_curve_in_short_pieces_is_the_same_curve(route: list[Point], most: float) -> None:
    pieces = short_pieces(route, most)
    for (*_, end), (start, *_) in pairwise(pieces):
        assert end == start
    for piece in pieces:
        left, top, right, bottom = hull(piece)
        assert max(right - left, bottom - top) <= most
    whole = np.concatenate([bernstein(piece, 64) for piece in cubics(route)])
    parts = np.concatenate([bernstein(piece, 64) for piece in pieces])
    for point in whole[:: max(len(whole) // 20, 1)]:
        assert np.hypot(*(parts - point).T).min() <= most / 10


def bernstein(piece: Cubic, count: int) -> np.ndarray:
    """Points of a cubic by the formula of its definition."""
    t = np.linspace(0, 1, count)[:, None]
    a, b, c, d = map(np.array, piece)
    return (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d


def test_of_a_long_wire_only_what_is_near_is_drawn(appearance: Appearance) -> None:
    scene = StageScene(appearance)
    scene.build(run(ladder(60), {"x": np.array(0.1)}))
    wire = max((scene.wires[e] for e in scene.wires), key=lambda w: len(w._route))
    at = wire.path.pointAtPercent(0.5)
    near = wire._seen_in(QRectF(at, QSizeF(50, 50)), 1.0)
    assert near is not None and near.elementCount() < 0.5 * wire.path.elementCount()


def test_who_comes_nearer_is_drawn_no_more_than_who_was_near(appearance: Appearance) -> None:
    """A wire that was seen from afar, as a whole, is not drawn as a whole when one zooms in."""
    scene = StageScene(appearance)
    scene.build(run(ladder(60), {"x": np.array(0.1)}))
    wire = max((scene.wires[e] for e in scene.wires), key=lambda w: len(w._route))
    at = wire.path.pointAtPercent(0.5)

    def drawn(area: QRectF, scale: float) -> int:
        near = wire._seen_in(area, scale)
        assert near is not None
        return near.elementCount()

    close = QRectF(at, QSizeF(50, 50))
    alone = drawn(close, 1.0)
    assert drawn(scene.content(), 0.05) == wire.path.elementCount()
    assert drawn(close, 1.0) == alone


def test_who_follows_sees_whole_cards(stage: StagePanel) -> None:
    """What is at work, as far as it fits into the view; not only the point where it happens."""
    example = EXAMPLES["linear_relu_linear"]
    graph = parse(example.expression)
    trace = run(graph, starting_values(graph, dict(example.values)))
    stage.resize(420, 420)
    stage.show_trace(trace)
    stage.follower.ask(True)
    scene, camera = stage.scene, stage.view.camera
    assert scene.index is not None and scene.state is not None
    seen = 0
    for position in range(1, len(trace)):
        stage.set_frame(frame_at(trace, position + 0.5))
        stage.finish_motion()
        view = camera.visible.adjusted(-1, -1, 1, 1)
        rooms = []
        for node in scene.state.at_work:
            left, top, right, bottom = scene.index.rooms[scene.index.number_of[node]].tolist()
            rooms.append(QRectF(left, top, right - left, bottom - top))
        both = QRectF()
        for room in rooms:
            both |= room
        fits = both.width() < camera.visible.width() and both.height() < camera.visible.height()
        assert not fits or view.contains(both)
        seen += fits
    assert seen > len(trace) / 3


def test_who_follows_a_sketch_sees_what_the_step_reads_as_a_whole(stage: StagePanel) -> None:
    """It came as near as the numbers of the sketch are read from, and saw one card of three."""
    example = EXAMPLES["small_net"]
    graph = parse(example.expression)
    trace = run(graph, starting_values(graph, dict(example.values)))
    stage._appearance.set_theme("projector")
    stage.resize(560, 480)
    stage.show_trace(trace)
    stage.follower.ask(True)
    plan, camera = stage.scene.plan, stage.view.camera
    assert plan is not None and plan.legible > 1
    sizes = set()
    for position in range(len(trace)):
        stage.set_frame(frame_at(trace, position + 0.5))
        stage.finish_motion()
        seen = camera.visible.adjusted(-1, -1, 1, 1)
        assert all(map(seen.contains, stage.follower._rooms())), position
        sizes.add(round(camera.scale, 1))
    assert plan.needed < min(sizes) and len(sizes) > 2, "no further away than need be"


def test_who_follows_sees_the_values_that_are_read(stage: StagePanel) -> None:
    """Where cards do not fit, without their lower halves, which are empty on the way forward."""
    example = EXAMPLES["linear_relu_linear"]
    graph = parse(example.expression)
    trace = run(graph, starting_values(graph, dict(example.values)))
    stage.show_trace(trace)
    stage.follower.ask(True)
    at = next(i for i, e in enumerate(trace.events) if isinstance(e, Forward) and e.node == "L")
    view, just_so = stage.view, 0
    for height in range(320, 520, 20):
        stage.resize(560, height)
        QApplication.processEvents()
        stage.set_frame(frame_at(trace, at - 0.5))
        stage.set_frame(frame_at(trace, at + 0.5))
        stage.finish_motion()
        seen = view.camera.visible.adjusted(-1, -1, 1, 1)
        cards = [stage.scene.nodes[node] for node in ("y", "t")]
        values = [card.mapRectToScene(card.picture_room(Part.VALUE)) for card in cards]
        whole = cards[0].sceneBoundingRect() | cards[1].sceneBoundingRect()
        if (cards[0].mapRectToScene(cards[0].body) | values[1]).height() < seen.height() - 8:
            assert seen.contains(values[0]) and seen.contains(values[1])
            just_so += whole.height() > seen.height()
    assert just_so, "and somewhere the cards do not fit"


def test_who_follows_sees_nothing_beside_the_graph(stage: StagePanel) -> None:
    """As long as there is more of the graph than fits into the view."""
    stage.resize(420, 420)
    trace = traced("y = tanh(a*b + c*d) + tanh(tanh(a + b)*c + d)*tanh(a*d)")
    stage.show_trace(trace)
    stage.follower.ask(True)
    content, edge = stage.scene.content(), 1.0
    for position in range(1, len(trace)):
        stage.set_frame(frame_at(trace, position + 0.5))
        stage.finish_motion()
        seen = stage.view.camera.visible
        assert seen.width() < content.width()
        assert content.left() - edge <= seen.left() and seen.right() <= content.right() + edge


def test_a_view_that_follows_is_soon_of_one_size(stage: StagePanel) -> None:
    """It came nearer for ever, by less and less, and had to be painted as a whole each time; of
    one that only moves, what stays is not painted again."""
    stage.resize(420, 420)
    graph = chain(80)
    trace = run(graph, starting_values(graph, {}))
    stage.show_trace(trace)
    stage.follower.ask(True)
    sizes = []
    for moment in range(200):
        stage.set_frame(frame_at(trace, 1 + moment / 40))
        stage.animator.advance(16)
        sizes.append(stage.view.camera.scale)
    assert sizes[0] < sizes[50] and stage.animator.moving
    assert set(sizes[100:]) == {1.0}


def test_a_note_disturbs_only_the_wires_whose_figures_it_covers(
    appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = StageScene(appearance)
    scene.build(traced("y = a*b + b*c + c*d"), 0.0)
    wires = [wire for wire in scene.wires.values() if wire.figure_rooms()]
    repainted: list[WireItem] = []
    monkeypatch.setattr(WireItem, "update", lambda wire: repainted.append(wire))
    note = wires[0].figure_rooms()[0]
    hit = [wire for wire in wires if any(room.intersects(note) for room in wire.figure_rooms())]
    for wire in scene.wires.values():
        wire.give_way(note)
    assert repainted == hit and len(hit) < len(wires)
    assert note not in wires[0].figure_rooms()


def test_a_wire_stops_around_the_gradient_under_a_node(stage: StagePanel) -> None:
    trace = traced("e = a * 2", a=3.0)
    stage.show_trace(trace)
    stage.set_frame(frame_at(trace, len(trace)))
    stage.finish_motion()
    scene, node = stage.scene, stage.scene.nodes["e"]
    foot = QRectF(node.body.left(), node.body.bottom() + 5, node.body.width(), 16)
    place = node.mapRectToScene(foot)
    line = scene.addLine(
        place.left() - 60, place.center().y(), place.right() + 60, place.center().y()
    )
    line.setPen(QPen(QColor("magenta"), 3))
    picture = stage.view.grab().toImage()
    ratio = picture.devicePixelRatio()

    def struck(x: float) -> bool:
        at = stage.view.mapFromScene(QPointF(x, place.center().y()))
        return picture.pixelColor(at * ratio) == QColor("magenta")

    assert struck(place.left() - 50) and struck(place.right() + 50)
    middle = place.center().x()
    assert not any(struck(middle + x) for x in range(-10, 11))


def test_no_wire_strikes_through_the_numbers_of_the_one_at_work(stage: StagePanel) -> None:
    """It is over the others, also when its number has arrived."""
    trace = traced("y = a*b + b*c")
    stage.show_trace(trace)
    for position in np.arange(0.5, len(trace) + 0.5, 0.5):
        stage.set_frame(frame_at(trace, position))
        state, wires = stage.scene.state, stage.scene.wires
        assert state is not None
        over = {edge for edge, wire in wires.items() if wire.zValue() > 0}
        assert over == set(state.edges_at_work)
        assert all(wires[edge].zValue() < stage.scene.nodes[edge.target].zValue() for edge in over)
