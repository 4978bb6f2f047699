"""Words, and buttons for what can be done about them."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidgetItem

from gui.widgets.flow import FlowLayout


class WordsAndButtons(FlowLayout):
    """What is added first are the words, which wrap; the rest are buttons. They stand beside the
    words or below them, whichever is lower."""

    @property
    def _shown(self) -> list[QWidgetItem]:
        """The buttons: the words do not flow."""
        return [item for item in self._items[1:] if not item.isEmpty()]

    def _lay_out(self, room: QRect, *, move: bool) -> int:
        words, gap = self._items[0], max(self.spacing(), 0)
        sizes = [button.sizeHint() for button in self._shown]
        if not sizes:
            height = words.heightForWidth(room.width())
            if move:
                words.setGeometry(room)
            return height
        row = sum(size.width() for size in sizes) + gap * (len(sizes) - 1)
        left = room.width() - row - gap
        upper = words.heightForWidth(room.width()) + gap
        below = upper + super()._lay_out(room, move=False)
        beside = max(words.heightForWidth(max(left, 1)), *(size.height() for size in sizes))
        if left < words.minimumSize().width() or below < beside:
            if move:
                words.setGeometry(QRect(room.x(), room.y(), room.width(), upper - gap))
                super()._lay_out(room.adjusted(0, upper, 0, 0), move=True)
            return below
        if move:
            words.setGeometry(QRect(room.x(), room.y(), left, room.height()))
            lower = (room.height() - super()._lay_out(QRect(0, 0, row, 0), move=False)) // 2
            super()._lay_out(room.adjusted(left + gap, lower, 0, 0), move=True)
        return beside
