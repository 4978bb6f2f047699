"""The palette: search for an operation, or type a number or a name, and it is on the stage.

It lies over the window beside the place that was clicked. ↑ and ↓ move, Enter takes, Esc or a
click elsewhere leaves everything as it was.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.palette_entries import Entry, found, leaves, operations, typed
from gui.stage.editing.palette_model import ENTRY, PaletteModel
from gui.stage.editing.palette_row import paint_heading, paint_row, row_height
from gui.widgets import space
from gui.widgets.overlay import inside

_WIDTH, _ROWS = 380, 7
Chosen = Callable[[Entry], object]


class Palette(QFrame):
    """One palette for the stage, shown where it is needed."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "popup")
        self._look = appearance
        self._translator = translator
        self._chosen: Chosen = lambda entry: None
        self._nodes: tuple[str, ...] = ()
        self._leaves = self._wiring = False
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)
        self.field = QLineEdit()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._fill)
        self.model = PaletteModel(translator, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Rows(appearance, translator, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._take)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        column = QVBoxLayout(self)
        for part in (self.heading, self.field, self.list, self.nothing):
            column.addWidget(part)
        space(column, appearance, margins=(10, 9, 10, 10), gap=7)
        translator.bind(self.setAccessibleName, "canvas.palette.name")
        translator.bind(self.field.setAccessibleName, "canvas.palette.search")
        translator.bind(self.field.setPlaceholderText, "canvas.palette.search")
        translator.bind(self.list.setAccessibleName, "canvas.palette.name")
        translator.changed.connect(self._refill)
        appearance.changed.connect(self._refill)
        self.hide()

    # opening and closing

    def open(
        self,
        heading: Message,
        at: QPoint,
        chosen: Chosen,
        *,
        nodes: Iterable[str] = (),
        leaves: bool = True,
        wiring: bool = False,
    ) -> None:
        """Show it beside `at`, a point of the window.

        Args:
            nodes: names that are taken.
            leaves: may inputs and constants be chosen?
            wiring: may a node that is there be chosen?
        """
        self._chosen = chosen
        self._nodes, self._leaves, self._wiring = tuple(nodes), leaves, wiring
        self._translator.bind(self.heading.setText, heading)
        hint = "canvas.palette.search" if leaves else "canvas.palette.search_operations"
        self._translator.bind(self.field.setPlaceholderText, hint)
        self.field.clear()
        self._fill()
        self._place(at)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def close_palette(self) -> None:
        """Leave everything as it was."""
        if self.isHidden():
            return
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        had_focus = self.field.hasFocus()
        self.hide()
        if had_focus and self._home is not None:
            self._home.setFocus(Qt.FocusReason.PopupFocusReason)

    def come_from(self, home: QWidget) -> None:
        """Who gets the keyboard back."""
        self._home = home

    _home: QWidget | None = None

    def _place(self, at: QPoint) -> None:
        parent = self.parentWidget()
        assert parent is not None
        ground = parent.rect()
        margin = self._look.px(8)
        width = min(self._look.px(_WIDTH), ground.width() - 2 * margin)
        self._most = min(_ROWS * row_height(self._look), round(0.55 * ground.height()))
        self.setFixedWidth(width)
        self._fit()
        wanted = QRect(at + QPoint(margin, -margin), self.size())
        self.move(inside(wanted, ground.adjusted(margin, margin, -margin, -margin)).topLeft())

    def _fit(self) -> None:
        """As high as what is offered, up to a limit."""
        heights = (self.list.sizeHintForRow(row) for row in range(self.model.rowCount()))
        self.list.setFixedHeight(min(sum(heights), self._most))
        self.adjustSize()

    _most = 0

    # what is offered

    def _fill(self) -> None:
        text = self.field.text()
        offered = [*operations(), *(leaves() if self._leaves else [])]
        named = typed(text, self._nodes, wiring=self._wiring) if self._leaves else []
        entries = found(offered, text, named, wiring=self._wiring)
        self.model.show(entries, grouped=not text.strip())
        self.list.setVisible(bool(entries))
        self.nothing.setVisible(not entries)
        self.nothing.setText(self._translator.tr("canvas.palette.nothing", text=text.strip()))
        self._fit()
        self._go(0, +1)

    def _refill(self) -> None:
        """Other words, or others in size. Closed, it is filled when it opens."""
        if not self.isHidden():
            self._fill()

    def entries(self) -> list[Entry]:
        """What can be chosen now, in order."""
        return self.model.entries

    # choosing

    def _go(self, row: int, direction: int) -> None:
        """To the first entry from `row` on."""
        while 0 <= row < self.model.rowCount():
            if self.model.entry(row) is not None:
                self.list.setCurrentIndex(self.model.index(row))
                if row == 1:  # its heading is to be seen, too
                    self.list.scrollToTop()
                return
            row += direction

    def _take(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is not None:
            self.close_palette()
            self._chosen(entry)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            if not self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint())):
                self.close_palette()
            return False
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return event.type() is QEvent.Type.KeyPress and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        here = self.list.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_palette()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take(self.list.currentIndex())
            case Qt.Key.Key_Down:
                self._go(here + 1, +1)
            case Qt.Key.Key_Up:
                self._go(here - 1, -1)
            case Qt.Key.Key_PageDown:
                self._go(min(here + _ROWS, self.model.rowCount() - 1), -1)
            case Qt.Key.Key_PageUp:
                self._go(max(here - _ROWS, 0), +1)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                pass  # there is nothing else to go to
            case _:
                return False
        return True


_OWN_KEYS = {
    Qt.Key.Key_Escape,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
}


class _Rows(QStyledItemDelegate):
    """Paints headings and entries."""

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = appearance
        self._translator = translator

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(10, row_height(self._look, heading=index.data(ENTRY) is None))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = index.data(ENTRY)
        room = option.rect
        if entry is None:
            paint_heading(painter, room, str(index.data()), self._look)
            return
        row = self.parent()
        assert isinstance(row, QListView)
        title, about = self._translator.say(entry.title), self._translator.say(entry.about)
        current = row.currentIndex() == index
        paint_row(painter, room, entry.symbol, title, about, self._look, current=current)
