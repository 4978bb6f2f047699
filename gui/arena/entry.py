"""One racer in the legend: its switch, its loss, its learning rate, and how it ended."""

from functools import partial

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.format import number
from core.messages import Message
from core.optimizers import OPTIMIZERS
from core.surfaces import Ending, Path, loss_at
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.theme import RacerLook, Theme
from gui.widgets import LogSpinBox, SwatchCheckBox

_SCALED = ("adagrad", "rmsprop", "adam")
_RATE_SIZE = (84, 31)
_WIDEST = "8.8×10⁻⁸⁸"  # the longest loss: the column does not twitch while numbers run


class Entry(QObject):
    """The widgets of one racer."""

    toggled = Signal(str, bool)
    rate_chosen = Signal(str, float)

    def __init__(
        self, name: str, appearance: Appearance, translator: Translator, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._appearance = appearance
        self._translator = translator
        rule = OPTIMIZERS[name]
        self.swatch = SwatchCheckBox(partial(_look, name), appearance, rule.name, parent)
        self.loss = QLabel(parent)
        self.loss.setProperty("role", "caption")
        self.loss.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.rate = LogSpinBox(0.1, 1e-7, 100.0, parent=parent)
        self.ending = QLabel(parent)
        self.ending.setProperty("role", "caption")
        self.ending.setWordWrap(True)
        self.ending.hide()
        about = Message(rule.explanation)
        translator.bind(
            self.swatch.setToolTip, "arena.legend.show", name=rule.name, explanation=about
        )
        for say in (self.rate.setAccessibleName, self.rate.setToolTip):
            translator.bind(say, "arena.legend.rate_of", name=rule.name)
        self.swatch.toggled.connect(self._on_toggle)
        self.rate.valueChanged.connect(self._on_rate)

    def show_rate(self, rate: float) -> None:
        with QSignalBlocker(self.rate):
            self.rate.setValue(rate)

    def show_path(self, path: Path) -> None:
        """Make room for what there will be to say about a new path."""
        policy = self.ending.sizePolicy()
        policy.setRetainSizeWhenHidden(path.ending is not None and self.swatch.isChecked())
        self.ending.setSizePolicy(policy)
        if path.ending is None:
            self._translator.unbind(self.ending.setText)
            self.ending.clear()
            return
        self.ending.setProperty("tone", "error" if path.diverged_at is not None else "muted")
        self.ending.style().polish(self.ending)
        self._translator.bind(
            self.ending.setText,
            f"arena.ending.{_how(self.name, path)}",
            name=OPTIMIZERS[self.name].name,
            step=path.ended_at,
        )

    def show_position(self, path: Path, position: float) -> None:
        """What is to be said of the racer when the race stands at `position`."""
        on = self.swatch.isChecked()
        self.loss.setText(_short(loss_at(path, position)) if on else "")
        self.ending.setVisible(on and path.has_ended(position))

    def fit(self, small: bool) -> None:
        """Take the sizes of the moment; the width of the longest number is kept free."""
        self.swatch.setFont(self._appearance.font("small" if small else "body"))
        self.swatch.updateGeometry()
        self.rate.setFixedSize(*(self._appearance.px(side) for side in _RATE_SIZE))
        self.loss.ensurePolished()
        self.loss.setMinimumWidth(self.loss.fontMetrics().horizontalAdvance(_WIDEST))

    @Slot(bool)
    def _on_toggle(self, on: bool) -> None:
        self.toggled.emit(self.name, on)

    @Slot(float)
    def _on_rate(self, rate: float) -> None:
        self.rate_chosen.emit(self.name, rate)


def _short(loss: float) -> str:
    """Three digits, or two and a power of ten."""
    text = number(loss, 3)
    return number(loss, 2) if "×" in text else text


def _how(name: str, path: Path) -> str:
    """A rule that divides by the size of the gradient is not thrown off by the curvature."""
    overstrode = path.ending is Ending.DIVERGED and name in _SCALED
    return "overstrode" if overstrode else str(path.ending)


def _look(name: str, theme: Theme) -> RacerLook:
    return theme.racer(name)
