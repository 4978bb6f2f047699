"""The rows of the palette: groups with their headings, and what can be chosen under each.

A model of its own and not a `QListWidget`: one wrapper for the list instead of one for each row. A
widget's rows, made anew at every letter and every change of the window's height, now and then left
PySide with a wrapper of a row that was gone, and the process died (6.11.3, `releaseWrapper`).
"""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.i18n import Translator
from gui.stage.editing.palette_entries import Entry

ENTRY = Qt.ItemDataRole.UserRole
_AnyIndex = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


class PaletteModel(QAbstractListModel):
    """Entries in order; with `grouped`, a heading before each group, which cannot be chosen."""

    def __init__(self, translator: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._translator = translator
        self.rows: tuple[Entry | str, ...] = ()

    @property
    def entries(self) -> list[Entry]:
        return [row for row in self.rows if isinstance(row, Entry)]

    def show(self, entries: Sequence[Entry], *, grouped: bool) -> None:
        """Other rows, said in the language of the moment."""
        rows: list[Entry | str] = []
        group = ""
        for entry in entries:
            if grouped and entry.group != group:
                group = entry.group
                rows.append(group)
            rows.append(entry)
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """What is chosen with this row; None for a heading, and where there is no row."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Entry) else None

    # what a view asks

    def rowCount(self, parent: _AnyIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if isinstance(row, str):
            heading = role == Qt.ItemDataRole.DisplayRole
            return self._translator.tr(f"canvas.group.{row}") if heading else None
        title, about = self._translator.say(row.title), self._translator.say(row.about)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return about
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{title}: {about}"
            case _ if role == ENTRY:
                return row
        return None

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        if self.entry(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
