"""The menu of presets: all settings at once. It shows which of them the settings are just now."""

from dataclasses import asdict
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from core.training.presets import PRESETS, name_of
from gui.i18n import Translator
from gui.training.session import TrainingSession

_OWN = 0  # the first entry, which no preset is


class PresetMenu(QComboBox):
    """`about` is a line that tells what was chosen, to stand beneath it."""

    def __init__(
        self,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._session = session
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)  # the words are cut before the panel grows
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "caption")
        labels = {None: "presets.menu.own"} | {name: each.title for name, each in PRESETS.items()}
        for index, (name, key) in enumerate(labels.items()):
            self.addItem("", name)
            translator.bind(partial(self.setItemText, index), key)
        translator.bind(self.setAccessibleName, "presets.menu.label")
        translator.bind(self.setToolTip, "presets.menu.tip")
        self.activated.connect(self._choose)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the preset that the settings are, if they are one."""
        name = name_of(self._session.settings)
        with QSignalBlocker(self):
            self.setCurrentIndex(max(self.findData(name), _OWN))
        self.about.setVisible(name is not None)
        if name is not None:
            self._translator.bind(self.about.setText, PRESETS[name].about)

    @Slot(int)
    def _choose(self, index: int) -> None:
        name = self.itemData(index)
        if name is None:
            self.refresh()  # nothing to choose: it only says that the settings are no preset
            return
        settings = asdict(PRESETS[name].config) | {"seed": self._session.settings.seed}
        self._session.configure(**settings)
