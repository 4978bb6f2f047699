"""What was entered before: ↑ and ↓ walk through it, and a button lists it."""

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.expression.expression_field import ExpressionField
from gui.widgets import IconButton

_REMEMBERED = 100
_LISTED = 15
_WIDEST = 520


class ExpressionHistory(QObject):
    """Texts, the oldest first, each of them once; and the place where one stands among them."""

    chosen = Signal(str)
    changed = Signal()  # there is another text in it, or none any more

    def __init__(
        self, field: ExpressionField, appearance: Appearance, translator: Translator
    ) -> None:
        super().__init__(field)
        self._field = field
        self._look = appearance
        self._translator = translator
        self._texts: list[str] = []
        self._place = 0
        self.menu = QMenu(field)
        self.button = IconButton(
            "history", appearance, translator, key="edit.history.button", keys="Alt+↓", side=18
        )
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setEnabled(False)
        self.button.clicked.connect(self.open)
        field.list_wanted.connect(self.open)
        field.recalled.connect(self._walk)

    @property
    def texts(self) -> list[str]:
        return list(self._texts)

    @texts.setter
    def texts(self, texts: list[str]) -> None:
        self._texts = list(dict.fromkeys(texts))[-_REMEMBERED:]
        self._place = len(self._texts)
        self.button.setEnabled(bool(self._texts))

    def add(self, text: str) -> None:
        """The newest; where it was among the older ones, it is no more."""
        text = text.strip()
        if not text or [text] == self._texts[-1:]:
            return
        self.texts = [*(other for other in self._texts if other != text), text]
        self.changed.emit()

    @Slot(int)
    def _walk(self, step: int) -> None:
        """↑ an earlier text, ↓ a later one."""
        place = self._place + step
        current = self._field.text().strip()
        if step < 0 and self._place == len(self._texts) and self._texts[-1:] == [current]:
            place -= 1
        if 0 <= place < len(self._texts):
            self._place = place
            self.chosen.emit(self._texts[place])

    @Slot()
    def open(self) -> None:
        """The list, the newest first, under the button."""
        if not self._texts:
            return
        self.menu.clear()
        metrics = QFontMetrics(self._look.font("body"))
        widest = min(self._look.px(_WIDEST), self._field.window().width() * 7 // 10)
        for text in reversed(self._texts[-_LISTED:]):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, widest)
            action = self.menu.addAction(shown.replace("&", "&&"))
            action.setData(text)
            action.triggered.connect(self._choose)
        self.menu.addSeparator()
        forget = self.menu.addAction(self._translator.tr("edit.history.forget"))
        forget.triggered.connect(self._forget)
        corner = self.button.mapToGlobal(QPoint(self.button.width(), self.button.height()))
        self.menu.popup(corner - QPoint(self.menu.sizeHint().width(), -self._look.px(4)))

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        text = action.data() if isinstance(action, QAction) else None
        if text in self._texts:
            self._place = self._texts.index(text)
            self.chosen.emit(text)
            self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _forget(self) -> None:
        self.texts = []
        self.changed.emit()
