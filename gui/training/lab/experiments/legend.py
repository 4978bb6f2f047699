"""The names of the curves, below them: as a list that scrolls, so that it never covers a curve.

A click on a name (or Space) takes its curve away or brings it back; under the mouse a name shows
which curve it means.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QWidget

from core.experiments import Experiment
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.experiments.line_styles import sample

_BESIDE = 44  # pixels of a name's place that the sample and its rims take
_SHARE = 0.3  # of the sheet's height, at most
_TOGGLES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEY = Qt.ItemDataRole.UserRole


class Legend(QListWidget):
    """`hidden` holds the ids of the experiments without a curve; others may share it."""

    switched = Signal()
    pointed = Signal(object)  # the id under the mouse, or None

    own_keys = frozenset({Qt.Key.Key_Space})

    def __init__(
        self, appearance: Appearance, translator: Translator, hidden: set[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._appearance, self.hidden = appearance, hidden
        self._shown: list[Experiment] = []
        self._unfolded = False
        self.setProperty("role", "legend")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        translator.bind(self.setAccessibleName, "lab_experiments.legend.name")
        translator.bind(self.setToolTip, "lab_experiments.legend.tip")
        self.itemClicked.connect(self._switch)
        self.entered.connect(self._point)
        self.viewportEntered.connect(self._point)

    @property
    def names(self) -> list[str]:
        """What is to be read."""
        return [self.item(row).text() for row in range(self.count())]

    def show_experiments(self, experiments: Sequence[Experiment]) -> None:
        """Names for these; those that are there already stay where they are."""
        self._shown = list(experiments)
        while self.count() > len(self._shown):
            self.takeItem(self.count() - 1)
        while self.count() < len(self._shown):
            self.addItem(QListWidgetItem())
        self.dress()

    @Slot()
    def dress(self) -> None:
        """As the theme and the switches want it."""
        theme, font = self._appearance.theme, self._appearance.font("small")
        self.setFont(font)
        for row, each in enumerate(self._shown):
            item, off = self.item(row), each.id in self.hidden
            font.setStrikeOut(off)
            item.setData(_KEY, each.id)
            item.setText(each.name)
            item.setFont(font)
            item.setForeground(theme.muted if off else theme.ink)
            item.setIcon(sample(self._appearance, each, pale=off))
        self.place()

    def unfold(self, unfolded: bool) -> int:
        """Be as high as all names need, or no higher than there is room for; the pixels gained."""
        before = self.height() if self.isVisible() else 0
        self._unfolded = unfolded
        self.place()
        return self.height() - before

    def place(self) -> None:
        """As many columns as the names allow, and as many rows as they need and may have."""
        self.ensurePolished()  # the frame, which shows who has the keyboard, is of the style
        metrics = QFontMetrics(self._appearance.font("small"))
        widths = [metrics.horizontalAdvance(each.name) for each in self._shown]
        beside, line, frame = self._appearance.px(_BESIDE), self._line, 2 * self.frameWidth()
        taken = frame + self.verticalScrollBar().sizeHint().width()
        room = max(self.width() - taken - 1, 1)  # Qt leaves a row that is filled to its end empty
        columns = max(min(room // (max(widths, default=1) + beside), len(self._shown)), 1)
        rows = -(-len(self._shown) // columns)
        sheet = self.parentWidget()
        most = max(round(_SHARE * sheet.height()) // line, 2) if sheet is not None else rows
        icon = self._appearance.px(26), self._appearance.px(14)
        self.setIconSize(QSize(*icon))
        grid = QSize(room // columns, line)
        for row, width in enumerate(widths):  # a name that is longer ends in …
            self.item(row).setSizeHint(grid)
            self.item(row).setToolTip(self.item(row).text() if width + beside > room else "")
        self.setFixedHeight((rows if self._unfolded else min(rows, most)) * line + frame)
        if grid != self.gridSize():
            self.setGridSize(grid)
            self.doItemsLayout()  # or the names stay where they were for the old grid …
            self.scrollToTop()  # … and what is seen is between them

    @property
    def _line(self) -> int:
        height = QFontMetrics(self._appearance.font("small")).height()
        return height + self._appearance.px(3)

    @Slot(QListWidgetItem)
    def _switch(self, item: QListWidgetItem) -> None:
        self.hidden ^= {item.data(_KEY)}
        self.dress()
        self.switched.emit()

    @Slot()
    @Slot(QModelIndex)
    def _point(self, index: QModelIndex | None = None) -> None:
        self.pointed.emit(index.data(_KEY) if index is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in _TOGGLES and item is not None:
            self._switch(item)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.place()
