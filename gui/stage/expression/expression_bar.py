"""The field in which the graph is typed. It is read while one types.

While the text is no formula yet, the last good graph stays on the stage; the place that is
wrong is underlined, and the sentence about it stands under the field.
"""

from PySide6.QtCore import QElapsedTimer, QEvent, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.language.cursor import one_line
from core.language.expression import ExpressionError, parse
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.expression.expression_field import ExpressionField
from gui.stage.expression.expression_history import ExpressionHistory
from gui.stage.expression.typing_aids import TypingAids
from gui.widgets import space
from gui.widgets.overlay import inside

_PAUSE = 80  # ms without a key before the text is read
_LONGEST_PAUSE = 240  # … where a graph is so large that reading it takes longer than that
_PATIENCE = 500  # … and before somebody who is in the middle of a formula is told that it is none


class ExpressionBar(QWidget):
    """A field with a memory (↑ ↓), and the sentence about what is wrong, if anything is."""

    graph_changed = Signal(object, str)  # Graph, its text
    typed = Signal(str)  # at each letter: what it has left of the text before it
    left = Signal()  # typing is over: the keyboard may go elsewhere

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.field = ExpressionField(appearance)
        self.problem = QLabel(self)  # lies over what is below the bar, so that nothing jumps
        self.problem.setProperty("role", "notice")
        self.problem.setProperty("tone", "error")
        self.problem.setMargin(6)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.aids = TypingAids(self.field, appearance, translator)
        self.past = ExpressionHistory(self.field, appearance, translator)
        self._good = self._before = ""  # the text of the graph on the stage, and of the one before
        self._last = ""  # the text before the key that is being typed
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._read)
        self._complaint = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._complaint.timeout.connect(self._complain)
        row = QHBoxLayout(self)
        row.addWidget(self.field, 1)
        row.addWidget(self.past.button)
        space(row, appearance, gap=2)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._wait)
        self.field.textChanged.connect(self._remember)  # comes after it
        self.field.returnPressed.connect(self._finish)
        self.field.escaped.connect(self._withdraw)
        self.field.editingFinished.connect(self._on_left)
        self.past.chosen.connect(self._recall)
        self.aids.list.shown.connect(self._on_list)
        self.aids.hint_changed.connect(self._place_problem)
        translator.bind(self.field.setAccessibleName, "stage.expression.name")
        translator.bind(self.field.setPlaceholderText, "stage.expression.empty")
        appearance.changed.connect(self._place_problem)
        translator.changed.connect(self._place_problem, Qt.ConnectionType.QueuedConnection)

    @property
    def text(self) -> str:
        return self.field.text()

    def show_text(self, text: str) -> None:
        """Say the graph on the stage, which was changed elsewhere; nothing is read or told.

        What has been typed and not yet read gives way. The cursor of whoever types stays beside
        what stood there; for anybody else the text is shown from its beginning.
        """
        self._pause.stop()
        self._translator.bind(self.field.setPlaceholderText, "stage.expression.empty")
        self._forgive()
        self._good = line = one_line(text)
        old = self.field.text()
        if line == old:
            return
        self.aids.close()
        cursor = self.field.cursorPosition()
        self.field.setText(line)
        self.field.setCursorPosition(_kept(cursor, old, line) if self.field.hasFocus() else 0)

    @property
    def good(self) -> str:
        """The text of the graph on the stage; empty if that was not typed."""
        return self._good

    def says(self, text: str) -> bool:
        """Is this the text of the graph on the stage? Another one may be half typed meanwhile."""
        return one_line(text) == one_line(self._good)

    @property
    def editing(self) -> bool:
        """Has somebody typed what stands in the field?"""
        return self.field.isModified() and bool(self.field.text())

    def show_caption(self, message: Message) -> None:
        """Say what is on the stage where it was not typed; typing replaces it."""
        self._pause.stop()
        self.aids.close()
        self._good = ""
        self.field.clear()
        self._forgive()
        self._translator.bind(self.field.setPlaceholderText, message)

    def show_error(self, message: Message, column: int | None = None) -> None:
        """Say what is wrong with the text; `column` counts from 1."""
        self.field.mark(column)
        self._translator.bind(self.problem.setText, message)
        if self.isVisible():
            self.problem.show()
        self._place_problem()

    def show_wrong(self, text: str, message: Message, column: int | None = None) -> None:
        """A text from elsewhere that is not on the stage, and what is wrong with it."""
        self._pause.stop()
        self.aids.close()
        self.field.setText(one_line(text))
        self.show_error(message, column)

    def refuse(self, message: Message) -> None:
        """The graph of the text that was told last cannot be shown: the one before is still on
        the stage."""
        self._good = self._before
        self.show_error(message)

    @property
    def shown_problem(self) -> str:
        """The sentence under the field; empty if all is well."""
        return "" if self.problem.isHidden() else self.problem.text()

    # reading

    @Slot(str)
    def _wait(self, text: str) -> None:
        """A key: read when the next one does not follow at once."""
        self.typed.emit(_left(self._last, text))
        self._pause.start()

    @Slot(str)
    def _remember(self, text: str) -> None:
        self._last = text

    @Slot()
    def _read(self) -> None:
        """A good text is told at once; of a bad one something is said after a while."""
        text = self.field.text()
        self._complaint.stop()
        if not text.strip():
            self._forgive()
            return
        clock = QElapsedTimer()
        clock.start()
        try:
            graph = parse(text)
        except ExpressionError:
            if self.shown_problem:
                self._complain()
            else:
                self._complaint.start()
            return
        self._forgive()
        self._before, self._good = self._good, text
        self.graph_changed.emit(graph, text)
        self._pause.setInterval(max(_PAUSE, min(clock.elapsed(), _LONGEST_PAUSE)))

    @Slot()
    def _complain(self) -> None:
        """Say what is wrong with the text, if anything is; not over the list of suggestions."""
        self._complaint.stop()
        if self.aids.list.isVisible():
            return
        try:
            parse(self.field.text())
        except ExpressionError as error:
            self.show_error(error.message, error.column)

    @Slot(bool)
    def _on_list(self, shown: bool) -> None:
        """The list and the sentence stand at the same place: one after the other."""
        if shown:
            self.problem.hide()
        elif self.editing:
            self._complaint.start()

    def _commit(self) -> None:
        """Enter: read at once, and remember what was taken."""
        self._pause.stop()
        self._read()
        if self.field.text() == self._good:
            self.past.add(self._good)
        if self._complaint.isActive():
            self._complain()

    @Slot()
    def _on_left(self) -> None:
        """The keyboard went elsewhere: what was typed and is good is remembered too."""
        if self.editing and self.field.text() == self._good:
            self.past.add(self._good)

    @Slot()
    def _finish(self) -> None:
        """Enter: take the text, and let go of the keyboard if it is good."""
        self._commit()
        if not self.shown_problem:
            self.left.emit()

    @Slot()
    def _withdraw(self) -> None:
        """Escape: back to the text that is on the stage."""
        self._pause.stop()
        self.field.setText(self._good)
        self._forgive()
        self.left.emit()

    @Slot(str)
    def _recall(self, text: str) -> None:
        """An earlier text is taken up again."""
        self.aids.close()
        self.field.setText(text)
        self._read()

    @property
    def history(self) -> list[str]:
        """What was entered, the oldest first."""
        return self.past.texts

    @history.setter
    def history(self, texts: list[str]) -> None:
        self.past.texts = texts

    def _forgive(self) -> None:
        self._complaint.stop()
        self.field.mark(None, wrong=False)
        self.problem.hide()

    # the sentence under the field

    @Slot()
    def _place_problem(self) -> None:
        if self.problem.isHidden():
            return
        window = self.window()
        if self.problem.parentWidget() is not window:
            self.problem.setParent(window)
            self.problem.show()
        corner = self.field.mapTo(window, self.field.rect().bottomLeft())
        width = max(self.field.width(), self._appearance.px(280))
        self.problem.setFixedWidth(min(width, window.width()))
        self.problem.adjustSize()
        below = self.aids.hint.height() if self.aids.hint.isVisible() else 0
        corner.setY(corner.y() + self._appearance.px(4) + below)
        self.problem.move(inside(QRect(corner, self.problem.size()), window.rect()).topLeft())
        self.problem.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_problem()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.problem.hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Move:
            self._place_problem()
        return super().event(event)


def _kept(cursor: int, old: str, new: str) -> int:
    """Where the cursor of the old text stands in the new one: beside what stayed the same."""
    shared = _alike(old, new)
    if cursor <= shared:
        return cursor
    return max(shared, len(new) - (len(old) - cursor))


def _left(old: str, new: str) -> str:
    """What stands in both texts, before and behind the place where they differ."""
    before = _alike(old, new)
    behind = _alike(old[before:][::-1], new[before:][::-1])
    return f"{new[:before]} {new[len(new) - behind :]}"


def _alike(one: str, other: str) -> int:
    """So many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
