"""A table of records that can be sorted by any column: experiments, trials of a search.

A record is known by its key, so what is chosen stays chosen while rows come, go and move.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_F2)


@dataclass(frozen=True)
class Column:
    """`title` is a message key; `text` writes what `value` sorts by. None sorts last, whichever way
    round, and is written as —. Figures stand on the right."""

    title: str
    value: Callable[[Any], Any]
    text: Callable[[Any], str]
    words: bool = False  # not figures
    editable: bool = False


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
                return self._translator.tr(self.columns[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record, column = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return "—" if column.value(record) is None else column.text(record)
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


class RecordTable(QTableView):
    """Whole rows are chosen; a click on a heading sorts."""

    chosen = Signal()  # other rows than before
    deleted = Signal()  # the key that deletes what is chosen

    def __init__(
        self,
        model: RecordModel,
        appearance: Appearance,
        translator: Translator,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is the message key of what the table is called."""
        super().__init__(parent)
        self._records, self._appearance = model, appearance
        model.setParent(self)
        self._sized = 0
        self._renewing = False
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        translator.bind(self.setAccessibleName, name)
        translator.changed.connect(self.fit)
        appearance.changed.connect(self.fit)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._choose_again)
        self._kept: set[str] = set()

    def show_records(self, records: Sequence[Any]) -> None:
        """Other records, or the same ones with other values."""
        self._records.show(records)
        if len(records) != self._sized:
            self._sized = len(records)
            self.fit()

    @property
    def chosen_keys(self) -> list[str]:
        """Those of the chosen rows, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._records.key(self._records.rows[row]) for row in rows]

    def choose(self, *keys: str) -> None:
        """Choose these rows and no others."""
        self._kept = set(keys)
        self._choose_again()
        self.chosen.emit()

    @Slot()
    def fit(self) -> None:
        """Columns as wide as what they hold, rows as high as their letters."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + self._px(10))
        self.verticalHeader().setMinimumSectionSize(self._px(10))
        self.setIconSize(QSize(self._px(28), self._px(16)))
        self.resizeColumnsToContents()
        first = min(self.columnWidth(0) + self._px(10), self._px(190))
        self.setColumnWidth(0, max(first, self._px(60)))

    def event(self, event: QEvent) -> bool:
        """The keys of the table are not those of the stage while it has the keyboard."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._px(120), self._px(70))

    def sizeHint(self) -> QSize:
        return QSize(self._px(260), self._px(110))

    def _px(self, length: float) -> int:
        return self._appearance.px(length)

    @Slot()
    def _on_selection(self) -> None:
        if not self._renewing:
            self.chosen.emit()

    @Slot()
    def _keep(self) -> None:
        self._renewing = True
        self._kept = set(self.chosen_keys)

    @Slot()
    def _choose_again(self) -> None:
        self._renewing = True
        chosen, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag
        chosen.clearSelection()
        for row, record in enumerate(self._records.rows):
            if self._records.key(record) in self._kept:
                chosen.select(self._records.index(row, 0), flags.Select | flags.Rows)
        self._renewing = False
