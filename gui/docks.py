"""The panels around the stage, as docks that can be moved, closed and torn off.

How they stand follows the room there is: one above the other in a high window, all as tabs in a
low one. When text grows until the stage would be squeezed, the list of examples steps aside; it
comes back when there is room again, unless somebody closed it.
"""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.dock_places import LEFT, RIGHT, is_in_front
from gui.dock_tabs import DockTabs
from gui.dock_widths import DockWidths
from gui.i18n import Translator
from gui.stage_place import StagePlace
from gui.widgets import DockTitle, SteadyScrollArea, restyle, space

_ROOM_FOR_TWO = 980  # unscaled pixels of height for the card above training
_ROOM_FOR_EXAMPLES = 900  # unscaled pixels of width for the list beside stage and panels
_LOWER = ("training", "lab", "arena", "explore")
_FLOATING = (1040, 680)  # unscaled pixels of a panel in a window of its own
_SHARE = 0.85  # of the screen, at most
_HEIGHTS = {"card": 340, "training": 380}


def _scrolled(panel: QWidget) -> QScrollArea:
    """The panel in a frame that scrolls where large text leaves it too little room."""
    area = SteadyScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(panel)
    for layer in (area.viewport(), panel):  # the dock's own background shows through
        layer.setAutoFillBackground(False)
    return area


def _within(corner: QPoint, size: QSize, room: QRect) -> QPoint:
    """The corner, moved so that all of the window is on the screen."""
    last = room.bottomRight() - QPoint(size.width(), size.height())
    return QPoint(
        max(min(corner.x(), last.x()), room.x()), max(min(corner.y(), last.y()), room.y())
    )


