"""Minima where the slope jumps: found like smooth ones, wherever they are and however they lie."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.surfaces import Racer, Surface, custom_surface, descend, find_minima
from core.surfaces.race.verdict import Outcome, verdict

HOME = (-5.0, 5.0)
inner = st.floats(-4.9, 4.9)
slope = st.floats(-1.5, 1.5).map(lambda power: 10**power)
turn = st.floats(0, np.pi)


def plane(text: str) -> Surface:
    return Surface("own", text, HOME, HOME, start=(0.0, 0.0))


def is_at(text: str, *place: float) -> None:
    (found,) = find_minima(plane(text), HOME, HOME)
    assert not found.is_floor and found.point == pytest.approx(place, abs=1e-5)


def turned(a: float, b: float, angle: float) -> tuple[str, str]:
    """Two axes at right angles that cross at (a, b)."""
    c, s = float(np.cos(angle)), float(np.sin(angle))
    along = f"(({c!r}) * (x - ({a!r})) + ({s!r}) * (y - ({b!r})))"
    return along, f"(({-s!r}) * (x - ({a!r})) + ({c!r}) * (y - ({b!r})))"


@settings(max_examples=40)
@given(inner, slope, slope)
def test_two_slopes_of_a_curve_meet_in_a_minimum(a: float, down: float, up: float) -> None:
    is_at(f"max(-{down!r} * (x - ({a!r})), {up!r} * (x - ({a!r})))", a, 0)
    is_at(f"{down!r} * relu(({a!r}) - x) + {up!r} * relu(x - ({a!r})) - 3", a, 0)


@settings(max_examples=25)
@given(
    inner,
    inner,
    slope,
    slope,
    turn,
    st.sampled_from(
        [
            "{p}*abs({u}) + {q}*abs({v})",
            "{p}*abs({u}) + {q}*{v}**2",
            "max({p}*abs({u}), {q}*abs({v}))",
            "max({u}, -{p}*{u}) + max({v}, -{q}*{v})",
            "{p}*abs({u}) + {q}*abs({u} + {v})",
        ]
    ),
)
def test_kinks_of_a_plane_meet_in_a_minimum_whatever_their_directions(
    a: float, b: float, p: float, q: float, angle: float, kind: str
) -> None:
    u, v = turned(a, b, angle)
    is_at(kind.format(u=u, v=v, p=repr(p), q=repr(q)), a, b)


@pytest.mark.parametrize("c", [0.25, 0.74, 0.75, 1.05, 1.25])
def test_it_need_not_be_a_point_of_the_mesh(c: float) -> None:
    is_at(f"abs(x - {c})", c, 0)
    is_at(f"abs(x - {c}) * 2.45 + (y - 1)**2 * 0.74", c, 1)
    is_at(f"relu(x - {c}) + 2 * relu({c} - x) + y**2", c, 0)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("abs(x - y - 0.3) + abs(x + y - 0.7)", (0.5, 0.2)),
        ("abs(x - y - 0.34) + abs(x + y - 0.71)", (0.525, 0.185)),
        ("max(abs(x - 0.3), abs(y + 0.77))", (0.3, -0.77)),
        ("100 * abs(y - x**2) + abs(x - 1.03)", (1.03, 1.0609)),  # the valley is curved, too
        ("abs(x - 0.37) * 0.0001 + y**2", (0.37, 0.0)),
        ("1000 + abs(x - 0.74) + abs(y - 0.33)", (0.74, 0.33)),
    ],
)
def test_it_is_found_across_the_axes(text: str, place: tuple[float, float]) -> None:
    is_at(text, *place)


@pytest.mark.parametrize(
    "text",
    [
        "abs(x - 0.74) + y",  # a valley that falls
        "50 * abs(x - 0.37 * y) + 0.1 * y",
        "-abs(x - 0.74) - 0 * y",  # a ridge
        "y - abs(x - 0.74)",
        "abs(x - 0.74) - abs(y - 0.33)",  # a saddle
        "abs(x - 0.74) - y**2",
        "relu(x - 0.74) + 0.3 * x + y",  # a slope that grows steeper
        "abs(x - y - 0.3) - 0.2 * abs(x + y - 0.7)",
        "min(abs(x - 0.74), 1) + 0.5 * y",
    ],
)
def test_what_a_kink_is_not_the_bottom_of_is_no_minimum(text: str) -> None:
    assert find_minima(plane(text), HOME, HOME) == ()


@pytest.mark.parametrize(
    "text", ["abs(x - 0.74) + 0 * y", "abs(x - y - 0.34)", "relu(x + 0.37 * y - 0.21)"]
)
def test_a_kink_along_a_floor_is_one_floor(text: str) -> None:
    (found,) = find_minima(plane(text), HOME, HOME)
    assert found.is_floor and found.height == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "start", "name", "lr"),
    [
        ("abs(x - 0.74)", (3.0, 0.0), "adam", 0.03),
        ("abs(x - 0.74) * 2.45 + (y - 1)**2 * 0.74", (3.01, -0.22), "adam", 0.03),
        ("abs(x - 0.74) * 2.45 + (y - 1)**2 * 0.74", (3.01, -0.22), "sgd", 0.02),
    ],
)
def test_who_is_in_a_kink_has_arrived(text, start, name: str, lr: float) -> None:
    """It was “still under way”, 0.0004 from the minimum, and SGD “did not settle”."""
    surface, racer = custom_surface(text), Racer(name, {"lr": lr})
    found = verdict(surface, racer, descend(surface, racer, start, 600), "it")
    assert found.outcome is Outcome.ARRIVED
