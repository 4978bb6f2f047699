"""The scene: emphasis, one run in the place of another, and what a thousand nodes cost."""

import pytest

from core.expression import parse
from core.graph import Edge
from core.playback import frame_at
from core.trace import Trace, run
from core.values import starting_values
from gui.appearance import Appearance
from gui.stage.highlight import Highlight, Tone
from gui.stage.scene import StageScene


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
    assert scene.scenery is not None
    assert scene.scenery.highlight.nodes["b"] is Tone.WRONG
    assert scene.notes == []
    scene.set_frame(frame_at(scene.scenery.trace, 1))
