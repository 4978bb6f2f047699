"""Who races: on or off, how the line looks, the loss of the moment.

The entries stand side by side, as many as fit. When a racer's path ends before the race does, a
sentence below says why, from the moment it happens.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import nan

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.messages import Message
from core.surfaces import Entrant, Path, loss_at
from gui.appearance import Appearance
from gui.arena.racer_style import racer_style
from gui.arena.tab_order import tab_through
from gui.arena.value_words import value_words
from gui.i18n import Translator
from gui.widgets import SwatchCheckBox, space

_WIDEST = "8.8×10⁻⁸⁸"  # the longest loss: the column does not twitch while numbers run


class Entry(QObject):
    """The widgets of one racer."""

    toggled = Signal(str, bool)

    def __init__(
        self, entrant: Entrant, appearance: Appearance, translator: Translator, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.id = entrant.id
        self._appearance, self._translator = appearance, translator
        rule = entrant.racer.rule
        self.swatch = SwatchCheckBox(
            partial(racer_style, entrant.id), appearance, entrant.name, parent
        )
        self.loss = QLabel(parent)
        self.loss.setProperty("role", "caption")
        self.loss.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = Message(rule.explanation)
        name = entrant.name
        translator.bind(self.swatch.setToolTip, "arena.legend.show", name=name, explanation=about)
        self.swatch.toggled.connect(self._on_toggle)

    def show_on(self, on: bool) -> None:
        with QSignalBlocker(self.swatch):
            self.swatch.setChecked(on)
        self.swatch.update()

    def show_position(self, path: Path | None, position: float) -> None:
        on = self.swatch.isChecked() and path is not None
        language = self._translator.language
        loss = _short(loss_at(path, position), language) if on and path is not None else ""
        self.loss.setText(loss)

    def fit(self) -> None:
        self.swatch.setFont(self._appearance.font("small"))
        self.swatch.updateGeometry()
        self.loss.ensurePolished()
        longest = _WIDEST, value_words(nan, 3, self._translator.language)
        widths = map(self.loss.fontMetrics().horizontalAdvance, longest)
        self.loss.setMinimumWidth(max(widths))

    def discard(self) -> None:
        for widget in (self.swatch, self.loss):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    @Slot(bool)
    def _on_toggle(self, on: bool) -> None:
        self.toggled.emit(self.id, on)


class RaceLegend(QWidget):
    """One `Entry` for each entrant, in the order of the setup."""

    toggled = Signal(str, bool)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._translator = translator
        self.entries: dict[str, Entry] = {}
        self._grid = QGridLayout(self)
        space(self._grid, appearance, gap=6, row_gap=0)
        self._placed: tuple[object, ...] = ()
        appearance.changed.connect(self.arrange)

    def show_entrants(self, entrants: Sequence[Entrant]) -> None:
        if list(self.entries) != [entrant.id for entrant in entrants]:
            for entry in self.entries.values():
                entry.discard()
            self.entries = {
                e.id: Entry(e, self._appearance, self._translator, self) for e in entrants
            }
            for entry in self.entries.values():
                entry.toggled.connect(self.toggled)
                entry.swatch.show()
            tab_through(self, [entry.swatch for entry in self.entries.values()])
            self._placed = ()
            self.arrange()
        for entrant in entrants:
            self.entries[entrant.id].show_on(entrant.shown)

    def show_position(self, paths: Mapping[str, tuple[Path, ...]], position: float) -> None:
        for id, entry in self.entries.items():
            path = paths.get(id)
            entry.show_position(path[0] if path else None, position)

    @Slot()
    def arrange(self) -> None:
        """Use the width as well as possible: as many columns as fit, losses where there is room.
        Less width makes it no lower: else a scroll bar would come and go."""
        entries = self.entries.values()
        if not entries:
            return
        for entry in entries:
            entry.fit()
        gap = self._grid.horizontalSpacing()
        name = max(entry.swatch.sizeHint().width() for entry in entries) + gap
        loss = max(entry.loss.minimumWidth() for entry in entries) + gap
        room = max(self.width(), 1) + gap
        columns = room // (name + loss)
        with_losses = columns >= 1
        if columns < 2 and len(entries) > 5 and room // name >= 2:
            columns, with_losses = 2, False
        self._place(min(max(columns, 1), 3), with_losses)

    def _place(self, columns: int, with_losses: bool) -> None:
        wanted = (columns, with_losses, tuple(self.entries))
        if wanted == self._placed:
            return
        self._placed = wanted
        while self._grid.takeAt(0) is not None:
            pass
        cells = 2 if with_losses else 1
        for column in range(9):
            stretched = column < columns * cells and column % cells == 0
            self._grid.setColumnStretch(column, int(stretched))
        for i, entry in enumerate(self.entries.values()):
            row, column = divmod(i, columns)
            self._grid.addWidget(entry.swatch, row, column * cells)
            if with_losses:
                self._grid.addWidget(entry.loss, row, column * cells + 1)
        for entry in self.entries.values():  # at last: the page is laid out again at once
            entry.loss.setVisible(with_losses)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


def _short(loss: float, language: str) -> str:
    """Three digits, or two and a power of ten."""
    words = value_words(loss, 3, language)
    return value_words(loss, 2, language) if "×" in words else words
