"""The paper that curves are drawn on: axes with few ticks, faint lines across, words in the corner.

Importing this imports pyqtgraph, which takes a while: do it when the first curve is needed.
"""

from collections.abc import Sequence
from math import ceil

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.training.axis import Axis, Wording

_REACH = 6  # pixels
_AXIS_WIDTH = 46  # so that plots one above the other begin at the same x, as a rule
_OFFSET = 4  # of the words from their axis

Range = tuple[float, float, float, float]  # left, right, low, high; powers of ten if logarithmic


class Paper(pg.GraphicsLayoutWidget):
    """Not a `PlotWidget`, which builds menus and a form of settings that nobody gets to see."""

    def __init__(
        self, appearance: Appearance, x_wording: Wording, y_wording: Wording, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._across, self._up = Axis("bottom", x_wording), Axis("left", y_wording)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._box.disableAutoRange()
        self._box.setZValue(0)  # above the grid, which is the axes'
        self._line = pg.InfiniteLine(angle=90)
        self._line.hide()
        self._box.addItem(self._line, ignoreBounds=True)
        self._seen_up: tuple[object, ...] = ()  # what the axis is as wide for as it is
        self._guides: list[pg.InfiniteLine] = []
        self._marks: list[pg.InfiniteLine] = []
        self.reading, self.counted, self.blank = QLabel(self), QLabel(self), QLabel(wordWrap=True)
        for label in (self.reading, self.counted, self.blank):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.hide()
        self.blank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self.viewport()).addWidget(self.blank)
        self._compose()
        appearance.changed.connect(self.dress)

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

    def add_guide(self, height: float) -> None:
        """A line right across; on a logarithmic axis at this power of ten."""
        guide = pg.InfiniteLine(pos=height, angle=0)
        self._guides.append(guide)
        self._box.addItem(guide, ignoreBounds=True)
        self.dress()

    def always_label(self, height: float) -> None:
        """Let the axis say this height, whatever else it has room for."""
        self._up.keep(height)

    def mark(self, places: Sequence[float]) -> None:
        """Thin dashed lines from top to bottom: something became different there."""
        while len(self._marks) < len(places):
            line = pg.InfiniteLine(angle=90)
            line.setZValue(-1)
            self._marks.append(line)
            self._box.addItem(line, ignoreBounds=True)
        for number, line in enumerate(self._marks):
            line.setVisible(number < len(places))
            if number < len(places):
                line.setValue(places[number])
        self._dress_marks()

    def _dress_marks(self) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        for line in self._marks:
            line.setPen(pg.mkPen(theme.outline, width=px(1), style=Qt.PenStyle.DashLine))

    def word(self, across: Wording, up: Wording, powers: str = "") -> None:
        """How numbers at the axes are worded; `powers` names those, of "x" and "y", along which
        everything is drawn by its power of ten."""
        self._across.setLogMode("x" in powers, False)
        self._up.setLogMode(False, "y" in powers)
        self._across.set_wording(across)
        self._up.set_wording(up)
        self._seen_up = ()

    @Slot()
    def dress(self) -> None:
        """Take the colours, widths and fonts of the moment."""
        theme, px = self._appearance.theme, self._appearance.px
        self.setBackground(theme.panel)
        for axis, line, room in ((self._across, theme.grid, 58), (self._up, theme.panel, 20)):
            axis.setTickFont(self._appearance.font("small"))
            axis.setTextPen(theme.muted)
            axis.setTickPen(pg.mkPen(theme.grid, width=1))
            axis.setPen(pg.mkPen(line, width=px(1)))
            axis.setStyle(
                tickLength=0, tickAlpha=255, tickTextOffset=px(_OFFSET), textFillLimits=[(0, 9)]
            )
            axis.setStyle(hideOverlappingLabels=px(40))  # how far words may stand out at the ends
            axis.set_room(px(room))
        self._make_room()
        self._line.setPen(pg.mkPen(theme.outline, width=px(1)))
        for guide in self._guides:
            guide.setPen(pg.mkPen(theme.muted, width=px(1.5), style=Qt.PenStyle.DashLine))
        self._dress_marks()
        ground = f"background: {theme.panel.name()};"  # the program's style sheet gives it none
        if self.reading.styleSheet() != ground:
            self.reading.setStyleSheet(ground)
        quiet = ((self.counted, theme.muted), (self.blank, theme.muted))
        for label, ink in ((self.reading, theme.ink), *quiet):
            palette = label.palette()
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            palette.setColor(QPalette.ColorRole.Window, theme.panel)
            label.setPalette(palette)
            label.setMargin(px(3))
            label.setFont(self._appearance.font("small"))

    def show_reading(self, x: float | None, words: str = "") -> None:
        """Mark a place and say what it reads; None marks nothing."""
        self._line.setVisible(x is not None)
        self.reading.setVisible(x is not None)
        self.counted.setVisible(x is None and bool(self.counted.text()))
        if x is not None:
            self._line.setValue(x)
            self.reading.setText(words)
            self.reading.setWordWrap(False)
            self.reading.adjustSize()
            if self.reading.width() > self.width():
                self.reading.setWordWrap(True)
                self.reading.resize(self.width(), self.reading.heightForWidth(self.width()))
            self.reading.move(self.width() - self.reading.width(), 0)

    def say_counted(self, words: str) -> None:
        """In the upper right corner, what is counted upwards; empty words say nothing."""
        self.counted.setText(words)
        self.counted.setVisible(bool(words) and self.reading.isHidden())
        self.counted.adjustSize()
        self.counted.move(max(self.width() - self.counted.width(), 0), 0)

    def say_blank(self, words: str) -> None:
        """Words in place of curves that there are none of, and of the axes, which would measure
        nothing; empty words say nothing."""
        for axis in (self._up, self._across):
            axis.setVisible(not words)
        self.blank.setText(words)
        self.blank.setVisible(bool(words))

    @property
    def reach(self) -> float:
        """How far from the mouse something may be that it points at, in the units across."""
        left, right = self._box.viewRange()[0]
        return float(_REACH * self._appearance.factor * (right - left) / max(self._box.width(), 1))

    def _show(self, seen: Range) -> None:
        self._box.setRange(xRange=seen[:2], yRange=seen[2:], padding=0)
        self._make_room()

    def _make_room(self) -> None:
        """At the right, for the half of the last number that stands out; at the left, for the
        longest word: one that is wider than its axis would not be said at all."""
        px, (word,) = (
            self._appearance.px,
            self._across.tickStrings([self._box.viewRange()[0][1]], 1, 1),
        )
        font = self._appearance.font("small")
        half = QFontMetricsF(font).horizontalAdvance(word) / 2
        self.ci.layout.setContentsMargins(0, px(8), max(px(20), ceil(half) + 2), 0)
        seen = (
            *self._up.range,
            self._up.logMode,
            self._appearance.font("small").key(),
            px(_OFFSET),
        )
        if seen != self._seen_up:  # mostly it is the same while a run goes on
            self._seen_up = seen
            longest = self._up.longest(font) + px(_OFFSET) + 2
            self._up.setWidth(max(px(_AXIS_WIDTH), ceil(longest)))

    def _frame(self) -> QRect:
        """The curves' rectangle, in pixels."""
        return self.mapFromScene(self._box.sceneBoundingRect()).boundingRect()

    def _at(self, place: QPoint) -> QPointF:
        """A pixel in the units of the axes."""
        point: QPointF = self._box.mapSceneToView(self.mapToScene(place))
        return point
