"""The bar along the bottom: play, step, scrub, and where we are, in words."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from core.explain.narration import step_words
from core.playback import Frame
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.playback.player import Player
from gui.stage.playback.timeline import Timeline
from gui.widgets import ElidedLabel, IconButton, nest, space

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)

_BUTTONS = (  # icon, key on the keyboard, method of Player
    ("to_start", "Home", "to_start"),
    ("step_back", "←", "step_back"),
    ("play", "Space", "toggle"),
    ("step", "→", "step"),
    ("to_end", "End", "to_end"),
)


class TransportBar(QFrame):
    """Drives a Player and shows its frame. The window installs the keys."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        player: Player,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._appearance = appearance
        self._translator = translator
        self._player = player
        self._mode = ""
        self.buttons = {name: self._button(name, keys, call) for name, keys, call in _BUTTONS}
        self.timeline = Timeline(appearance, translator)
        self.words = ElidedLabel()
        self.words.setProperty("role", "muted")
        self.words.setContentsMargins(8, 0, 0, 0)
        self.keys = QLabel()
        self.keys.setProperty("role", "caption")
        translator.bind(self.keys.setText, "stage.transport.keys")
        self.speed = self._make_speed()
        self.loop = IconButton("loop", appearance, translator, key="stage.transport.loop")
        self.loop.setCheckable(True)
        self.loop.toggled.connect(player.set_loop)
        self._arrange()
        self.timeline.sought.connect(player.seek)
        player.frame_changed.connect(self._on_frame)
        player.playing_changed.connect(self._on_playing)
        player.settings_changed.connect(self._on_settings)
        translator.changed.connect(self._say)
        self._on_settings()
        self._say()

    def _button(self, icon: str, keys: str, call: str) -> IconButton:
        key = f"stage.transport.{icon}"
        button = IconButton(icon, self._appearance, self._translator, key=key, keys=keys)
        button.clicked.connect(getattr(self._player, call))
        return button

    def _make_speed(self) -> QComboBox:
        combo = QComboBox()
        for speed in SPEEDS:
            combo.addItem(f"{speed:g}×", speed)
        self._translator.bind(combo.setAccessibleName, "stage.transport.speed")
        self._translator.bind(combo.setToolTip, "stage.transport.speed")
        combo.activated.connect(self._on_speed)
        return combo

    def _arrange(self) -> None:
        buttons, right = QHBoxLayout(), QHBoxLayout()
        for button in self.buttons.values():
            buttons.addWidget(button)
        right.addWidget(self.speed)
        right.addWidget(self.loop)
        grid = QGridLayout(self)
        nest(grid, buttons, 0, 0)
        grid.addWidget(self.timeline, 0, 1)
        nest(grid, right, 0, 2)
        grid.addWidget(self.keys, 1, 0)
        grid.addWidget(self.words, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        space(buttons, self._appearance, gap=0)
        space(right, self._appearance, gap=6)
        space(grid, self._appearance, margins=(12, 8, 14, 9), gap=18, row_gap=3)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self.timeline.show_frame(frame)
        self._say()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        icon = "pause" if playing else "play"
        self.buttons["play"].show_icon(icon, f"stage.transport.{icon}")

    @Slot(int)
    def _on_speed(self, index: int) -> None:
        self._player.set_speed(self.speed.itemData(index))

    @Slot()
    def _on_settings(self) -> None:
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self._player.speed))
        self.speed.setCurrentIndex(nearest)
        self.loop.setChecked(self._player.loop)

    def make_way(self, mode: str) -> None:
        """The keys are for something else: the key of its name; empty, and they play again."""
        self._mode = mode
        self._say()

    @Slot()
    def _say(self) -> None:
        """Where we are: the event in progress, or the one just finished."""
        frame, tr = self._player.frame, self._translator.tr
        for button in (*self.buttons.values(), self.speed, self.loop, self.timeline):
            button.setEnabled(frame is not None and not self._mode)
        if self._mode:
            self.words.setText(tr("stage.transport.mode", tool=tr(self._mode)))
            return
        if frame is None:
            self.words.setText("")
            return
        total = len(frame.trace)
        if frame.event is None:
            self.words.setText(tr("stage.transport.rest", total=total))
            return
        index = frame.index if frame.progress > 0 else frame.index - 1
        words = step_words(frame.trace, index)
        self.words.setText(tr("stage.transport.position", done=index + 1, total=total, step=words))
