"""The card's Copy button: the whole run as a script or as LaTeX, or the formula of this step."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from core.explain.listing import WRITERS, step_formula
from core.messages import Message, StudioError
from core.trace import Trace
from gui.i18n import Translator

KINDS = (*WRITERS, "formula")
_MOMENT = 4000  # milliseconds that it is said to have been copied


class CopyMenu(QToolButton):
    """Copies, and says so in `said`, a label that stands wherever the card wants it."""

    def __init__(self, translator: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._translator = translator
        self._trace: Trace | None = None
        self._index = 0
        self.said = QLabel()
        self.said.setProperty("role", "caption")
        self.said.setWordWrap(True)
        self.said.hide()
        self._over = QTimer(self, singleShot=True, interval=_MOMENT)
        self._over.timeout.connect(self.said.hide)
        menu = QMenu(self)
        self.actions_by_kind = {kind: menu.addAction("") for kind in KINDS}
        for kind, action in self.actions_by_kind.items():
            action.setObjectName(kind)
            action.triggered.connect(self._on_chosen)
            translator.bind(action.setText, f"listing.copy.{kind}")
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        translator.bind(self.setText, "listing.copy.button")
        translator.bind(self.setToolTip, "listing.copy.hint")
        self.setEnabled(False)

    def set_step(self, trace: Trace, index: int | None) -> None:
        """What there is to copy: a run, and the event whose formula is on the card, if any."""
        self._trace, self._index = trace, index if index is not None else -1
        self.setEnabled(True)
        self.actions_by_kind["formula"].setEnabled(index is not None)

    def copy(self, kind: str) -> None:
        """Copy one of `KINDS`."""
        if self._trace is None or (kind == "formula" and self._index < 0):
            return
        try:
            text = self._writer(kind)(self._trace)
        except StudioError as error:
            self._say(error.message)
            return
        QGuiApplication.clipboard().setText(text)
        lines = {"n": len(text.splitlines()), "what": Message(f"listing.what.{kind}")}
        self._say(Message("listing.copy.done", lines))

    def _writer(self, kind: str) -> Callable[[Trace], str]:
        return WRITERS.get(kind) or (lambda trace: step_formula(trace, self._index))

    def _say(self, message: Message) -> None:
        self._translator.bind(self.said.setText, message)
        self.said.show()
        self._over.start()

    @Slot()
    def _on_chosen(self) -> None:
        self.copy(self.sender().objectName())
