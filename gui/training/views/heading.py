"""The line above a view: what it is, its legend, and at the right what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.legend_key import LegendKey
from gui.training.views.saving import SaveButton, Sheet
from gui.widgets import nest, space


class Heading(QWidget):
    """`line` takes a legend between the name and the buttons; `tell` says something beneath."""

    def __init__(
        self,
        name: str,
        tip: str,
        take: Callable[[], Sheet | None],
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        translator.bind(self.title.setText, name)
        translator.bind(self.setToolTip, tip)
        self.save = SaveButton(take, appearance, translator)
        self.save.told.connect(self.tell)
        self.told = QLabel(wordWrap=True)
        self.told.setProperty("role", "caption")
        self.told.hide()
        self._parts: list[QWidget] = [self.title, self.save]  # all of the line, but for
        self._samples: list[LegendKey] = []  # … the samples of the legend
        self.line = QHBoxLayout()
        self.line.addWidget(self.title)
        self._keys = QHBoxLayout()
        nest(self.line, self._keys)
        self.line.addStretch(1)
        self.line.addWidget(self.save)
        self._unwanted: set[QWidget] = set()
        rows = QVBoxLayout(self)
        nest(rows, self.line)
        rows.addWidget(self.told)
        space(self.line, appearance, gap=8)
        space(self._keys, appearance, gap=8)
        space(rows, appearance, gap=0)

    def add(self, widget: QWidget) -> None:
        """To the left, after the name."""
        self._keys.addWidget(widget)
        if isinstance(widget, LegendKey):
            self._samples.append(widget)
        else:
            self._parts.append(widget)

    def add_tool(self, widget: QWidget) -> None:
        """To the right, before the button that saves."""
        self.line.insertWidget(self.line.count() - 1, widget)
        self._parts.append(widget)

    def want(self, key: LegendKey, wanted: bool) -> None:
        """Whether a sample of the legend stands for anything just now."""
        (self._unwanted.discard if wanted else self._unwanted.add)(key)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """A sample whose name would be cut is left out."""
        shown = [part for part in self._parts if not part.isHidden()]
        needed = sum(part.sizeHint().width() + self.line.spacing() for part in shown)
        for key in self._samples:
            width = key.sizeHint().width() + self.line.spacing()
            fits = key not in self._unwanted and needed + width <= self.width()
            key.setVisible(fits)
            needed += width if fits else 0

    @Slot(object)
    def tell(self, message: Message) -> None:
        self._translator.bind(self.told.setText, message)
        self.told.show()

    def tell_nothing(self) -> None:
        self.told.hide()
