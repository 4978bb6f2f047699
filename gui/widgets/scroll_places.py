"""Where each of several pages in one scroll area was left."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

_REST = 150  # ms, within which a page that has come is laid out


def area_around(widget: QWidget) -> QScrollArea | None:
    """The scroll area that a widget stands in, if there is one."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


class ScrollPlaces(QObject):
    """A page that was never left begins at its top."""

    def __init__(self, widget: QWidget) -> None:
        """`widget` stands somewhere inside the area."""
        super().__init__(widget)
        self._widget = widget
        self._left: dict[str, int] = {}
        self._wanted = 0
        self._watched: QScrollBar | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST)

    def leave(self, key: str) -> None:
        """Before a page goes."""
        area = area_around(self._widget)
        if area is not None:
            moving = self._rest.isActive()
            self._left[key] = self._wanted if moving else area.verticalScrollBar().value()

    def enter(self, key: str) -> None:
        """After a page has come. How long it is turns out while it is laid out, in stages."""
        area = area_around(self._widget)
        if area is None:
            return
        bar = area.verticalScrollBar()
        if bar is not self._watched:
            self._watched = bar
            bar.rangeChanged.connect(self._settle)
            bar.actionTriggered.connect(self._rest.stop)  # somebody scrolls: that counts
        self._wanted = self._left.get(key, 0)
        self._rest.start()
        self._settle()

    @Slot()
    def _settle(self) -> None:
        if self._watched is not None and self._rest.isActive():
            self._watched.setValue(self._wanted)
