"""A sentence in a left corner of a map, about what is marked and coloured there."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator

_GAP = 6  # unscaled pixels
_MARK = 9  # from the middle of a mark to its end
_MOST = 0.28  # of the map's height: a longer sentence would hide what it is about


class MapNote(QLabel):
    """`say` something, `place` it in the map's plane. In a file it stands below the map."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._plane = QRect()
        self._marks: Sequence[QPoint] = ()
        self._wanted = False
        self.setProperty("role", "caption")
        self.setWordWrap(True)
        self.hide()
        appearance.changed.connect(self._dress)
        translator.changed.connect(self._fit)
        self._dress()

    def say(self, message: Message | None) -> None:
        self._wanted = message is not None
        if message is not None:
            self._translator.bind(self.setText, message)
        self._fit()

    def place(self, plane: QRect, marks: Sequence[QPoint] = ()) -> None:
        """plane: the part of the parent that the map fills. marks: what is not to be covered, if
        one of two corners is free of it."""
        self._plane, self._marks = plane, marks
        self._fit()

    @Slot()
    def _dress(self) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        self.setStyleSheet(f"background: {theme.panel.name()}; padding: {px(2)}px {px(4)}px;")
        self._fit()

    @Slot()
    def _fit(self) -> None:
        gap = self._appearance.px(_GAP)
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 3 * gap
        width = max(
            min(wide, self._plane.width() - 6 * gap), 1
        )  # the axis' name stands right of it
        height = max(self.heightForWidth(width), 1)
        name = self.fontMetrics().height() + gap  # an axis' name stands in the upper corner
        tops = (self._plane.bottom() - height - gap, self._plane.top() + gap + name)
        places = [QRect(self._plane.left() + gap, top, width, height) for top in tops]
        self.setGeometry(min(places, key=self._covered))
        self.setVisible(self._wanted and height <= _MOST * self._plane.height())
        self.raise_()

    def _covered(self, place: QRect) -> int:
        """How many marks it would hide, with their size."""
        reach = self._appearance.px(_MARK)
        grown = place.adjusted(-reach, -reach, reach, reach)
        return sum(map(grown.contains, self._marks))
