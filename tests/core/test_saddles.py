"""Who stands where the slope is zero and is at no minimum is told where it stands."""

import pytest

from core.messages import LANGUAGES
from core.surfaces import Racer, custom_surface, descend
from core.surfaces.race.verdict import Outcome, Verdict, verdict


def ended(text: str, start: tuple[float, float], lr: float = 0.1, steps: int = 100) -> Verdict:
    surface, racer = custom_surface(text), Racer("sgd", {"lr": lr})
    return verdict(surface, racer, descend(surface, racer, start, steps), "it")


@pytest.mark.parametrize(
    ("text", "start", "along", "curvature"),
    [
        ("x**2 - y**2", (1.0, 0.0), "y", "−2"),
        ("3 * y**2 - x**2 / 2", (0.0, 1.0), "x", "−1"),
        ("x * y", (1.0, 1.0), "(0.71, −0.71)", "−1"),
        ("abs(x - 0.74) - 4 * y**2", (0.74, 0.0), "y", "−8"),
    ],
)
def test_a_saddle_point_is_called_by_its_name(text, start, along: str, curvature: str) -> None:
    found = ended(text, start)
    assert found.outcome is Outcome.FLAT and found.message.key == "arena.verdict.saddle"
    assert found.message.fields["along"] == along
    assert found.message.fields["curvature"] == curvature
    for language in LANGUAGES:
        assert along[:1] in found.message.text(language)


@pytest.mark.parametrize("text", ["-x**2 - 3 * y**2", "cos(x)"])
def test_so_is_a_summit(text: str) -> None:
    assert ended(text, (0.0, 0.0)).message.key == "arena.verdict.summit"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("tanh(x**2 + y**2)", (4.5, 4.5)),  # a plain
        ("x**3", (0.0, 0.0)),
    ],
)
def test_where_no_curvature_tells_it_only_stands_still(text: str, start) -> None:
    assert ended(text, start).message.key in ("arena.verdict.flat", "arena.verdict.flat_zero")


@pytest.mark.parametrize("text", ["x**3 - 3 * x * y**2", "x**4 - y**4"])
def test_a_saddle_without_curvature_is_told_by_heights(text: str) -> None:
    """The first is a saddle for a monkey."""
    assert ended(text, (0.0, 0.0)).message.key == "arena.verdict.saddle_by_heights"
