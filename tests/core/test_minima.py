"""Minima: found where they are, none invented; valleys and plains are floors of one minimum."""

import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import engine
from core.following import follow
from core.surfaces import (
    Minima,
    Minimum,
    Racer,
    Surface,
    custom_surface,
    descend,
    find_minima,
    known_minima,
    minima_of,
    minima_within,
    searching,
)
from core.surfaces.functions.curvature import second_order
from core.surfaces.minima import mesh_grid
from core.surfaces.minima.nearest_minimum_index import NOWHERE, NearestMinimumIndex
from core.surfaces.race.arrival import tolerance
from core.surfaces.race.basins import LOST, NOTHING, UNDER_WAY, filling
from core.surfaces.race.lowest import distances
from core.surfaces.race.verdict import Outcome, verdict

HOME = (-5.0, 5.0)
RNG = np.random.default_rng(5)


def in_words(value: float) -> str:
    return f"({float(value)!r})"


def plane(text: str, x_range=HOME, y_range=HOME) -> Surface:
    return Surface("own", text, x_range, y_range, start=(0.0, 0.0))


def bowl(a: float, b: float, p: float, q: float, turn: float) -> str:
    """A quadratic of curvatures 2p and 2q along turned axes, with its minimum at (a, b)."""
    c, s = np.cos(turn), np.sin(turn)
    u = f"({in_words(c)} * (x - {in_words(a)}) + {in_words(s)} * (y - {in_words(b)}))"
    v = f"({in_words(-s)} * (x - {in_words(a)}) + {in_words(c)} * (y - {in_words(b)}))"
    return f"{in_words(p)} * {u}**2 + {in_words(q)} * {v}**2"


