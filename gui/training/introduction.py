"""What one sees before anything has been trained: the images, and what Train will do with them."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.format import whole
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.digits import Digits
from gui.training.phase import Phase
from gui.training.session import TrainingSession
from gui.widgets import space

_ROOMY, _TIGHT = 150, 100  # pixels of height: for a title, and for the data set
_BUILTIN = "data.name.builtin"


class Introduction(QWidget):
    """Follows the session's settings and its data set by itself."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._session = session
        self._digits = Digits(appearance)
        translator.bind(self._digits.setAccessibleName, "training.introduction.digits")
        self._title, self._plan, self._data = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._data.setProperty("role", "caption")
        translator.bind(self._title.setText, "training.introduction.title")
        rows = QVBoxLayout(self)
        rows.addStretch(1)
        rows.addWidget(self._digits, 100)  # first of all, up to its greatest height
        for label in (self._title, self._plan, self._data):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            rows.addWidget(label)
        rows.addStretch(1)
        space(rows, appearance, margins=(6, 4, 6, 4), gap=8)
        session.settings_changed.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what Train will do is worth more than the title."""
        super().resizeEvent(event)
        self._title.setVisible(self.height() >= self._appearance.px(_ROOMY))
        self._data.setVisible(self.height() >= self._appearance.px(_TIGHT))

    @Slot()
    def refresh(self) -> None:
        """Say it for the settings and the data set of the moment."""
        data, settings = self._session.data, self._session.settings
        self._digits.show_data(data)
        inputs = data.x_train.shape[1] if data is not None else 784
        self._translator.bind(
            self._plan.setText,
            "training.introduction.plan",
            net=f"{inputs}-{settings.hidden}-{CLASSES}",
            batch=whole(settings.batch_size),
            iterations=whole(settings.iterations),
        )
        if data is None and self._session.phase is Phase.FAILED:  # the notice says why
            self._translator.unbind(self._data.setText)
            self._data.clear()
        else:
            self._translator.bind(self._data.setText, _about(data))


def _about(data: Dataset | None) -> Message:
    """One sentence about the data set; for the drawn digits also how to get MNIST."""
    if data is None:
        return Message("training.introduction.loading")
    builtin = isinstance(data.name, Message) and data.name.key == _BUILTIN
    return Message(
        "training.introduction.builtin" if builtin else "training.introduction.data",
        {"name": data.name, "train": whole(len(data.x_train)), "test": whole(len(data.x_test))},
    )
