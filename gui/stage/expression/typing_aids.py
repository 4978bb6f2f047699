"""What helps somebody who types: suggestions for the word, and the arguments of the function.

Tab takes the suggestion, Enter where it is clearly meant; ↑ ↓ choose another one, Esc goes on
without; Ctrl + Space asks for suggestions before anything is typed.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from core.language.completion import Suggestion, is_known, suggestions, taken
from core.language.cursor import call_at, word_at
from core.ops import OPS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.expression.expression_field import ExpressionField
from gui.stage.expression.suggestion_list import SuggestionList
from gui.widgets.overlay import inside

_LETTERS = 2  # a single one is a name of its own: it would be in the way
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAKE = (Qt.Key.Key_Tab, *_ENTER)
_MEANT = 3  # letters from which Enter takes a suggestion; fewer may be a name of one's own


class TypingAids(QObject):
    """Watches one field; its list and its hint lie over the window, below the field."""

    hint_changed = Signal()  # it has come, gone or grown: what stands below it may move

    def __init__(
        self, field: ExpressionField, appearance: Appearance, translator: Translator
    ) -> None:
        super().__init__(field)
        self._field = field
        self._look = appearance
        self.list = SuggestionList(appearance, translator, field)
        self.hint = QLabel(field)
        self.hint.setProperty("role", "popup")
        self.hint.setTextFormat(Qt.TextFormat.RichText)
        self.hint.hide()
        self._taking = False
        self._start = 0  # of the function whose arguments are shown
        field.installEventFilter(self)
        field.textEdited.connect(self._on_typed)
        field.cursorPositionChanged.connect(self._on_cursor)
        field.scrolled.connect(self._place, Qt.ConnectionType.QueuedConnection)
        self.list.clicked.connect(self.take)
        appearance.changed.connect(self.close)

    @Slot()
    def close(self) -> None:
        """Take everything away until somebody types again."""
        self.list.hide()
        self._hide_hint()

    # suggestions

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        cursor = self._field.cursorPosition()
        start, _ = word_at(text, cursor)
        if cursor - start < _LETTERS or is_known(text, cursor) or self._taking:
            self.list.hide()
        else:
            self._offer()
        self._show_hint()

    def _offer(self) -> None:
        text, cursor = self._field.text(), self._field.cursorPosition()
        entries = suggestions(text, cursor)
        if not entries:
            self.list.hide()
            return
        self._hide_hint()
        self._to_window(self.list)
        self.list.offer(entries)
        self._place()

    @Slot(object)
    def take(self, suggestion: Suggestion) -> None:
        """Put it into the text."""
        self.list.hide()
        found = taken(self._field.text(), self._field.cursorPosition(), suggestion)
        self._taking = True
        self._field.replace(found.text, found.cursor)
        self._taking = False
        self._show_hint()

    # arguments

    @Slot(int, int)
    def _on_cursor(self, before: int, now: int) -> None:
        """The cursor was moved, by a key, the mouse, or the letter that was typed."""
        if not self.list.isHidden():
            start, end = word_at(self._field.text(), now)
            if start == end:
                self.list.hide()
        if not self.hint.isHidden():
            self._show_hint()

    def _show_hint(self) -> None:
        """`affine(X, W, b)`, the argument that is being typed in bold."""
        call = call_at(self._field.text(), self._field.cursorPosition())
        if call is None or not self._field.hasFocus() or not self.list.isHidden():
            self._hide_hint()
            return
        names = OPS[call.op].inputs
        at = min(call.argument, len(names) - 1)
        theme, px = self._look.theme, self._look.px
        now = f"<b style='color:{theme.forward.name()}'>{names[at]}</b>"
        words = ", ".join(now if i == at else name for i, name in enumerate(names))
        self._to_window(self.hint)
        self._start = call.start
        self.hint.setFont(self._look.font("mono"))
        self.hint.setContentsMargins(px(8), px(3), px(8), px(3))
        self.hint.setText(f"<span style='color:{theme.muted.name()}'>{call.op}({words})</span>")
        self.hint.adjustSize()
        self._place()
        self.hint.show()
        self.hint.raise_()
        self.hint_changed.emit()

    def _hide_hint(self) -> None:
        if not self.hint.isHidden():
            self.hint.hide()
            self.hint_changed.emit()

    # places

    @Slot()
    def _place(self) -> None:
        """The list under the word, the hint under the name of the function."""
        start, _ = word_at(self._field.text(), self._field.cursorPosition())
        self._put_under(self.list, start)
        self._put_under(self.hint, self._start)

    def _put_under(self, widget: QWidget, character: int) -> None:
        field, px = self._field, self._look.px
        x = max(0.0, min(field.x_of(character) - px(10), field.width()))
        corner = field.mapTo(field.window(), QPoint(round(x), field.height() + px(4)))
        widget.move(inside(QRect(corner, widget.size()), field.window().rect()).topLeft())

    def _to_window(self, widget: QWidget) -> None:
        """Over the whole window, so that nothing is cut off or moved."""
        window = self._field.window()
        if widget.parentWidget() is not window:
            widget.setParent(window)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._on_key(event)
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride:
            if not self._means(event):
                return False
            event.accept()  # it is no shortcut of the window's now
            return True
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def _means(self, event: QKeyEvent) -> bool:
        """Is this one of the keys of the list?"""
        if _asks(event):
            return True
        return not self.list.isHidden() and event.key() in (*_STEPS, *_TAKE, Qt.Key.Key_Escape)

    def _on_key(self, event: QKeyEvent) -> bool:
        if not self._means(event):
            return False
        key = event.key()
        if _asks(event):
            self._offer()
        elif key in _STEPS:
            self.list.step(_STEPS[Qt.Key(key)])
        elif key in _ENTER and not self._enter_takes():
            self.list.hide()
            return False  # Enter is for the field
        elif key in _TAKE:
            self.take(self.list.current)
        else:
            self.list.hide()
            self._show_hint()
        return True

    def _enter_takes(self) -> bool:
        """Does Enter mean the suggestion, or the name as it was typed?"""
        text, cursor = self._field.text(), self._field.cursorPosition()
        start, _ = word_at(text, cursor)
        long = cursor - start >= _MEANT and not is_known(text, cursor)
        return self.list.stepped or long


def _asks(event: QKeyEvent) -> bool:
    """Ctrl + Space; on a Mac, where that belongs to the system, the other Control key too."""
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    return event.key() == Qt.Key.Key_Space and bool(event.modifiers() & control)
