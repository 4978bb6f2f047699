"""Records as a table: what its columns are, and in which order its rows stand.

A record is known by its key, so what is chosen stays chosen while rows come, go and move.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QIcon

from gui.i18n import Translator

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class Column:
    """`title` is a message key; `text` writes what `value` sorts by. None sorts last, whichever way
    round, and is written as —. Figures stand on the right."""

    title: str
    value: Callable[[Any], Any]
    text: Callable[[Any], str]
    words: bool = False  # not figures
    editable: bool = False

    def shown(self, record: Any) -> str:
        """What stands in the cell."""
        return "—" if self.value(record) is None else self.text(record)


class RecordModel(QAbstractTableModel):
    """Rows in the order of a column, or as they came."""

    edited = Signal(str, str)  # the key of a record, and the text that was typed

    def __init__(
        self, columns: Sequence[Column], key: Callable[[Any], str], translator: Translator
    ) -> None:
        super().__init__()
        self.columns, self.key = columns, key
        self.icon: Callable[[Any], QIcon] | None = None  # of the first column
        self.rows: list[Any] = []
        self._translator = translator
        self._came: list[Any] = []
        self._order: tuple[int, Qt.SortOrder] | None = None
        translator.changed.connect(self._say_again)

    def show(self, records: Sequence[Any]) -> None:
        """Other records. Where they are those of before in the same order, a cell that is being
        edited stays so."""
        self._came = list(records)
        arranged = self._arranged(records)
        if list(map(self.key, arranged)) == list(map(self.key, self.rows)):
            self.rows = arranged
            self._tell_cells()
        else:
            self.beginResetModel()
            self.rows = arranged
            self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order) if column >= 0 else None
        self.beginResetModel()
        self.rows = self._arranged(self._came)
        self.endResetModel()

    def _arranged(self, records: Sequence[Any]) -> list[Any]:
        if self._order is None:
            return list(records)
        place, order = self._order
        value = self.columns[place].value
        known = [record for record in records if value(record) is not None]
        unknown = [record for record in records if value(record) is None]
        down = order is Qt.SortOrder.DescendingOrder
        return sorted(known, key=value, reverse=down) + unknown

    @property
    def longest(self) -> list[int]:
        """The letters of the longest cell in each column."""
        return [
            max((len(column.shown(each)) for each in self.rows), default=0)
            for column in self.columns
        ]

    # what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                words = self._translator.tr(self.columns[section].title)
                return f"{words} {self._arrow(section)}".rstrip()
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record, column = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.shown(record)
        if role == Qt.ItemDataRole.ToolTipRole and column.words:
            return column.text(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and self.icon:
            return self.icon(record)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        editable = self.columns[index.column()].editable
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        self.edited.emit(self.key(self.rows[index.row()]), str(value))
        return True

    def _arrow(self, section: int) -> str:
        """Which way the rows are sorted: as a letter, since Qt's own arrow lies over the words."""
        if self._order is None or self._order[0] != section:
            return ""
        return "↓" if self._order[1] is Qt.SortOrder.DescendingOrder else "↑"

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft
        if not self.columns[column].words:
            side = Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    @Slot()
    def _say_again(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._tell_cells()

    def _tell_cells(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
