"""What is written on the stage can be read: nothing over anything else, and nothing too small."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from core.documents.document import read
from core.examples import EXAMPLES, ladder
from core.trace import Trace, run
from gui.appearance import Appearance
from gui.stage import text_painting
from gui.stage.highlight import Highlight
from gui.stage.items.node_geometry import drawn_rooms
from gui.stage.items.node_style import Density
from gui.stage.layout.curves import cubics, room_of, sample
from gui.stage.layout.plan import Kind, Plan, Planner
from gui.stage.scene import StageScene
from tests.core.random_graphs import Case, cases

ROOMS = {"light": [(447.0, 478.0), (622.0, 510.0)], "projector": [(471.0, 295.0), (643.0, 317.0)]}
HEIGHTS = {471.0: 768, 643.0: 800}
SCALARS = ("chain_rule", "gates", "neuron", "ladder")
Written = list[tuple[str, QRectF, float]]


def traced(text: str, **values: object) -> Trace:
    document = read(text, {name: np.asarray(value) for name, value in values.items()})
    return run(document.graph, document.values)


def example(key: str) -> Trace:
    return traced(EXAMPLES[key].expression, **EXAMPLES[key].values)


def planned(trace: Trace, look: Appearance, kind: Kind) -> StageScene | None:
    """The scene of one plan, whatever room there is."""
    draft = Planner(trace, look)._draft(kind)
    if draft is None:
        return None
    scene = StageScene(look)
    scene.build(trace, float(len(trace)))
    scene._planner = _Only(draft.plan)
    scene._draw(trace, float(len(trace)))
    return scene


class _Only:
    """A planner with one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def best(self, room: object, shown: object = None) -> Plan:
        return self._plan


def overlap(one: QRectF, other: QRectF) -> bool:
    shared = one & other
    return shared.width() > 0.01 and shared.height() > 0.01


kinds = st.builds(Kind, st.sampled_from(Density), st.integers(1, 3))


@given(cases(), kinds)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_two_texts_overlap(appearance: Appearance, case: Case, kind: Kind) -> None:
    """Figures of wires, nodes, and the lines under them."""
    scene = planned(run(case.graph, case.leaves), appearance, kind)
    if scene is None:
        return  # it has no places at which it could be broken
    rooms = [
        (name, item.mapRectToScene(room))
        for name, item in scene.nodes.items()
        for room in drawn_rooms(item.style, item.body)
    ]
    rooms += [(edge, room) for edge, wire in scene.wires.items() for room in wire.figure_rooms()]
    for (one, here), (other, there) in combinations(rooms, 2):
        assert one == other or not overlap(here, there), f"{one} and {other}"


