"""An axis of the map."""

import pyqtgraph as pg
from PySide6.QtGui import QPen

from core.format import number
from gui.appearance import Appearance


class NumberAxis(pg.AxisItem):
    """Its numbers are written as everywhere else in the program."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [number(value * scale) for value in values]

    def dress(self, appearance: Appearance) -> None:
        """Take the colours and sizes of the moment."""
        theme, px = appearance.theme, appearance.px
        self.setTickFont(appearance.font("small"))
        self.setPen(QPen(theme.outline, px(1)))
        self.setTextPen(theme.muted)
        self.setStyle(tickLength=-px(4), tickTextOffset=px(4), hideOverlappingLabels=True)
        self.enableAutoSIPrefix(False)
