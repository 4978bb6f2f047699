"""The buttons that drive a session. Where all words do not fit into one row there are two, if the
panel is high enough; else the buttons shed their words as it gets narrower."""

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.phase import Phase
from gui.training.session import TrainingSession
from gui.widgets import icon, nest, space

_ICONS = {"step": "step", "stop": "stop", "reset": "reset", "reseed": "dice"}
_ICON = 16
_WIDEST = 240  # pixels across a large button


class Wordiness(Enum):
    """How much is shown, from the widest to the narrowest panel."""

    FULL = auto()  # words on every button
    TWO_ROWS = auto()  # the same, the small ones beneath the large ones
    TWO_TIGHT = auto()  # the same with fewer words; those that begin anew keep theirs
    BRIEF = auto()  # words on the two large ones
    TIGHT = auto()  # and fewer
    LEAST = auto()  # on the first one only


_TWO = (Wordiness.TWO_ROWS, Wordiness.TWO_TIGHT)


class Commands(QWidget):
    """Train or pause, freeze; step, stop, reset and reseed as smaller buttons beside them."""

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
        self._fitting = False
        self.train, self.freeze = QPushButton(), QPushButton()
        self.train.clicked.connect(session.toggle)
        self.freeze.clicked.connect(session.freeze)
        self.train.setProperty("tone", "primary")
        self.freeze.setProperty("tone", "backward")
        translator.bind(self.freeze.setToolTip, "training.tip.freeze")
        translator.bind(self.freeze.setAccessibleName, "training.button.freeze")
        self.small = {name: self._small_button(name) for name in _ICONS}
        self._roomy = False  # whether there may be two rows
        rows = QVBoxLayout(self)
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        for line in (self._line, self._below):
            nest(rows, line)
            space(line, appearance, gap=4)
        self._line.addWidget(self.train, 3)
        self._line.addWidget(self.freeze, 3)
        for button in self.small.values():
            self._line.addWidget(button)
        space(rows, appearance, gap=4)
        appearance.changed.connect(self._dress)
        translator.changed.connect(self._fit)
        session.state_changed.connect(self._on_state)
        session.refreshed.connect(self._enable)
        self._on_state(session.phase)

    def arrange(self, *, roomy: bool) -> None:
        """Whether the panel is high enough for two rows."""
        if roomy is not self._roomy:
            self._roomy = roomy
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(240), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _small_button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(getattr(self._session, name))
        self._translator.bind(button.setText, f"training.button.{name}")
        self._translator.bind(button.setToolTip, f"training.tip.{name}")
        return button

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        """The main button says what it will do."""
        begun = "go_on" if self._session.recording.steps else "train"
        over = phase.is_over and self._session.recording.steps  # or nothing has run yet
        key = "pause" if self._session.wants_to_run else "again" if over else begun
        self._translator.bind(self.train.setText, f"training.button.{key}")
        self._translator.bind(self.train.setToolTip, f"training.tip.{key}")
        self._enable()
        self._dress()

    @Slot()
    def _enable(self) -> None:
        phase, loaded = self._session.phase, self._session.phase is not Phase.LOADING
        for button, possible in (
            (self.freeze, self._session.can_freeze),
            (self.small["step"], phase.can_step),
            (self.small["stop"], phase.can_stop),
            (self.small["reset"], loaded),
            (self.small["reseed"], loaded),
        ):
            if button.hasFocus() and not possible:  # or the keyboard would go to another panel
                self.train.setFocus()
            button.setEnabled(possible)

    @Slot()
    def _dress(self) -> None:
        """Icons in the colours and at the size of the moment."""
        theme, side = self._appearance.theme, self._appearance.px(_ICON)
        picture = "pause" if self._session.wants_to_run else "play"
        for large in (self.train, self.freeze):
            large.setMaximumWidth(self._appearance.px(_WIDEST))
        self._give(self.train, picture, theme.on_accent, side)
        self._give(self.freeze, "freeze", theme.backward_text, side)
        for name, button in self.small.items():
            self._give(button, _ICONS[name], theme.ink, side)
        if self._padding() != self.styleSheet():
            self.setStyleSheet(self._padding())
        self._fit()

    def _give(self, button: QAbstractButton, picture: str, colour: QColor, side: int) -> None:
        button.setIcon(icon(picture, colour, self._appearance.theme.disabled, side))
        button.setIconSize(QSize(side, side))

    @Slot()
    def _fit(self) -> None:
        """All words if they fit; else small buttons without; else also a shorter Freeze."""
        if self._fitting:  # showing a button may resize this widget at once
            return
        self._fitting = True
        for wordiness in Wordiness:
            if wordiness in _TWO and not self._roomy:
                continue
            self._word(wordiness)
            if self._needed(wordiness) <= self.width():
                break
        row = self._below if wordiness in _TWO else self._line
        for button in self.small.values():
            row.addWidget(button, 1 if wordiness in _TWO else 0)
        self._fitting = False
        for large in (self.train, self.freeze):
            large.setMinimumWidth(large.sizeHint().width())

    def _word(self, wordiness: "Wordiness") -> None:
        tight = wordiness in (Wordiness.TWO_TIGHT, Wordiness.TIGHT, Wordiness.LEAST)
        if wordiness is Wordiness.LEAST:
            self._translator.unbind(self.freeze.setText)
            self.freeze.setText("")
        else:
            key = "freeze_short" if tight else "freeze"
            self._translator.bind(self.freeze.setText, f"training.button.{key}")
        beside, alone = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            Qt.ToolButtonStyle.ToolButtonIconOnly,
        )
        for name, button in self.small.items():
            anew = wordiness is Wordiness.TWO_TIGHT and name in ("reset", "reseed")
            worded = anew or wordiness in (Wordiness.FULL, Wordiness.TWO_ROWS)
            button.setToolButtonStyle(beside if worded else alone)
            policy = QSizePolicy.Policy.Expanding if wordiness in _TWO else QSizePolicy.Policy.Fixed
            button.setSizePolicy(policy, QSizePolicy.Policy.Fixed)

    def _padding(self) -> str:
        """Little air within the buttons; a focused one has a thicker border instead of air."""
        px = self._appearance.px
        rules = {"QPushButton": (6, 5), "QToolButton": (6, 2)}
        return "".join(
            f"{kind} {{ padding: {px(high)}px {px(wide)}px; }}"
            f"{kind}:focus {{ padding: {px(high - 1)}px {px(wide - 1)}px; }}"
            for kind, (high, wide) in rules.items()
        )

    def _needed(self, wordiness: "Wordiness") -> int:
        """The width that the buttons would like to have."""
        large, small = [self.train, self.freeze], list(self.small.values())
        if wordiness in _TWO:
            return max(self._across(large), self._across(small))
        return self._across([*large, *small])

    def _across(self, buttons: Sequence[QWidget]) -> int:
        gaps = (len(buttons) - 1) * self._line.spacing()
        return sum(button.sizeHint().width() for button in buttons) + gaps
