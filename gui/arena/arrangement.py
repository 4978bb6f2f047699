"""Where the parts of the arena stand: below each other in a narrow dock, side by side on a wall.

The plot gets what the others leave. A legend that would take more than its share scrolls.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QWidget

from gui.appearance import Appearance
from gui.arena.controls import Controls
from gui.arena.legend import Legend
from gui.arena.loss_chart import LossChart
from gui.arena.transport import Transport
from gui.widgets import space

WIDE = 640  # unscaled pixels from which there are two columns
TALL = 440  # … and from which there are words in the second
_SIDE = 300  # … and the width of the second
_MARGIN = 8
_GAP = 4
_PLOT = 104  # height that the plot keeps whatever the legend wants …
_SCROLL_BAR = 10
_LEGEND = 26  # … and the legend's, from which on it scrolls
_CHART = 130  # height from which on there is a chart of the losses
_UNLIMITED = 16777215  # Qt's own


class Arrangement:
    """Places the parts in the panel's grid anew whenever `fit` finds another shape."""

    def __init__(
        self,
        panel: QWidget,
        appearance: Appearance,
        controls: Controls,
        legend: Legend,
        transport: Transport,
        chart: LossChart,
    ) -> None:
        self._panel = panel
        self._appearance = appearance
        self._controls = controls
        self._legend = legend
        self._transport = transport
        self._chart = chart
        self._plot: QWidget | None = None
        self._wide = False
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(legend)
        self._grid = QGridLayout(panel)
        # else a wide panel could not be made narrow again: its layout would not let it
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        space(self._grid, appearance, margins=(_MARGIN,) * 4, gap=16, row_gap=_GAP)
        self._place(self._wide)
        self.fit()

    @property
    def minimum(self) -> QSize:
        """As small as a panel can usefully be."""
        px = self._appearance.px
        rest = self._controls.minimumSizeHint(), self._transport.minimumSizeHint()
        width = max(part.width() for part in rest) + 2 * px(_MARGIN)
        height = sum(part.height() for part in rest) + 2 * px(_MARGIN) + 3 * px(_GAP)
        return QSize(width, height + px(_LEGEND + _PLOT))

    def put_plot(self, plot: QWidget) -> None:
        self._plot = plot
        self._place(self._wide)

    def fit(self) -> None:
        """Suit the panel's present size and what is asked for."""
        px = self._appearance.px
        wide = self._panel.width() >= px(WIDE)
        rates = wide or self._controls.rates.isChecked()
        self._controls.arrange(wide=wide, tall=self._panel.height() >= px(TALL))
        self._transport.arrange(self._panel.width() - 2 * px(_MARGIN))
        if wide is not self._wide:
            self._place(wide)
        side = max(px(_SIDE), self._legend.table_width() + px(_SCROLL_BAR))
        self._grid.setColumnMinimumWidth(1, side if wide else 0)
        for part in (self._controls, self._scroll):
            part.setMaximumWidth(side if wide else _UNLIMITED)
        inner = side if wide else self._panel.width() - 2 * px(_MARGIN)
        self._legend.arrange(inner, rates=rates, small=not wide)
        wanted = _height(self._legend, inner)
        room = self._room(inner, wide)
        self._scroll.setFixedHeight(max(min(wanted, room), px(_LEGEND)))
        self._chart.setVisible(wide and room - wanted > px(_CHART))

    def _room(self, inner: int, wide: bool) -> int:
        """The height that is left for the legend."""
        px = self._appearance.px
        taken = _height(self._controls, inner) + 2 * px(_MARGIN) + px(_GAP)
        if not wide:
            taken += self._transport.sizeHint().height() + px(_PLOT) + 2 * px(_GAP)
        return self._panel.height() - taken

    def _place(self, wide: bool) -> None:
        self._wide = wide
        while self._grid.takeAt(0) is not None:
            pass
        parts = {"controls": self._controls, "legend": self._scroll, "transport": self._transport}
        if self._plot is not None:
            parts["plot"] = self._plot
        if wide:
            parts["chart"] = self._chart
        places = _WIDE_PLACES if wide else _NARROW_PLACES
        for name, widget in parts.items():
            self._grid.addWidget(widget, *places[name])
        self._grid.setRowStretch(1, 0 if wide else 1)
        self._grid.setRowStretch(2, 1 if wide else 0)
        self._grid.setColumnStretch(0, 1)


def _height(widget: QWidget, width: int) -> int:
    """What a widget needs at this width; only those with wrapped text depend on it."""
    return (
        widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    )


# row, column, rows, columns
_NARROW_PLACES = {
    "controls": (0, 0, 1, 1),
    "plot": (1, 0, 1, 1),
    "legend": (2, 0, 1, 1),
    "transport": (3, 0, 1, 1),
}
_WIDE_PLACES = {
    "controls": (0, 1, 1, 1),
    "legend": (1, 1, 1, 1),
    "chart": (2, 1, 2, 1),
    "plot": (0, 0, 3, 1),
    "transport": (3, 0, 1, 1),
}
