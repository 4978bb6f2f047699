"""Where a dock of the window stands."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


def is_in_front(dock: QDockWidget) -> bool:
    """Whether it is shown, and not behind another tab: there Qt puts it beyond the edge."""
    corner = dock.geometry().bottomRight()
    return dock.isVisible() and (dock.isFloating() or (corner.x() >= 0 and corner.y() >= 0))


def stands_beside(window: QMainWindow, dock: QDockWidget, right: Iterable[QDockWidget]) -> bool:
    """Whether it takes width from the middle and from what is seen on the `right`: it is shown
    beside them, not above or below, as a tab among them, or in a window of its own."""
    area, box = window.dockWidgetArea(dock), dock.geometry()
    if dock.isHidden() or dock.isFloating() or area not in (LEFT, RIGHT):
        return False
    others = (other.geometry() for other in right)
    apart = (box.left() > other.right() or box.right() < other.left() for other in others)
    return area is LEFT or (is_in_front(dock) and any(apart))
