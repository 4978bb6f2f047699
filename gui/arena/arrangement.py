"""Where the parts of the arena stand: below each other in a narrow dock, side by side on a wall,
and wherever the map is the larger for it.

The border between the plot and the pages can be dragged.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.arena.map_and_pages import MapAndPages
from gui.arena.pages import Pages
from gui.arena.race_controls import RaceControls
from gui.arena.race_transport import RaceTransport
from gui.widgets import hand_keyboard_on, space

WIDE = 640  # unscaled pixels from which the pages stand beside the plot
BESIDE = 440  # … if the plot is the larger for it
LARGE = (960, 640)  # … and from which the racers stand above the other pages
_SIDE, _WIDEST = 350, 480  # … and the width of the pages then
_LEAST_SIDE, _SIDE_SHARE = 265, 0.46  # … below WIDE: what they need, of the width
_MARGIN = 8
_PLOT, _PAGES = 110, 130  # the heights that plot and pages should have
_LEAST = 46, 92  # … and with which they make do in a short dock
_SHARE = 0.52  # of the height for the plot in a narrow dock
_SHORT_SHARE = 0.3  # … in a short one: what is read there needs more than a map does
CHART_SHARE = 0.38  # … while a chart, or a step with its formulas, is to be read beneath it
_READ = ("step", "compare")  # the pages that have all the room there: they are to be read
_TALL = 620  # from which there is a sentence about the surface in a narrow dock
WIDE_HIGH = 380  # … below which a panel is not WIDE: a chart beside the map would be a strip


class Shape(NamedTuple):
    """How the parts stand; while it is the same, nothing is placed anew."""

    wide: bool  # plot and pages side by side, as on a wall
    large: bool  # … with the racers above the other pages
    short: bool  # the pages make do with little
    beside: bool  # side by side, for the plot is the larger for it
    reading: bool  # the page has all the room
    charted: bool  # … or more of it than the plot above


class Arrangement:
    """Places the parts anew whenever `fit` finds another shape."""

    def __init__(
        self,
        panel: QWidget,
        appearance: Appearance,
        controls: RaceControls,
        pages: Pages,
        transport: RaceTransport,
    ) -> None:
        self._panel = panel
        self._appearance = appearance
        self._controls = controls
        self._pages = pages
        self._transport = transport
        self.lesson_open = False  # then the sentence about it is always to be seen
        self.plot_place = QWidget()
        self._plot_column = QVBoxLayout(self.plot_place)
        self._plot_column.setContentsMargins(0, 0, 0, 0)
        self.border = MapAndPages(self.plot_place, pages)
        self._landscape: QWidget | None = None
        column = self._column = QVBoxLayout(panel)
        # else a wide panel could not be made narrow again: its layout would not let it
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(controls)
        column.addWidget(self.border, 1)
        column.addWidget(transport)
        space(column, appearance, margins=(_MARGIN,) * 4, gap=4)

    @property
    def minimum(self) -> QSize:
        """As small as a panel can usefully be."""
        least = self._controls.least
        parts = (self._pages, self._transport)
        width = max(least.width(), *(part.minimumSizeHint().width() for part in parts))
        return QSize(
            width + 2 * self._appearance.px(_MARGIN), self._height(least.height(), *_LEAST)
        )

    def _height(self, controls: int, plot: int, pages: int) -> int:
        """Of a narrow panel with these parts."""
        px = self._appearance.px
        transport = self._transport.minimumSizeHint().height()
        return controls + px(plot) + px(pages) + transport + 2 * px(_MARGIN) + 3 * px(4)

    def put_landscape(self, landscape: QWidget) -> None:
        """The loss of a real net, to be shown in the place of plot, pages and transport."""
        landscape.hide()
        self._landscape = landscape
        self._column.insertWidget(1, landscape, 1)

    def show_landscape(self, on: bool) -> None:
        """Show it, or what stands there otherwise."""
        race: tuple[QWidget, ...] = (self.border, self._transport)
        net = () if self._landscape is None else (self._landscape,)
        hand_keyboard_on(race if on else net, self._controls.surfaces)
        for widget in (*race, *net):
            widget.setVisible(on is (widget in net))

    def put_plot(self, plot: QWidget) -> None:
        self._plot_column.addWidget(plot)

    def fit(self) -> None:
        """Suit the panel's present size."""
        px = self._appearance.px
        width, height = self._panel.width(), self._panel.height()
        wide = width >= px(WIDE) and height >= px(WIDE_HIGH)
        large = width >= px(LARGE[0]) and height >= px(LARGE[1])
        row = self._controls.least.height()
        two_rows = 2 * row + px(4)
        low = not wide and height < self._height(two_rows, _PLOT, _PAGES)
        above = (_SHORT_SHARE if low else _SHARE) * (height - self._height(two_rows, 0, 0))
        room = QSize(width - 2 * px(_MARGIN), height - self._height(row, 0, 0))
        beside = not wide and width >= px(BESIDE) and is_larger_beside(room, above, px)
        short = low or beside
        caption = wide or height >= px(_TALL) or (self.lesson_open and not short)
        self._controls.arrange(wide=wide, caption=caption, short=short)
        for part, least in ((self.plot_place, _LEAST[0]), (self._pages, _LEAST[1])):
            part.setMinimumHeight(px(least))
        self._pages.set_large(large)  # before one asks for the page: it may turn to another
        lesson = self.lesson_open or beside  # then the arrows of the step are seen on the map
        reading = short and self._pages.page in (_READ[1:] if lesson else _READ)
        charted = self._pages.page in _READ and not (wide or beside)
        shape = Shape(wide, large, short, beside, reading, charted)
        if shape == self.border.shape:
            return
        self.border.setChildrenCollapsible(short)  # one of them may have all the room
        self._pages.compare.set_short(short, beside=beside)
        usual = CHART_SHARE if charted else _SHARE
        share = 0.0 if reading else _SHORT_SHARE if short else usual
        side = min(max(px(_SIDE), round(0.34 * width)), px(_WIDEST))
        if beside:
            side = width if reading else side_of(width, px)
        self.border.take_shape(shape, width, side if wide or beside else None, share)


def is_larger_beside(room: QSize, above: float, px: Callable[[float], int]) -> bool:
    """Whether a plot is larger beside its pages in so much room than over them, where it is so
    many pixels high. Its axes have one scale: what counts is its shorter side."""
    beside = min(room.width() - side_of(room.width(), px), room.height())
    return beside > min(room.width(), above)


def side_of(width: int, px: Callable[[float], int]) -> int:
    """How wide the pages are beside the plot in a dock of this width below WIDE, in pixels."""
    return max(px(_LEAST_SIDE), round(_SIDE_SHARE * width))
