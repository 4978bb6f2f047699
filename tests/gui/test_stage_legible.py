"""What is written on the stage can be read: nothing over anything else, and nothing too small."""

import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtCore import QEvent, QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from core.documents.document import read
from core.examples import EXAMPLES, ladder
from core.explain.provenance import Part
from core.format import MINUS
from core.trace import Trace, run
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage import text_painting
from gui.stage.arrays.cell_digits import digits_for
from gui.stage.arrays.pictures import Picture
from gui.stage.highlight import Highlight
from gui.stage.items.node_geometry import drawn_rooms
from gui.stage.items.node_style import Density
from gui.stage.layout.curves import cubics, room_of, sample
from gui.stage.layout.kinds import Kind
from gui.stage.layout.plan import Planner
from gui.stage.panel import StagePanel
from gui.stage.scene import StageScene
from gui.theme import THEMES
from tests.core.random_graphs import Case, cases

ROOMS = {"light": [(447.0, 478.0), (622.0, 510.0)], "projector": [(471.0, 295.0), (643.0, 317.0)]}
HEIGHTS = {471.0: 768, 643.0: 800}
SCALARS = ("chain_rule", "gates", "neuron", "ladder")
_NUMBER = re.compile(r"−?[\d.]+")
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
    scene._draw(draft.plan, trace, float(len(trace)))
    return scene


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


@given(st.lists(st.tuples(st.sampled_from([(300, 480), (447, 478), (622, 510), (1200, 400)]),
                          st.sampled_from(list(THEMES))), min_size=2, max_size=6))  # fmt: skip
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.parametrize("key", ["neuron", "small_net"])
def test_what_is_shown_does_not_depend_on_what_was_shown_before(
    dressed: Appearance, translator: Translator, key: str, looks: list
) -> None:
    """After any changes of size and theme, the stage looks as if it had been opened so."""

    def opened(size: tuple[int, int]) -> StagePanel:
        panel = StagePanel(dressed, translator)
        panel.resize(*size)
        panel.show()
        panel.show_trace(trace, float(len(trace)))
        return panel

    def changed(size: tuple[int, int], theme: str) -> None:
        dressed.set_theme(theme)
        panel.resize(*size)
        panel.finish_motion()
        QApplication.processEvents()

    trace = example(key)
    dressed.set_theme(looks[0][1])
    panel = opened(looks[0][0])
    for size, theme in looks:
        changed(size, theme)
    fresh = opened(looks[-1][0])
    QApplication.processEvents()
    assert panel.scene.plan == fresh.scene.plan
    assert panel.view.zoom_factor == pytest.approx(fresh.view.zoom_factor)
    for one in (panel, fresh):
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.parametrize("key", [key for key in EXAMPLES if key not in SCALARS])
@pytest.mark.parametrize("room", ROOMS["light"])
def test_no_cell_of_an_example_is_without_its_number(
    appearance: Appearance, written: Written, key: str, room: tuple[float, float]
) -> None:
    scene = suited(example(key), appearance, room)
    paint(scene, room)
    cells = sum(
        array.size
        for item in scene.nodes.values()
        if item.style.picture is Picture.CELLS
        for array in map(item.array_of, Part)
        if array is not None
    )
    around = [item.style.title for item in scene.nodes.values()]
    assert len(written) > cells > 10, around
    heights = {round(height) for text, _, height in written if _NUMBER.fullmatch(text)}
    assert min(heights) >= 9


@given(
    hnp.arrays(
        float,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=4),
        elements=st.floats(-1e7, 1e7, allow_subnormal=False) | st.sampled_from([0.0, 0.5, -1.0]),
    ),
    st.integers(20, 90),
    st.integers(6, 14),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_table_has_all_of_its_numbers_in_one_format_or_none(
    qapp, appearance: Appearance, table: np.ndarray, width: int, legible: int
) -> None:
    full = appearance.font("small")
    found = digits_for(table, 3, width, full, legible + 2, legible)
    if found is None:
        return
    texts, font = found
    assert texts.keys() == dict(np.ndenumerate(table)).keys()
    assert font.pixelSize() >= legible
    assert all(text_painting.text_width(text, font) <= width for text in texts.values())
    written = {text.partition("e")[:2] for place, text in texts.items() if table[place]}
    assert len({(power, len(digits.partition(".")[2])) for digits, power in written}) <= 1
    for place, text in texts.items():
        assert text != f"{MINUS}0" and (text == "0") is not bool(table[place])


def test_a_small_number_beside_a_large_one_is_not_taken_for_0(qapp, appearance: Appearance) -> None:
    table = np.array([[0.0, -0.18, 0.0004], [1.5, 0.25, -0.1]])
    found = digits_for(table, 3, 30, appearance.font("small"), 9, 9)
    assert found is not None
    assert list(found[0].values()) == ["0", "−0.18", "0.00", "1.50", "0.25", "−0.10"]


@pytest.mark.parametrize(
    ("large", "width", "texts"),
    [
        (100.4, 38, ["100.4", "−0.5", "0.8"]),
        (100.4, 26, ["100.4", "−0.5", "0.8"]),  # in smaller letters
        (-12345.5, 38, ["−12345.5", "−0.5", "0.8"]),
        (-12345.5, 22, ["−1.2e4", "−5.0e−1", "8.0e−1"]),
        (-12345.5, 10, None),
    ],
)
def test_small_numbers_keep_their_digits_beside_a_hundred(
    qapp, appearance: Appearance, large: float, width: int, texts: list[str] | None
) -> None:
    font = appearance.font("small")
    found = digits_for(np.array([large, -0.5, 0.8]), 3, width, font, 9, 6)
    assert (found and list(found[0].values())) == texts


def test_what_is_merely_small_has_no_sign_and_is_no_0(qapp, appearance: Appearance) -> None:
    found = digits_for(np.array([30.0, -0.0004, 0.0]), 3, 30, appearance.font("small"), 9, 9)
    assert found is not None
    assert list(found[0].values()) == ["30.00", "0.00", "0"]


@pytest.mark.parametrize("theme", ROOMS)
@pytest.mark.parametrize("key", SCALARS)
def test_no_wire_strikes_through_a_figure_and_what_is_nowhere_else_is_written(
    appearance: Appearance, theme: str, key: str
) -> None:
    """The shares of a node that is read more than once stand on its wires only."""
    appearance.set_theme(theme)
    trace = example(key)
    for room in ROOMS[theme]:
        scene = suited(trace, appearance, room)
        assert scene.plan is not None and scene.plan.kind.density < Density.DENSE
        points = {edge: sample(route) for edge, route in scene.plan.layout.routes.items()}
        for edge, wire in scene.wires.items():
            shared = len(trace.graph.consumers(edge.source)) > 1
            assert wire.figure_rooms() or not shared or edge not in trace.edge_index, edge
            for figure in wire.figure_rooms():
                inner = figure.adjusted(4, 4, -4, -4)
                for other, way in points.items():
                    struck = any(inner.contains(*point) for point in way)
                    assert not struck or shared, f"{other} through a figure of {edge}"


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
