"""The training panel: figures, curves, what happens inside, mistakes, settings and buttons around
one session.

Until a run has left something to show, an introduction stands where the curves will be; the
plots, and pyqtgraph with them, are made when the first step has been taken.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QTabBar, QWidget

from core.messages import StudioError
from core.training import Snapshot
from core.training.config_io import read_setting
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.arrangement import TABS, Arrangement
from gui.training.commands import Commands
from gui.training.controls import Controls
from gui.training.introduction import Introduction
from gui.training.notice import Notice
from gui.training.phase import Phase
from gui.training.readout import Readout
from gui.training.session import TrainingSession
from gui.training.throttle import Throttle
from gui.training.views.mistakes_page import MistakesPage
from gui.training.views.plot_pages import PlotPages
from gui.training.weights_view import WeightsView
from gui.widgets import FirstSight, space

_SETTINGS = 300  # pixels across, where they have a column of their own
_FIGURES = 150  # … of the figures beside a page
_NARROWEST = 262  # pixels across: what the dock has on a projector of 1024×768
_LOW = 300  # pixels of height; with less, the progress bar makes room for the plot
_TIGHT = 440  # pixels of height; with less, notices and settings take the place of the figures
_MARGIN = 12  # pixels at the left and at the right
FIGURES_INTERVAL = 0.2  # seconds; figures that change faster cannot be read


class _Grid(QGridLayout):
    """Lays wrapped words out by their height, but does not demand that height of the dock, which
    would scroll the whole panel: the plots and the form inside it give way."""

    def hasHeightForWidth(self) -> bool:
        return False


class TrainingPanel(QWidget):
    """Shows a session, and lets somebody drive it."""

    opened = Signal(object, float)  # a Document that is to stand on the stage, and at which event

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "dock")
        self._appearance = appearance
        self._translator = translator
        self._session = session
        self._arrangement = Arrangement.NARROW
        self._view = TABS[0]  # what was chosen, even where it has no tab
        self._blank = True  # there is nothing to draw curves of
        self._figures = Throttle(FIGURES_INTERVAL)
        self.readout = Readout(appearance, translator, session)
        self.weights = WeightsView(appearance, translator, self)
        self.controls = Controls(appearance, translator, session)
        self.controls.files.files.told.connect(self._on_told)
        self.commands = Commands(appearance, translator, session)
        self.notice = Notice(appearance, translator, session)
        self.notice.appeared.connect(self._arrange)
        self.tabs = self._make_tabs()
        self.plots = PlotPages(appearance, translator, session, self)
        self.mistakes = MistakesPage(appearance, translator, session)
        self.mistakes.opened.connect(self.opened)
        self._views: dict[str, QWidget] = {
            "notice": self.notice,
            "readout": self.readout,
            "tabs": self.tabs,
            "introduction": Introduction(appearance, translator, session),
            "progress": self.plots.progress,
            "inside": self.plots.inside,
            "mistakes": self.mistakes,
            "weights": self.weights,
            "settings": self.controls,
            "commands": self.commands,
        }
        self._grid = _Grid(self)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        space(self._grid, appearance, margins=(_MARGIN, 10, _MARGIN, 10), gap=20, row_gap=8)
        self._follow(session)
        FirstSight(self, session.prepare)
        self._on_state(session.phase)
        self._arrange()

    def _follow(self, session: TrainingSession) -> None:
        session.refreshed.connect(self._on_refreshed)
        session.state_changed.connect(self._on_state)
        session.snapshot.connect(self._on_snapshot)
        self._appearance.changed.connect(self._arrange)
        said = Qt.ConnectionType.QueuedConnection  # only then all words are in the new language
        self._translator.changed.connect(self._arrange, said)

    def close_work(self) -> bool:
        """The window closes: False if a thread did not end within a second."""
        self.plots.cancel()
        return self.mistakes.close_work()

    def save_state(self) -> dict[str, Any]:
        """What should be as it was at the next start."""
        return {
            "settings": asdict(self._session.settings),
            "view": self._view,
            "log": self.plots.log,
        }

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Take over what `save_state` gave; whatever does not fit (any more) is passed over."""
        given = state.get("settings")
        if isinstance(given, Mapping):
            self._restore_settings(given)
        if state.get("view") in TABS:
            self.tabs.setCurrentIndex(TABS.index(state["view"]))
        self.plots.set_log(state.get("log") in (True, "true"))

    def _restore_settings(self, given: Mapping[str, Any]) -> None:
        settings = self._session.settings
        for name in asdict(settings).keys() & given.keys():
            with suppress(StudioError):
                settings = replace(settings, **{name: read_setting(name, given[name])})
        self._session.configure(**asdict(settings))

    def minimumSizeHint(self) -> QSize:
        """That of the smallest arrangement, whichever is shown: a dock may be made narrower."""
        return QSize(self._appearance.px(_NARROWEST), self._appearance.px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _make_tabs(self) -> QTabBar:
        tabs = QTabBar(expanding=False, usesScrollButtons=False)
        tabs.setElideMode(Qt.TextElideMode.ElideRight)  # rather than off the edge
        for name in TABS:
            tabs.addTab("")
            self._translator.bind(
                partial(tabs.setTabText, tabs.count() - 1), f"training.view.{name}"
            )
        self._space_tabs(tabs, wide=True)
        tabs.currentChanged.connect(self._choose)
        return tabs

    def _space_tabs(self, tabs: QTabBar, *, wide: bool) -> None:
        """The first in line with what is below; close together where there is little room."""
        rules = "QTabBar::tab:first { margin-left: 0; }"
        if not wide:
            rules += (
                f" QTabBar::tab {{ margin: 0 {self._appearance.px(6)}px 0 0; padding-left: 0; }}"
            )
        if tabs.styleSheet() != rules:
            tabs.setStyleSheet(rules)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self._view = TABS[index]
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Show what there is room for."""
        factor = self._appearance.factor
        found = Arrangement.fitting(self.width() / factor, self.height() / factor)
        self._arrangement = found
        with QSignalBlocker(self.tabs):  # hiding the chosen tab would choose another one
            for index, name in enumerate(TABS):
                self.tabs.setTabVisible(index, found.has_tab(name))
            self.tabs.setCurrentIndex(TABS.index(self._tab()))
        self._space_tabs(self.tabs, wide=self.width() >= self._appearance.px(_LOW))
        self.plots.arrange(None if found.weights_apart else self.weights)
        told = self.notice.isVisibleTo(self)
        cramped = found is Arrangement.NARROW and self.height() < self._appearance.px(_TIGHT)
        self._lay_out(found, cramped=cramped, alone=cramped, told=told)
        if told and not cramped and found in (Arrangement.NARROW, Arrangement.LOW):
            self._give_way(found)
        self._grid.activate()  # or the figures would fit the height of before for a moment
        self.plots.draw_all()

    def _give_way(self, found: Arrangement) -> None:
        """A long notice takes the room of the figures, and, if need be, that of the page too."""
        for alone in (False, True) if found is Arrangement.NARROW else (True,):
            if self._least_height() > self.height():
                self._lay_out(found, cramped=True, alone=alone, told=True)

    def _least_height(self) -> int:
        """With less, what is laid out would lie on each other."""
        for layout in (view.layout() for view in self._views.values()):
            if layout is not None:
                layout.activate()  # else what has been shown just now is as high as it was
        return self._grid.minimumHeightForWidth(self.width())

    def _lay_out(self, found: Arrangement, *, cramped: bool, alone: bool, told: bool) -> None:
        """What there is, in its places; where it is `cramped`, a notice takes that of the figures,
        and of the page if it is to stand `alone`."""
        over = told and self._session.phase.is_over
        seen = set() if alone and over else found.views(self._tab(), blank=self._blank)
        found.lay_out(self._grid, self._views, seen)
        self.readout.setVisible(not cramped or not (told or self._tab() == "settings"))
        column = found is Arrangement.LOW
        upright = found is not Arrangement.NARROW
        px = self._appearance.px
        low = self.height() < px(_LOW) and not column
        self.readout.arrange(
            upright,
            px(_FIGURES) if column else self.width() - 2 * px(_MARGIN),
            brief=low,
            wraps=self.height() >= px(_TIGHT) and not over,
            told=over,
        )
        self.commands.arrange(roomy=not (cramped or column))
        self.controls.heading.setVisible(not found.has_tab("settings"))
        room = 0 if found.has_tab("settings") else px(_SETTINGS)
        self._grid.setColumnMinimumWidth(0, px(_FIGURES) if column else room)

    def _tab(self) -> str:
        """The view that is chosen; a tab that is hidden just now stands for the first."""
        return self._view if self._arrangement.has_tab(self._view) else TABS[0]

    @Slot(object, bool)
    def _on_told(self, _: object, good: bool) -> None:
        """What is said of a file that could not be opened must be seen."""
        if not good:
            self.tabs.setCurrentIndex(TABS.index("settings"))

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        self.readout.refresh()
        if phase is not Phase.RUNNING and self._session.current is not None:
            self._on_snapshot(self._session.current)
        if phase is Phase.LOADING:
            return  # what is on the screen stays until there is something else
        blank = not self._session.recording.steps and phase is not Phase.RUNNING
        if blank is not self._blank:
            self._blank = blank
            self.plots.make()
            self._arrange()

    @Slot()
    def _on_refreshed(self) -> None:
        if self._session.phase is not Phase.RUNNING:
            self.readout.refresh()
            self.plots.draw_all()
        elif self._figures.is_due:  # figures or a plot, so that no frame waits for both
            with self._figures:
                self.readout.refresh()
        else:
            self.plots.draw()

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        self.readout.show_step(snapshot)
        self.weights.show_snapshot(snapshot, now=self._session.phase is not Phase.RUNNING)
