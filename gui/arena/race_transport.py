"""The buttons and the slider that move through the recorded race."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from core.surfaces import SPEEDS, Replay
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import IconButton, space

_FINE = 20  # slider positions in one step
_SHORTEST = 80  # unscaled pixels of slider


class PlaceSlider(QSlider):
    """A horizontal one whose knob goes where one clicks, and is dragged on from there."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            option, control = QStyleOptionSlider(), QStyle.ComplexControl.CC_Slider
            self.initStyleOption(option)
            groove, knob = (
                self.style().subControlRect(control, option, part, self)
                for part in (QStyle.SubControl.SC_SliderGroove, QStyle.SubControl.SC_SliderHandle)
            )
            if not knob.contains(event.position().toPoint()):
                place = round(event.position().x() - knob.width() / 2) - groove.left()
                span = groove.width() - knob.width()
                ends = self.minimum(), self.maximum()
                self.setValue(QStyle.sliderValueFromPosition(*ends, place, span))
        super().mousePressEvent(event)


class RaceTransport(QWidget):
    """Shows a replay with `show_replay`; emits what somebody wants."""

    toggled = Signal()
    stepped = Signal(int)
    sought = Signal(float)
    speed_chosen = Signal(float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._total = 0
        make = partial(IconButton, appearance=appearance, translator=translator, side=16)
        self.to_start, self.step_back = make("to_start"), make("step_back")
        self.play = make("play", role="forward")
        self.step, self.to_end = make("step"), make("to_end")
        self.slider = PlaceSlider(Qt.Orientation.Horizontal)
        self.slider.setSingleStep(_FINE)
        self.slider.setPageStep(5 * _FINE)
        self.counter = QLabel()
        self.counter.setProperty("role", "muted")
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed = QComboBox()
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        for widget, name in ((self.slider, "position"), (self.speed, "speed")):
            translator.bind(widget.setAccessibleName, f"arena.transport.{name}")
            translator.bind(widget.setToolTip, f"arena.transport.{name}")
        self._connect()
        self._lay_out()
        appearance.changed.connect(self._fit)
        translator.changed.connect(self._fit)

    def show_replay(self, replay: Replay, counted: Sequence[int] = ()) -> None:
        """Show where the race stands without asking for anything. `counted` gives the numbers
        under which people know the steps, where some were left out."""
        numbers = counted or range(replay.length + 1)
        with QSignalBlocker(self.slider), QSignalBlocker(self.speed):
            if (self.slider.maximum(), self._total) != (replay.length * _FINE, numbers[-1]):
                self.slider.setRange(0, replay.length * _FINE)
                self._total = numbers[-1]
                self._fit()
            self.slider.setValue(round(replay.position * _FINE))
            self.speed.setCurrentIndex(SPEEDS.index(replay.speed))
        wanted = "pause" if replay.playing else "play"
        if self.play.icon_name != wanted:
            self.play.show_icon(wanted)
        self._translator.bind(
            self.counter.setText,
            "arena.transport.counter",
            step=numbers[replay.step],
            total=self._total,
        )
        for button in (self.to_start, self.step_back):
            button.setEnabled(replay.position > 0)
        for button in (self.step, self.to_end):
            button.setEnabled(not replay.at_end)

    def press(self, button: str) -> None:
        """As if somebody had clicked it: `play`, `step`, `step_back`, `to_start` or `to_end`."""
        buttons = (self.play, self.step, self.step_back, self.to_start, self.to_end)
        names = ("play", "step", "step_back", "to_start", "to_end")
        dict(zip(names, buttons, strict=True))[button].click()

    def _connect(self) -> None:
        self.play.clicked.connect(self.toggled)
        self.step.clicked.connect(self._on_step)
        self.step_back.clicked.connect(self._on_step_back)
        self.to_start.clicked.connect(self._on_start)
        self.to_end.clicked.connect(self._on_end)
        self.slider.valueChanged.connect(self._on_slider)
        self.speed.currentIndexChanged.connect(self._on_speed)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        for button in (self.to_start, self.step_back, self.play, self.step, self.to_end):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        row.addWidget(self.counter)
        row.addWidget(self.speed)
        space(row, self._appearance, gap=4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """In less room than everything needs the speed is not offered, and then not the ends."""
        px = self._appearance.px
        room = self.width() - self._least - px(_SHORTEST) // 2
        self.speed.setVisible(room >= 2 * self._button + self.speed.sizeHint().width() + px(4))
        for button in (self.to_start, self.to_end):
            button.setVisible(room + px(_SHORTEST) // 2 >= 2 * self._button)
        self.slider.setMinimumWidth(px(_SHORTEST) // 2)

    @property
    def _button(self) -> int:
        """The width of one, with its gap."""
        return self.play.sizeHint().width() + self._appearance.px(4)

    @property
    def _least(self) -> int:
        """The width of what is always seen."""
        px = self._appearance.px
        return 3 * self._button + px(_SHORTEST) // 2 + px(4) + self.counter.minimumWidth()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, super().minimumSizeHint().height())

    @Slot()
    def _fit(self) -> None:
        """Room for the longest counter, so that the slider does not twitch while it runs."""
        total = self._total
        longest = self._translator.tr("arena.transport.counter", step=total, total=total)
        self.counter.ensurePolished()
        self.counter.setMinimumWidth(self.counter.fontMetrics().horizontalAdvance(longest))
        self._arrange()

    @Slot()
    def _on_step(self) -> None:
        self.stepped.emit(+1)

    @Slot()
    def _on_step_back(self) -> None:
        self.stepped.emit(-1)

    @Slot()
    def _on_start(self) -> None:
        self.sought.emit(0.0)

    @Slot()
    def _on_end(self) -> None:
        self.sought.emit(self.slider.maximum() / _FINE)

    @Slot(int)
    def _on_slider(self, value: int) -> None:
        self.sought.emit(value / _FINE)

    @Slot(int)
    def _on_speed(self, index: int) -> None:
        self.speed_chosen.emit(self.speed.itemData(index))
