"""How much room a widget may fill without anybody having to scroll."""

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from gui.widgets.scroll_places import area_around


class VisibleRoom(QObject):
    """Of a widget inside a scroll area. Its own size does not tell: it is at least what its
    contents ask for, even where the area is smaller."""

    changed = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._area: QScrollArea | None = None
        widget.installEventFilter(self)

    @property
    def width(self) -> int:
        """Between the margins of what the widget stands in."""
        if self._area is None:
            return self._widget.width()
        return max(self._area.viewport().width() - 2 * self._corner(self._area).x(), 0)

    @property
    def for_scroll_bar(self) -> int:
        """How much of the width a scroll bar takes that may yet come. Who reckons without it may
        need more height in all of the width than in what is left, and so bring it and take it
        away for ever."""
        bar = None if self._area is None else self._area.verticalScrollBar()
        return 0 if bar is None or bar.isVisible() else bar.sizeHint().width()

    @property
    def height(self) -> int:
        """From the upper edge of the widget to the lower edge of what is seen of the area."""
        if self._area is None:
            return self._widget.height()
        return max(self._area.viewport().height() - self._corner(self._area).y(), 0)

    def _corner(self, area: QScrollArea) -> QPoint:
        """Where the widget begins in what is scrolled."""
        inside = area.widget()
        return self._widget.mapTo(inside, QPoint()) if inside is not None else QPoint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and watched is self._widget:
            self._find()
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Move):
            self.changed.emit()
        return False

    def _find(self) -> None:
        """The area that the widget stands in at the moment."""
        area = area_around(self._widget)
        if area is not self._area:
            if self._area is not None:
                self._area.viewport().removeEventFilter(self)
            self._area = area
            if area is not None:
                area.viewport().installEventFilter(self)