class Docks(QObject):
    """Makes the docks from named panels: "examples" to the left, the others to the right."""

    def __init__(
        self,
        window: QMainWindow,
        panels: Mapping[str, QWidget],
        place: StagePlace,
        appearance: Appearance,
        translator: Translator,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        self._translator = translator
        self._titles: dict[str, DockTitle] = {}
        self.stepped_aside = False  # the examples, for lack of room; nobody closed them
        self._settle = QTimer(self, singleShot=True, interval=0)  # Qt moves docks in stages
        self._settle.timeout.connect(self._settle_titles)
        self._place = place
        self.by_name = {name: self._make(name, panel) for name, panel in panels.items()}
        window.setTabPosition(RIGHT, QTabWidget.TabPosition.North)
        window.setDockNestingEnabled(True)
        self._stack_lower()
        self.widths = DockWidths(window, self.by_name, place, appearance)
        place.wanted.connect(self.show_stage)
        appearance.changed.connect(self.make_room)
        self._regain = QTimer(self, singleShot=True, interval=0)
        self._regain.timeout.connect(self._regain_width)
        self._tabs = DockTabs(window, self.by_name, appearance, translator)
        self._settle.start()

    def __getitem__(self, name: str) -> QDockWidget:
        return self.by_name[name]

    def detach(self) -> None:
        """Give the front panel of the right side a window of its own, or take it back."""
        front = self.front
        if front is not None:
            front.setFloating(not front.isFloating())
            self._give_keyboard(front)

    @property
    def front(self) -> QDockWidget | None:
        """The panel that is worked with: the one with the keyboard, or the first to be seen of
        those on the right side."""
        docks = self.by_name.items()
        seen = [dock for name, dock in docks if name != "examples" and is_in_front(dock)]
        focus = QApplication.focusWidget()
        held = (dock for dock in seen if focus is not None and dock.isAncestorOf(focus))
        return next(held, next(iter(seen), None))

    def _give_keyboard(self, dock: QDockWidget) -> None:
        """The next key is for this panel, not for the first button of its window."""
        dock.activateWindow()
        dock.widget().setFocus()

    def _on_floating(self, dock: QDockWidget, floats: bool) -> None:
        """A window of its own is a large one, and not over its own old place, as if nothing had
        happened; back among the tabs, the panel is in front."""
        if not floats:
            dock.raise_()
        elif self._window.isVisible() and not QApplication.mouseButtons():  # nobody drags it
            self._give_keyboard(dock)
            room, px = dock.screen().availableGeometry(), self._appearance.px
            size = QSize(px(_FLOATING[0]), px(_FLOATING[1])).boundedTo(room.size() * _SHARE)
            corner = self._window.geometry().center() - QPoint(size.width(), size.height()) / 2
            dock.setGeometry(QRect(_within(corner, size, room), size))

    def _join(self, *names: str) -> None:
        """Let docks share a place, as tabs in this order."""
        for one, other in pairwise(names):
            self._window.tabifyDockWidget(self[one], self[other])

    def _stack_lower(self) -> None:
        """All but the card share a place."""
        self._join(*_LOWER)
        self["training"].raise_()

    @property
    def toggles(self) -> list[QAction]:
        """For the menu: an action for each dock that shows or closes it."""
        return [dock.toggleViewAction() for dock in self.by_name.values()]

    def show(self, name: str) -> None:
        """Bring a panel to the front, wherever it is."""
        self[name].show()
        self[name].raise_()
        self.widths.review()

    def mark(self, name: str, busy: bool) -> None:
        """Show on the tab of a panel whether it is at work."""
        self._tabs.mark(name, busy)

    def arrange(self) -> None:
        """As they stand at a first start."""
        window, px = self._window, self._appearance.px
        if window.height() < px(_ROOM_FOR_TWO):
            self._join("card", *_LOWER)
            self["card"].raise_()
        else:
            self["training"].raise_()
            heights = {name: px(height) for name, height in _HEIGHTS.items()}
            self._resize(heights, Qt.Orientation.Vertical)
        self.make_room()
        self.widths.apply()
        self._settle_titles()

    @property
    def settled(self) -> bool:
        """Whether the panels are as wide as they should be."""
        return self.widths.settled

    @Slot()
    def show_stage(self) -> None:
        """The rule in front leaves the room to the stage."""
        card = self["card"]
        if card.isHidden() or card.isFloating():
            self.widths.halve()
        else:
            self.show("card")

    @Slot()
    def unfold_stage(self) -> None:
        """Something has come onto the stage that is to be seen, beside a panel or not."""
        if self.widths.at_work:
            self.show_stage()

    def reset(self) -> None:
        """All panels back in the window, shown, as at a first start."""
        self.widths.forget()
        for name, dock in self.by_name.items():
            dock.setFloating(False)
            self._window.addDockWidget(LEFT if name == "examples" else RIGHT, dock)
            dock.show()
        self._stack_lower()
        self.arrange()

    @Slot()
    def make_room(self) -> None:
        """Let the examples step aside where the stage would be squeezed, or come back."""
        narrow = self._window.width() < self._appearance.px(_ROOM_FOR_EXAMPLES)
        examples = self["examples"]
        if narrow and not examples.isHidden() and not examples.isFloating():
            self.stepped_aside = True
            examples.hide()
        elif not narrow and self.stepped_aside:
            self.stepped_aside = False
            examples.show()
            self._regain.start()
        self.widths.review_soon()

    @Slot()
    def _regain_width(self) -> None:
        """Before the examples stepped aside they were squeezed."""
        wanted = max(self.widths.usual()["examples"], self["examples"].width())
        self._resize({"examples": wanted}, Qt.Orientation.Horizontal)

    def _make(self, name: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(self._window)
        dock.setObjectName(name)
        title = DockTitle(dock, f"window.dock.{name}", self._appearance, self._translator)
        self._titles[name] = title
        body = QWidget()
        body.setProperty("role", "dock")
        column = QVBoxLayout(body)
        column.addWidget(panel if panel.property("scrolls") else _scrolled(panel))
        space(column, self._appearance, margins=(1, 1, 1, 1))
        dock.setWidget(body)
        dock.dockLocationChanged.connect(self._settle.start)
        dock.topLevelChanged.connect(self._settle.start)
        dock.topLevelChanged.connect(partial(self._on_floating, dock))
        self._window.addDockWidget(LEFT if name == "examples" else RIGHT, dock)
        return dock

    def _resize(self, sizes: Mapping[str, int], direction: Qt.Orientation) -> None:
        docks = [self[name] for name in sizes]
        self._window.resizeDocks(docks, list(sizes.values()), direction)

    @Slot()
    def _settle_titles(self) -> None:
        """A dock among tabs needs no title bar: its tab names it, and is dragged to tear it off."""
        self._tabs.fit()
        for name, title in self._titles.items():
            dock = self[name]
            tabbed = bool(self._window.tabifiedDockWidgets(dock)) and not dock.isFloating()
            title.step_aside(tabbed)
            body = dock.widget()
            restyle(body, tabbed=tabbed)
