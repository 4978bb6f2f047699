"""Layouts whose margins and gaps move with the scale factor."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLayout

from gui.appearance import Appearance

Margins = tuple[float, float, float, float]  # left, top, right, bottom


def space(
    layout: QLayout,
    appearance: Appearance,
    *,
    margins: Margins = (0, 0, 0, 0),
    gap: float = 8,
    row_gap: float | None = None,
) -> None:
    """Give a layout these margins and gaps in unscaled pixels, now and at every scale."""
    _Spacing(layout, appearance, margins, gap, gap if row_gap is None else row_gap)


class _Spacing(QObject):
    """A child of the layout, so that it is gone when the layout is."""

    def __init__(
        self,
        layout: QLayout,
        appearance: Appearance,
        margins: Margins,
        gap: float,
        row_gap: float,
    ) -> None:
        super().__init__(layout)
        self._appearance = appearance
        self._margins = margins
        self._gap = gap
        self._row_gap = row_gap
        appearance.changed.connect(self.apply)
        self.apply()

    @Slot()
    def apply(self) -> None:
        layout, px = self.parent(), self._appearance.px
        if not isinstance(layout, QLayout):
            return
        layout.setContentsMargins(*(px(margin) for margin in self._margins))
        if isinstance(layout, QGridLayout | QFormLayout):
            layout.setHorizontalSpacing(px(self._gap))
            layout.setVerticalSpacing(px(self._row_gap))
        else:
            layout.setSpacing(px(self._gap))
