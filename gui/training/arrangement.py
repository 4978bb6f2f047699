"""How the panel's views share the room that there is, from a small dock to a projector.

compact    one view at a time, behind tabs: loss, accuracy, weights, settings
tall       the curves and the weights together, the settings behind a tab
paired     the same in two columns, the figures and the weights in the right one
wide       everything at once
"""

from collections.abc import Mapping
from enum import Enum, auto

from PySide6.QtWidgets import QGridLayout, QWidget

TABS = ("loss", "accuracy", "weights", "settings")
CURVES = ("loss", "accuracy")
_ALWAYS = {"notice", "readout", "commands"}

_Place = tuple[int, int, int, int]  # row, column, rows, columns
_STACKED: dict[str, _Place] = {
    "notice": (0, 0, 1, 1),
    "readout": (1, 0, 1, 1),
    "tabs": (2, 0, 1, 1),
    "introduction": (3, 0, 1, 1),
    "loss": (3, 0, 1, 1),
    "accuracy": (4, 0, 1, 1),
    "weights": (5, 0, 1, 1),
    "settings": (6, 0, 1, 1),
    "commands": (7, 0, 1, 1),
}
_PAIRED: dict[str, _Place] = {
    "notice": (0, 0, 1, 2),
    "tabs": (1, 0, 1, 2),
    "introduction": (2, 0, 3, 1),
    "settings": (2, 0, 3, 1),
    "loss": (2, 0, 2, 1),
    "accuracy": (4, 0, 1, 1),
    "readout": (2, 1, 1, 1),
    "weights": (3, 1, 2, 1),
    "commands": (5, 0, 1, 2),
}
_SPREAD: dict[str, _Place] = {
    "notice": (0, 0, 1, 3),
    "settings": (1, 0, 3, 1),
    "introduction": (1, 1, 3, 1),
    "loss": (1, 1, 2, 1),
    "accuracy": (3, 1, 1, 1),
    "readout": (1, 2, 1, 1),
    "weights": (2, 2, 2, 1),
    "commands": (4, 0, 1, 3),
    "tabs": (5, 0, 1, 3),
}
_GROWTH = {"introduction": 3, "loss": 4, "accuracy": 3, "weights": 3, "settings": 3}  # by view
_ROWS, _COLUMNS = range(8), range(3)


class Arrangement(Enum):
    COMPACT = auto()
    TALL = auto()
    PAIRED = auto()
    WIDE = auto()

    @staticmethod
    def fitting(width: float, height: float) -> "Arrangement":
        """What fits into so many unscaled pixels."""
        if width >= 900 and height >= 460:
            return Arrangement.WIDE
        if width >= 640 and height >= 400:
            return Arrangement.PAIRED
        return Arrangement.TALL if height >= 560 else Arrangement.COMPACT

    def has_tab(self, name: str) -> bool:
        """Whether this view has a tab of its own; without, it stands beside the first."""
        if self is Arrangement.WIDE:
            return False
        return self is Arrangement.COMPACT or name in ("loss", "settings")

    def views(self, tab: str, *, blank: bool) -> set[str]:
        """What is to be seen with this tab chosen; `blank` while there are no curves yet."""
        if self is Arrangement.WIDE:
            chosen = set(TABS)
        else:
            together = [name for name in TABS if not self.has_tab(name)]
            chosen = {tab, "tabs"} | (set(together) if tab == TABS[0] else set())
            if self is Arrangement.PAIRED:
                chosen.add("weights")
        if blank and chosen & set(CURVES):
            chosen = chosen - set(CURVES) | {"introduction"}
        return chosen

    def lay_out(self, grid: QGridLayout, views: Mapping[str, QWidget], seen: set[str]) -> None:
        """Put the views into the grid and show those that are `seen`."""
        places, stretches, growth = _PLACES[self]
        growth = dict.fromkeys(_ROWS, 0) | growth
        for name, view in views.items():
            row, column, rows, columns = places[name]
            grid.addWidget(view, row, column, rows, columns)
            if name not in _ALWAYS:
                view.setVisible(name in seen)
            if name in seen and rows == 1:
                growth[row] = max(growth[row], _GROWTH.get(name, 0))
        for row, stretch in growth.items():
            grid.setRowStretch(row, stretch)
        for column in _COLUMNS:
            grid.setColumnStretch(column, stretches[column])


# Where everything stands, how the columns share the width, and the rows (by number) the height
# beyond what the views that stand in one row ask for.
_PLACES: dict[Arrangement, tuple[dict[str, _Place], tuple[int, int, int], dict[int, int]]] = {
    Arrangement.COMPACT: (_STACKED, (1, 0, 0), {}),
    Arrangement.TALL: (_STACKED, (1, 0, 0), {}),
    Arrangement.PAIRED: (_PAIRED, (3, 2, 0), {4: 1}),
    Arrangement.WIDE: (_SPREAD, (0, 3, 2), {2: 3, 3: 3}),
}
