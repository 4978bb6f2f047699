"""A sentence in a corner of a map, about what is marked and coloured there."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.engine import Array
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator

_UNLIMITED = (1 << 24) - 1  # Qt's own QWIDGETSIZE_MAX
_GAP = 6  # unscaled pixels
_MARK = 9  # from the middle of a mark to its end
_WIDTHS = (1.0, 0.75, 0.55)  # of that in one line, or in as long lines as there is room for
_CLOSEST = 3  # lines, each no longer than they need to be
_MOST = 0.3  # of the map's height: a longer sentence would hide what it is about


class MapNote(QLabel):
    """`say` something, `place` it in the map's plane. In a file it stands below the map. Of all
    places along the borders, wide or narrow, it takes the first that hides the fewest marks."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._plane = QRect()
        self._marks = self._along = np.empty((0, 2))
        self._wanted = False
        self.setProperty("role", "caption")
        self.setWordWrap(True)
        self.hide()
        appearance.changed.connect(self._dress)
        translator.changed.connect(self._fit)
        self._dress()

    def say(self, message: Message | None) -> None:
        """It is to be seen as soon as it has been placed; where it is seen, at once."""
        self._wanted, before = message is not None, self.text()
        if message is not None:
            self._translator.bind(self.setText, message)
        if message is None or (self.isVisible() and self.text() != before):
            self._fit()

    def place(self, plane: QRect, marks: Array, along: Array) -> None:
        """plane: the part of the parent that the map fills. Pixels of the parent, (n, 2): marks,
        which are not to be covered if some place is free of them; along, points of paths: of places
        that hide equally many marks it takes that which hides the fewest of these."""
        self._plane, self._marks, self._along = plane, marks, along
        self._fit()

    @Slot()
    def _dress(self) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        self.setStyleSheet(f"background: {theme.panel.name()}; padding: {px(2)}px {px(4)}px;")
        self._fit()

    @Slot()
    def _fit(self) -> None:
        if not self._wanted:
            self.hide()
            return
        gap = self._appearance.px(_GAP)
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 3 * gap
        most = min(wide, self._plane.width() - 6 * gap)  # the axis' name stands right of it
        widths = [max(round(share * most), 1) for share in _WIDTHS]
        places = [
            place
            for width in (*widths, *self._closest(most))
            for place in self._places(width, gap)
            if place.height() <= _MOST * self._plane.height()
        ]
        if places:
            self.setGeometry(places[int(self._covered(places).argmin())])
        self.setVisible(bool(places))
        self.raise_()

    def _closest(self, most: int) -> Iterator[int]:
        """The least widths of two lines and of three."""
        letters = self.fontMetrics().lineSpacing() + 1
        for lines in range(2, _CLOSEST + 1):
            high = self.heightForWidth(_UNLIMITED) + (lines - 1) * letters
            widths = range(most + 1)
            least = bisect_left(widths, True, key=lambda width: self.heightForWidth(width) <= high)
            if least < most:
                yield least

    def _places(self, width: int, gap: int) -> Iterator[QRect]:
        """From the left lower corner on: below, also at the very border, and above. An axis' name
        stands in the left upper corner, and one in the right lower."""
        height = max(self.heightForWidth(width), 1)
        plane, name = self._plane, self.fontMetrics().height() + gap
        left, right = plane.left() + gap, plane.right() - gap - width
        low, lowest = plane.bottom() - gap - height, plane.bottom() - height
        under, top = plane.top() + gap + name, plane.top() + gap
        corners = (left, low), (left, lowest), (left, under), (right, low - name), (right, top)
        between = range(left + name, right - name, 2 * gap)
        rows = low, lowest, top, plane.top()
        edges = ((x, y) for y in rows[:3] for x in (plane.left(), plane.right() - width))
        yield from (QRect(x, y, width, height) for x, y in (*corners, *edges))
        yield from (QRect(x, y, width, height) for y in rows for x in between)

    def _covered(self, places: Sequence[QRect]) -> NDArray[np.int_]:
        """How much of the marks each would hide: those whose middles it covers count the most. All
        at once, for there are hundreds, and a slider that is dragged asks again and again."""
        ends = np.array([[[p.left(), p.top()], [p.right(), p.bottom()]] for p in places])
        (left, top), (right, bottom) = ends[:, 0].T[..., None], ends[:, 1].T[..., None]

        def within(spots: Array, far: int) -> NDArray[np.int_]:
            x, y = spots.T
            across = (x >= left - far) & (x <= right + far)
            return (across & (y >= top - far) & (y <= bottom + far)).sum(axis=1)

        marked = within(self._marks, 0) * (len(self._marks) + 1)
        marked += within(self._marks, self._appearance.px(_MARK))
        return marked * (len(self._along) + 1) + within(self._along, 0)
