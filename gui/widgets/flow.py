"""A layout that breaks a row of widgets into as many lines as the width asks for.

After Qt's own example of a flow layout, which Qt does not offer as a class.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget, QWidgetItem
from shiboken6 import isValid


class FlowLayout(QHBoxLayout):
    """Widgets stand at their preferred sizes, from left to right and then below; hidden ones take
    no room.

    Qt's row keeps the widgets. They are measured and placed by items of our own: those that Qt
    deletes when a widget leaves must not be kept in Python, see `gui.widgets.nest`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._placed: list[tuple[QWidget, QWidgetItem]] = []

    def addWidget(self, widget: QWidget) -> None:  # type: ignore[override]
        """At the end. No stretch and no alignment: what flows has its own size."""
        super().addWidget(widget)
        self._placed = [*self._still_here(), (widget, QWidgetItem(widget))]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def minimumHeightForWidth(self, width: int) -> int:
        return self.heightForWidth(width)

    def maximumSize(self) -> QSize:
        return QLayout.maximumSize(self)

    def setGeometry(self, room: QRect) -> None:
        QLayout.setGeometry(self, room)
        self._lay_out(room, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as the widest widget: more of them go below each other."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    # where everything stands

    def _still_here(self) -> list[tuple[QWidget, QWidgetItem]]:
        return [
            (widget, item)
            for widget, item in self._placed
            if isValid(widget) and self.indexOf(widget) >= 0
        ]

    def _shown(self) -> list[QWidgetItem]:
        return [item for _, item in self._still_here() if not item.isEmpty()]

    def _lay_out(self, room: QRect, *, move: bool) -> int:
        """Everything into `room`, if it is to `move`; the height that it takes."""
        return self._flow(self._shown(), room, move=move)

    def _flow(self, items: list[QWidgetItem], room: QRect, *, move: bool) -> int:
        """Line by line, each widget in the middle of its line; the height of all of them."""
        y, gap = room.y(), max(self.spacing(), 0)
        for line in self._lines(items, room.width()):
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

    def _lines(self, items: list[QWidgetItem], width: int) -> list[list[QWidgetItem]]:
        """Which widgets stand in which line."""
        lines: list[list[QWidgetItem]] = []
        x = 0
        for item in items:
            wide = min(item.sizeHint().width(), width)
            if not lines or x + wide > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += wide + max(self.spacing(), 0)
        return lines
