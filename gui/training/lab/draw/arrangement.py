"""How the page shares the room that there is: what the hand does, how likely each digit is, and
which pixels would change the net's mind are seen together, or nobody sees that they belong
together.

tall    in a narrow dock: the sheet beside the bars, the pictures below them
wide    in a dock that is wide enough for the pictures in a column of their own
low     beside the stage of a small window: the gradient right below the sheet, as small as may be
"""

from collections.abc import Mapping
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

_WIDE, _LOW = 460, 330  # unscaled pixels of width, and of height
_ROWS = 7  # the last one takes what is left

_Place = tuple[int, int, int, int]  # row, column, rows, columns


class Arrangement(Enum):
    TALL = auto()
    WIDE = auto()
    LOW = auto()

    @staticmethod
    def fitting(width: float, height: float) -> "Arrangement":
        """What fits into so many unscaled pixels."""
        if width >= _WIDE:
            return Arrangement.WIDE
        return Arrangement.LOW if height < _LOW else Arrangement.TALL

    @property
    def paper(self) -> int:
        """The side of the sheet in unscaled pixels, at most."""
        return {Arrangement.TALL: 230, Arrangement.WIDE: 200, Arrangement.LOW: 110}[self]

    def lay_out(self, grid: QGridLayout, parts: Mapping[str, QWidget]) -> None:
        """Put the parts into the grid."""
        for name, place in _PLACES[self].items():
            grid.addWidget(parts[name], *place)
        grid.setAlignment(parts["bars"], Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(_ROWS - 1, 1)


_PLACES: dict[Arrangement, dict[str, _Place]] = {
    Arrangement.TALL: {
        "left": (0, 0, 1, 1),
        "bars": (0, 1, 1, 1),
        "buttons": (3, 0, 1, 2),
        "advice": (4, 0, 1, 2),
        "seen": (5, 0, 1, 1),
        "pixels": (5, 1, 1, 1),
    },
    Arrangement.WIDE: {
        "left": (0, 0, 3, 1),
        "bars": (0, 1, 3, 1),
        "seen": (0, 2, 1, 1),
        "pixels": (1, 2, 1, 1),
        "buttons": (3, 0, 1, 3),
        "advice": (4, 0, 1, 3),
    },
    Arrangement.LOW: {
        "left": (0, 0, 1, 1),
        "bars": (0, 1, 1, 1),
        "pixels": (3, 0, 1, 1),
        "buttons": (3, 1, 1, 1),
        "advice": (4, 0, 1, 2),
        "seen": (5, 0, 1, 2),
    },
}
