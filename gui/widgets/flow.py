"""A layout that breaks a row of widgets into as many lines as the width asks for.

After Qt's own example of a flow layout, which Qt does not offer as a class.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets stand at their preferred sizes, from left to right and then below; hidden ones take
    no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        self._lay_out(room, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as the widest widget: more of them go below each other."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    # where everything stands

    @property
    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Which widgets stand in which line."""
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._shown:
            wide = min(item.sizeHint().width(), width)
            if not lines or x + wide > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += wide + max(self.spacing(), 0)
        return lines

    def _lay_out(self, room: QRect, *, move: bool) -> int:
        """Line by line, each widget in the middle of its line; the height of all of them."""
        y, gap = room.y(), max(self.spacing(), 0)
        for line in self._lines(room.width()):
            x, height = room.x(), max(item.sizeHint().height() for item in line)
            for item in line:
                size = item.sizeHint()
                wide = min(size.width(), room.width())
                if move:
                    top = y + (height - size.height()) // 2
                    item.setGeometry(QRect(x, top, wide, size.height()))
                x += wide + gap
            y += height + gap
        return max(y - gap - room.y(), 0)
