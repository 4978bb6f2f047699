"""The first column of a table, which stays where it is while the others are scrolled sideways."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView


class FrozenColumn(QTableView):
    """Lies over the table it belongs to, and is seen only while that is scrolled. The mouse reaches
    through it, to the row beneath."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setProperty("role", "frozen")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        for column in range(1, table.model().columnCount()):
            self.setColumnHidden(column, True)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(self.place)
        table.horizontalHeader().sectionResized.connect(self.place)
        self.hide()

    @Slot()
    def place(self) -> None:
        """Over the first column, as wide and as high as that is."""
        table = self._table
        self.setVisible(table.horizontalScrollBar().value() > 0)
        if self.isHidden():
            return
        self.setIconSize(table.iconSize())
        self.verticalHeader().setMinimumSectionSize(table.verticalHeader().minimumSectionSize())
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setFixedHeight(table.horizontalHeader().height())
        self.setColumnWidth(0, table.columnWidth(0))
        rim, port = table.frameWidth(), table.viewport()
        height = port.y() + port.height() - rim
        self.setGeometry(rim, rim, min(table.columnWidth(0), port.width()), height)
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())
        self.raise_()
