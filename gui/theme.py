"""Colours by the role they play, once for each theme.

No other file names a colour: a pulse is painted in `theme.backward`, whatever that is today.
The hues are Okabe and Ito's, which people with any colour vision can tell apart, darkened (or,
on the dark theme, lightened) until text in them reaches a contrast of 4.5 : 1 on every surface
it is written on, 7 : 1 on the projector. There are more racers than such hues: their colours were
searched for, as far apart as may be also for eyes that lack one kind of cone. The projector theme
is light, because black is merely the absence of light and a bright room washes dark screens out,
and its lines are thicker.

Forward values are blue and gradients vermilion; a *signed* number is orange above zero and blue
below it. Sign is always told by shape as well: ▲ filled for +, ▼ hollow for −.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class RacerLook:
    """How one optimizer is drawn. The dash and the marker tell it apart without its colour."""

    colour: QColor
    dash: tuple[float, ...]  # in pen widths, as QPen.setDashPattern wants it; empty is solid
    marker: str  # pyqtgraph's name: "o", "s", "t", "d", "p", "h", "+", "x", "star"


@dataclass(frozen=True)
class Theme:
    """Every colour and line width of the program, each named by its role."""

    name: str
    dark: bool

    # surfaces, from the back to the front
    background: QColor  # the window, behind all panels
    panel: QColor  # panels, cards, nodes
    sunken: QColor  # text fields and code, set into a panel
    border: QColor  # hairline around panels: it decorates, it tells nothing
    outline: QColor  # edge of a control, 3 : 1 against what surrounds it
    hover: QColor  # a control under the mouse
    pressed: QColor  # … and while it is held down
    track: QColor  # the part of a slider or timeline that is still to come
    grid: QColor  # lines of a plot's grid, a wire nothing has passed yet

    # text
    ink: QColor
    muted: QColor  # captions and units
    disabled: QColor  # greyed out: meant not to stand out
    on_accent: QColor  # text on a surface filled with `forward`, `backward` …

    # what the picture means
    forward: QColor
    forward_fill: QColor
    backward: QColor  # wires and pulses of the backward pass
    backward_text: QColor  # gradients in figures
    backward_fill: QColor
    parameter: QColor
    loss: QColor
    data: QColor
    constant: QColor
    selection: QColor  # behind the chosen row
    highlight: QColor  # behind the line of code that runs
    error: QColor
    error_fill: QColor
    positive: QColor  # a figure above zero, ▲
    negative: QColor  # a figure below zero, ▼

    # emphasis on the stage: the tones of gui/stage/highlight.py
    path: QColor
    wrong: QColor
    right: QColor
    nudged: QColor
    sweep: QColor
    source: QColor

    # signed heatmaps: negative – zero – positive
    heat_negative: QColor
    heat_zero: QColor
    heat_positive: QColor

    racers: Mapping[str, RacerLook]  # by the optimizer's name in core.optimizers.RULES

    # line widths in pixels at scale 1
    wire_width: float
    outline_width: float
    plot_width: float

    def racer(self, name: str) -> RacerLook:
        """The racer's look; an optimizer that came later is drawn as `own`."""
        return self.racers.get(name, self.racers["own"])


_RACER_SHAPES: dict[str, tuple[tuple[float, ...], str]] = {
    "sgd": ((), "o"),
    "momentum": ((7, 2.5), "s"),
    "nesterov": ((3, 2), "d"),
    "adagrad": ((1, 2), "t"),
    "rmsprop": ((7, 2, 1, 2), "x"),
    "adam": ((10, 2), "star"),
    "adamw": ((12, 2, 1, 2), "p"),
    "nesterov_lookahead": ((2, 2), "h"),
    "own": ((3, 2, 1, 2, 1, 2), "+"),
}


def _theme(name: str, *, widths: tuple[float, float, float], racers: str, **roles: str) -> Theme:
    """A theme from hexadecimal colours; `racers` lists one per entry of `_RACER_SHAPES`."""
    looks = zip(_RACER_SHAPES.items(), racers.split(), strict=True)
    return Theme(
        name=name,
        dark=QColor(roles["panel"]).lightnessF() < 0.5,
        racers=MappingProxyType(
            {racer: RacerLook(QColor(colour), *shape) for (racer, shape), colour in looks}
        ),
        wire_width=widths[0],
        outline_width=widths[1],
        plot_width=widths[2],
        **{role: QColor(colour) for role, colour in roles.items()},
    )


