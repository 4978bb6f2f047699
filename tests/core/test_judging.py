"""Judging lets the window live: everybody's way goes on together, a few steps at a time."""

import pytest

from core.surfaces import SURFACES, RaceSetup, Surface, minima_of
from core.surfaces.race.arrival import patience
from core.surfaces.race.descent import SLICE
from core.surfaces.race.judging import judging
from core.surfaces.race.verdict import verdict

FEW = 3 * SLICE  # passes of the engine between two pauses


@pytest.mark.parametrize("name", SURFACES)
def test_all_are_judged_together_with_pauses_and_as_each_alone(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Each walked alone, 2 000 steps at once: seven times as long, and a tenth of a second without
    a pause."""
    setup = RaceSetup.of(name).with_steps(200)
    surface, paths, minima = setup.surface, setup.run(), minima_of(setup.surface)
    alone = {
        id: verdict(surface, setup[id].racer, path, setup[id].name, minima, setup.seed)
        for id, path in paths.items()
    }
    passes, slope = [0], Surface.slope

    def counted(*args):
        passes[-1] += 1
        return slope(*args)

    monkeypatch.setattr(Surface, "slope", counted)
    together = {}
    for found in judging(setup, paths, minima, {}, verdicts=True):
        passes.append(0)
        if found is not None:
            together[found[0]] = found[1].verdict
    assert together == alone
    assert max(passes) <= FEW
    assert sum(passes) < 2 * patience(setup.steps)
