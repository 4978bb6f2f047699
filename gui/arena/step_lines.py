"""The lines of a rule with their numbers, all in letters of one size."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.formula_paragraph import FormulaParagraph
from gui.widgets import space

_REST_MS = 90  # formulas are set when the hand rests; bars and arrows follow at once
_LINES = 4
_LARGEST = 1.25  # of a title: serif letters look smaller than the interface's
_LEAST = 0.9  # of the smallest letters, all of them on a projector: rather scrolled than smaller
_SIZES, _USUAL = 9, 4  # from the largest to the least; those before the usual one are for much room
_READABLE = 0.85  # rather so much smaller than in more rows
_GAP = 3  # unscaled pixels


class StepLines(QWidget):
    """`show_lines` sets them by and by; `fit` finds the size at which they are seen whole."""

    changed = Signal()  # another one is set, or gone

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._wanted: Sequence[str] = ()
        self._next_one = 0
        self.lines = [FormulaParagraph(appearance, enlarged=_LARGEST) for _ in range(_LINES)]
        column = QVBoxLayout(self)
        for line in self.lines:
            column.addWidget(line)
            line.hide()
        space(column, appearance, margins=(0, 0, 0, 0), gap=_GAP)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._next = QTimer(self, singleShot=True, interval=0)
        for timer in (self._rest, self._next):
            timer.timeout.connect(self._set_next)

    @property
    def setting(self) -> bool:
        """Whether some are still to be set."""
        return self._rest.isActive() or self._next.isActive()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Set these, at most four, when the hand rests."""
        self._wanted, self._next_one = lines, 0
        self.rest()

    def drop(self) -> None:
        """What stands there is of somebody else: it must not stand under another name until the
        hand rests."""
        for line in self.lines:
            line.set_formula("")
            line.hide()
        self.changed.emit()

    def rest(self) -> None:
        """The page has come to be seen: what was not set while nobody saw it is set now."""
        self._rest.start()

    @Slot()
    def _set_next(self) -> None:
        """One line at a time: setting a formula takes up to 20 ms."""
        if self.isVisible() and self._next_one < _LINES:
            self._set(self._next_one)
            self._next_one += 1
            self._next.start()

    def finish(self) -> None:
        """Set all now, for a picture."""
        self._rest.stop()
        for i in range(_LINES):
            self._set(i)

    def _set(self, i: int) -> None:
        tex = self._wanted[i] if i < len(self._wanted) else ""
        if self.lines[i].tex != tex:
            self.lines[i].set_formula(tex)
        self.lines[i].setVisible(bool(tex))
        self.changed.emit()

    # one size for all of them

    def fit(self, width: int, room: int, below: int) -> None:
        """As large as they are seen without scrolling, with so much below them; but not smaller
        than can be read: then as small as that, and what is below them is scrolled to."""
        shown = [line for line in self.lines if line.tex]
        scales = self._scales

        def fits(i: int) -> bool:
            return self._height(shown, width, scales[i]) + below * (i < _USUAL) <= room

        most = scales[min(bisect_left(range(_SIZES), True, key=fits), _SIZES - 1)]
        near = [scale for scale in scales if _READABLE * most <= scale <= most]
        found = min(near, key=lambda scale: self._rows(shown, width, scale))
        for line in self.lines:
            line.share(found)

    @property
    def _scales(self) -> list[float]:
        largest = self._appearance.text_px("title") * _LARGEST
        share = 1.0 if self._appearance.theme.name == "projector" else _LEAST
        least = self._appearance.text_px("small") * share / largest
        return [float(scale) for scale in np.geomspace(1.0, least, _SIZES)]

    def _height(self, shown: Sequence[FormulaParagraph], width: int, scale: float) -> int:
        gaps = self._appearance.px(_GAP) * max(len(shown) - 1, 0)
        return gaps + sum(line.height_of(width, scale) for line in shown)

    @staticmethod
    def _rows(shown: Sequence[FormulaParagraph], width: int, scale: float) -> int:
        return sum(len({p.baseline for p in line.placed(width, scale)}) for line in shown)
