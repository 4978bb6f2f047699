"""Who diverges under a schedule is told the rate that it has come to, and what would help."""

import pytest

from core.surfaces import SURFACES, Racer, descend
from core.surfaces.race.verdict import Outcome, verdict


@pytest.mark.parametrize("scheduled", [True, False])
def test_the_verdict_names_the_schedule_of_who_diverges(scheduled: bool) -> None:
    racer = Racer("sgd", {"lr": 1.06})
    if scheduled:
        racer = racer.with_schedule("1/t", k=0.0001)
    parabola = SURFACES["parabola"]
    path = descend(parabola, racer, (-1.6, 0.0), 20)
    assert path.ending is None
    found = verdict(parabola, racer, path, "it")
    assert found.outcome is Outcome.DIVERGED
    assert found.message.key.endswith("diverging_scheduled" if scheduled else "diverging")
    said = found.message.text("en")
    assert ("its schedule" in said) is scheduled
    rate = racer.at(len(path.points) - 2).lr
    assert rate == pytest.approx(1.06 / 1.0019 if scheduled else 1.06) and f"{rate:.3g}" in said
