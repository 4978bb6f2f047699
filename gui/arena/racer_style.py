"""How the racers of a race look: the first of a kind as the theme says, others varied.

A second Adam keeps Adam's hue, nearer to ink, and gets another dash and another marker.
"""

from dataclasses import replace
from functools import lru_cache

from PySide6.QtGui import QColor

from core.surfaces.race.anatomy import Part
from gui.arena.colormap import mix
from gui.theme import THEMES, RacerLook, Theme

_MARKERS = ("o", "s", "d", "t", "p", "h", "star")
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 2), (2, 1.5), (8, 2, 2, 2), (1, 1.5))
_DARKER = 0.33

_ARROWS = {
    Part.GRADIENT: "backward",
    Part.CARRIED: "forward",
    Part.AHEAD: "sweep",
    Part.SCALED: "path",
    Part.UNCORRECTED: "wrong",
    Part.DECAY: "source",
    Part.STEP: "ink",
}


def racer_style(id: str, theme: Theme) -> RacerLook:
    """The look of an entrant: "adam", "adam-2" …"""
    kind, _, copy = id.partition("-")
    first = theme.racer(kind)
    return _varied(theme.name, kind, int(copy)) if copy else first


@lru_cache(maxsize=128)
def _varied(theme: str, kind: str, copy: int) -> RacerLook:
    first = THEMES[theme].racer(kind)
    colour = mix(first.colour, THEMES[theme].ink, min(_DARKER * (copy - 1), 0.8))
    others = [marker for marker in _MARKERS if marker != first.marker]
    dashes = [dash for dash in _DASHES if dash != first.dash]
    return replace(
        first,
        colour=colour,
        marker=others[(copy - 2) % len(others)],
        dash=dashes[(copy - 2) % len(dashes)],
    )


def arrow_colour(theme: Theme, part: Part) -> QColor:
    colour: QColor = getattr(theme, _ARROWS[part])
    return colour


def basin_colours(theme: Theme) -> list[QColor]:
    """For one minimum after the other; after the last they begin again."""
    roles = (theme.forward, theme.backward, theme.parameter, theme.loss, theme.path, theme.sweep)
    return [*roles, theme.nudged, theme.source]
