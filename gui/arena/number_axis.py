"""An axis of the map."""

from math import ceil

import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF, QPen

from core.format import on_axis
from gui.appearance import Appearance


class NumberAxis(pg.AxisItem):
    """Its numbers are written as everywhere else in the program, with as many digits as it takes to
    tell one from the next."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return self._apart([on_axis(value * scale, spacing * scale) for value in values], spacing)

    def _apart(self, words: list[str], spacing: float) -> list[str]:
        """Where they are too long to stand side by side, some of them only; of those between the
        widest, which pyqtgraph would let nearly touch, none."""
        low, high = self.range
        if self.orientation == "left" or not words or not high > low:
            return words
        (widest, _), *_ = self.tickSpacing(low, high, self.width())
        font = self.style["tickFont"]
        metrics = QFontMetricsF(font if font is not None else self.font())
        room = max(map(metrics.horizontalAdvance, words)) + metrics.averageCharWidth()
        every = ceil(room / max(self.width() * spacing / (high - low), 1.0))
        if spacing < widest:
            return words if every == 1 else [""] * len(words)
        return [word if i % every == 0 else "" for i, word in enumerate(words)]

    def dress(self, appearance: Appearance) -> None:
        """Take the colours and sizes of the moment."""
        theme, px = appearance.theme, appearance.px
        self.setTickFont(appearance.font("small"))
        self.setPen(QPen(theme.outline, px(1)))
        self.setTextPen(theme.muted)
        self.setStyle(tickLength=-px(4), tickTextOffset=px(4), hideOverlappingLabels=True)
        self.enableAutoSIPrefix(False)
