"""The plot and its pages, with a border between them that can be dragged."""

from collections.abc import Hashable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget


class MapAndPages(QSplitter):
    """Side by side or one above the other. Where somebody has dragged the border it stays, and
    comes back with the shape in which it was dragged."""

    def __init__(self, plot: QWidget, pages: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self.addWidget(plot)
        self.addWidget(pages)
        self.shape: Hashable = None
        self._dragged: dict[Hashable, list[int]] = {}
        self.splitterMoved.connect(self._keep)

    def take_shape(self, shape: Hashable, width: int, side: int | None, share: float) -> None:
        """Plot and pages side by side in so much width, with pages so wide; or, if `side` is None,
        one above the other, with this share of the height for the plot."""
        self.shape = shape
        beside = side is not None
        self.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        sizes = [width - side, side] if side is not None else [1000 * share, 1000 * (1 - share)]
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0 if beside else 1)
        self.setSizes(self._dragged.get(shape) or [round(size) for size in sizes])

    @Slot()
    def _keep(self) -> None:
        self._dragged[self.shape] = self.sizes()