_LIGHT = _theme(
    "light",
    widths=(2.0, 1.75, 2.0),
    racers="#ED6603 #6A0566 #0B3CBC #4B4C00 #985161 #47A384 #825AF1 #077D93 #1D2733",
    background="#F7F8FA",
    panel="#FFFFFF",
    sunken="#F7F8FA",
    border="#DDE2E7",
    outline="#7F8C9A",
    hover="#F0F3F6",
    pressed="#E3E8ED",
    track="#DFE3E8",
    grid="#D5DAE0",
    ink="#1D2733",
    muted="#5A6673",
    disabled="#A3ADB8",
    on_accent="#FFFFFF",
    forward="#0072B2",
    forward_fill="#E6F1F8",
    backward="#C24E00",
    backward_text="#C24E00",
    backward_fill="#FFF7F1",
    parameter="#00795A",
    loss="#9C4F86",
    data="#5A6673",
    constant="#5A6673",
    selection="#E6F1F8",
    highlight="#FFE7D6",
    error="#B3261E",
    error_fill="#FDF1F0",
    positive="#C24E00",
    negative="#0072B2",
    path="#8A5A00",
    wrong="#B3261E",
    right="#17713A",
    nudged="#0B7285",
    sweep="#5B4FC4",
    source="#AD2A6B",
    heat_negative="#0072B2",
    heat_zero="#FFFFFF",
    heat_positive="#C24E00",
)

_DARK = _theme(
    "dark",
    widths=(2.0, 1.75, 2.0),
    racers="#F48E37 #BC7AA8 #40A9FD #EED914 #EB1D2A #05FEB2 #805BFE #66D7F2 #E8EDF2",
    background="#12171D",
    panel="#1B222B",
    sunken="#151B23",
    border="#303A46",
    outline="#6F7D8C",
    hover="#252E39",
    pressed="#303B48",
    track="#38434F",
    grid="#38434F",
    ink="#E8EDF2",
    muted="#A3AFBB",
    disabled="#5F6B78",
    on_accent="#0F151B",
    forward="#5CB8F0",
    forward_fill="#163449",
    backward="#FF9A57",
    backward_text="#FF9A57",
    backward_fill="#38251B",
    parameter="#4CC9A0",
    loss="#DE9CCB",
    data="#A3AFBB",
    constant="#A3AFBB",
    selection="#163449",
    highlight="#52321D",
    error="#FF8A80",
    error_fill="#3A2021",
    positive="#FF9A57",
    negative="#5CB8F0",
    path="#F0B93A",
    wrong="#FF8A80",
    right="#6FD18C",
    nudged="#5CCFE0",
    sweep="#B3A8FF",
    source="#FF8FC2",
    heat_negative="#2E8FD0",
    heat_zero="#EDF0F3",
    heat_positive="#E0691A",
)

_PROJECTOR = _theme(
    "projector",
    widths=(3.5, 3.0, 3.5),
    racers="#BC5400 #9E38A2 #0E2E7F #484B00 #501529 #318368 #6431E8 #006175 #000000",
    background="#F4F6F8",
    panel="#FFFFFF",
    sunken="#F4F6F8",
    border="#B9C2CC",
    outline="#66727F",
    hover="#EAEEF2",
    pressed="#D9E0E6",
    track="#C9D0D8",
    grid="#B9C2CC",
    ink="#000000",
    muted="#3D4853",
    disabled="#8B96A2",
    on_accent="#FFFFFF",
    forward="#00507F",
    forward_fill="#E1EFF8",
    backward="#8F3600",
    backward_text="#8F3600",
    backward_fill="#FFF3EA",
    parameter="#005540",
    loss="#74305F",
    data="#3D4853",
    constant="#3D4853",
    selection="#E1EFF8",
    highlight="#FFDFC7",
    error="#8C1D18",
    error_fill="#FDF1F0",
    positive="#8F3600",
    negative="#00507F",
    path="#664200",
    wrong="#8C1D18",
    right="#0B5527",
    nudged="#06535F",
    sweep="#41369C",
    source="#7E1549",
    heat_negative="#00639C",
    heat_zero="#FFFFFF",
    heat_positive="#B34700",
)

THEMES: Mapping[str, Theme] = MappingProxyType(
    {theme.name: theme for theme in (_LIGHT, _DARK, _PROJECTOR)}
)

COLOUR_ROLES = tuple(role.name for role in fields(Theme) if role.type is QColor)
"""The names of all roles that are one colour, in the order of the class."""


def contrast(one: QColor, other: QColor) -> float:
    """The WCAG contrast ratio of two opaque colours, from 1 (the same) to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
