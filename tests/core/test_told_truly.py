"""What a verdict says of anybody, on any function, is still true twenty races later."""

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.surfaces import Path, Racer, Surface, custom_surface, descend
from core.surfaces.race.arrival import LATELY, tolerance
from core.surfaces.race.astray import outward, reach
from core.surfaces.race.descent import Ending
from core.surfaces.race.verdict import verdict

TERMS = (
    *("x**2/2", "(x - 1)**2/4", "sin(x)", "cos(2*x)", "x/10", "abs(x)", "sqrt(x**2 + 0.01)"),
    *("-exp(-x**2 - y**2)", "tanh(x)", "log(1 + x**2)", "(x**2 - 1)**2/4", "exp(x/2)", "x*y/4"),
    *("min(x**2, (x - 3)**2 - 1)", "(1 - x)**2 + 5*(y - x**2)**2", "sin(x)*cos(y)", "1/(1 + x**2)"),
)
NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
LONGER = 20
functions = st.lists(
    st.tuples(st.floats(0.2, 5.0), st.sampled_from(TERMS)), min_size=1, max_size=2
).map(lambda terms: " + ".join(f"{factor:.3g}*({term})" for factor, term in terms))
power, place = st.floats(-1.5, 1.9), st.floats(-5.0, 5.0)
Later = tuple[Surface, Path, int]


def rests(later: Later) -> bool:
    surface, path, _ = later
    lately = path.points[-len(path.points) // LONGER :]
    return path.ending is None and bool(np.ptp(lately, axis=0).max() < 0.2 * tolerance(surface))


def is_back(later: Later) -> bool:
    surface, path, _ = later
    out = outward(surface, path.points[-1:], reach(surface, path.points[0]))
    return path.ending is None and bool(out[0] < 1)


def goes_on_up(later: Later) -> bool:
    _, path, _ = later
    early, late = np.array_split(path.losses, 2)
    return path.ending is Ending.DIVERGED or bool(late.max() > early.max())


def overshoots_no_more(later: Later) -> bool:
    _, path, _ = later
    strides = np.hypot(*np.diff(path.points, axis=0).T)
    early, late = np.array_split(strides[len(strides) // 2 :], 2)
    return path.ending is None and bool(late.max() <= early.max())


def moves(later: Later) -> bool:
    surface, path, steps = later
    away = np.hypot(*(path.points[steps:] - path.points[steps]).T)
    return path.ending is not None or bool(away.max() > tolerance(surface))


def stands(later: Later) -> bool:
    """In so short a race that its first steps are among the last ten, nobody can be seen to."""
    return later[2] > LATELY and not moves(later) and rests(later)


FALSE: dict[str, tuple[Callable[[Later], bool], ...]] = {  # what would make it so
    "swinging": (rests,),
    "swinging_near": (rests,),
    "swinging_beyond": (rests,),
    "diverged": (is_back, lambda later: not goes_on_up(later), overshoots_no_more),
    "diverging": (lambda later: not goes_on_up(later), overshoots_no_more),
    "diverged_somehow": (is_back, lambda later: not goes_on_up(later)),
    "overstrode": (is_back, lambda later: not goes_on_up(later)),
    "escaped": (is_back,),
    "flat": (moves,),
    "flat_zero": (moves,),
    "decayed": (moves,),
    "under_way": (stands,),
}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(functions, st.sampled_from(NAMES), power, place, place, st.sampled_from([5, 12, 30, 60]))
def test_what_is_told_is_true_twenty_races_later(text, name, power, x, y, steps) -> None:
    surface, racer = custom_surface(text), Racer(name, {"lr": float(f"{10**power:.3g}")})
    start = (round(x, 2), 0.0 if surface.is_curve else round(y, 2))
    told = verdict(surface, racer, descend(surface, racer, start, steps), "it").message
    later = surface, descend(surface, racer, start, LONGER * steps), steps
    for is_false in FALSE.get(told.key.rpartition(".")[2], ()):
        assert not is_false(later), told.text("en")
