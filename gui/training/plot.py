"""A quiet plot in the colours of the theme: few ticks, faint lines across, no menu, no mouse.

Importing this imports pyqtgraph, which takes a while: do it when the first curve is needed.
"""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from core.history import Floats
from gui.appearance import Appearance
from gui.training.axis import Axis, Wording

_AXIS_WIDTH = 46  # so that plots one above the other begin at the same x


class Plot(pg.GraphicsLayoutWidget):
    """Curves over the steps of a run; under the mouse, a line and what the curves read there.

    Not a `PlotWidget`, which builds menus and a form of settings that nobody gets to see.
    """

    hovered = Signal(object)  # the step under the mouse, or None

    def __init__(
        self, appearance: Appearance, x_wording: Wording, y_wording: Wording, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._curves: list[tuple[pg.PlotCurveItem, Callable[[], QColor], float]] = []
        self._log = False
        self._across, self._up = Axis("bottom", x_wording), Axis("left", y_wording)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._box.disableAutoRange()
        self._box.setZValue(0)  # above the grid, which is the axes'
        self._line = pg.InfiniteLine(angle=90)
        self._line.hide()
        self._box.addItem(self._line, ignoreBounds=True)
        self.reading = QLabel(self)
        self.reading.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.reading.setAutoFillBackground(True)
        self.reading.hide()
        self._compose()
        appearance.changed.connect(self.dress)
        self.dress()

    def _compose(self) -> None:
        self.ci.layout.setSpacing(0)
        self.addItem(self._box, 0, 1)
        for axis, cell in ((self._up, (0, 0)), (self._across, (1, 1))):
            axis.linkToView(self._box)
            axis.setZValue(-1)
            self.addItem(axis, *cell)
        self._up.setGrid(255)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)

    def add_curve(self, colour: Callable[[], QColor], width: float) -> pg.PlotCurveItem:
        """A curve whose colour is asked for anew when the theme changes; `width` is relative."""
        curve = pg.PlotCurveItem(antialias=True)
        curve.setSegmentedLineMode("on")  # antialiased lines are eight times slower in one piece
        self._curves.append((curve, colour, width))
        self._box.addItem(curve, ignoreBounds=True)
        self.dress()
        return curve

    def set_log(self, on: bool) -> None:
        self._log = on
        self._up.setLogMode(False, on)

    def draw(self, curve: pg.PlotCurveItem, x: Floats, y: Floats) -> None:
        """Show these points; on a logarithmic axis those above zero."""
        if self._log:
            x, y = x[y > 0], np.log10(y[y > 0])
        curve.setData(x, y)

    def clear_curves(self) -> None:
        for curve, _, _ in self._curves:
            curve.setData([], [])

    def look_at(self, right: float, low: float, high: float) -> None:
        """The part to be seen: from the first step to `right`."""
        if self._log:
            low, high = np.log10(max(low, high / 1e6)), np.log10(high)
        margin = 0.04 * (high - low) or 0.1
        seen = (low - margin * self._log, high + margin)
        self._box.setRange(xRange=(0, right), yRange=seen, padding=0)

    @Slot()
    def dress(self) -> None:
        """Take the colours, widths and fonts of the moment."""
        theme, px = self._appearance.theme, self._appearance.px
        self.setBackground(theme.panel)
        self.ci.layout.setContentsMargins(0, px(4), px(20), 0)
        for axis, line, room in ((self._across, theme.grid, 58), (self._up, theme.panel, 20)):
            axis.setTickFont(self._appearance.font("small"))
            axis.setTextPen(theme.muted)
            axis.setTickPen(pg.mkPen(theme.grid, width=1))
            axis.setPen(pg.mkPen(line, width=px(1)))
            axis.setStyle(
                tickLength=0, tickAlpha=255, tickTextOffset=px(4), textFillLimits=[(0, 9)]
            )
            axis.setStyle(hideOverlappingLabels=px(40))  # how far words may stand out at the ends
            axis.set_room(px(room))
        self._up.setWidth(px(_AXIS_WIDTH))
        self._line.setPen(pg.mkPen(theme.outline, width=px(1)))
        for curve, colour, width in self._curves:
            curve.setPen(pg.mkPen(colour(), width=px(10 * width * theme.plot_width) / 10))
        self._dress_reading()

    def _dress_reading(self) -> None:
        theme, palette = self._appearance.theme, self.reading.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.ink)
        palette.setColor(QPalette.ColorRole.Window, theme.panel)
        self.reading.setPalette(palette)
        self.reading.setMargin(self._appearance.px(3))
        self.reading.setFont(self._appearance.font("small"))

    def show_reading(self, step: float | None, words: str = "") -> None:
        """Mark a step and say what it reads; None marks nothing."""
        self._line.setVisible(step is not None)
        self.reading.setVisible(step is not None)
        if step is not None:
            self._line.setValue(step)
            self.reading.setText(words)
            self.reading.adjustSize()
            self.reading.move(self.width() - self.reading.width(), 0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = self.mapToScene(event.position().toPoint())
        inside = self._box.sceneBoundingRect().contains(place)
        self.hovered.emit(self._box.mapSceneToView(place).x() if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)
