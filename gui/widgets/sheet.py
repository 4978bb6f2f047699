"""A small table of words and numbers, as wide as its dock."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.restyle import restyle
from gui.widgets.spacing import space


@dataclass(frozen=True)
class Row:
    """One line. `tone` colours its figures (a tone of the style sheet), `strong` makes it bold."""

    cells: tuple[str, ...]
    tone: str = "ink"
    strong: bool = False


class Sheet(QWidget):
    """Columns of text: the first is on the left and takes what room there is."""

    def __init__(
        self,
        appearance: Appearance,
        columns: int,
        parent: QWidget | None = None,
        *,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """`elide` says where the … goes in a first column that is too narrow."""
        super().__init__(parent)
        self._elide = elide
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._columns = columns
        self._labels: list[tuple[ElidedLabel, ...]] = []
        self._lines: list[Row] = []
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        space(self._grid, appearance, gap=12, row_gap=3)
        appearance.changed.connect(self._write_all)

    def show_rows(self, header: Sequence[str], rows: Sequence[Row]) -> None:
        """Put other words in; an empty header takes no room."""
        self._lines = [*([Row(tuple(header), "muted")] if header else []), *rows]
        while len(self._labels) < len(self._lines):
            self._add_line()
        self._write_all()
        if [not labels[0].isHidden() for labels in self._labels] != self._wanted:
            self._show_wanted()

    @property
    def _wanted(self) -> list[bool]:
        """Which of the lines there are labels for have words."""
        return [i < len(self._lines) for i in range(len(self._labels))]

    def _show_wanted(self) -> None:
        """Out of sight: where one can see it, every label lays the whole window out anew."""
        hidden = self.isHidden()
        self.hide()
        for labels, wanted in zip(self._labels, self._wanted, strict=True):
            for label in labels:
                label.setVisible(wanted)
        self.setHidden(hidden)

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """What is to be read, the header first."""
        shown = [labels for labels in self._labels if not labels[0].isHidden()]
        return [tuple(label.text() for label in labels) for labels in shown]

    @Slot()
    def _write_all(self) -> None:
        for labels, line in zip(self._labels, self._lines, strict=False):
            for label, text in zip(labels, line.cells, strict=True):
                self._write(label, text, line)

    def _add_line(self) -> None:
        row, labels = len(self._labels), []
        for column in range(self._columns):
            label = ElidedLabel(mode=self._elide)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            if column:  # figures are never squeezed, names are
                label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(label, row, column)
            labels.append(label)
        self._labels.append(tuple(labels))

    def _write(self, label: ElidedLabel, text: str, line: Row) -> None:
        label.ensurePolished()
        restyle(label, tone=line.tone)
        label.setFont(self._appearance.font("body", bold=line.strong))  # after the style's own
        label.setText(text)
