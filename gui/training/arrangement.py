"""How the panel's views share the room that there is, from a small dock to a second screen.

narrow     one page at a time, behind tabs: progress, inside, mistakes, settings
low        the same in a dock that is short but not narrow: the figures stand in a column beside it
paired     the page in the left column; figures and weights stay to be seen in the right one
wide       figures and settings in a column, beside it one page with all of its views
vast       everything at once
"""

from collections.abc import Mapping
from enum import Enum, auto

from PySide6.QtWidgets import QGridLayout, QWidget

TABS = ("progress", "inside", "mistakes", "settings")
_ALWAYS = {"notice", "readout", "commands"}

_Place = tuple[int, int, int, int]  # row, column, rows, columns
_STACKED: dict[str, _Place] = {
    "notice": (0, 0, 1, 1),
    "readout": (1, 0, 1, 1),
    "tabs": (2, 0, 1, 1),
    "introduction": (3, 0, 1, 1),
    "progress": (3, 0, 1, 1),
    "inside": (3, 0, 1, 1),
    "mistakes": (3, 0, 1, 1),
    "settings": (3, 0, 1, 1),
    "commands": (4, 0, 1, 1),
}
_LOW: dict[str, _Place] = {
    "notice": (0, 0, 1, 2),
    "readout": (1, 0, 3, 1),
    "tabs": (1, 1, 1, 1),
    "introduction": (2, 1, 2, 1),
    "progress": (2, 1, 2, 1),
    "inside": (2, 1, 2, 1),
    "mistakes": (2, 1, 2, 1),
    "settings": (2, 1, 2, 1),
    "commands": (4, 0, 1, 2),
}
_PAIRED: dict[str, _Place] = {
    "notice": (0, 0, 1, 2),
    "tabs": (1, 0, 1, 2),
    "introduction": (2, 0, 2, 1),
    "progress": (2, 0, 2, 1),
    "inside": (2, 0, 2, 1),
    "mistakes": (2, 0, 2, 1),
    "settings": (2, 0, 2, 1),
    "readout": (2, 1, 1, 1),
    "weights": (3, 1, 1, 1),
    "commands": (4, 0, 1, 2),
}
_SPREAD: dict[str, _Place] = {
    "notice": (0, 0, 1, 2),
    "readout": (1, 0, 2, 1),
    "settings": (3, 0, 1, 1),
    "tabs": (1, 1, 1, 1),
    "introduction": (2, 1, 2, 1),
    "progress": (2, 1, 2, 1),
    "inside": (2, 1, 2, 1),
    "mistakes": (2, 1, 2, 1),
    "commands": (4, 0, 1, 2),
}
_ALL: dict[str, _Place] = {
    "notice": (0, 0, 1, 4),
    "readout": (1, 0, 1, 1),
    "settings": (2, 0, 2, 1),
    "introduction": (1, 1, 2, 1),
    "progress": (1, 1, 2, 1),
    "weights": (3, 1, 1, 1),
    "inside": (1, 2, 3, 1),
    "mistakes": (1, 3, 3, 1),
    "commands": (4, 0, 1, 4),
    "tabs": (5, 0, 1, 4),
}
_ROWS, _COLUMNS = range(6), range(4)


class Arrangement(Enum):
    NARROW = auto()
    LOW = auto()
    PAIRED = auto()
    WIDE = auto()
    VAST = auto()

    @staticmethod
    def fitting(width: float, height: float) -> "Arrangement":
        """What fits into so many unscaled pixels."""
        if width >= 1500 and height >= 700:
            return Arrangement.VAST
        if width >= 900 and height >= 460:
            return Arrangement.WIDE
        if width >= 640 and height >= 400:
            return Arrangement.PAIRED
        return Arrangement.LOW if width >= 440 and height < 400 else Arrangement.NARROW

    def has_tab(self, name: str) -> bool:
        """Whether this page has a tab; without, it is to be seen all the time."""
        if self is Arrangement.WIDE:
            return name != "settings"
        return self is not Arrangement.VAST

    @property
    def weights_apart(self) -> bool:
        """Whether the weights have a place of their own; else they are part of the progress."""
        return self in (Arrangement.PAIRED, Arrangement.VAST)

    def views(self, tab: str, *, blank: bool) -> set[str]:
        """What is to be seen with this tab chosen; `blank` while there are no curves yet."""
        chosen = {name for name in TABS if not self.has_tab(name)}
        if self is not Arrangement.VAST:
            chosen |= {tab, "tabs"}
        if self.weights_apart:
            chosen.add("weights")
        if blank and "progress" in chosen:
            chosen = chosen - {"progress"} | {"introduction"}
        if blank and "inside" in chosen:
            chosen = chosen - {"inside"} | {"introduction"}
        return chosen

    def lay_out(self, grid: QGridLayout, views: Mapping[str, QWidget], seen: set[str]) -> None:
        """Put the views into the grid and show those that are `seen`."""
        places, columns, rows = _PLACES[self]
        for name, view in views.items():
            if name in places:
                grid.addWidget(view, *places[name])
            if name not in _ALWAYS and view.parentWidget() is grid.parentWidget():
                view.setVisible(name in seen)
        for row in _ROWS:
            grid.setRowStretch(row, rows.get(row, 0))
        for column in _COLUMNS:
            grid.setColumnStretch(column, columns[column])


# Where everything stands, how the columns share the width, and which rows take what is left of the
# height beyond what their views ask for.
_Columns = tuple[int, int, int, int]
_PLACES: dict[Arrangement, tuple[dict[str, _Place], _Columns, dict[int, int]]] = {
    Arrangement.NARROW: (_STACKED, (1, 0, 0, 0), {3: 1}),
    Arrangement.LOW: (_LOW, (0, 1, 0, 0), {3: 1}),
    Arrangement.PAIRED: (_PAIRED, (3, 2, 0, 0), {3: 1}),
    Arrangement.WIDE: (_SPREAD, (0, 1, 0, 0), {3: 1}),
    Arrangement.VAST: (_ALL, (0, 3, 3, 3), {2: 3, 3: 2}),
}
