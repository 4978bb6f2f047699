"""The settings of a run: at the top a preset, or a run from a file; then what may be changed while
it trains, and what waits for a reset."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.format import whole
from core.messages import Message, StudioError
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.changes import Changes
from gui.training.fields import Field, on_change, show
from gui.training.file_row import FileRow
from gui.training.preset_menu import PresetMenu
from gui.training.session import TrainingSession
from gui.training.settings_fields import brings_along, fixed_fields, live_fields
from gui.widgets import CalmWheel, Form, SteadyScrollArea, restyle, space


class Controls(QWidget):
    """A form of all settings, and a line that says when changes will count."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._session = session
        self.presets = PresetMenu(translator, session)
        self.changes = Changes(appearance, translator, session)
        self.files = FileRow(appearance, translator, session)
        self.data = QLabel(wordWrap=True)
        live, fixed = live_fields(translator), fixed_fields(translator)
        self.fields: dict[str, Field] = live | fixed
        self.labels: dict[str, QLabel] = {}
        self.later = self._make_later(appearance)
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        translator.bind(self.heading.setText, "training.view.settings")
        form = Form(appearance, translator, narrow=True)
        form.add_wide(self.presets)
        form.add_wide(self.presets.about)
        form.add_wide(self.files)
        self._add_group(form, "live", live)
        form.add_wide(self.changes)
        self._add_group(form, "fixed", fixed)
        form.add("training.settings.data", self.data)
        rows = QVBoxLayout(self)
        rows.addWidget(self.heading)
        rows.addWidget(_scrolled(form), 1)
        rows.addWidget(self.later)
        space(rows, appearance, gap=6)
        CalmWheel((*self.fields.values(), self.presets), self)
        session.settings_changed.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        self.refresh()

    def hasHeightForWidth(self) -> bool:
        """The wrapped words of `later` do not count: with a height for its width the form would
        be demanded as high as it likes to be, and never give way."""
        return False

    @Slot()
    def refresh(self) -> None:
        """Show the settings of the session, and which of them do not count yet."""
        settings, waiting = self._session.settings, self._session.awaits_reset
        for name, field in self.fields.items():
            with QSignalBlocker(field):
                show(field, getattr(settings, name))
            for part in (field, self.labels[name]):
                part.setVisible(settings.uses(name))
            restyle(self.labels[name], tone="forward" if name in waiting else "muted")
        self.later.setVisible(bool(waiting))
        self._translator.bind(self.data.setText, self._about_data())

    def _change(self, name: str, value: object) -> None:
        try:
            along = brings_along(name, value, self._session.running)
            self._session.configure(**{name: value, **along})
        except StudioError:
            self.refresh()  # back to what is so

    def _about_data(self) -> Message:
        data = self._session.data
        if data is None:
            return Message("training.settings.no_data")
        counts = {"train": whole(len(data.x_train)), "test": whole(len(data.x_test))}
        return Message("training.settings.data_counts", {"name": data.name, **counts})

    def _add_group(self, form: Form, group: str, fields: dict[str, Field]) -> None:
        heading = QLabel(wordWrap=True)
        heading.setProperty("role", "heading")
        self._translator.bind(heading.setText, f"training.settings.{group}")
        self._translator.bind(heading.setToolTip, f"training.settings.{group}_tip")
        form.add_wide(heading)
        for name, field in fields.items():
            tip = f"training.setting_tip.{name}"
            self.labels[name] = form.add(f"network.setting.{name}", field, tip=tip)
            on_change(field, partial(self._change, name))

    def _make_later(self, appearance: Appearance) -> QFrame:
        """What is said when a change does not count yet, with the button that makes it count."""
        frame, words, button = QFrame(), QLabel(wordWrap=True), QPushButton()
        frame.setProperty("role", "notice")
        self._translator.bind(words.setText, "training.settings.later")
        self._translator.bind(button.setText, "training.button.reset")
        button.clicked.connect(self._session.reset)
        line = QHBoxLayout(frame)
        line.addWidget(words, 1)
        line.addWidget(button)
        space(line, appearance, margins=(10, 5, 6, 5), gap=8)
        return frame


def _scrolled(form: Form) -> QScrollArea:
    content = QWidget()
    content.setProperty("role", "bare")
    rows = QVBoxLayout(content)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(form)
    rows.addStretch(1)
    area = SteadyScrollArea()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
