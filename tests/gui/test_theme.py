"""Every theme can be read: contrast is computed, not judged by eye."""

import itertools
from dataclasses import fields

import pytest
from PySide6.QtGui import QColor

from core.optimizers import OPTIMIZERS
from gui.theme import COLOUR_ROLES, THEMES, Theme, contrast

EVERY_SURFACE = ("background", "panel", "sunken")
TEXT_ON = {
    "ink": (
        *EVERY_SURFACE,
        *("hover", "pressed", "selection", "highlight"),
        *("forward_fill", "backward_fill", "error_fill"),
    ),
    "muted": (*EVERY_SURFACE, "hover", "selection", "forward_fill", "backward_fill"),
    "forward": (*EVERY_SURFACE, "forward_fill", "selection"),
    "backward": (*EVERY_SURFACE, "backward_fill"),
    "backward_text": (*EVERY_SURFACE, "backward_fill"),
    "parameter": EVERY_SURFACE,
    "loss": EVERY_SURFACE,
    "data": EVERY_SURFACE,
    "constant": EVERY_SURFACE,
    "error": (*EVERY_SURFACE, "error_fill"),
    "positive": EVERY_SURFACE,
    "negative": EVERY_SURFACE,
    **dict.fromkeys(("path", "wrong", "right", "nudged", "sweep", "source"), EVERY_SURFACE),
    "on_accent": (
        *("forward", "backward", "parameter", "loss", "error"),
        *("path", "wrong", "right", "nudged", "sweep", "source"),
    ),
}
PAIRS = [(text, surface) for text, surfaces in TEXT_ON.items() for surface in surfaces]


@pytest.fixture(params=THEMES.values(), ids=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return request.param


@pytest.mark.parametrize(("text", "surface"), PAIRS, ids=map(" on ".join, PAIRS))
def test_text_can_be_read(theme: Theme, text: str, surface: str) -> None:
    wanted = 7.0 if theme.name == "projector" else 4.5
    assert contrast(getattr(theme, text), getattr(theme, surface)) >= wanted


def test_contrast_is_the_one_of_wcag() -> None:
    black, white, grey = QColor("black"), QColor("white"), QColor("#767676")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, black) == contrast(black, white)
    assert contrast(grey, grey) == 1
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)


def test_the_roles_that_the_design_fixes() -> None:
    light = THEMES["light"]
    fixed = {
        "forward": "#0072b2",
        "backward_text": "#c24e00",
        "parameter": "#00795a",
        "loss": "#9c4f86",
        "ink": "#1d2733",
    }
    assert {role: getattr(light, role).name() for role in fixed} == fixed


def test_every_role_has_a_colour(theme: Theme) -> None:
    assert all(getattr(theme, role).isValid() for role in COLOUR_ROLES)
    assert len(COLOUR_ROLES) == sum(f.type is QColor for f in fields(Theme))


def test_lines_and_edges_can_be_seen(theme: Theme) -> None:
    lines = {name: racer.colour for name, racer in theme.racers.items()}
    lines |= {"outline": theme.outline, "forward": theme.forward, "backward": theme.backward}
    assert all(contrast(colour, theme.panel) >= 3 for colour in lines.values()), lines


def test_racers_differ_in_more_than_their_colour(theme: Theme) -> None:
    assert {*OPTIMIZERS, "own"} <= set(theme.racers)
    for one, other in itertools.combinations(theme.racers.values(), 2):
        assert one.colour != other.colour
        assert one.dash != other.dash
        assert one.marker != other.marker
    assert theme.racer("an optimizer of tomorrow") is theme.racers["own"]


def test_the_projector_is_light_and_its_lines_are_thicker() -> None:
    light, dark, projector = THEMES["light"], THEMES["dark"], THEMES["projector"]
    assert (light.dark, dark.dark, projector.dark) == (False, True, False)
    for width in ("wire_width", "outline_width", "plot_width"):
        assert getattr(projector, width) > getattr(light, width) == getattr(dark, width)


def test_signed_heatmaps_are_blue_white_orange(theme: Theme) -> None:
    assert 190 < theme.heat_negative.hsvHue() < 230
    assert theme.heat_zero.hsvSaturationF() < 0.1 and theme.heat_zero.valueF() > 0.9
    assert 10 < theme.heat_positive.hsvHue() < 40
