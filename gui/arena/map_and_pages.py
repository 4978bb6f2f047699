"""The plot and its pages, with a border between them that can be dragged."""

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget

Shape = tuple[bool, ...]  # how the parts stand, as so many answers to yes or no
_LARGEST = 100_000  # pixels: more than any screen has


class MapAndPages(QSplitter):
    """Side by side or one above the other. Where somebody has dragged the border it stays, and
    comes back with the shape in which it was dragged."""

    def __init__(self, plot: QWidget, pages: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self.addWidget(plot)
        self.addWidget(pages)
        self.shape: Shape = ()
        self._dragged: dict[Shape, list[int]] = {}
        self.splitterMoved.connect(self._keep)

    def take_shape(self, shape: Shape, width: int, side: int | None, share: float) -> None:
        """Plot and pages side by side in so much width, with pages so wide; or, if `side` is None,
        one above the other, with this share of the height for the plot."""
        self.shape = shape
        beside = side is not None
        self.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        sizes = [width - side, side] if side is not None else [1000 * share, 1000 * (1 - share)]
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0 if beside else 1)
        self.setSizes(self._dragged.get(shape) or [round(size) for size in sizes])

    def as_json(self) -> list[Any]:
        """What `restore` understands: each shape in which it was dragged, with the sizes."""
        return [[list(shape), sizes] for shape, sizes in self._dragged.items()]

    def restore(self, saved: object) -> None:
        """Take up what `as_json` gave; what makes no sense is left out."""
        for each in saved if isinstance(saved, list) else ():
            match each:
                case [[*shape], [*sizes]] if _is_shape(shape) and _are_sizes(sizes):
                    self._dragged[tuple(shape)] = sizes
        if self.shape in self._dragged:
            self.setSizes(self._dragged[self.shape])

    @Slot()
    def _keep(self) -> None:
        self._dragged[self.shape] = self.sizes()


def _is_shape(saved: list[Any]) -> bool:
    return bool(saved) and all(isinstance(answer, bool) for answer in saved)


def _are_sizes(saved: list[Any]) -> bool:
    """Of plot and pages, of which one may have all the room."""
    whole = all(type(size) is int and 0 <= size <= _LARGEST for size in saved)
    return whole and len(saved) == 2 and sum(saved) > 0
