"""From how far the net is looked at: the whole batch, one of its images, one hidden unit."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.format import number
from core.messages import Message
from core.scenes import NetworkView, View, prediction
from core.trace import Trace
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import ElidedLabel, nest, space


class NetworkBar(QWidget):
    """Chooses a `NetworkView`, and says in a few words what is seen."""

    changed = Signal(object)  # NetworkView

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self._extents = {View.IMAGE: 1, View.UNIT: 1}
        self.view = NetworkView()
        self.choices = {view: self._choice(view) for view in View}
        self.previous, self.next = self._arrow("◀", "previous"), self._arrow("▶", "next")
        self.number = QLineEdit()
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setValidator(QIntValidator(0, 99_999, self.number))
        self.about = ElidedLabel()
        self.about.setProperty("role", "muted")
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        translator.bind(self.setAccessibleName, "scenes.view.name")
        self._arrange(appearance)
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(+1))
        self.number.editingFinished.connect(self._on_number)
        appearance.changed.connect(self._size)
        self._size()
        self._show_choice()
        self.hide()

    def _choice(self, view: View) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        self._translator.bind(button.setText, f"scenes.view.{view}")
        self._translator.bind(button.setToolTip, f"scenes.view.{view}_hint")
        button.clicked.connect(lambda: self.choose(view))
        return button

    def _arrow(self, sign: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setAutoRepeat(True)
        self._translator.bind(button.setToolTip, f"scenes.view.{name}")
        self._translator.bind(button.setAccessibleName, f"scenes.view.{name}")
        return button

    @Slot()
    def _size(self) -> None:
        self.number.setFixedWidth(self._appearance.px(52))

    def _arrange(self, appearance: Appearance) -> None:
        group, rows, row = QButtonGroup(self), QVBoxLayout(self), QHBoxLayout()
        for button in self.choices.values():
            group.addButton(button)
            row.addWidget(button)
        for widget in (self.previous, self.number, self.next):
            row.addWidget(widget)
        row.addStretch(1)
        nest(rows, row)
        rows.addWidget(self.about)
        space(row, appearance, gap=3)
        space(rows, appearance, gap=1)

    # what is chosen

    @Slot()
    def choose(self, view: View) -> None:
        """Look from there, at the image or the unit that was last looked at."""
        self._take(NetworkView(view, self.view.image, self.view.unit))

    def choose_number(self, number: int) -> None:
        """Look at another image, or another unit."""
        image = number if self.view.view is View.IMAGE else self.view.image
        unit = number if self.view.view is View.UNIT else self.view.unit
        self._take(NetworkView(self.view.view, image, unit))

    def _step(self, direction: int) -> None:
        """The one before or after, round and round."""
        self.choose_number((self._chosen + direction) % self._extents[self.view.view])

    @Slot()
    def _on_number(self) -> None:
        typed = min(int(self.number.text() or 0), self._extents[self.view.view] - 1)
        self.choose_number(typed)
        self._show_choice()

    @property
    def _chosen(self) -> int:
        return self.view.image if self.view.view is View.IMAGE else self.view.unit

    def _take(self, view: NetworkView) -> None:
        if view != self.view:
            self.view = view
            self._show_choice()
            self.changed.emit(view)

    # what is shown

    def show_step(self, images: int, units: int, trace: Trace) -> None:
        """The sizes of the net and its batch, and the run of what is seen of it."""
        self._extents = {View.IMAGE: images, View.UNIT: units}
        self._show_choice()
        self._translator.bind(self.about.setText, self._words(trace))

    def _show_choice(self) -> None:
        view = self.view.view
        self.choices[view].setChecked(True)
        for widget in (self.previous, self.number, self.next, self.about):
            widget.setVisible(view is not View.BATCH)
        if view is View.BATCH:
            return
        extent = self._extents[view]
        if not self.number.hasFocus() or not self.number.isModified():
            self.number.setText(str(min(self._chosen, extent - 1)))
        for setter in (self.number.setToolTip, self.number.setAccessibleName):
            self._translator.bind(setter, f"scenes.view.choose_{view}")

    def _words(self, trace: Trace) -> Message:
        if self.view.view is View.IMAGE:
            said = prediction(trace.values, trace.values["A2"])
            share = number(100 * said.probability, 3)
            images = self._extents[View.IMAGE]
            fields = {"label": said.label, "read": said.read, "share": share, "total": images}
            return Message(f"scenes.view.{'right' if said.right else 'wrong'}", fields)
        if self.view.view is View.UNIT:
            unit = next(node.id for node in trace.graph.nodes if node.id.startswith("z"))
            open_for = int((trace.values[unit] > 0).sum())
            return Message(
                "scenes.view.active",
                {
                    "n": open_for,
                    "total": len(trace.values[unit]),
                    "units": self._extents[View.UNIT],
                },
            )
        return Message("scenes.view.batch_hint")
