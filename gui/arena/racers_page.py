"""The page of the racers: who takes part, and everything that can be set on one of them."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message
from core.optimizers import RULES
from core.surfaces import Minima, Path, RaceSetup
from core.surfaces.race.judging import Judged
from core.surfaces.race.limit import limit_told
from core.surfaces.race.lowest import lowest_of, nearest_of
from core.surfaces.race.pull import pull
from gui.appearance import Appearance
from gui.arena.legend import RaceLegend
from gui.arena.settings_form import SettingsForm
from gui.i18n import Translator
from gui.widgets import CalmWheel, IconButton, nest, space


class RacersPage(QWidget):
    """Legend, choice of a racer, its settings, and what its learning rate means on this surface."""

    focused = Signal(str)
    added = Signal(str)
    copied = Signal(str)
    removed = Signal(str)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._translator = translator
        self.legend = RaceLegend(appearance, translator)
        self.form = SettingsForm(appearance, translator)
        self.chooser = QComboBox()
        CalmWheel((self.chooser,), self)
        self.ending, self.limit = QLabel(), QLabel()
        make = partial(IconButton, appearance=appearance, translator=translator, side=16)
        self.add = make("plus", key="arena.racer.add")
        self.copy = make("float", key="arena.racer.copy")
        self.remove = make("minus", key="arena.racer.remove")
        self.menu = QMenu(self)
        self._limit: Message | None = None  # as it was said last
        self._fill()
        self._lay_out(appearance)

    def _fill(self) -> None:
        for label in (self.ending, self.limit):
            label.setWordWrap(True)
            label.setProperty("role", "caption")
            label.hide()
        self.ending.setProperty("tone", "error")
        for name, rule in RULES.items():
            action = self.menu.addAction("")
            self._translator.bind(action.setText, rule.label)
            action.triggered.connect(partial(self.added.emit, name))
        self._translator.bind(self.chooser.setAccessibleName, "arena.racer.choose")
        self._translator.bind(self.chooser.setToolTip, "arena.racer.choose")
        self.chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chooser.currentIndexChanged.connect(self._on_choice)
        self.add.clicked.connect(self._open_menu)
        self.copy.clicked.connect(self._on_copy)
        self.remove.clicked.connect(self._on_remove)

    def _lay_out(self, appearance: Appearance) -> None:
        line, column = QHBoxLayout(), QVBoxLayout(self)
        line.addWidget(self.chooser, 1)
        for button in (self.add, self.copy, self.remove):
            line.addWidget(button)
        column.addWidget(self.legend)
        column.addWidget(self.ending)
        nest(column, line)
        column.addWidget(self.form)
        column.addWidget(self.limit)
        column.addStretch(1)
        space(line, appearance, gap=2)
        space(column, appearance, margins=(0, 0, 2, 4), gap=6)

    def show_setup(self, setup: RaceSetup, focus: str) -> None:
        self.legend.show_entrants(setup.entrants)
        with QSignalBlocker(self.chooser):
            self.chooser.clear()
            for entrant in setup:
                self.chooser.addItem(entrant.name, entrant.id)
            self.chooser.setCurrentIndex(self.chooser.findData(focus))
        alone = focus not in setup
        self.form.setVisible(not alone)
        for button in (self.copy, self.remove):
            button.setEnabled(not alone)
        if not alone:
            self.form.show_entrant(setup, focus)

    def _show_limit(
        self,
        setup: RaceSetup,
        focus: str,
        path: Path | None,
        step: int,
        minima: Minima | None,
    ) -> None:
        """Curvature × learning rate of this step at the nearest of the lowest minima."""
        racer = setup[focus].racer.at(step) if focus in setup else None
        if racer is None or racer.stability is None:
            self.limit.hide()
            return
        if minima is None:
            self._tell_limit(Message("arena.minima.searching"), "muted")
            self._limit = None
            return
        last = min(step, len(path.points) - 1) if path else 0
        here = np.array(path.points[last] if path else setup.start)
        lowest = lowest_of(setup.surface, minima.found)
        there = nearest_of(lowest, here)
        found = None if there is None else pull(setup.surface, racer, there.nearest(here))
        self.limit.setVisible(found is not None)
        if there is None or found is None:
            return
        place = "nearest" if len(lowest) > 1 else "lowest" if len(minima.found) > 1 else "minimum"
        place = "floor" if there.is_floor else place
        tone = "error" if found.too_hard else "muted"
        told = limit_told(setup[focus].racer, step, setup.steps, place, found)
        if told != self._limit:
            self._limit = told
            self._tell_limit(told, tone)

    def _tell_limit(self, message: Message, tone: str) -> None:
        if self.limit.property("tone") != tone:
            self.limit.setProperty("tone", tone)
            self.limit.style().polish(self.limit)
        self._translator.bind(self.limit.setText, message)
        self.limit.show()

    def show_position(
        self,
        setup: RaceSetup,
        paths: Mapping[str, tuple[Path, ...]],
        position: float,
        minima: Minima | None,
        judged: Judged,
    ) -> None:
        """minima: those of the surface's picture, None while they are searched for."""
        self.legend.show_position(paths, position)
        focus = self.chooser.currentData()
        path = paths[focus][0] if focus in paths else None
        self._show_limit(setup, focus, path, min(int(position), setup.steps - 1), minima)
        self._show_ending(setup, paths, position, judged)

    def _show_ending(
        self,
        setup: RaceSetup,
        paths: Mapping[str, tuple[Path, ...]],
        position: float,
        judged: Judged,
    ) -> None:
        """Who is lost by now, and why; greyed while paths that are new are not judged yet."""
        known = [judged[e.id] for e in setup.shown if e.id in judged]
        verdicts = [each.verdict for each in known if each.verdict is not None]
        told = [each.message for each in verdicts if each.is_lost_by(position)]
        recorded = [path for path, *_ in paths.values()]
        self.ending.setVisible(bool(told))
        self.ending.setEnabled(all(each.path in recorded for each in known))
        if told:
            self.ending.setText("\n".join(self._translator.say(message) for message in told))

    @Slot(int)
    def _on_choice(self, index: int) -> None:
        self.focused.emit(self.chooser.itemData(index))

    @Slot()
    def _open_menu(self) -> None:
        self.menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    @Slot()
    def _on_copy(self) -> None:
        self.copied.emit(self.chooser.currentData())

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self.chooser.currentData())
