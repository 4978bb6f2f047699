"""Whose path is over is judged for many steps at once: as it would be after each step."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.optimizers import RULES
from core.surfaces import SURFACES, Ending, Racer, Surface, custom_surface, finish, racing
from core.surfaces.race import descent
from core.surfaces.race.astray import FAR
from core.surfaces.race.walk import walking

# Far to the left there is nothing: one of them leads there downhill, on the other one is thrown.
EDGES = ("log(x) + y**2", "x**2 + y**2 + 0.1 * log(x + 30)", "x**0.5 - y", "1 / x + y**4")
surfaces = st.sampled_from([*SURFACES.values(), *map(custom_surface, EDGES)])
rates = st.floats(-3.0, 2.0).map(lambda decade: {"lr": 10**decade})
racers = st.builds(Racer, st.sampled_from(list(RULES)), rates)
starts = st.tuples(st.floats(-8, 8), st.floats(-8, 8))


class Walker:
    """One racer from one start, looked at after every step."""

    def __init__(self, surface: Surface, start: tuple[float, float]) -> None:
        low, high = np.transpose([surface.x_range, surface.y_range])
        half, self.middle = (high - low) / 2, (low + high) / 2
        outside = max(abs(np.array(start) - self.middle) / half)
        self.reach = FAR * half * max(1.0, outside)
        self.points, self.losses, self.gradients = [], [], []
        self.ending, self.ended_at = None, None

    def arrive(self, step: int, point: np.ndarray, loss: float, gradient: np.ndarray) -> None:
        if self.ending is not None:
            return
        sound = np.isfinite(loss) and np.isfinite(gradient).all() and np.isfinite(point).all()
        near = bool((abs(point - self.middle) <= self.reach).all())
        before = self.losses[-1] if step else loss
        if np.isfinite(point).all():
            self.points.append(point)
            self.losses.append(loss)
            self.gradients.append(gradient)
        if sound:
            return
        self.ended_at = step
        first = self.losses[0] if self.losses else np.nan
        if step == 0 or (
            (near or (np.isnan(loss) and before <= first)) and (abs(point) < 1e50).all()
        ):
            self.ending = Ending.UNDEFINED
        else:
            last = next((each for each in (loss, *reversed(self.losses)) if each == each), np.nan)
            self.ending = Ending.ESCAPED if last < first else Ending.DIVERGED


SGD = [Racer("sgd", {"lr": rate}) for rate in np.geomspace(1e-3, 100.0, 40)]
STARTS = [(0.5, 1.5), (-4.0, 2.0), (3.0, -1.0)]


@example(custom_surface(EDGES[0]), SGD, STARTS, 40, 7)
@example(custom_surface(EDGES[1]), SGD, STARTS, 40, 7)
@given(
    surface=surfaces,
    who=st.lists(racers, min_size=1, max_size=12),
    where=st.lists(starts, min_size=1, max_size=3),
    steps=st.integers(1, 40),
    size=st.integers(1, 20),
)
def test_a_slice_is_judged_as_its_steps_one_by_one(
    surface: Surface, who: list, where: list, steps: int, size: int
) -> None:
    expected = [[Walker(surface, start) for start in where] for _ in who]
    for stance in walking(surface, who, np.array(where), steps, seed=3):
        for i, walkers in enumerate(expected):
            for j, walker in enumerate(walkers):
                there = (each[i, j].copy() for each in (stance.points, stance.heights))
                walker.arrive(stance.step, *there, stance.gradients[i, j].copy())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(descent, "SLICE", size)
        found = finish(racing(surface, who, where, steps, seed=3))
    for walkers, paths in zip(expected, found, strict=True):
        for walker, path in zip(walkers, paths, strict=True):
            assert (path.ending, path.ended_at) == (walker.ending, walker.ended_at)
            np.testing.assert_array_equal(path.points, np.reshape(walker.points, (-1, 2)))
            np.testing.assert_array_equal(path.losses, walker.losses)
            np.testing.assert_array_equal(path.gradients, np.reshape(walker.gradients, (-1, 2)))


@pytest.mark.parametrize("steps", [5, 15, 16, 31, 32, 200])
def test_a_race_pauses_between_its_slices_and_stops_when_all_are_out(steps: int) -> None:
    racer = Racer("sgd", {"lr": 0.1})
    ravine = SURFACES["ravine"]
    *pauses, paths = racing(ravine, [racer], [ravine.start], steps)
    assert pauses == [None] * (steps // descent.SLICE)
    assert len(paths[0][0].points) == steps + 1
    *pauses, paths = racing(ravine, [Racer("sgd", {"lr": 50.0})], [ravine.start], steps)
    assert len(pauses) <= 6 and (paths[0][0].ending is Ending.DIVERGED or steps < 80)
