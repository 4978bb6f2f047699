"""While a layout changes, the view goes along with it: nothing is cut off, and no map flashes."""

import pytest
from PySide6.QtCore import QRectF

from core.editing.composites import split
from core.language.expression import parse
from core.playback import frame_at
from core.trace import run
from core.values import starting_values
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.animation.transition import Transition
from gui.stage.panel import StagePanel

CHANGES = [
    ("y = sigmoid(w0*x0 + w1*x1 + w2)", None),
    ("y = sigmoid(sigmoid(a*b))", None),
    ("e = (a + b) * (b + 1)", "e = (a + b) * (b + 1) + exp(a * exp(b))"),
    ("y = tanh(a*b + c*d) * exp(c)", "y = tanh(a*b + c*d)"),
]


@pytest.fixture
def stage(qtbot, dressed: Appearance, translator: Translator) -> StagePanel:
    panel = StagePanel(dressed, translator)
    qtbot.addWidget(panel)
    panel.resize(620, 480)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def drawn(stage: StagePanel) -> list[tuple[str, QRectF]]:
    """The outline of everything that can be seen, on its way or at rest."""
    moving = next((item for item in stage.scene.items() if isinstance(item, Transition)), None)
    if moving is None:
        return [(n, i.mapRectToScene(i.body)) for n, i in stage.scene.nodes.items()]
    now = moving.now()
    found = []
    for item, shown in (*now.nodes.values(), *now.node_ghosts):
        width, height = item.body.width() * shown.size, item.body.height() * shown.size
        room = QRectF(shown.at[0] - width / 2, shown.at[1] - height / 2, width, height)
        if shown.opacity > 0:
            found.append((item.node, room))
    return found


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_nothing_is_cut_off_while_the_layout_changes(
    stage: StagePanel, before: str, after: str | None
) -> None:
    graph = parse(before)
    first = run(graph, starting_values(graph, {}))
    stage.show_trace(first, float(len(first)))
    stage.finish_motion()
    stage.grab()
    other = parse(after) if after is not None else split(graph, "y").graph
    second = run(other, starting_values(other, {}))
    stage.set_frame(frame_at(second, float(len(second))))
    assert stage.scene.in_motion
    maps = stage.minimap.isVisible()
    moments = 0
    while stage.animator.moving:
        stage.animator.advance(25)
        seen = stage.view.camera.visible.adjusted(-1, -1, 1, 1)
        cut = [node for node, room in drawn(stage) if not seen.contains(room)]
        assert not cut, (moments, cut)
        maps |= stage.minimap.isVisible()
        moments += 1
    assert moments > 10
    assert not maps, "all of it was in view"
