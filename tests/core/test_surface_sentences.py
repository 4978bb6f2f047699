"""What the sentence about a surface says is what the engine computes."""

import numpy as np
import pytest

from core.messages import LANGUAGES, text
from core.surfaces import SURFACES, find_minima
from core.surfaces.functions.curvature import hessian


def test_the_walls_of_beale_are_as_high_as_it_is_said() -> None:
    beale = SURFACES["beale"]
    middle = float(beale.values(0.0, 0.0))
    corners = beale.mesh(np.array(beale.x_range), np.array(beale.y_range))
    assert corners / middle == pytest.approx(np.full((2, 2), 12_000), rel=0.07)
    across = np.linspace(-1, 1, 21)
    assert np.ptp(beale.mesh(across, across)) < 1e-3 * corners.min()  # nearly flat beside them
    for language in LANGUAGES:
        assert "12\u202f000" in text(beale.lesson, language)


def test_the_ridge_of_the_saddle_leads_down_and_hardly_aside() -> None:
    saddle = SURFACES["saddle"]
    along, across = map(float, saddle.gradient(*saddle.start))
    assert along > 1 and abs(across) < 0.01 * along  # down to x = 0; "almost no slope" across
    assert hessian(saddle, *saddle.start)[1, 1] < 0  # and a way down on both sides
    assert find_minima(saddle, saddle.x_range, saddle.y_range) == ()
    assert "across it there is almost no slope" in text(saddle.lesson, "en")
    assert "横跨山脊的方向几乎没有坡度" in text(saddle.lesson, "zh_CN")


def test_the_other_sentences_hold() -> None:
    ravine, plateau = SURFACES["ravine"], SURFACES["plateau"]
    along, across = np.linalg.eigvalsh(hessian(ravine, 0.0, 0.0))
    assert across >= 20 * along * (1 - 1e-6)
    assert np.hypot(*plateau.gradient(*plateau.start)) < 0.01
    heights = [float(SURFACES["himmelblau"].values(*p)) for p in SURFACES["himmelblau"].minima]
    assert heights == pytest.approx([0] * 4, abs=1e-12)
    for name in ("two_hollows", "hollow"):
        surface = SURFACES[name]
        lower, higher = find_minima(surface, surface.x_range, surface.y_range)
        first, second = (abs(each.point[0] - surface.start[0]) for each in (higher, lower))
        assert first < second and lower.height < higher.height
    assert hessian(SURFACES["parabola"], 1.0, 0.0)[0, 0] == pytest.approx(2)
