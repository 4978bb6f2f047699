"""Words, and buttons for what can be done about them."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from gui.widgets.flow import FlowLayout


class WordsAndButtons(FlowLayout):
    """Words, which wrap, and buttons. These stand beside the words or below them, whichever is
    lower. More buttons can be added."""

    def __init__(self, words: QWidget, *buttons: QWidget) -> None:
        super().__init__()
        for widget in (words, *buttons):
            self.addWidget(widget)

    def _lay_out(self, room: QRect, *, move: bool) -> int:
        shown, gap = self._shown(), max(self.spacing(), 0)
        if not shown:
            return 0
        words, *buttons = shown
        sizes = [button.sizeHint() for button in buttons]
        if not sizes:
            height = words.heightForWidth(room.width())
            if move:
                words.setGeometry(room)
            return height
        row = sum(size.width() for size in sizes) + gap * (len(sizes) - 1)
        left = room.width() - row - gap
        upper = words.heightForWidth(room.width()) + gap
        below = upper + self._flow(buttons, room, move=False)
        beside = max(words.heightForWidth(max(left, 1)), *(size.height() for size in sizes))
        if left < words.minimumSize().width() or below < beside:
            if move:
                words.setGeometry(QRect(room.x(), room.y(), room.width(), upper - gap))
                self._flow(buttons, room.adjusted(0, upper, 0, 0), move=True)
            return below
        if move:
            words.setGeometry(QRect(room.x(), room.y(), left, room.height()))
            lower = (room.height() - self._flow(buttons, QRect(0, 0, row, 0), move=False)) // 2
            self._flow(buttons, room.adjusted(left + gap, lower, 0, 0), move=True)
        return beside