@given(cases(), kinds)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_wires_stay_in_their_boxes_and_off_the_nodes_of_other_rows(
    appearance: Appearance, case: Case, kind: Kind
) -> None:
    scene = planned(run(case.graph, case.leaves), appearance, kind)
    if scene is None or scene.index is None or scene.plan is None:
        return
    content = scene.content()
    for edge, route in scene.plan.layout.routes.items():
        points = sample(route)
        boxes = np.array([room_of(piece) for piece in cubics(route)])
        assert (points >= boxes[:, :2].min(axis=0) - 1e-6).all()
        assert (points <= boxes[:, 2:].max(axis=0) + 1e-6).all()
        assert content.contains(QPointF(*boxes[0, :2]))
        if kind.rows == 1:
            continue
        for name, item in scene.nodes.items():
            body = item.mapRectToScene(item.body)
            inside = [body.contains(*point) for point in points]
            assert name in (edge.source, edge.target) or not any(inside), f"{edge} over {name}"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Every text that is really drawn: where, and how high its letters are on the screen."""
    found: Written = []
    draw = text_painting.write

    def listen(painter, room, text, font, colour, align=text_painting.CENTRE, *rest) -> None:
        smallest = rest[0] if rest else text_painting.SMALLEST
        fitting: QFont = text_painting.fitted([text], font, room.width())
        height = fitting.pixelSize() * painter.worldTransform().m11()
        if height >= smallest:
            place = QRectF(room)
            found.append((text, painter.worldTransform().mapRect(place), height))
        draw(painter, room, text, font, colour, align, *rest)

    for module in ("items.node_item", "arrays.picture_painter", "text_painting"):
        monkeypatch.setattr(f"gui.stage.{module}.write", listen, raising=False)
    return found


def paint(scene: StageScene, room: tuple[float, float]) -> float:
    """Paint it as large as the room allows; the scale."""
    image = QImage(*map(int, room), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    content = scene.content()
    scene.render(painter, QRectF(0, 0, *room), content)
    painter.end()
    return min(room[0] / content.width(), room[1] / content.height())


def suited(trace: Trace, look: Appearance, room: tuple[float, float]) -> StageScene:
    look.set_viewport_height(HEIGHTS.get(room[0], 800))
    scene = StageScene(look)
    scene.suit(*room)
    scene.build(trace, float(len(trace)))
    return scene


@pytest.mark.parametrize("key", EXAMPLES)
@pytest.mark.parametrize("room", ROOMS["light"])
def test_every_number_of_an_example_can_be_read(
    appearance: Appearance, written: Written, key: str, room: tuple[float, float]
) -> None:
    paint(suited(example(key), appearance, room), room)
    numbers = [(height, text) for text, _, height in written if any(map(str.isdigit, text))]
    assert min(numbers)[0] >= 9.0, min(numbers)


@pytest.mark.parametrize("key", SCALARS)
@pytest.mark.parametrize("room", ROOMS["projector"])
def test_every_number_can_be_read_from_the_last_row(
    appearance: Appearance, written: Written, key: str, room: tuple[float, float]
) -> None:
    appearance.set_theme("projector")
    paint(suited(example(key), appearance, room), room)
    numbers = [(height, text) for text, _, height in written if any(map(str.isdigit, text))]
    assert min(numbers)[0] >= HEIGHTS[room[0]] / 60, min(numbers)


def test_a_high_room_gets_rows_and_a_wide_one_a_line(appearance: Appearance) -> None:
    trace = traced(ladder(8), x=1.0)
    scene = suited(trace, appearance, (420.0, 600.0))
    assert scene.plan is not None and scene.plan.kind.rows > 1
    scene.suit(2000.0, 300.0)
    assert scene.plan.kind.rows == 1


def test_a_room_that_grows_a_little_changes_nothing_back_and_forth(appearance: Appearance) -> None:
    """What is about as good as what is shown does not take its place."""
    scene, changes, before = suited(example("neuron"), appearance, (300.0, 480.0)), 0, None
    for width in [*range(300, 1200, 10), *range(1200, 300, -10)]:
        scene.suit(float(width), 480.0)
        assert scene.plan is not None
        changes += before is not None and scene.plan.kind != before
        before = scene.plan.kind
    assert changes <= 6


@pytest.mark.parametrize("key", SCALARS)
def test_a_note_is_over_no_figure(appearance: Appearance, key: str) -> None:
    hidden = 0
    for room in (*ROOMS["light"], (300.0, 200.0)):
        scene = suited(example(key), appearance, room)
        figures = sum(len(wire.figure_rooms()) for wire in scene.wires.values())
        noted = [*scene.nodes, *list(scene.wires)[::2]]
        scene.set_highlight(Highlight(notes=dict.fromkeys(noted, "× −0.1966 = 0.0123")))
        notes = [note.sceneBoundingRect() for note in scene.notes]
        shown = [room for wire in scene.wires.values() for room in wire.figure_rooms()]
        assert not any(overlap(figure, note) for figure in shown for note in notes)
        hidden += figures - len(shown)
        scene.set_highlight(Highlight())
        assert sum(len(wire.figure_rooms()) for wire in scene.wires.values()) == figures
    assert hidden, "some had to give way"


def test_in_a_crowd_the_room_for_numbers_does_not_depend_on_them(appearance: Appearance) -> None:
    text = "y = " + "+".join(f"a*{name}" for name in "bcdefghijk" * 12)
    plain, long = (
        Planner(traced(text, **dict.fromkeys("abcdefghijk", value)), appearance).easy()
        for value in (1.0, -1.234567e-7)
    )
    gates = [name for name, style in plain.styles.items() if style.symbol]
    assert len(gates) > 200
    for name in gates:
        assert plain.styles[name].extent == long.styles[name].extent
    assert plain.figures == long.figures
