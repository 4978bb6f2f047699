"""Who races: on or off, how the line looks, the loss of the moment, the learning rate.

In a narrow panel the entries stand side by side with their names only; with room they form a
table. When a racer's path ends before the race does, its entry says why, from the moment it
happens. The room for those words is kept free before, so that nothing jumps in mid-race.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.optimizers import OPTIMIZERS
from core.surfaces import Path, RaceSetup
from gui.appearance import Appearance
from gui.arena.entry import Entry
from gui.i18n import Translator
from gui.widgets import space

_LAST = 99  # a row below all others, which takes the height that nobody needs


class Form(StrEnum):
    """How much the legend shows."""

    NAMES = "names"
    LOSSES = "losses"
    TABLE = "table"  # names, losses and learning rates


class Legend(QWidget):
    """One `Entry` for each optimizer, in the order of their registry."""

    toggled = Signal(str, bool)
    rate_chosen = Signal(str, float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.entries = {name: Entry(name, appearance, translator, self) for name in OPTIMIZERS}
        self._titles = [QLabel(self) for _ in ("loss", "rate")]
        for title, word in zip(self._titles, ("loss", "rate"), strict=True):
            title.setProperty("role", "caption")
            title.setAlignment(Qt.AlignmentFlag.AlignRight)
            translator.bind(title.setText, f"arena.legend.{word}")
        self._titles[1].setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._grid = QGridLayout(self)
        space(self._grid, appearance, gap=8, row_gap=1)
        self._arranged: tuple[Form, int] | None = None
        for entry in self.entries.values():
            entry.toggled.connect(self.toggled)
            entry.rate_chosen.connect(self.rate_chosen)

    @property
    def shown(self) -> list[str]:
        """The optimizers that are switched on."""
        return [name for name, entry in self.entries.items() if entry.swatch.isChecked()]

    def show_only(self, names: Collection[str]) -> None:
        """Switch these on and the others off, without telling anybody."""
        for name, entry in self.entries.items():
            with QSignalBlocker(entry.swatch):
                entry.swatch.setChecked(name in names)

    def show_setup(self, setup: RaceSetup) -> None:
        for name, entry in self.entries.items():
            entry.show_rate(setup.rate(name))

    def show_paths(self, paths: Mapping[str, Path]) -> None:
        for name, entry in self.entries.items():
            entry.show_path(paths[name])

    def show_position(self, paths: Mapping[str, Path], position: float) -> None:
        for name, entry in self.entries.items():
            entry.show_position(paths[name], position)

    def table_width(self) -> int:
        """What a table with large names needs."""
        self._fit(small=False)
        rate = max(entry.rate.width() for entry in self.entries.values())
        return sum(self._widths()) + rate

    def arrange(self, width: int, *, rates: bool, small: bool) -> None:
        """Use `width` pixels as well as possible; `rates` asks for the learning rates."""
        self._fit(small)
        gap = self._grid.horizontalSpacing()
        name, loss = self._widths()
        if rates:
            self._place(Form.TABLE, 1)
        elif width + gap >= 2 * (name + loss):
            self._place(Form.LOSSES, (width + gap) // (name + loss))
        else:
            self._place(Form.NAMES, max((width + gap) // name, 1))

    def _place(self, form: Form, columns: int) -> None:
        columns = min(columns, 3)
        if self._arranged == (form, columns):
            return
        self._arranged = (form, columns)
        while self._grid.takeAt(0) is not None:
            pass
        cells = {Form.NAMES: 1, Form.LOSSES: 2, Form.TABLE: 3}[form]
        for column in range(9):
            self._grid.setColumnStretch(
                column, int(column < columns * cells and not column % cells)
            )
        self._grid.setRowStretch(_LAST, 1)
        for title, column in zip(self._titles, (1, 2), strict=True):
            title.setVisible(form is Form.TABLE)
            if form is Form.TABLE:
                self._grid.addWidget(title, 0, column)
        for i, entry in enumerate(self.entries.values()):
            row, column = divmod(i, columns)
            self._place_entry(entry, form, 2 * row + 1, column * cells)
            # in a table each ending stands under its racer, else all of them below
            ending = 2 * row + 2 if columns == 1 else 2 * len(self.entries) + i
            self._grid.addWidget(entry.ending, ending, 0, 1, columns * cells)

    def _place_entry(self, entry: Entry, form: Form, row: int, column: int) -> None:
        self._grid.addWidget(entry.swatch, row, column)
        entry.loss.setVisible(form is not Form.NAMES)
        entry.rate.setVisible(form is Form.TABLE)
        if form is not Form.NAMES:
            self._grid.addWidget(entry.loss, row, column + 1)
        if form is Form.TABLE:
            self._grid.addWidget(entry.rate, row, column + 2)

    def _widths(self) -> tuple[int, int]:
        """Of the columns of names and losses, with the gaps after them."""
        gap, entries = self._grid.horizontalSpacing(), self.entries.values()
        name = max(entry.swatch.sizeHint().width() for entry in entries)
        return name + gap, max(entry.loss.minimumWidth() for entry in entries) + gap

    def _fit(self, small: bool) -> None:
        for entry in self.entries.values():
            entry.fit(small)
