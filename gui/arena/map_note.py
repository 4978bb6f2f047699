"""A sentence in the lower left corner of a map, about what is marked and coloured there."""

from PySide6.QtCore import QRect, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator

_GAP = 6  # unscaled pixels
_MOST = 0.2  # of the map's height: a longer sentence would hide what it is about


class MapNote(QLabel):
    """`say` something, `place` it in the map's plane. Not in a picture: there it has no use."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._plane = QRect()
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

    def place(self, plane: QRect) -> None:
        """plane: the part of the parent that the map fills."""
        self._plane = plane
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
        self.setGeometry(
            self._plane.left() + gap, self._plane.bottom() - height - gap, width, height
        )
        self.setVisible(self._wanted and height <= _MOST * self._plane.height())
        self.raise_()
