"""A part of a plot, chosen by dragging across it with the mouse.

Drag a box to look nearer; a flat box keeps the height, a narrow one the width. A double click or
the right button goes back to the whole.
"""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QRubberBand, QWidget

_CLICK = 6  # pixels; a shorter drag is a click
_FLAT = 14  # pixels; of a lower or narrower box only the other side counts


class DragBox:
    """The rubber band over a plot, in the plot's own pixels, kept within its `frame`."""

    def __init__(self, plot: QWidget) -> None:
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, plot)
        self._band.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._start: QPoint | None = None
        self._frame = QRect()
        self._scale = 1.0

    @property
    def active(self) -> bool:
        return self._start is not None

    def begin(self, place: QPoint, frame: QRect, scale: float) -> None:
        """The button goes down at `place`; sizes are taken times `scale`."""
        if frame.contains(place):
            self._start, self._frame, self._scale = place, frame, scale

    def move(self, place: QPoint) -> None:
        if self._start is not None:
            self._band.setGeometry(self._box(place))
            self._band.setVisible(self._is_drag(place))

    def end(self, place: QPoint) -> QRect | None:
        """The button comes up: what was marked, or None for a mere click."""
        box = self._box(place) if self._start is not None and self._is_drag(place) else None
        self.give_up()
        return box

    def give_up(self) -> None:
        self._start = None
        self._band.hide()

    def _is_drag(self, place: QPoint) -> bool:
        assert self._start is not None
        return (place - self._start).manhattanLength() >= _CLICK * self._scale

    def _box(self, place: QPoint) -> QRect:
        """Between the corners; over the whole side of the frame where the drag hardly left it."""
        assert self._start is not None
        box = QRect(self._start, place).normalized() & self._frame
        flat = _FLAT * self._scale
        if box.height() < flat <= box.width():
            box.setTop(self._frame.top())
            box.setBottom(self._frame.bottom())
        elif box.width() < flat <= box.height():
            box.setLeft(self._frame.left())
            box.setRight(self._frame.right())
        return box
