"""Who diverges under a schedule is told the rate that it has come to, and what would help."""

import numpy as np
import pytest

from core.format import number
from core.messages import LANGUAGES
from core.surfaces import SURFACES, Racer, descend
from core.surfaces.race.descent import finish, racing
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


@pytest.mark.parametrize("steps", [240, 480, 960])
def test_who_trembles_less_and_less_is_told_so(steps: int) -> None:
    """“Let it fall sooner, or further”, it was told, however far it had fallen."""
    bowl = SURFACES["noisy_bowl"]
    racer = Racer("sgd", {"lr": 0.6}).with_schedule("1/t", k=0.03)
    path = finish(racing(bowl, [racer], [bowl.start], steps))[0][0]
    found = verdict(bowl, racer, path, "it")
    assert found.outcome is Outcome.SWINGING and found.message.key == "arena.verdict.trembling_less"
    strides = np.hypot(*np.diff(path.points, axis=0).T).reshape(4, -1).mean(axis=1)
    assert strides[3] < 0.75 * strides[1]
    for language in LANGUAGES:
        said = found.message.text(language)
        assert number(strides[1], 2) in said and number(strides[3], 2) in said
