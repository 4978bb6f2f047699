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
from gui.dock_tabs import DockTabs
from gui.i18n import Translator
from gui.widgets import DockTitle, restyle, space

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_ROOM_FOR_TWO = 980  # unscaled pixels of height for the card above training
_ROOM_FOR_EXAMPLES = 900  # unscaled pixels of width for the list beside stage and panels
_WIDTHS = {"examples": (0.16, 180, 200), "card": (0.29, 310, 400)}  # share of the window; bounds
_WIDEST = 0.42  # of the window, for either side
_LOWER = ("training", "lab", "arena", "explore")
_FOLLOWING = 250  # ms that the panels take to become as wide as they are told to be
_FLOATING = (1040, 680)  # unscaled pixels of a panel in a window of its own
_SHARE = 0.85  # of the screen, at most
_HEIGHTS = {"card": 340, "training": 380}


def _scrolled(panel: QWidget) -> QScrollArea:
    """The panel in a frame that scrolls where large text leaves it too little room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
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
        self.by_name = {name: self._make(name, panel) for name, panel in panels.items()}
        window.setTabPosition(RIGHT, QTabWidget.TabPosition.North)
        window.setDockNestingEnabled(True)
        self._stack_lower()
        self._theme = appearance.theme.name
        self._dragged: dict[str, dict[str, int]] = {}  # how wide the docks were in each theme
        self._widen = QTimer(self, singleShot=True, interval=0)  # once the new fonts are there
        self._widen.timeout.connect(self._suit_widths)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOWING)  # Qt does so in stages
        appearance.changed.connect(self.make_room)
        appearance.changed.connect(self._on_theme)
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

    @property
    def front(self) -> QDockWidget | None:
        """The panel that is worked with: the one with the keyboard, or the first to be seen of
        those on the right side."""
        right = [dock for name, dock in self.by_name.items() if name != "examples"]
        focus = QApplication.focusWidget()
        held = (dock for dock in right if focus is not None and dock.isAncestorOf(focus))
        seen = (dock for dock in right if not dock.visibleRegion().isEmpty())
        return next(held, next(seen, None))

    def _on_floating(self, dock: QDockWidget, floats: bool) -> None:
        """A window of its own is a large one, and not over its own old place, as if nothing had
        happened; back among the tabs, the panel is in front."""
        if not floats:
            dock.raise_()
        elif self._window.isVisible() and not QApplication.mouseButtons():  # nobody drags it
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
        self._resize(self._widths(), Qt.Orientation.Horizontal)
        self.make_room()
        self._settle_titles()

    def _widths(self) -> dict[str, int]:
        """How wide the two sides are unless somebody drags them."""
        px, window = self._appearance.px, self._window.width()
        return {
            name: min(max(round(share * window), px(low)), px(high), round(_WIDEST * window))
            for name, (share, low, high) in _WIDTHS.items()
        }

    @Slot()
    def _on_theme(self) -> None:
        """Texts of another size need other widths; what was dragged waits until the theme is
        back."""
        name = self._appearance.theme.name
        if name == self._theme:
            return
        if self._window.isVisible():
            if self.settled:  # else they are still those of the theme before
                self._dragged[self._theme] = {each: self._width_of(each) for each in _WIDTHS}
            self._widen.start()
        self._theme = name

    def _width_of(self, name: str) -> int:
        """Of the place of a dock: one behind another tab is as wide as when it was last seen."""
        places = (self[name], *self._window.tabifiedDockWidgets(self[name]))
        seen = (each for each in places if not each.visibleRegion().isEmpty())
        return next(seen, self[name]).width()

    @Slot()
    def _suit_widths(self) -> None:
        self._resize(self._dragged.get(self._theme) or self._widths(), Qt.Orientation.Horizontal)
        self._follow.start()

    @property
    def settled(self) -> bool:
        """Whether the panels are as wide as the theme, or whoever dragged them, wants them."""
        return not (self._widen.isActive() or self._follow.isActive())

    def reset(self) -> None:
        """All panels back in the window, shown, as at a first start."""
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

    @Slot()
    def _regain_width(self) -> None:
        """Before the examples stepped aside they were squeezed."""
        wanted = max(self._widths()["examples"], self["examples"].width())
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
