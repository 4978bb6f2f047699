"""Notes at nodes: beside their own, clear of everybody else's."""

import numpy as np
import pytest

from core.documents.document import read
from core.examples import EXAMPLES
from core.trace import run
from gui.appearance import Appearance
from gui.stage.highlight import Highlight, Tone
from gui.stage.items.node_geometry import drawn_rooms
from gui.stage.items.notes import gap
from gui.stage.scene import StageScene


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
        assert min(gap(place, part) for parts in drawn.values() for part in parts) >= 8, node
