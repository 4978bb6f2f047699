"""The page of the plane: which directions, how much of the paths it holds, how far it is."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from core.format import number, whole
from core.landscape import SEEDS, SIDE, Kind, Recording
from core.landscape.directions import best
from core.messages import Message
from core.surfaces import Climb
from gui.appearance import Appearance
from gui.arena.landscape.session import LandscapeSession
from gui.arena.landscape.session_page import SessionPage, whole_number
from gui.arena.map_style import MapForm, MapStyle
from gui.i18n import Translator
from gui.widgets import CalmWheel, Form, narrow, space

_STACKED = 300  # unscaled pixels: in less, a choice is cut beside its label


class PlanePage(SessionPage):
    """Shows how a session looks at its recording, and changes it."""

    style_chosen = Signal(object)  # MapStyle

    def __init__(
        self,
        session: LandscapeSession,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, appearance, translator, parent)
        self.kind, self.form, self.climb = QComboBox(), QComboBox(), QComboBox()
        CalmWheel((self.kind, self.form, self.climb), self)
        self.seed = whole_number(SEEDS)
        self.explained, self.shares, self.about, self.state = (QLabel() for _ in range(4))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self._fill()
        self._lay_out(appearance)
        session.changed.connect(self.show_plane)
        session.grown.connect(self.show_progress)
        self.show_plane()

    def _fill(self) -> None:
        for choice, entries in (
            (self.kind, {kind: f"landscape.plane.{kind}" for kind in Kind}),
            (self.form, {form: f"arena.setup.{form}" for form in MapForm}),
            (self.climb, {climb: f"arena.setup.climb_{climb}" for climb in Climb}),
        ):
            choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            narrow(choice)
            for i, (value, key) in enumerate(entries.items()):
                choice.addItem("", value)
                self._translator.bind(partial(choice.setItemText, i), Message(key))
        self.kind.currentIndexChanged.connect(self._on_plane)
        self.seed.valueChanged.connect(self._on_plane)
        for choice in (self.form, self.climb):
            choice.currentIndexChanged.connect(self._on_style)
        for label in (self.shares, self.about, self.state):
            label.setProperty("role", "caption")
            label.setWordWrap(True)
        self.explained.setWordWrap(True)

    def _lay_out(self, appearance: Appearance) -> None:
        form = Form(appearance, self._translator, stacked=_STACKED)
        form.add("landscape.plane.kind", self.kind, tip="landscape.plane.kind_hint")
        self._seed_label = form.add(
            "landscape.plane.seed", self.seed, tip="landscape.plane.seed_hint"
        )
        ground = Form(appearance, self._translator, stacked=_STACKED)
        ground.add("arena.setup.picture", self.form)
        ground.add("arena.setup.levels", self.climb, tip="arena.setup.levels_hint")
        column = QVBoxLayout(self)
        told = (self.explained, self.shares, self.about, self.bar, self.state)
        for widget in (form, *told, ground):
            column.addWidget(widget)
        column.addStretch(1)
        space(column, appearance, margins=(0, 0, 4, 4), gap=7)

    @Slot()
    def show_plane(self) -> None:
        session = self._session
        with QSignalBlocker(self.kind), QSignalBlocker(self.seed):
            self.kind.setCurrentIndex(self.kind.findData(session.kind))
            self.seed.setValue(session.seed)
        for widget in (self.seed, self._seed_label):
            widget.setVisible(session.kind is Kind.RANDOM)
        seen = session.seen
        told = (self.explained, self.shares, self.about, self.state)
        for label in told:
            label.setVisible(seen is not None)
        self.bar.setVisible(False)
        if seen is None:
            return
        plane, recording = seen.plane, seen.recording
        percent = number(100 * plane.explained, 3 if plane.explained > 0.01 else 2)
        self._translator.bind(self.explained.setText, "landscape.plane.explained", percent=percent)
        self.shares.setVisible(plane.shares is not None)
        if plane.shares is not None:
            one, other = (number(100 * share, 3) for share in plane.shares)
            self._translator.bind(
                self.shares.setText, "landscape.plane.shares", one=one, other=other
            )
            self._translator.bind(self.about.setText, centre(recording))
        else:
            name = session.plan[recording.ids[best(recording)[0]]].name
            size = recording.layout.size
            self._translator.bind(
                self.about.setText, "landscape.plane.random_about", name=name, n=whole(size)
            )
        self.show_progress()

    @Slot()
    def show_progress(self) -> None:
        """How far the losses of what is in view have been computed."""
        loss_grid = self._session.loss_grid
        if self._session.seen is None:
            return
        done = loss_grid.done if loss_grid is not None else 0.0
        self.bar.setVisible(done < 1)
        self.bar.setValue(round(100 * done))
        key = "landscape.plane.done" if done == 1 else "landscape.plane.progress"
        self._translator.bind(self.state.setText, Message(key, {"n": SIDE}))

    def show_style(self, style: MapStyle) -> None:
        with QSignalBlocker(self.form), QSignalBlocker(self.climb):
            self.form.setCurrentIndex(list(MapForm).index(style.form))
            self.climb.setCurrentIndex(list(Climb).index(style.climb))

    @Slot()
    def _on_plane(self) -> None:
        """Qt gives a str enum back as a plain str."""
        self._session.choose(Kind(self.kind.currentData()), self.seed.value())

    @Slot()
    def _on_style(self) -> None:
        form, climb = MapForm(self.form.currentData()), Climb(self.climb.currentData())
        self.style_chosen.emit(MapStyle(form, climb))


def centre(recording: Recording) -> Message:
    """Of whose points the centre of a principal plane is the mean."""
    if any(recording.lost) and not all(recording.lost):
        return Message("landscape.plane.principal_others")
    return Message("landscape.plane.principal_about")
