"""What the pages of the landscape begin with: the session that they show and change."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.arena.landscape.session import LandscapeSession
from gui.i18n import Translator
from gui.widgets import CalmWheel, WholeSpinBox


class SessionPage(QWidget):
    """A page among others, without a frame of its own."""

    def __init__(
        self,
        session: LandscapeSession,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._session = session
        self._appearance = appearance
        self._translator = translator


def whole_number(ends: tuple[int, int]) -> WholeSpinBox:
    """A field that tells of a number when it has been typed to its end."""
    field = WholeSpinBox()
    CalmWheel((field,), field)
    field.setRange(*ends)
    field.setKeyboardTracking(False)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return field
