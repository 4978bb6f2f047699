"""How wide the panels beside the stage are, and when they are made so.

Where letters are small for the window there is room for stage and panels: the sides have one width,
whichever panel is in front. Where the window is short (on a projector it is 35 lines high) a panel
that one works in has most of the width, and the stage beside it is the small one, or folds; the
rule leaves the room to the stage. Whoever drags a border wins: that width is kept for the theme
and for the kind of panel.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.appearance import Appearance
from gui.dock_places import RIGHT, is_in_front, stands_beside
from gui.stage_place import StagePlace
from gui.theme import THEMES

_WIDTHS = {"examples": (0.16, 180, 200), "right": (0.29, 310, 400)}  # share of the window; bounds
_WIDEST = 0.42  # of the window, for either side
_SHORT = 560  # unscaled pixels of the window's height; with less, panels need its width
_WORK = ("training", "lab", "arena")  # what is worked in by itself
_LARGE, _LEAST = 0.65, 590  # of the window, for what is worked in; unscaled pixels that it needs
_HALF = 0.5  # of the window, for what is worked in together with the stage
_KINDS = ("", "work", "explore", "card")  # of what is in front, where that counts
_SENSIBLE = 50, 20_000  # unscaled pixels of a width that is remembered
_FOLLOWING = 250  # ms that the panels take to become as wide as they are told to be

Widths = dict[str, float]  # of the "examples" and of the "right" side, in unscaled pixels


class DockWidths(QObject):
    """Watches the docks of a window, and makes them as wide as they should be."""

    bar_wanted = Signal(bool)  # is there a stage to be played on?
    reviewed = Signal()  # another panel may be in front

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        place: StagePlace,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._place, self._appearance = place, appearance
        self._kept: dict[str, dict[str, Widths]] = {}  # by theme and kind of panel
        self._key = (appearance.theme.name, "")
        self._measure: tuple[float, ...] | None = None  # for which they were made so wide
        self._factor = appearance.factor
        self._halved = False
        self._beside: frozenset[str] = frozenset()  # what is worked in, and points at the stage
        self._grip: Widths | None = None  # as it was when somebody took hold of a border
        self._later = QTimer(self, singleShot=True, interval=0)  # once the new fonts are there
        self._later.timeout.connect(self.review)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOWING)  # Qt does so in stages
        self._follow.timeout.connect(self.review)
        appearance.changed.connect(self._on_appearance)
        window.tabifiedDockWidgetActivated.connect(self.review)  # before the next picture
        for dock in docks.values():
            dock.visibilityChanged.connect(self._later.start)
            dock.topLevelChanged.connect(self._later.start)
        self._dropped = QTimer(self, singleShot=True, interval=0)  # once Qt has moved it
        self._dropped.timeout.connect(self._on_dropped)
        window.installEventFilter(self)

    # what there is

    @property
    def settled(self) -> bool:
        """Whether the panels are as wide as the theme, or whoever dragged them, wants them."""
        return not (self._later.isActive() or self._follow.isActive())

    @property
    def at_work(self) -> bool:
        """Is the stage folded, or small, beside a panel that one works in?"""
        return self._key[1] == "work"

    @property
    def short(self) -> bool:
        """Is the window so low for its letters that a narrow panel holds next to nothing?"""
        return self._window.height() < self._appearance.px(_SHORT)

    @property
    def _right(self) -> dict[str, QDockWidget]:
        """What is seen to the right of the stage."""
        return {
            name: dock
            for name, dock in self._docks.items()
            if name != "examples" and is_in_front(dock) and self._stands_right(dock)
        }

    def _stands_right(self, dock: QDockWidget) -> bool:
        return not dock.isFloating() and self._window.dockWidgetArea(dock) is RIGHT

    def _kind(self, seen: Iterable[str]) -> str:
        """Of the panel in front; one for all where there is room."""
        if not self.short:
            return ""
        names = set(seen)
        if names & (set(_WORK) - self._beside):
            return "work"
        return "explore" if names & {"explore", *self._beside} else "card"

    def _now(self, factor: float) -> Widths:
        """How wide the sides are, with everything scaled by `factor`."""
        found = {"right": next(iter(self._right.values()), None)}
        if self._examples_take_width:
            found["examples"] = self._docks["examples"]
        return {name: dock.width() / factor for name, dock in found.items() if dock is not None}

    # what should be

    def usual(self) -> dict[str, int]:
        """The widths in pixels where nothing else asks for room, and nobody has dragged them."""
        px, window = self._appearance.px, self._window.width()
        return {
            name: min(max(round(share * window), px(low)), px(high), round(_WIDEST * window))
            for name, (share, low, high) in _WIDTHS.items()
        }

    def _wanted(self, kind: str) -> dict[str, int]:
        theme, factor = self._appearance.theme.name, self._appearance.factor
        kept = self._kept.get(theme, {}).get(kind)
        wanted, room = self.usual(), self._room
        if self._halved:
            return wanted | {"right": self._whole(room // 2)}
        if kept is not None:
            wanted |= {name: min(round(width * factor), room) for name, width in kept.items()}
            return wanted | {"right": self._whole(wanted["right"]) if kind else wanted["right"]}
        beside = room - self._place.least_of_stage
        if kind == "explore":
            half = round(_HALF * self._window.width())
            wanted["right"] = max(wanted["right"], min(half, beside))
        elif kind == "work" and beside >= self._appearance.px(_LEAST):
            large = round(_LARGE * self._window.width())
            wanted["right"] = max(self._appearance.px(_LEAST), min(large, beside))
        elif kind == "work":
            wanted["right"] = room - self._place.least_folded
        return wanted

    def _whole(self, right: int) -> int:
        """The nearest width of the right side that leaves room for a stage that one can work with,
        or for the strip and no more."""
        stage, strip = (
            self._room - self._place.least_of_stage,
            self._room - self._place.least_folded,
        )
        if stage < right < strip:
            return stage if right - stage < strip - right else strip
        return right

    @property
    def _room(self) -> int:
        """Of stage and right side together, in pixels."""
        window, examples = self._window, self._docks["examples"]
        edges = window.contentsMargins()
        between = window.style().pixelMetric(
            window.style().PixelMetric.PM_DockWidgetSeparatorExtent, None, window
        )
        room = window.width() - edges.left() - edges.right() - between
        if self._examples_take_width:
            room -= examples.width() + between
        return max(room, 1)

    @property
    def _examples_take_width(self) -> bool:
        return stands_beside(self._window, self._docks["examples"], self._right.values())

    # doing it

    @Slot()
    def review(self) -> None:
        """Make the sides as wide as they should be, if anything has changed that counts."""
        if not self._window.isVisible() or self._place.isHidden():
            return  # nobody sees it, or a panel has the whole screen
        seen = self._right
        key = (self._appearance.theme.name, self._kind(seen))
        self._place.may_fold = key[1] == "work"
        least = self._place.least_of_stage
        measure = (self._window.width(), self._appearance.factor, least) if key[1] else ()
        if seen and (key != self._key or measure != self._measure):
            self._halved = self._halved and key == self._key
            self._key, self._measure = key, measure
            self.apply()
        else:
            self._offer_bar(key[1])
        self.reviewed.emit()

    @Slot()
    def apply(self) -> None:
        """Make the sides as wide as is wanted for what is in front."""
        self._offer_bar(self._key[1])
        wanted, right = self._wanted(self._key[1]), next(iter(self._right.values()), None)
        there = {"examples": self._docks["examples"]} if self._examples_take_width else {}
        there |= {"right": right} if right else {}
        sizes = [max(wanted[name], 1) for name in there]
        self._window.resizeDocks(list(there.values()), sizes, Qt.Orientation.Horizontal)
        self._follow.start()

    def _offer_bar(self, kind: str) -> None:
        """Before the panels have their widths, so that all is laid out at once. Beside a panel that
        one works in there is a bar only if somebody made room for a stage: it costs a map much."""
        asked = self._halved or kind in self._kept.get(self._appearance.theme.name, {})
        stage = self._room - self._wanted(kind)["right"]
        room = asked and stage >= self._place.least_of_stage
        self.bar_wanted.emit(kind != "work" or room)

    @Slot()
    def review_soon(self) -> None:
        """Once Qt has laid everything out."""
        self._later.start()

    def keep_stage(self, name: str, keep: bool) -> None:
        """What is done in this panel is to be seen on the stage as well, or no longer."""
        self._beside = self._beside | {name} if keep else self._beside - {name}
        self.review()  # before the next picture

    def halve(self) -> None:
        """Share the room with the stage until another panel is in front."""
        self._halved = True
        self.apply()

    def forget(self) -> None:
        """Nothing has been dragged."""
        self._kept.clear()

    @Slot()
    def _on_appearance(self) -> None:
        """Texts of another size need other widths; those of this theme wait until it is back."""
        theme, kind = self._key
        if theme != self._appearance.theme.name:
            if not kind and self.settled and self._right:
                self._keep(self._now(self._factor))
            self._measure = None  # also if the theme is soon back: meanwhile Qt has moved things
        self._factor = self._appearance.factor
        self._later.start()

    # dragging

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """A border between docks is part of the window, not a widget."""
        if isinstance(event, QMouseEvent):
            if event.type() is QEvent.Type.MouseButtonPress:
                held = self._window.isSeparator(event.position().toPoint())
                self._grip = self._now(self._factor) if held else None
            elif event.type() is QEvent.Type.MouseButtonRelease and self._grip is not None:
                self._dropped.start()
        return False

    @Slot()
    def _on_dropped(self) -> None:
        before, self._grip = self._grip, None
        now = self._now(self._factor)
        if before is not None and now != before:
            self._keep(now)
            self.apply()

    def _keep(self, widths: Widths) -> None:
        theme, kind = self._key
        self._kept.setdefault(theme, {})[kind] = widths

    # memory

    def as_json(self) -> dict[str, dict[str, Widths]]:
        """What `restore` understands: unscaled pixels by theme, kind of panel, and side."""
        return self._kept

    def restore(self, saved: object) -> None:
        """Take up what `as_json` gave; what makes no sense is left out."""
        self._kept = {
            theme: {kind: found for kind in _KINDS if (found := _widths(kinds.get(kind)))}
            for theme, kinds in (saved.items() if isinstance(saved, Mapping) else ())
            if isinstance(kinds, Mapping) and theme in THEMES
        }


def _widths(saved: object) -> Widths:
    if not isinstance(saved, Mapping):
        return {}
    return {
        name: float(width)
        for name in _WIDTHS
        if isinstance(width := saved.get(name), int | float)
        and not isinstance(width, bool)
        and _SENSIBLE[0] <= width <= _SENSIBLE[1]
    }
