"""Notes at nodes: beside their own, clear of everybody else's."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from core.documents.document import read
from core.examples import EXAMPLES
from core.trace import run
from core.values import starting_values
from gui.appearance import Appearance
from gui.stage.highlight import Highlight, Tone
from gui.stage.items.emphasis import REACH
from gui.stage.items.node_geometry import drawn_rooms
from gui.stage.items.note_rooms import gap
from gui.stage.panel import StagePanel
from gui.stage.scene import StageScene
from tests.big_graphs import chain


@pytest.mark.parametrize("room", [(680, 560), (300, 200)], ids=["large", "compact"])
@pytest.mark.parametrize("text", ["3", "2 ≠ 5", "Δ = +0.0501"])
def test_a_note_covers_nothing_and_is_nearest_to_its_own_node(
    qtbot, dressed: Appearance, room: tuple[int, int], text: str
) -> None:
    example = EXAMPLES["chain_rule"]
    document = read(example.expression, {k: np.asarray(v) for k, v in example.values.items()})
    trace = run(document.graph, document.values)
    scene = StageScene(dressed)
    scene.build(trace, float(len(trace)))
    scene.suit(*room)
    for node in ("a", "b", "c", "d", "e"):
        scene.set_highlight(Highlight({node: Tone.PATH}, {}, {node: text}))
        (note,) = scene.notes
        drawn = {
            name: [item.mapRectToScene(part) for part in drawn_rooms(item.style, item.body)]
            for name, item in scene.nodes.items()
        }
        own = drawn.pop(node)
        place = note.sceneBoundingRect().adjusted(2, 2, -2, -2)
        assert not any(place.intersects(part) for part in own), node
        clear = 1 if room[0] <= 300 else 8 if note.line is None else 4
        assert min(gap(place, part) for parts in drawn.values() for part in parts) >= clear, node


@pytest.mark.parametrize("room", [(680, 560), (440, 300)])
@pytest.mark.parametrize("key", ["chain_rule", "gates", "neuron", "ladder"])
@pytest.mark.parametrize("text", ["∂e/∂b = 5", "Δ = +0.01"])
def test_a_note_at_a_node_covers_no_wire_and_no_ring(
    qtbot, dressed: Appearance, room: tuple[int, int], key: str, text: str
) -> None:
    example = EXAMPLES[key]
    document = read(example.expression, {k: np.asarray(v) for k, v in example.values.items()})
    trace = run(document.graph, document.values)
    scene = StageScene(dressed)
    scene.build(trace, float(len(trace)))
    scene.suit(*room)
    ring = dressed.px(REACH)
    for node, item in scene.nodes.items():
        scene.set_highlight(Highlight({node: Tone.PATH}, {}, {node: text}))
        (note,) = scene.notes
        place = note.sceneBoundingRect().adjusted(2, 2, -2, -2)
        body = item.mapRectToScene(item.body).adjusted(-ring, -ring, ring, ring)
        assert not place.intersects(body), node
        for edge, wire in scene.wires.items():
            along = (wire.path.pointAtPercent(share / 64) for share in range(65))
            assert not any(place.contains(point) for point in along), (node, edge)


@pytest.mark.parametrize("room", [(650, 490), (480, 480), (420, 300)])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("neuron", "−0.3932 ≠ −0.1966"),
        ("neuron", "0 ≠ 0.1966"),
        ("small_net", "max |Δ| = 0.006"),
        ("ladder", "Δ = −0.0005426"),
    ],
)
def test_notes_everywhere_cover_no_name_no_number_and_no_other_note(
    qtbot, dressed: Appearance, room: tuple[int, int], key: str, text: str
) -> None:
    example = EXAMPLES[key]
    document = read(example.expression, {k: np.asarray(v) for k, v in example.values.items()})
    trace = run(document.graph, document.values)
    scene = StageScene(dressed)
    scene.build(trace, float(len(trace)))
    scene.suit(*room)
    scene.set_highlight(Highlight(notes=dict.fromkeys(scene.nodes, text)))
    drawn = [
        item.mapRectToScene(part)
        for item in scene.nodes.values()
        for part in drawn_rooms(item.style, item.body)
    ]
    places = [note.sceneBoundingRect().adjusted(2, 2, -2, -2) for note in scene.notes]
    for i, place in enumerate(places):
        assert scene.page().contains(place)
        assert not any(place.intersects(other) for other in [*drawn, *places[:i]])
    assert len(places) > 0.8 * len(scene.nodes), "where everything is full, there is none"


def test_notes_are_put_up_where_somebody_looks(qtbot, dressed: Appearance, translator) -> None:
    """From afar nobody could read one; a thousand would take seconds."""
    graph = chain(400)
    trace = run(graph, starting_values(graph, {}))
    stage = StagePanel(dressed, translator)
    qtbot.addWidget(stage)
    stage.resize(900, 600)
    with qtbot.waitExposed(stage):
        stage.show()
    stage.show_trace(trace, float(len(trace)))
    stage.view.grab()
    scene, camera = stage.scene, stage.view.camera
    stage.set_highlight(Highlight(notes=dict.fromkeys(scene.nodes, "Δ = 1")))
    assert scene.far and not scene.notes
    for node in ("n100", "n300"):
        at = QPointF(*scene.plan.layout.positions[node])
        camera.stand(1.0, at)
        stage.view.grab()
        near = {n for n in scene.nodes.made if stage.view.place_of(n).intersects(stage.view.rect())}
        assert node in near and len(near) <= len(scene.notes) < 100
        assert any(abs(note.pos().x() - at.x()) < 200 for note in scene.notes)
    stage.view.fit()
    stage.view.grab()
    assert scene.far and not any(note.isVisible() for note in scene.notes)
    stage.set_highlight(None)
    assert not scene.notes


@pytest.mark.parametrize("key", ["neuron", "small_net", "ladder"])
def test_notes_stay_in_view_when_it_gets_smaller(qtbot, dressed: Appearance, key: str) -> None:
    """A sentence of three lines, say, takes some of the room that the notes were put up in."""
    example = EXAMPLES[key]
    document = read(example.expression, {k: np.asarray(v) for k, v in example.values.items()})
    trace = run(document.graph, document.values)
    scene = StageScene(dressed)
    scene.build(trace, float(len(trace)))
    scene.suit(440, 340)
    scene.set_highlight(Highlight(notes=dict.fromkeys(scene.nodes, "Δ = −0.01")))
    assert scene.notes
    for room in ((440, 300), (440, 260), (380, 260), (440, 340)):
        scene.suit(*room)
        places = [note.sceneBoundingRect().adjusted(2, 2, -2, -2) for note in scene.notes]
        assert places and all(scene.page().contains(place) for place in places)
