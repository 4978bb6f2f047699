"""A table of records that can be sorted by any column: experiments, trials of a search."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.frozen_column import FrozenColumn
from gui.training.lab.record_model import RecordModel

_OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_F2)
_LETTERS_CHANGED = (QEvent.Type.FontChange, QEvent.Type.StyleChange)
_FIRST = (60, 190)  # unscaled pixels: the narrowest first column; the widest where room is scarce


class RecordTable(QTableView):
    """Whole rows are chosen; a click on a heading sorts. The first column stays to be seen."""

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
        self._sized: list[int] = []  # letters that there is room for, in each column
        self._wanted = self._given = 0  # pixels across the first column
        self._renewing = False
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
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
        header.setSortIndicatorShown(False)  # the model writes it behind the words
        header.sortIndicatorChanged.connect(self.fit)
        translator.bind(self.setAccessibleName, name)
        translator.changed.connect(self.fit)
        appearance.changed.connect(self.fit)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._choose_again)
        self._kept: set[str] = set()
        self.frozen = FrozenColumn(self)

    def show_records(self, records: Sequence[Any]) -> None:
        """Other records, or the same ones with other values."""
        self._records.show(records)
        longest = self._records.longest
        if not self._sized or any(
            now > then for now, then in zip(longest, self._sized, strict=True)
        ):
            self._sized = longest
            self.fit()

    def show_columns(self, titles: Collection[str]) -> None:
        """Only the columns with these titles, which are message keys."""
        changed = False
        for place, column in enumerate(self._records.columns):
            hidden = column.title not in titles
            changed = changed or hidden is not self.isColumnHidden(place)
            self.setColumnHidden(place, hidden)
        if changed:
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
        self._wanted = self.columnWidth(0) + self._px(10)
        self._fit_first()
        self.frozen.place()

    def _fit_first(self) -> None:
        """Words are cut only where the numbers leave them no room."""
        least, most = map(self._px, _FIRST)
        others = sum(self.columnWidth(place) for place in range(1, self._records.columnCount()))
        free = self.viewport().width() - others
        self._given = max(min(self._wanted, max(most, free)), least)
        self.setColumnWidth(0, self._given)

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another kind or size: a window is dressed only after its pages were made."""
        super().changeEvent(event)
        if event.type() in _LETTERS_CHANGED and self._sized:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.columnWidth(0) == self._given:  # nobody has set it by hand
            self._fit_first()
        self.frozen.place()

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
        return QSize(self._px(120), self._px(110))

    def sizeHint(self) -> QSize:
        return QSize(self._px(260), self._px(140))

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