def nothing_lower_beside(surface: Surface, minimum: Minimum) -> None:
    """Sampled independently: random points around each point that was found."""
    scale = (surface.x_range[1] - surface.x_range[0]) / 100
    for point in minimum.points[:: max(1, len(minimum.points) // 20)]:
        for reach in (0.3 * scale, 0.02 * scale):
            x, y = (point + RNG.uniform(-reach, reach, (200, 2))).T
            heights = surface.values(x, 0 * y if surface.is_curve else y)
            rise = heights.max() - minimum.height
            assert (heights >= minimum.height - 1e-5 * rise - 1e-13 * abs(minimum.height)).all()


inner = st.floats(-4.9, 4.9)
strength = st.floats(0.02, 50)
searched = settings(max_examples=30)  # each example is a search of the whole plane


@searched
@given(inner, inner, strength, strength, st.floats(0, np.pi))
def test_a_bowl_has_its_one_minimum_where_it_is(a, b, p, q, turn) -> None:
    surface = plane(bowl(a, b, p, q, turn))
    (found,) = find_minima(surface, HOME, HOME)
    assert not found.is_floor and found.point == pytest.approx((a, b), abs=1e-6)
    nothing_lower_beside(surface, found)


@searched
@given(st.floats(-1.5, 1.5), st.floats(-3, 2.5), st.floats(5, 200))
@example(1.3203125, 0.0, 145.0)
def test_the_minimum_of_a_narrow_bent_valley_is_found(a, b, steep) -> None:
    text = f"(x - {in_words(a)})**2 + {in_words(steep)} * (y - {in_words(b)} - x**2)**2"
    (found,) = find_minima(plane(text), HOME, HOME)
    assert found.point == pytest.approx((a, a * a + b), abs=1e-5)


@searched
@given(inner, inner, st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_a_minimum_moves_with_its_surface(a, b, dx, dy) -> None:
    text = "(u**2 - 4)**2 / 8 + u / 2 + v**2 + 0.3 * sin(3 * v)"
    moved = text.replace("u", f"(x - {in_words(a + dx)})").replace("v", f"(y - {in_words(b + dy)})")
    moved = moved.replace("si(", "sin(")
    still = text.replace("u", f"(x - {in_words(a)})").replace("v", f"(y - {in_words(b)})")
    ranges = [(HOME[0] + d, HOME[1] + d) for d in (dx, dy)]
    here = find_minima(plane(still), HOME, HOME)
    there = find_minima(plane(moved, *ranges), *ranges)
    inside = [m.point for m in here if max(map(abs, m.point)) < 4.99]
    for x, y in inside:
        assert min(np.hypot(*np.subtract(m.point, (x + dx, y + dy))) for m in there) < 1e-4
    assert len(inside) <= len(there) <= len(here) + 4


@searched
@given(st.floats(-9, 9), st.floats(-9, 9))
def test_none_is_outside_of_what_was_asked_for(a, b) -> None:
    surface = plane(bowl(a, b, 1.0, 0.2, 0.5))
    found = find_minima(surface, HOME, HOME)
    assert len(found) == int(max(abs(a), abs(b)) <= 5) or max(abs(a), abs(b)) > 4.999
    for minimum in found:
        assert (abs(minimum.points) <= 5).all()


@pytest.mark.parametrize("corner", [(5, 0), (-5, 0), (0, 5), (0, -5), (5, 5), (-5, 5)])
def test_a_minimum_on_the_edge_is_not_missed(corner) -> None:
    (found,) = find_minima(plane(bowl(*corner, 1.0, 1.0, 0.0)), HOME, HOME)
    assert found.point == pytest.approx(corner, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["1 / (x - 2) + y**2", "log(abs(x)) + y**2", "log(x + 4) + y**2", "-1 / (x**2 + y**2)"]
)
def test_nothing_but_a_pole_is_nothing(text) -> None:
    assert find_minima(plane(text), HOME, HOME) == ()


FAST = [f"sin({f} * x)" for f in (250, 300, 400, 628, 1000)]


@pytest.mark.parametrize("text", [*FAST, "x**2 / 20 + sin(300 * x)", "sin(1000*x) * cos(999*y)"])
def test_waves_shorter_than_a_cell_have_minima_and_not_all_are_known(text) -> None:
    surface = custom_surface(text)
    found = follow(searching(surface, surface.x_range, surface.y_range), lambda _: None)
    assert found.found and not found.complete
    for minimum in found.found[:20]:
        (point,) = minimum.points
        slope, bend = second_order(surface, *point)[1:]
        assert np.abs(slope).max() < 1e-3 and np.linalg.eigvalsh(bend).max() > 1e4


@pytest.mark.parametrize("power", [0.1, 0.25, 0.5])
def test_a_hole_as_sharp_as_a_pole_that_has_a_bottom_is_a_minimum(power) -> None:
    (found,) = find_minima(plane(f"x**2 + abs(y - 0.3)**{power}"), HOME, HOME)
    assert found.point == pytest.approx((0, 0.3), abs=1e-6) and not found.is_floor


@pytest.mark.parametrize("steep", ["1e6", "1e7"])
def test_a_narrow_hollow_is_no_floor(steep) -> None:
    (found,) = find_minima(plane(f"{steep} * x**2 + y**2"), HOME, HOME)
    assert not found.is_floor and found.point == pytest.approx((0, 0), abs=1e-6)


@pytest.mark.parametrize("text", ["sin(30 * x) + sin(30 * y)", "sin(40 * x) * cos(35 * y)"])
def test_it_is_known_that_there_are_more_minima_than_were_found(text) -> None:
    crowd = follow(searching(plane(text), HOME, HOME), lambda _: None)
    assert crowd.final and not crowd.complete and crowd.found


def test_the_pieces_of_a_search_are_small_and_its_outcome_is_remembered() -> None:
    surface = plane("sin(x**2 + y**2)")
    assert known_minima(surface, HOME, HOME) is None
    pieces = list[Minima | None]()
    found = follow(searching(surface, HOME, HOME), pieces.append)
    assert len(pieces) > 15 and found.complete
    sighted = [each for each in pieces if each is not None]
    assert sighted and sighted[0].found and not any(each.final for each in sighted)
    assert known_minima(surface, HOME, HOME) is found
    assert follow(searching(surface, HOME, HOME), pieces.append) is found


# Narrower than a cell of the mesh.


def minima_along_x(text: str) -> np.ndarray:
    """Of a curve, by a look at 400 000 of its points."""
    x = np.linspace(*HOME, 400_001)
    height = plane(text).values(x, 0.0)
    return x[1:-1][(height[1:-1] < height[:-2]) & (height[1:-1] < height[2:])]


@pytest.mark.parametrize(
    "curve",
    [
        "x**2 + 0.3 * sin(8 * x)",
        "x**2 / 4 + 0.106 * sin(12.212 * x + 4.782)",
        "(x - 2.269)**3 / 3 - 0.00117 * (x - 2.269) + 0.02 * (x - 2.269)**4",
        "(x + 0.42)**3 / 3 - 0.00015 * (x + 0.42) + 0.02 * (x + 0.42)**4",
    ],
)
def test_a_minimum_that_a_saddle_almost_touches_is_found(curve) -> None:
    there = minima_along_x(curve)
    assert len(there)
    for text in (curve, f"{curve} + y**2", f"{curve} + (y - 0.013)**2"):
        found = find_minima(plane(text), HOME, HOME)
        assert sorted(each.point[0] for each in found) == pytest.approx(list(there), abs=1e-4)


@given(inner, inner, st.floats(2, 4))
@example(0.0, 1.265625, 3.5)
@settings(max_examples=30)
def test_a_hole_that_falls_between_the_points_of_the_mesh_is_found(a, b, narrow) -> None:
    away = f"((x - {in_words(a)})**2 + (y - {in_words(b)})**2)"
    surface = plane(f"(x**2 + y**2) / 10 - exp(-{10**narrow!r} * {away})")
    found = find_minima(surface, HOME, HOME)
    assert min(np.hypot(*np.subtract(each.point, (a, b))) for each in found) < 0.02
    assert len(found) <= 2


@pytest.mark.parametrize("steep", [300, 1000, 10_000])
def test_a_narrow_winding_valley_that_falls_has_no_minimum_on_the_way(steep) -> None:
    (found,) = find_minima(plane(f"{steep} * (y - sin(3 * x))**2 + x**2 / 10"), HOME, HOME)
    assert found.point == pytest.approx((0, 0), abs=1e-6)


@given(inner, inner)
def test_height_slope_and_bend_of_a_point_are_those_of_the_formula(x, y) -> None:
    text = "x**3 * y + 2 * y**2"
    height, gradient, matrix = second_order(plane(text), [x, 0.0], [y, 1.0])
    assert height[0] == pytest.approx(x**3 * y + 2 * y**2)
    assert gradient[0] == pytest.approx([3 * x * x * y, x**3 + 4 * y])
    assert matrix[0] == pytest.approx(np.array([[6 * x * y, 3 * x * x], [3 * x * x, 4]]), abs=1e-6)
    assert gradient[1] == pytest.approx([0, 4]) and matrix.shape == (2, 2, 2)


def test_a_mesh_is_computed_in_pieces_whose_values_fit_the_memory(monkeypatch) -> None:
    surface = plane("sin(x) * cos(y)")
    grid = mesh_grid.MeshGrid(surface, HOME, HOME, 21)
    whole = grid.values(grid.mesh), *grid.slope(grid.mesh)
    sizes = []
    forward = engine.forward

    def counted(graph, leaves):
        sizes.append(np.size(leaves["x"]))
        return forward(graph, leaves)

    monkeypatch.setattr(mesh_grid, "_AT_ONCE", 50 * len(surface.graph.nodes))
    monkeypatch.setattr(engine, "forward", counted)
    pieces = grid.values(grid.mesh), *grid.slope(grid.mesh)
    assert len(sizes) > 10 and max(sizes) <= 50
    for one, other in zip(whole, pieces, strict=True):
        assert np.array_equal(one, other)


def test_a_search_asks_the_engine_for_few_passes_with_many_points_in_each(monkeypatch) -> None:
    text = "+".join(f"sin({1 + k / 10} * x + {k % 7} * y)" for k in range(40))
    passes, forward = [], engine.forward

    def counted(graph, leaves):
        passes.append(np.size(leaves["x"]))
        return forward(graph, leaves)

    monkeypatch.setattr(engine, "forward", counted)
    found = follow(searching(plane(text), HOME, HOME), lambda _: None)
    assert len(found.found) > 20 and len(passes) < 300


@searched
@given(inner, inner, st.sampled_from(("1 / (x - 2)", "log(x + 4)", "-1 / (x + y)**2", "1/(x*y)")))
def test_a_pole_is_no_minimum(a, b, pole) -> None:
    surface = plane(f"{pole} + 0.01 * ({bowl(a, b, 1.0, 2.0, 0.3)})")
    for minimum in find_minima(surface, HOME, HOME):
        assert minimum.height > -100
        nothing_lower_beside(surface, minimum)


@pytest.mark.parametrize("text", ["x**x + y**2", "1 / x + y**2", "exp(500 * x) + y**2"])
def test_a_search_is_silent_where_the_function_has_no_value(text) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for view in (HOME, (0.0, 4.0)):
            find_minima(plane(text, view, HOME), view, HOME)


@pytest.mark.parametrize("text", ["sqrt(x) + y**2", "sqrt(x + y)", "-sqrt(4 - x**2 - y**2)*(x-9)"])
def test_the_edge_of_the_domain_is_no_minimum(text) -> None:
    assert find_minima(plane(text), HOME, HOME) == ()


def test_a_minimum_close_to_the_edge_of_the_domain_is_one() -> None:
    (found,) = find_minima(plane("x * log(x) + y**2"), HOME, HOME)
    assert found.point == pytest.approx((np.exp(-1), 0), abs=1e-9)


# Floors.

LINE = np.linspace(-4, 4, 41)
FLOORS = {
    "x**2 + 0 * y": [np.column_stack([0 * LINE, LINE])],
    "(x + y)**2": [np.column_stack([LINE, -LINE])],
    "(y - 0.37 * x - 0.123)**4": [np.column_stack([LINE, 0.37 * LINE + 0.123])],
    "abs(x + 2 * y - 0.3)": [np.column_stack([LINE, (0.3 - LINE) / 2])],
    "(x * y - 1)**2": [
        np.column_stack([side * np.linspace(0.25, 4, 30), side / np.linspace(0.25, 4, 30)])
        for side in (1, -1)
    ],
    "(x**2 + y**2 - 1)**2": [np.column_stack([np.cos(LINE), np.sin(LINE)])],
    "1e6 + (x**2 + y**2 - 1)**2": [np.column_stack([np.cos(LINE), np.sin(LINE)])],
    "sin(x) + 0 * y": [np.column_stack([c + 0 * LINE, LINE]) for c in (-np.pi / 2, 1.5 * np.pi)],
    "(x**2 - 4)**2 / 8 + x / 2 + 0 * y": [
        np.column_stack([c + 0 * LINE, LINE]) for c in (-2.114907541, 1.860805853)
    ],
}


@pytest.mark.parametrize("text", FLOORS)
def test_a_valley_is_one_minimum_and_all_of_it_is(text) -> None:
    surface, valleys = plane(text), FLOORS[text]
    found = find_minima(surface, HOME, HOME)
    assert len(found) == len(valleys) and all(each.is_floor for each in found)
    for valley in valleys:
        assert min(each.away(valley).max() for each in found) < 5e-3
    for minimum in found:
        assert (abs(minimum.points) <= 5).all()
        nothing_lower_beside(surface, minimum)


def test_the_distance_from_a_valley_is_that_from_its_line() -> None:
    (ring,) = minima_of(plane("(x**2 + y**2 - 1)**2"))
    points = RNG.uniform(-4, 4, (300, 2))
    assert ring.away(points) == pytest.approx(abs(np.hypot(*points.T) - 1), abs=1e-2)


@pytest.mark.parametrize(
    ("text", "on", "off"),
    [
        ("x**1000 + 0 * y", [(0.1, 0.0), (-0.3, 3.0)], [(1.5, 0.0)]),
        ("max(0, 1 - x * y)", [(2.0, 2.0), (4.0, 1.0)], [(0.0, 0.0), (0.5, 1.0)]),
        ("x**1000", [(0.1, 0.0), (-0.3, 0.0)], [(1.5, 0.0)]),
        ("exp(-1000 * x**2) + 0 * y", [(2.0, 2.0), (-2.0, 1.0)], [(0.0, 0.0)]),
    ],
)
def test_a_plain_is_a_floor_and_not_many_points(text, on, off) -> None:
    found = find_minima(plane(text), HOME, HOME)
    assert 1 <= len(found) <= 2 and all(each.is_floor and each.flat_region for each in found)
    away = np.min([each.away(np.array(on + off)) for each in found], axis=0)
    assert (away[: len(on)] == 0).all() and (away[len(on) :] > 0.1).all()


def test_a_ledge_that_leads_down_is_no_floor() -> None:
    found = find_minima(plane("max(x, 0) - max(-x - 2, 0) + 0 * y"), HOME, HOME)
    assert found == ()


def test_a_valley_that_falls_has_its_minimum_at_its_lowest() -> None:
    (found,) = find_minima(plane("(1 - x)**2 + 100 * (y - x**2)**2"), HOME, HOME)
    assert found.point == pytest.approx((1, 1), abs=1e-6)


@pytest.mark.parametrize("text", ["(x * y - 1)**2", "(x**2 + y**2 - 1)**2", "(x + y)**2"])
def test_who_stands_on_a_floor_has_arrived(text) -> None:
    surface = custom_surface(text)
    racer = Racer("sgd", {"lr": 0.02})
    path = descend(surface, racer, (-1.7, 1.1), 400)
    found = verdict(surface, racer, path, "it")
    assert found.outcome is Outcome.ARRIVED and found.message.key == "arena.verdict.arrived_floor"
    away = distances(surface, path)
    assert away is not None and away[-1] < tolerance(surface) < away[0]
    assert found.step and away[found.step] <= tolerance(surface) < away[found.step - 1]


def test_a_higher_floor_is_a_local_one() -> None:
    surface = custom_surface("(x**2 - 4)**2 / 8 + x / 2 + 0 * y")
    racer = Racer("sgd", {"lr": 0.05})
    path = descend(surface, racer, (3.4, 1.0), 200)
    found = verdict(surface, racer, path, "it")
    assert found.outcome is Outcome.LOCAL and found.message.key == "arena.verdict.local_floor"


# Beyond the picture.


def test_minima_of_the_view_join_those_of_the_picture() -> None:
    surface = custom_surface("sin(x) * sin(x) + y**2 / 10")
    home = minima_of(surface)
    assert minima_within(surface, (-3, 3), (-1, 1)) == home
    wider = minima_within(surface, (-5, 15), (-5, 5))
    assert wider[: len(home)] == home
    found = sorted(each.point[0] for each in wider)
    assert found == pytest.approx([k * np.pi for k in range(-1, 5)], abs=1e-6)
    far = minima_within(custom_surface("(x - 7)**2 + y**2"), (5, 9), (-2, 2))
    assert [each.point for each in far] == [pytest.approx((7, 0), abs=1e-6)]


def test_a_floor_goes_on_beyond_the_picture() -> None:
    surface = custom_surface("(x + y)**2")
    (floor,) = minima_within(surface, (0, 9), (-9, 0))
    assert floor.away(np.array([[8.0, -8.0]]))[0] < 1e-3


# Basins.


def last_basins(text: str, x_range=HOME, y_range=HOME, steps=80, count=24, lr=0.05):
    surface = custom_surface(text)
    view, racer = (x_range, y_range), Racer("sgd", {"lr": lr})
    found = minima_within(surface, *view)
    *_, last = filling(surface, racer, *view, steps, 0, found, rounds=(count,))
    return surface, last


@pytest.mark.parametrize("text", ["sqrt(x) + y**2", "log(x) + y**2", "log(x) + (x - 2)**2 + y**2"])
def test_there_is_no_basin_where_the_function_has_no_value(text) -> None:
    surface, last = last_basins(text)
    x = (np.arange(24) + 0.5) / 24 * 10 - 5
    nowhere = np.broadcast_to(np.isnan(surface.values(x, 0.0)), last.ends.shape)
    assert nowhere.any() and (last.ends[nowhere] == NOTHING).all()


@pytest.mark.parametrize("name", ["sgd", "nesterov_lookahead"])
def test_a_basin_ends_where_the_path_ends(name) -> None:
    surface, racer = custom_surface("x * log(x) + y**2"), Racer(name, {"lr": 0.4})
    view = (0.0, 5.0), (-2.0, 2.0)
    found = minima_within(surface, *view)
    *_, last = filling(surface, racer, *view, 40, 0, found, rounds=(12,))
    rows, columns = last.ends.shape
    for row, column in np.ndindex(rows, columns):
        x, y = (column + 0.5) * 5 / columns, (row + 0.5) * 4 / rows - 2
        path = descend(surface, racer, (x, y), 40)
        end = LOST if path.ended_at != 0 else NOTHING
        assert (last.ends[row, column] == end) == (path.ended_at is not None)


def test_each_floor_has_its_basin() -> None:
    _, last = last_basins("(x * y - 1)**2", (-2.0, 2.0), (-2.0, 2.0), steps=400)
    assert len(last.minima) == 2 and {0, 1} <= set(last.ends.flat)
    x = (np.arange(last.ends.shape[1]) + 0.5) / last.ends.shape[1] * 4 - 2
    first_quadrant = last.ends[np.ix_(x > 0.2, x > 0.2)]
    assert len(set(first_quadrant.flat) - {UNDER_WAY}) == 1


def drawn(minima: list[Minimum], radii: float | list[float]) -> NearestMinimumIndex:
    index = NearestMinimumIndex(minima, radii)
    for _ in index.drawing():
        pass
    return index


@given(st.lists(st.tuples(inner, inner), max_size=5), st.integers(0, 99))
def test_who_is_near_is_looked_up(minima, seed) -> None:
    found = [Minimum(np.array([point]), 0.0) for point in minima]
    points = np.random.default_rng(seed).uniform(-7, 7, (100, 2))
    near = drawn(found, 1.0).at(points)
    away = np.array([each.away(points) for each in found]).reshape(len(found), 100)
    for k in range(100):
        if near[k] == NOWHERE:
            assert (away[:, k] > 0.85).all()
        else:
            assert away[near[k], k] < 1.15 and away[near[k], k] < away[:, k].min() + 0.3


def test_near_is_within_the_radius_of_the_nearest() -> None:
    """Also where the wide one has been drawn, or would be, over what the narrow one leaves."""
    pair = [Minimum(np.array([[x, 0.0]]), 0.0) for x in (0.0, 1.6)]
    points = np.array([[0.0, 0.0], [0.7, 0.0], [0.95, 0.0], [1.3, 0.0], [1.6, 0.3], [2.4, 0.0]])
    for order in (1, -1):
        index = drawn(pair[::order], [1.0, 0.4][::order])
        wide, narrow = (0, 1)[::order]
        expected = [wide, wide, NOWHERE, narrow, narrow, NOWHERE]
        assert index.at(points).tolist() == index.exactly(points).tolist() == expected


def test_who_is_no_number_is_nowhere() -> None:
    near = drawn([Minimum(np.zeros((1, 2)), 0.0)], 1.0)
    points = np.array([[np.nan, 0], [np.inf, 0], [0, -np.inf], [1e300, 0], [0, 0]])
    assert list(near.at(points)) == [NOWHERE] * 4 + [0]
